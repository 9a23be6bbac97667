/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// rounds is how many series of each process are looked at.
const rounds = 24

// process is what a number does by itself: what it is on a day of the quarter, noise and all.
type process func(seed uint64) func(day int) float64

// noisy is a path with white noise.
func noisy(path func(day int) float64, deviation float64) process {
	return func(seed uint64) func(int) float64 {
		e := white(seed, deviation)
		return func(day int) float64 { return path(day) + e() }
	}
}

// times is the straight plan at another pace.
func times(pace float64) func(day int) float64 {
	return func(day int) float64 { return pace * onPlan(day) }
}

// late is a path that reaches the target with the cube of time.
func late(day int) float64 { return way * math.Pow(float64(day)/quarter, 3) }

// latePlan is the plan of that path.
func latePlan(at time.Time) float64 { return math.Pow(at.Sub(begin).Hours()/24/quarter, 3) }

// early is a path that reaches it with the root of time.
func early(day int) float64 { return way * math.Sqrt(float64(max(day, 0))/quarter) }

func earlyPlan(at time.Time) float64 { return math.Sqrt(max(0, at.Sub(begin).Hours()/24/quarter)) }

// jump is the straight plan at some pace that jumps on a day.
func jump(pace float64, on int, by float64) func(day int) float64 {
	return func(day int) float64 {
		if day >= on {
			return pace*onPlan(day) + by
		}
		return pace * onPlan(day)
	}
}

// total counts up to so many a day.
func total(most int) process {
	return func(seed uint64) func(int) float64 {
		r, sum := rand.New(rand.NewPCG(seed, 4)), 0.0
		return func(int) float64 {
			sum += float64(r.IntN(most + 1))
			return sum
		}
	}
}

// rare counts what happens once in three weeks.
func rare(seed uint64) func(int) float64 {
	r, sum := rand.New(rand.NewPCG(seed, 6)), 0.0
	return func(day int) float64 {
		if day%10 == 0 && r.IntN(2) == 0 || day < 5 {
			sum++
		}
		return sum
	}
}

// on is a path with another noise.
func on(path func(day int) float64, noise func(seed uint64) func() float64) process {
	return func(seed uint64) func(int) float64 {
		e := noise(seed)
		return func(day int) float64 { return path(day) + e() }
	}
}

// look is what was forecast of the series of a process.
type look struct {
	probability float64 // the mean
	held        float64 // share of the intervals that held the outcome
	off         float64 // the mean distance of the medians from the outcomes
	width       float64 // the mean of the intervals
	forecasts   []Forecast
}

// lookAt forecasts series of a process, from one day of the quarter to another, and then sees how they end.
func lookAt(t *testing.T, from, to int, p process, change func(*Case)) look {
	t.Helper()
	var l look
	for seed := range uint64(rounds) {
		path := p(seed)
		c := dailyFrom(from, to, path)
		change(&c)
		f := forecastOf(t, c)
		end := math.NaN()
		for d := to; d <= int(c.Due.Sub(begin)/day); d++ {
			end = path(d)
		}
		if f.holds(end) {
			l.held += 1.0 / rounds
		}
		l.probability += f.Probability / rounds
		l.off += math.Abs(f.Value-end) / rounds
		l.width += (f.High - f.Low) / rounds
		l.forecasts = append(l.forecasts, f)
	}
	return l
}

func asItIs(*Case) {}

func toStay(c *Case) { c.Way, c.Success = 0, AtLeast(0) }

// by is a case with a plan.
func by(plan func(time.Time) float64) func(*Case) { return func(c *Case) { c.Plan = plan } }

// dueOn is a case that is judged on a day of the quarter.
func dueOn(d int) func(*Case) {
	return func(c *Case) { c.Due = begin.Add(time.Duration(d) * day) }
}

