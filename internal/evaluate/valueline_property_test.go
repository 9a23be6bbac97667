/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// upset lets something happen to a query.
func upset(t *rapid.T, source *feed, queries ...string) {
	query := rapid.SampledFrom(queries).Draw(t, "query")
	delete(source.down, query)
	delete(source.silent, query)
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		source.down[query] = v1alpha1.MeasureReason(rapid.SampledFrom(troubles).Draw(t, "reason"))
	case 1:
		source.silent[query] = true
	case 2:
		source.restart()
	case 3:
		source.unloaded = !source.unloaded
	case 4:
		source.historyFails = rapid.SampledFrom([]v1alpha1.MeasureReason{"", unavailable, v1alpha1.MeasureReasonMultipleSeries}).Draw(t, "history")
	case 5:
		source.pasts[query] = rapid.SampledFrom([]func(time.Time) float64{
			days, always(math.NaN()), always(math.MaxFloat64), noisy(1, 1, 3), ramp(1e300), chance(1, time.Hour), chance(2, day),
		}).Draw(t, "past")
	default:
		source.set(query, anyNumber().Draw(t, "value"))
	}
}

// later draws the next time to look; at times the clock is set back.
func later(t *rapid.T, now time.Time) time.Time {
	return now.Add(time.Duration(rapid.IntRange(-600, 30*3600).Draw(t, "seconds")) * time.Second)
}

func anyCheckIn(t *rapid.T) v1alpha1.Measure {
	var entries []v1alpha1.CheckInEntry
	for range rapid.IntRange(1, 20).Draw(t, "entries") {
		entries = append(entries, entry(fmt.Sprintf("10-%02d", rapid.IntRange(1, 31).Draw(t, "day")), anyNumber().Draw(t, "value")))
	}
	return typed("", entries, freshFor(rapid.SampledFrom([]v1alpha1.Duration{"", "1d", "3d"}).Draw(t, "freshFor"))).Measure
}

func anyKeeper(t *rapid.T) *keeper {
	m := asks("q")
	if rapid.IntRange(0, 3).Draw(t, "typed") == 0 {
		m = anyCheckIn(t)
	}
	k := newKeeper(t, newFeed(), m)
	k.ind.Spec.TrendWindow = rapid.SampledFrom([]v1alpha1.Duration{"", "8d", "200h", "7d", "8h", "8m", "5m"}).Draw(t, "window")
	k.ind.Spec.Better = rapid.SampledFrom([]v1alpha1.Better{v1alpha1.BetterHigher, v1alpha1.BetterLower}).Draw(t, "better")
	k.ind.Spec.Interval = rapid.SampledFrom([]v1alpha1.Interval{"", "10s", "6h"}).Draw(t, "interval")
	if rapid.Bool().Draw(t, "benchmark") {
		k.ind.Spec.Benchmark = &v1alpha1.Benchmark{Worst: -math.MaxFloat64, Typical: 5, Best: rapid.SampledFrom([]float64{10, math.MaxFloat64}).Draw(t, "best")}
	}
	return k
}

// TestAnyLifeOfAnIndicator: keepers check what must hold of each status, and that a second evaluation changes nothing.
func TestAnyLifeOfAnIndicator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := anyKeeper(t)
		now := anyMoment().Draw(t, "begin")
		for range rapid.IntRange(2, 15).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				k.edit(func(s *v1alpha1.IndicatorSpec) { s.Suspend = !s.Suspend })
			case 1:
				k.edit(func(s *v1alpha1.IndicatorSpec) { s.Better = v1alpha1.BetterLower })
			case 2:
				k.edit(func(s *v1alpha1.IndicatorSpec) { s.TrendWindow = "14d" })
			case 3, 4, 5, 6:
				upset(t, k.source, "q")
			}
			status := k.on(now)
			if status.Trend != nil && (!finite(status.Trend.PerDay) || status.Trend.Direction == "") || status.Value != nil && !finite(*status.Value) {
				t.Errorf("%s, %+v is no answer", show(status.Value), status.Trend)
			}
			now = later(t, now)
		}
	})
}

func TestNothingHappensToAnIndicatorBeforeNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := anyKeeper(t)
		k.source.pasts["q"] = rapid.SampledFrom([]func(time.Time) float64{days, always(5), noisy(1, 1, 3)}).Draw(t, "past")
		k.source.set("q", anyNumber().Draw(t, "value"))
		k.on(anyMoment().Draw(t, "now"))
		for range 8 {
			now, next := k.source.now, k.last.next
			until := next.Add(-time.Nanosecond)
			if next.IsZero() {
				until = now.AddDate(1, 0, 0)
			}
			for _, at := range []time.Time{now.Add(until.Sub(now) / 3), until} {
				k.source.now = at
				if got := k.evaluate(); got.changed {
					t.Fatalf("changed at %s, before %s: %s", at, next, cmp.Diff(k.ind.Status, got.status))
				}
			}
			if next.IsZero() {
				return
			}
			k.on(next)
		}
	})
}

