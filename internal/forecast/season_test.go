/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// weekdays are what the days of a week add, from a Thursday on; 0 together.
var weekdays = [7]float64{8, 5, -9, -12, 1, 3, 4}

func weekday(day int) float64 { return weekdays[((day%7)+7)%7] }

// hours are what the hours of a day add; 0 together.
func hours(hour int) float64 { return 6 * math.Sin(2*math.Pi*float64(hour)/24) }

// seasonal is a series of so many points on a grid, that begins with the period and is due so many slots after it.
func seasonal(n int, step time.Duration, due float64, value func(i int) float64) series {
	s := series{perDay: day.Hours() / step.Hours(), due: due}
	for i := range n {
		s.y = append(s.y, value(i))
		s.slots = append(s.slots, float64(i))
	}
	return s
}

func TestTakeSeasons(t *testing.T) {
	for _, tc := range []struct {
		reason string
		step   time.Duration
		n      int
		season func(i int) float64
		due    float64
		want   float64 // what the season adds at the due date
	}{
		{"a week, due on a Saturday", day, 42, weekday, 44, -9},
		{"due on a Sunday", day, 42, weekday, 45, -12},
		{"due in the middle of a Sunday", day, 42, weekday, 45.5, -12},
		{"due on a Thursday, as the period began", day, 42, weekday, 91, 8},
		{"no more weeks than it takes", day, fewestCycles * 7, weekday, 23, -9},
		{"twice a day", 12 * time.Hour, 98, func(i int) float64 { return weekday(i / 2) }, 2*45 + 1, -12},
		{"a day, due in the morning", time.Hour, 20 * 24, hours, 900*24 + 6, 6},
		{"due in the evening", time.Hour, 20 * 24, hours, 900*24 + 18, -6},
		{"due at midnight", time.Hour, 20 * 24, hours, 900 * 24, 0},
		{"a day and a week", time.Hour, 6 * 7 * 24, func(i int) float64 { return hours(i) + weekday(i/24) }, 45*24 + 6, 6 - 12},
		{"parts of a day that are no hours", 6 * time.Hour, 60, func(i int) float64 { return hours(6 * i) }, 4*40 + 3, -6},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			line := func(i int) float64 { return 30 + 0.4*float64(i)*tc.step.Hours()/24 }
			s := seasonal(tc.n, tc.step, tc.due, func(i int) float64 { return line(i) + tc.season(i) })
			if got := takeSeasons(&s, m); !near(got, tc.want, 0.1) {
				t.Errorf("the season adds %v at the due date, want %v", got, tc.want)
			}
			for i, y := range s.y {
				if !near(y, line(i), 0.02) {
					t.Fatalf("point %d is %v without its season, want %v", i, y, line(i))
				}
			}
		})
	}
}

func TestNoSeasonKeepsStill(t *testing.T) {
	rough, walk := white(4, 3), wander(5, 2)
	for _, tc := range []struct {
		reason string
		step   time.Duration
		n      int
		value  func(i int) float64
	}{
		{"a line", day, 60, func(i int) float64 { return float64(i) }},
		{"nothing moves", day, 60, func(int) float64 { return 7 }},
		{"too few weeks", day, fewestCycles*7 - 1, weekday},
		{"too few days", time.Hour, fewestCycles*24 - 1, hours},
		{"a week that is no whole number of points", 5 * day, 60, func(i int) float64 { return weekday(5 * i) }},
		{"a day that is no whole number of points", 5 * time.Hour, 60, func(i int) float64 { return hours(5 * i) }},
		{"a point a week", 7 * day, 60, func(i int) float64 { return weekday(i) }},
		{"a point every other week", 14 * day, 60, func(i int) float64 { return weekday(i) }},
		{"a point alone", day, 1, weekday},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			s := seasonal(tc.n, tc.step, 100, tc.value)
			want := slices.Clone(s.y)
			if got := takeSeasons(&s, m); !near(got, 0, 1e-9) || !nearAll(s.y, want, 1e-9) {
				t.Errorf("the season adds %v; %v is left of %v", got, s.y, want)
			}
		})
	}
	for _, tc := range []struct {
		reason string
		value  func(i int) float64
		limit  float64 // what chance alone may look like
	}{
		{"noise", func(int) float64 { return rough() }, 0.5},
		{"a walk", func(int) float64 { return walk() }, 0.5},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newMemory()
			defer m.release()
			s := seasonal(84, day, 100, tc.value)
			want := slices.Clone(s.y)
			takeSeasons(&s, m)
			for i := range want {
				want[i] -= s.y[i]
			}
			if got := stat.PopStdDev(want, nil); got > tc.limit {
				t.Errorf("a season of deviation %v is seen where there is none", got)
			}
		})
	}
}