func TestValueOfClearCases(t *testing.T) {
	for _, tc := range []struct {
		reason      string
		from, to    int
		process     process
		change      func(*Case)
		least, most float64 // of the mean probability
		held        float64 // the least share of intervals that hold the outcome
		off         float64 // the greatest mean distance from the outcome
	}{
		{"noise around a line above plan", 0, 50, noisy(times(1.4), 5), asItIs, 0.8, 1, 0.6, 15},
		{"with a past", -92, 50, noisy(func(d int) float64 { return 1.4 * max(0, onPlan(d)) }, 5), asItIs, 0.8, 1, 0.6, 15},
		{"noise around the plan", 0, 50, noisy(onPlan, 5), asItIs, 0.35, 0.6, 0.6, 12},
		{"noise around a line at half the pace", 0, 50, noisy(times(0.5), 5), asItIs, 0, 0.15, 0.6, 15},
		{"no noise, above plan", 0, 50, noisy(times(1.2), 0), asItIs, 0.99, 1, 0.99, 0.1},
		{"no noise, below plan", 0, 50, noisy(times(0.8), 0), asItIs, 0, 0.01, 0.99, 0.1},
		{"noise with a memory, above plan", 0, 60, on(times(1.5), func(s uint64) func() float64 { return sticky(s, 8, 0.8) }), asItIs, 0.75, 1, 0.6, 25},
		{"noise with a memory, below plan", 0, 60, on(times(0.4), func(s uint64) func() float64 { return sticky(s, 8, 0.8) }), asItIs, 0, 0.15, 0.6, 25},
		{"a walk that drifts on plan", 0, 46, on(onPlan, func(s uint64) func() float64 { return wander(s, 3) }), asItIs, 0.3, 0.7, 0.6, 30},
		{"a walk that is far ahead", 0, 70, on(times(1.8), func(s uint64) func() float64 { return wander(s, 2) }), asItIs, 0.85, 1, 0.6, 20},
		{"a walk from nowhere to nowhere", -92, 46, on(times(0), func(s uint64) func() float64 { return wander(s, 2) }), toStay, 0.3, 0.7, 0.5, 20},
		{"a stall, three weeks on", 0, 40 + 21, noisy(func(d int) float64 { return onPlan(min(d, 40)) }, 4), asItIs, 0, 0.15, 0.6, 15},
		{"a stall early on, with a past", -60, 25 + 21, noisy(func(d int) float64 { return 1.2 * onPlan(max(0, min(d, 25))) }, 4), asItIs, 0, 0.15, 0.6, 25},
		{"a start that was slow on purpose", 0, 46, noisy(late, 2), by(latePlan), 0.3, 0.7, 0.6, 12},
		{"a start that was fast, and nothing is left to be done", 0, 46, noisy(early, 2), by(earlyPlan), 0.3, 0.7, 0.6, 12},
		{"a jump ahead", 0, 60, noisy(jump(1, 35, 40), 3), asItIs, 0.7, 1, 0.6, 30},
		{"a jump back", 0, 60, noisy(jump(1, 35, -40), 3), asItIs, 0, 0.25, 0.6, 30},
		{"a total ahead of plan", 0, 46, total(4), asItIs, 0.9, 1, 0.5, 25},
		{"a total behind plan", 0, 46, total(1), asItIs, 0, 0.1, 0.5, 15},
		{"what is to stay above 0 and does", -92, 46, noisy(func(int) float64 { return 30 }, 5), toStay, 0.95, 1, 0.5, 8},
		{"what is to stay above 0 and does not", -92, 46, noisy(func(int) float64 { return -30 }, 5), toStay, 0, 0.05, 0.5, 8},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := lookAt(t, tc.from, tc.to, tc.process, tc.change)
			if got.probability < tc.least || got.probability > tc.most {
				t.Errorf("mean probability %.2f, want from %v to %v", got.probability, tc.least, tc.most)
			}
			if got.held < tc.held {
				t.Errorf("%.2f of the intervals hold the outcome, want %v", got.held, tc.held)
			}
			if got.off > tc.off {
				t.Errorf("off by %.1f, want at most %v", got.off, tc.off)
			}
		})
	}
}

// Nine in ten stalls are seen within three weeks.
func TestStallsAreSeen(t *testing.T) {
	for _, at := range []int{20, 35, 50} {
		got := lookAt(t, 0, at+21, noisy(func(d int) float64 { return 1.1 * onPlan(min(d, at)) }, 5), asItIs)
		seen := 0
		for _, f := range got.forecasts {
			if f.Probability < 0.3 {
				seen++
			}
		}
		if seen < rounds*9/10 {
			t.Errorf("%d of %d stalls after %d days are seen three weeks later", seen, rounds, at)
		}
	}
}

func TestPlanHelps(t *testing.T) {
	for _, tc := range []struct {
		reason   string
		path     func(day int) float64
		plan     func(time.Time) float64
		straight float64 // 1 where a straight plan is too confident of it, -1 where it is too little
	}{
		{"slow on purpose", late, latePlan, -1},
		{"fast on purpose", early, earlyPlan, 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			with := lookAt(t, 0, 30, noisy(tc.path, 3), by(tc.plan))
			without := lookAt(t, 0, 30, noisy(tc.path, 3), asItIs)
			if with.off >= without.off {
				t.Errorf("with its plan it is off by %.1f, without by %.1f", with.off, without.off)
			}
			if (without.probability-with.probability)*tc.straight <= 0 {
				t.Errorf("with its plan the probability is %.2f, without %.2f", with.probability, without.probability)
			}
		})
	}
}

// Which weekday the due date is decides about what is expected then.
func TestSeasonAtTheDueDate(t *testing.T) {
	weekly := noisy(func(d int) float64 { return 0.8*onPlan(d) + weekday(d) }, 1)
	for _, tc := range []struct {
		reason   string
		from, to int
		due      int
	}{
		{"a Thursday", 0, 60, 91},
		{"a Friday", 0, 60, 92},
		{"a Saturday", 0, 60, 93},
		{"a Sunday", 0, 60, 94},
		{"a Monday", 0, 60, 95},
		{"a Sunday, with a past", -30, 45, 94},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := lookAt(t, tc.from, tc.to, weekly, dueOn(tc.due))
			if got.off > 3 || got.width > 15 {
				t.Errorf("off by %.1f in an interval of %.1f", got.off, got.width)
			}
		})
	}
}