// anyBroker tests up to four drivers of any kind, on a small grid.
func anyBroker(t *rapid.T) *broker {
	b := newBroker(t, newFeed())
	for i := range rapid.IntRange(1, 4).Draw(t, "drivers") {
		name := fmt.Sprint("d", i)
		m := rapid.SampledFrom([]v1alpha1.Measure{asks("p"), asks("q"), asks("value"), numberOf("a"), numberOf("co/b"), anyCheckIn(t)}).Draw(t, "measure")
		d := drivenBy(name, m)
		if rapid.IntRange(0, 3).Draw(t, "of an outcome") == 0 {
			d = drivenByOutcome(name, rapid.SampledFrom([]string{"known/felt", "co/known/felt"}).Draw(t, "outcome"))
		}
		d.Expected = rapid.SampledFrom([]v1alpha1.Direction{"", v1alpha1.DirectionIncrease, v1alpha1.DirectionDecrease}).Draw(t, "expected")
		b.vx.Spec.Drivers = append(b.vx.Spec.Drivers, d)
	}
	b.vx.Spec.Lookback, b.vx.Spec.Step, b.vx.Spec.MaxLag = "3d", "1h", "5h"
	b.vx.Spec.Interval = rapid.SampledFrom([]v1alpha1.Interval{"", "10s", "6h"}).Draw(t, "interval")
	driver := chance(3, time.Hour)
	b.source.series["p"], b.source.series["q"] = driver, chance(4, time.Hour)
	b.source.series["value"] = func(at time.Time) float64 { return 10 + 2*driver(at.Add(-2*time.Hour)) }
	return b
}

// TestAnyLifeOfAnExchange: brokers check what must hold of each status, and that a second evaluation changes nothing.
func TestAnyLifeOfAnExchange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBroker(t)
		now := anyMoment().Draw(t, "begin")
		for range rapid.IntRange(2, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Suspend = !s.Suspend })
			case 1:
				b.edit(func(s *v1alpha1.ValueExchangeSpec) {
					s.Step = rapid.SampledFrom([]v1alpha1.Duration{"1h", "2h", "1s"}).Draw(t, "step")
				})
			case 2:
				b.world.define("team/a", rapid.SampledFrom([]v1alpha1.Measure{asks("p"), anyCheckIn(t), {}}).Draw(t, "a"))
			case 3:
				b.world.promise("team/known", rapid.SampledFrom([]v1alpha1.Measure{asks("q"), numberOf("a"), {}}).Draw(t, "felt"))
			case 4:
				b.world = newCluster()
			case 5, 6, 7:
				upset(t, b.source, "p", "q", "value")
			}
			status := b.on(now)
			for _, name := range status.Critical {
				if b.driver(name).Verdict != v1alpha1.ExchangeSupported {
					t.Errorf("%s is critical and %s", name, b.driver(name).Verdict)
				}
			}
			now = later(t, now)
		}
	})
}

func TestOrderOfDriversDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBroker(t)
		other := newBroker(t, b.source)
		other.vx.Spec = *b.vx.Spec.DeepCopy()
		other.vx.Spec.Drivers = rapid.Permutation(b.vx.Spec.Drivers).Draw(t, "order")
		now := anyMoment().Draw(t, "now")
		b.on(now)
		other.on(now)
		for _, d := range b.vx.Spec.Drivers {
			want, got := b.driver(d.Name), other.driver(d.Name)
			want.Rank, got.Rank = 0, 0 // two that are equal keep their order
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("another order gives something else: %s", diff)
			}
		}
	})
}

func anyShelf() *rapid.Generator[Shelf] {
	return rapid.Custom(func(t *rapid.T) Shelf {
		var s Shelf
		for i := range rapid.IntRange(0, 14).Draw(t, "objectives") {
			name := fmt.Sprintf("%053d", i) // ten of them fill a message
			if rapid.IntRange(0, 5).Draw(t, "unseen") == 0 {
				s.Objectives = append(s.Objectives, unseen(name))
				continue
			}
			o := stands(name, rapid.SampledFrom(severity).Draw(t, "outlook"), rapid.Float64Range(-0.2, 1).Draw(t, "score"),
				rapid.SampledFrom([]string{"", "met", "young", "unaligned"}).Draw(t, "how"))
			o.Namespace = rapid.SampledFrom([]string{"team", "a-namespace-of-another-team-of-this-company"}).Draw(t, "namespace")
			s.Objectives = append(s.Objectives, o)
		}
		for range rapid.IntRange(0, 3).Draw(t, "outcomes") {
			s.Outcomes = append(s.Outcomes, delivers(rapid.Float64Range(-0.2, 1).Draw(t, "score")))
		}
		for i := range rapid.IntRange(0, 20).Draw(t, "missing") {
			s.Missing = append(s.Missing, v1alpha1.GoalReference{Kind: "Objective", ObjectReference: v1alpha1.ObjectReference{Name: fmt.Sprintf("%0253d", i)}})
		}
		return s
	})
}

// TestAnyLifeOfAScorecard: wardens check what must hold of each status, and that a second evaluation changes nothing.
func TestAnyLifeOfAScorecard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWarden(t, rapid.SliceOfN(anyShelf(), 1, 4).Draw(t, "levels")...)
		if rapid.Bool().Draw(t, "north star") {
			w.card.Spec.NorthStar = northStar(rapid.SampledFrom([]v1alpha1.Measure{asks("q"), numberOf("a"), follows("", "o").Measure, anyCheckIn(t)}).Draw(t, "measure"))
		}
		now := anyMoment().Draw(t, "begin")
		for range rapid.IntRange(2, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				w.edit(func(s *v1alpha1.ScorecardSpec) { s.Suspend = !s.Suspend })
			case 1:
				w.scores["o"] = Answer{Value: rapid.Float64Range(0, 1).Draw(t, "score")}
			case 2:
				w.world.define("team/a", asks("q"))
			case 3, 4:
				w.levels = slices.Clone(w.levels)
				w.levels[0] = anyShelf().Draw(t, "shelf")
			case 5, 6:
				upset(t, w.source, "q")
			}
			status := w.on(now)
			for _, l := range status.Levels {
				if l.Score != nil && (*l.Score < 0 || *l.Score > 1) {
					t.Errorf("level %s: score %v", l.Name, *l.Score)
				}
			}
			now = later(t, now)
		}
	})
}