func TestPhase(t *testing.T) {
	for _, tc := range []struct {
		reason string
		cycle  cycle
		slot   float64
		want   int
	}{
		{"the beginning", cycle{7, 7}, 0, 0},
		{"the last day of a week", cycle{7, 7}, 6, 6},
		{"the second week", cycle{7, 7}, 7, 0},
		{"before the period", cycle{7, 7}, -1, 6},
		{"a week before it", cycle{7, 7}, -7, 0},
		{"long before it", cycle{7, 7}, -700 + 3, 3},
		{"the middle of a day", cycle{7, 7}, 3.5, 3},
		{"the second half of a day", cycle{14, 7}, 7, 3},
		{"a third is not quite a third", cycle{24, 24}, 24 * (5.0 + 1.0/3), 8},
		{"just before the end", cycle{7, 7}, 7 - 1e-12, 0},
		{"many points in few parts", cycle{1440, 24}, 1439, 23},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.cycle.phase(tc.slot); got != tc.want {
				t.Errorf("phase %d, want %d", got, tc.want)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		c := cycle{length: rapid.Float64Range(0.1, 2000).Draw(t, "length"), phases: rapid.IntRange(1, mostPhases).Draw(t, "phases")}
		slot := rapid.Float64Range(-1e6, 1e6).Draw(t, "slot")
		if got := c.phase(slot); got < 0 || got >= c.phases {
			t.Errorf("phase %d of %d", got, c.phases)
		}
	})
}

func TestMovingAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-100, 100), 3, 40).Draw(t, "values")
		size := rapid.IntRange(1, len(y)-1).Draw(t, "size")
		i := rapid.IntRange(size/2, len(y)-1-size/2).Draw(t, "point")
		want := 0.0
		for j := i - size/2; j <= i+size/2; j++ {
			weight := 1.0
			if size%2 == 0 && (j == i-size/2 || j == i+size/2) {
				weight = 0.5
			}
			want += weight * y[j] / float64(size)
		}
		m := newMemory()
		defer m.release()
		if got := newMovingAverage(y, size, m).at(i); !near(got, want, 1e-9) {
			t.Errorf("average of %d around point %d of %v: %v, want %v", size, i, y, got, want)
		}
	})
}

// groups sums up what shrink is given.
func groups(values [][]float64) (sum, squares, count [mostPhases]float64) {
	for p, group := range values {
		for _, v := range group {
			sum[p] += v
			squares[p] += v * v
			count[p]++
		}
	}
	return sum, squares, count
}

func TestShrink(t *testing.T) {
	left := 10 * (1 - kinship/8)
	for _, tc := range []struct {
		reason string
		values [][]float64
		want   []float64
	}{
		{"groups that differ by far", [][]float64{{99, 101}, {-101, -99}}, []float64{100, -100}},
		{"groups that differ no more than by chance", [][]float64{{1, -2}, {-1, 2}}, []float64{0, 0}},
		// Between them 50, within 100 with two degrees of freedom: F = 1.
		{"on the edge of chance", [][]float64{{0, 10}, {-5, 5}}, []float64{0, 0}},
		// Between them 4 x 100, within 4 x 25: F = 8.
		{"somewhat over chance", [][]float64{{5, 15}, {-15, -5}}, []float64{left, -left}},
		{"an empty group stays empty", [][]float64{{5, 15}, nil, {-15, -5}}, []float64{left, 0, -left}},
		{"one group has nothing to differ from", [][]float64{{5, 15, 5, 15}}, []float64{0}},
		{"one point each tells nothing", [][]float64{{5}, {-5}}, []float64{0, 0}},
		{"without noise the means are as they are", [][]float64{{3, 3}, {-3, -3}}, []float64{3, -3}},
		{"nothing differs", [][]float64{{0, 0}, {0, 0}}, []float64{0, 0}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			sum, squares, count := groups(tc.values)
			got := shrink(len(tc.values), sum, squares, count)
			if !nearAll(got[:len(tc.want)], tc.want, 1e-3) {
				t.Errorf("means %v, want %v", got[:len(tc.want)], tc.want)
			}
		})
	}
}

