/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// Kinds of targets that a fuzzer may name.
const (
	aReach = iota
	aMinimum
	aMaximum
	aBand
	aShare
	someStages
	kinds
)

// targetOf makes a target that admission takes of any numbers; oneSided says that it has a direction, and rising which.
func targetOf(kind uint8, a, b, c float64, steps []byte) (target scoring.Target, oneSided, rising, ok bool) {
	if !isFinite(a) || !isFinite(b) || !isFinite(c) {
		return nil, false, false, false
	}
	switch kind % kinds {
	case aReach:
		reach := scoring.Reach{From: a, To: b}
		if c < 0 {
			reach.Direction = scoring.Decrease
		}
		return reach, true, c >= 0, true
	case aMinimum:
		return atLeast(a, math.Abs(c)), true, true, true
	case aMaximum:
		return atMost(a, math.Abs(c)), true, false, true
	case aBand:
		return band(min(a, b), max(a, b), math.Abs(c)), false, false, true
	case aShare:
		share := math.Abs(a)
		return scoring.TimeShare{Share: share}, true, true, share > 0 && share <= 1
	}
	stages := stagesOf(steps)
	if len(stages) < 2 {
		return nil, false, false, false
	}
	return stages, true, stages[0].At < stages[1].At, true
}

// stagesOf reads stages: nine bytes each, a value and how much it adds to the score. The first byte says which way.
func stagesOf(data []byte) scoring.Stages {
	const size, most = 9, 20
	if len(data) == 0 {
		return nil
	}
	falling := data[0]&1 == 1
	var values []float64
	var scores []byte
	for data = data[1:]; len(data) >= size && len(values) < most; data = data[size:] {
		if v := math.Float64frombits(binary.LittleEndian.Uint64(data)); isFinite(v) && !slices.Contains(values, v) {
			values, scores = append(values, v), append(scores, data[8])
		}
	}
	slices.SortFunc(values, func(a, b float64) int {
		if falling {
			a, b = b, a
		}
		return cmp.Compare(a, b)
	})
	slices.Sort(scores)
	stages := make(scoring.Stages, len(values))
	for i := range stages {
		stages[i] = scoring.Stage{At: values[i], Score: float64(scores[i]) / 255}
	}
	if len(stages) > 0 {
		stages[len(stages)-1].Score = 1
	}
	return stages
}

// encodeStages writes stages as stagesOf reads them.
func encodeStages(falling byte, values ...float64) []byte {
	data := []byte{falling}
	for i, v := range values {
		data = append(binary.LittleEndian.AppendUint64(data, math.Float64bits(v)), byte(i*255/len(values)))
	}
	return data
}

// FuzzTarget: of any target that admission takes and any two values, what is worked out is finite, in its range, and
// better for the better value.
func FuzzTarget(f *testing.F) {
	for kind := range uint8(kinds) {
		f.Add(kind, 0.0, 10.0, 1.0, 3.0, 7.0, encodeStages(kind, 0, 5, 10))
		f.Add(kind, -math.MaxFloat64, math.MaxFloat64, -1.0, 0.0, math.MaxFloat64, encodeStages(kind, -huge, 0, huge))
		f.Add(kind, tiny, -tiny, 0.0, 0.0, tiny, encodeStages(kind, 0, tiny, 2*tiny))
		f.Add(kind, 0.7, 0.7, 1e-9, 0.7, math.Nextafter(0.7, 1), encodeStages(kind, 1, math.Nextafter(1, 2)))
		f.Add(kind, 1.0, 5e-324, math.MaxFloat64, math.Copysign(0, -1), 1e308, encodeStages(kind, 1e308, -1e308))
	}
	f.Fuzz(func(t *testing.T, kind uint8, a, b, c, v, w float64, steps []byte) {
		target, oneSided, rising, ok := targetOf(kind, a, b, c, steps)
		if !ok || !isFinite(v) || !isFinite(w) {
			return
		}
		for _, value := range []float64{v, w} {
			soundAt(t, target, value)
		}
		if !oneSided {
			return
		}
		worse, better := min(v, w), max(v, w)
		if !rising {
			worse, better = better, worse
		}
		if low, high := target.Progress(worse), target.Progress(better); low > high {
			t.Errorf("%+v: progress %v at %v, but %v at the better %v", target, low, worse, high, better)
		}
		if target.DistanceToMet(better) > target.DistanceToMet(worse) || target.Met(worse) && !target.Met(better) {
			t.Errorf("%+v: %v is nearer than the better %v", target, worse, better)
		}
	})
}

// soundAt checks what must hold of a target at a value.
func soundAt(t *testing.T, target scoring.Target, v float64) {
	t.Helper()
	progress, span, distance := target.Progress(v), target.Span(), target.DistanceToMet(v)
	if !isFinite(progress) || !isFinite(span) || !isFinite(distance) || span < 0 || distance < 0 {
		t.Errorf("%+v at %v: progress %v, span %v, distance %v", target, v, progress, span, distance)
	}
	if met := target.Met(v); met != (progress >= 1) || met != (distance == 0) || met && !scoring.StillMet(target, v, v, false) {
		t.Errorf("%+v at %v: met %t with progress %v, distance %v", target, v, met, progress, distance)
	}
	score := scoring.Score(progress)
	if rounded := scoring.Round(score); score < 0 || score > 1 || math.Signbit(score) || rounded < 0 || rounded > 1 || (rounded == 1) != (score == 1) {
		t.Errorf("%+v at %v: score %v, written as %v", target, v, score, rounded)
	}
	if scoring.Moved(target, v, v) {
		t.Errorf("%+v: %v moved from itself", target, v)
	}
	for _, aspirational := range []bool{false, true} {
		low, high := ends(target.Worth(scoring.Enough(aspirational)))
		if math.IsNaN(low) || math.IsNaN(high) || low > high {
			t.Errorf("%+v: what is enough is from %v to %v", target, low, high)
		}
		if success := scoring.Succeeds(target.Met(v), score, aspirational); !aspirational && success != (low <= v && v <= high) {
			t.Errorf("%+v at %v: succeeds %t, but enough is from %v to %v", target, v, success, low, high)
		}
	}
}