// The interval of a walk is nearly as wide as that of who knows that it is one.
func TestWalksAreUncertain(t *testing.T) {
	for _, to := range []int{30, 50, 70} {
		got := lookAt(t, 0, to, on(onPlan, func(s uint64) func() float64 { return wander(s, 4) }), asItIs)
		want := 2 * 1.2816 * 4 * math.Sqrt(float64(quarter-to+1))
		if got.width < want*0.6 || got.width > want*1.6 {
			t.Errorf("the interval is %.0f wide after %d days, want about %.0f", got.width, to, want)
		}
		noise := lookAt(t, 0, to, noisy(onPlan, 4), asItIs)
		if noise.width > got.width {
			t.Errorf("after %d days it is %.0f wide for noise, %.0f for a walk", to, noise.width, got.width)
		}
	}
}

func TestForecastsKeepToBounds(t *testing.T) {
	for _, tc := range []struct {
		reason   string
		from, to int
		process  process
		change   func(*Case)
		bounds   func(c Case) Band
	}{
		{"a total does not fall", 0, 46, rare, asItIs, func(c Case) Band { return AtLeast(c.Values[45]) }},
		{"a total that stands still does not fall", 0, 70, func(seed uint64) func(int) float64 {
			count := total(2)(seed)
			sum := 0.0
			return func(d int) float64 {
				if d < 30 {
					sum = count(d)
				}
				return sum
			}
		}, asItIs, func(c Case) Band { return AtLeast(c.Values[69]) }},
		{"what only falls does not rise", 0, 46, func(seed uint64) func(int) float64 {
			used := rare(seed)
			return func(d int) float64 { return 200.5 - used(d) }
		}, func(c *Case) { c.Way, c.Success = -way, AtMost(100) }, func(c Case) Band { return AtMost(c.Values[45]) }},
		{"no share is over 1", -40, 60, func(seed uint64) func(int) float64 {
			e := white(seed, 0.02)
			return func(int) float64 { return min(1, 0.99+e()) }
		}, func(c *Case) { c.Way, c.Success = 0, AtLeast(0.9) }, func(Case) Band { return Band{0, 1} }},
		{"no share is over 1, however fast it rises", 0, 60, noisy(func(d int) float64 { return 0.2 + 0.01*float64(d) }, 0.01), func(c *Case) { c.Way, c.Success = 0.7, AtLeast(0.9) }, func(Case) Band { return Band{0, 1} }},
		{"no share is under 0", 0, 60, noisy(func(d int) float64 { return 0.8 - 0.01*float64(d) }, 0.01), func(c *Case) { c.Way, c.Success = -0.5, AtMost(0.3) }, func(Case) Band { return Band{0, 1} }},
		{"no count is under 0", 0, 70, func(seed uint64) func(int) float64 {
			r := rand.New(rand.NewPCG(seed, 5))
			return func(d int) float64 { return float64(max(0, 40-d/2+r.IntN(9)-4)) }
		}, func(c *Case) { c.Way, c.Success = -40, AtMost(0) }, func(Case) Band { return AtLeast(0) }},
		{"what is said of it holds", 0, 60, noisy(times(1), 20), func(c *Case) { c.Bounds = Band{-10, 105} }, func(Case) Band { return Band{-10, 105} }},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			onEnd := 0
			for seed := range uint64(rounds) {
				c := dailyFrom(tc.from, tc.to, tc.process(seed))
				tc.change(&c)
				f, bounds := forecastOf(t, c), tc.bounds(c)
				if !bounds.Holds(f.Low) || !bounds.Holds(f.High) {
					t.Errorf("%+v, want it within %v", f, bounds)
				}
				if f.Low == bounds.Min || f.High == bounds.Max {
					onEnd++
				}
			}
			if onEnd == 0 {
				t.Error("no forecast comes to the bounds, so that they are not seen to hold")
			}
		})
	}
}

// What a total has reached it keeps, and what it has passed it does not get back.
func TestTotalsAreDecided(t *testing.T) {
	c := daily(46, total(3)(1))
	last := c.Values[len(c.Values)-1]
	for _, tc := range []struct {
		reason string
		wanted Band
		want   float64
	}{
		{"reached", AtLeast(last), 1},
		{"reached long ago", AtLeast(last / 2), 1},
		{"passed", AtMost(last - 1), 0},
		{"passed by far", AtMost(last / 2), 0},
		{"a band that is passed", Band{last / 4, last / 2}, 0},
		{"anything", Everything(), 1},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c.Success = tc.wanted
			if got := forecastOf(t, c); got.Probability != tc.want {
				t.Errorf("%+v of %v, now %v; want probability %v", got, tc.wanted, last, tc.want)
			}
		})
	}
}