// profileOf is the profile of a cycle as the books have it: the means of what is left of a centred moving average over a
// whole cycle, shrunk by the F statistic of an analysis of variance.
func profileOf(s series, points int, phase func(slot float64) int, phases int) []float64 {
	rest := make([][]float64, phases)
	n := 0
	for i := points / 2; i < len(s.y)-points/2; i++ {
		average := 0.0
		for j := i - points/2; j <= i+points/2; j++ {
			weight := 1.0
			if points%2 == 0 && (j == i-points/2 || j == i+points/2) {
				weight = 0.5
			}
			average += weight * s.y[j] / float64(points)
		}
		p := phase(s.slots[i])
		rest[p] = append(rest[p], s.y[i]-average)
		n++
	}
	var between, within, seen float64
	profile := make([]float64, phases)
	for p, r := range rest {
		if len(r) == 0 {
			continue
		}
		seen++
		profile[p] = stat.Mean(r, nil)
		between += float64(len(r)) * profile[p] * profile[p]
		for _, v := range r {
			within += (v - profile[p]) * (v - profile[p])
		}
	}
	f := between / (seen - 1) / (within / (float64(n) - seen))
	for p := range profile {
		profile[p] *= max(0, 1-kinship/f)
	}
	return profile
}

func TestTakeSeasonIsByTheBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perDay := rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "points a day")
		n := rapid.IntRange(3*7*perDay, 15*7*perDay).Draw(t, "points")
		e := white(rapid.Uint64().Draw(t, "seed"), rapid.Float64Range(0.5, 10).Draw(t, "deviation"))
		strength := rapid.Float64Range(0, 2).Draw(t, "strength")
		before := rapid.IntRange(0, n).Draw(t, "points before the period")
		s := seasonal(n, day/time.Duration(perDay), rapid.Float64Range(0, 1000).Draw(t, "due"), func(i int) float64 {
			return 0.1*float64(i) + strength*weekday((i-before)/perDay) + e()
		})
		for i := range s.slots {
			s.slots[i] -= float64(before)
		}
		weekly := func(slot float64) int {
			d := math.Mod(math.Floor(slot/float64(perDay)+1e-9), 7)
			return int(math.Mod(d+7, 7))
		}
		want, raw := profileOf(s, 7*perDay, weekly, 7), slices.Clone(s.y)
		m := newMemory()
		defer m.release()
		if got := takeSeason(&s, cycle{7 * float64(perDay), 7}, 1, m); !near(got, want[weekly(s.due)], 1e-7) {
			t.Errorf("at the due date it adds %v, want %v", got, want[weekly(s.due)])
		}
		for i, y := range s.y {
			if !near(raw[i]-y, want[weekly(s.slots[i])], 1e-7) {
				t.Errorf("point %d: %v is taken, want %v", i, raw[i]-y, want[weekly(s.slots[i])])
			}
		}
	})
}

// Where a bin holds several points, a day has fewer parts, and a week is seven days all the same.
func TestSeasonsOfBins(t *testing.T) {
	for _, tc := range []struct {
		reason string
		size   float64 // points a bin, of hours
		want   float64 // what the season adds at the due date: a Sunday, six in the evening
	}{
		{"three hours a bin", 3, -12 + -6},
		{"six hours a bin", 6, -12 - 6},
		{"twelve hours a bin: only the week and half days are told", 12, -12},
		{"a day a bin: only the week is", 24, -12},
		{"two days a bin: nothing is", 48, 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			s := series{perDay: 24, due: 45*24 + 18}
			for i := range int(12 * 7 * 24 / tc.size) {
				s.slots = append(s.slots, float64(i)*tc.size)
				// What an hour adds is as at the bin's first, and half days add nothing.
				v := weekday(i * int(tc.size) / 24)
				if tc.size < 12 {
					v += hours(i * int(tc.size) % 24)
				}
				s.y = append(s.y, v)
			}
			m := newMemory()
			defer m.release()
			if got := takeSeasons(&s, m); !near(got, tc.want, 0.1) {
				t.Errorf("the seasons add %v, want %v", got, tc.want)
			}
		})
	}
}