// FuzzMean: the mean of scores is between them, 1 only where all are, and of them alone.
func FuzzMean(f *testing.F) {
	f.Add([]byte{}, 0.5)
	f.Add([]byte{1, 0, 2, 255, 3, 128}, justBelowOne)
	f.Add([]byte{0, 7, 0, 9}, math.NaN())
	f.Add([]byte{255, 255, 255, 255}, 1.0)
	f.Add([]byte{1, 1}, 5e-324)
	f.Add([]byte{1, 1}, math.Inf(1))
	f.Fuzz(func(t *testing.T, data []byte, last float64) {
		var items []scoring.Weighted
		for ; len(data) >= 2; data = data[2:] {
			items = append(items, scoring.Weighted{Weight: int(data[0]), Score: float64(data[1]) / 255})
		}
		if !(last < 0 || last > 1) {
			items = append(items, scoring.Weighted{Weight: 1, Score: last})
		}
		low, high := 1.0, 0.0
		for _, item := range items {
			if item.Weight > 0 {
				low, high = min(low, item.Score), max(high, item.Score)
			}
		}
		mean, ok := scoring.Mean(items)
		switch {
		case !ok && mean != 0:
			t.Errorf("%v, though there is none", mean)
		case ok && !(mean >= low && mean <= high && (mean == 1) == (low == 1)):
			t.Errorf("mean %v of scores from %v to %v", mean, low, high)
		case ok == (low > high || math.IsNaN(low)):
			t.Errorf("a mean of %v: %t", items, ok)
		}
	})
}

// FuzzPlan: the share of a plan is between 0 and 1, never falls, and is all of it at the end of a plan that says nothing
// else.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{}, uint32(90*24*60), int32(0), int32(60))
	f.Add([]byte{10, 0, 128, 20, 0, 128}, uint32(30*24*60), int32(5000), int32(40000))
	f.Add([]byte{0, 0, 255, 1, 0, 0}, uint32(0), int32(0), int32(1))
	f.Add([]byte{255, 255, 7}, uint32(math.MaxUint32), int32(math.MinInt32), int32(math.MaxInt32))
	const longest = 200 * 366 * 24 * 60 // minutes: what a Duration holds, and more than a goal lasts
	f.Fuzz(func(t *testing.T, data []byte, minutes uint32, a, b int32) {
		minutes, a, b = minutes%longest, a%longest, b%longest
		p := scoring.Plan{Start: day(t, "2026-10-01").Start(time.UTC)}
		p.Due = p.Start.Add(time.Duration(minutes) * time.Minute)
		from := scoring.PlanPoint{By: p.Start}
		for ; len(data) >= 3 && len(p.Points) < 30; data = data[3:] {
			from.By = from.By.Add(time.Duration(1+int(binary.LittleEndian.Uint16(data))) * time.Minute)
			from.Share += (1 - from.Share) * float64(data[2]) / 255
			p.Points = append(p.Points, from)
		}
		earlier, later := p.Start.Add(time.Duration(min(a, b))*time.Minute), p.Start.Add(time.Duration(max(a, b))*time.Minute)
		low, high := p.Share(earlier), p.Share(later)
		if !(low >= 0 && low <= high && high <= 1) {
			t.Errorf("%+v: %v at %s, %v at %s", p, low, earlier, high, later)
		}
		if end := p.Share(p.Due); len(p.Points) == 0 && p.Due.After(p.Start) && end != 1 {
			t.Errorf("%+v: %v when it is due", p, end)
		}
	})
}

// FuzzBenchmark: a position is finite, rises with the value, and its rank is the one that it is in.
func FuzzBenchmark(f *testing.F) {
	f.Add(0.0, 5.0, 10.0, 4.0, 6.0)
	f.Add(10.0, 10.0, 0.0, 10.0, 0.0)
	f.Add(-huge, 0.0, huge, huge, -huge)
	f.Add(-tiny, 0.0, tiny, tiny, 0.0)
	f.Add(3.0, 9.0, 1.0, 2.0, 5.0)
	f.Fuzz(func(t *testing.T, worst, middle, best, v, w float64) {
		for _, x := range []float64{worst, middle, best, v, w} {
			if !isFinite(x) {
				return
			}
		}
		bounds := []float64{worst, middle, best}
		slices.Sort(bounds)
		b := scoring.Benchmark{Worst: bounds[0], Typical: bounds[1], Best: bounds[2]}
		worse, better := min(v, w), max(v, w)
		if best < worst {
			b.Worst, b.Best = b.Best, b.Worst
			worse, better = better, worse
		}
		low, high := b.Position(worse), b.Position(better)
		if !isFinite(low) || !isFinite(high) || low > high {
			t.Errorf("%+v: %v at %v, and %v at the better %v", b, low, worse, high, better)
		}
		for _, x := range []float64{v, w} {
			if b.Rank(x) != rankAt(b.Position(x)) || b.Rank(x) != rankAt(b.Rounded(x)) {
				t.Errorf("%+v: %v is %s at %v, written as %v", b, x, b.Rank(x), b.Position(x), b.Rounded(x))
			}
		}
	})
}
