/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package history

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const step = time.Hour

var (
	start = time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	never = start.AddDate(100, 0, 0)
	nan   = math.NaN()
)

// all are the values of every point.
func all(h *History) []float64 { return h.Values(nil, never) }

func TestExact(t *testing.T) {
	cases := map[string]struct {
		reason string
		values []float64
	}{
		"Constant":        {"a number that stands still is that number", []float64{0.1, 0.1, nan, 0.1}},
		"LargeConstant":   {"however large", []float64{math.MaxFloat64, math.MaxFloat64}},
		"SmallConstant":   {"however small", []float64{math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64}},
		"Integers":        {"counts are counts", []float64{3, 1, 4, 1, 5, 926535, -8979323}},
		"LateIntegers":    {"wherever they begin", []float64{1e12, 1e12 + 1, 1e12 + 7, nan, 1e12 + 4e6}},
		"Halves":          {"as are halves", []float64{0.5, 1, 2.25, 40}},
		"IntegersOutlier": {"beside an outlier too", []float64{3, 1, 4, 4 + 1<<40, 5}},
		"Ends":            {"both ends of all numbers", []float64{-math.MaxFloat64, math.MaxFloat64}},
		"Least":           {"the least difference", []float64{0, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64}},
		"Neighbours":      {"and that of large ones", []float64{1e300, math.Nextafter(1e300, 0)}},
		"None":            {"no answer is no number", []float64{nan, nan}},
		"Empty":           {"no points", nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.values, all(New(start, step, tc.values)), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s (-put in +came out):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestDistancesThatAreNoFloat64(t *testing.T) {
	values := []float64{1e308, 1.5e308, -1.5e308, nan, 1e308}
	wantClose(t, values, all(New(start, step, values)))
}

func TestInfinitiesAreNoAnswers(t *testing.T) {
	got := all(New(start, step, []float64{math.Inf(1), 2, math.Inf(-1)}))
	if diff := cmp.Diff([]float64{nan, 2, nan}, got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestValuesUntil(t *testing.T) {
	h := New(start, step, []float64{1, 2, 3})
	cases := map[string]struct {
		reason string
		until  time.Time
		want   []float64
	}{
		"Before": {"nothing is known yet", start.Add(-1), []float64{0}},
		"First":  {"a point is known at its time", start, []float64{0, 1}},
		"Within": {"the next is not", start.Add(2*step - 1), []float64{0, 1, 2}},
		"After":  {"there are no more", never, []float64{0, 1, 2, 3}},
		"Never":  {"a date beyond what a duration holds", start.AddDate(5000, 0, 0), []float64{0, 1, 2, 3}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, h.Values([]float64{0}, tc.until)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
	if !h.First().Equal(start) || h.Step() != step || h.Len() != 3 {
		t.Errorf("%d points from %v every %v", h.Len(), h.First(), h.Step())
	}
}

func TestLastAnswered(t *testing.T) {
	for want, values := range map[int][]float64{-1: {nan, nan}, 0: {0, nan}, 2: {nan, nan, 7}} {
		if got := New(start, step, values).LastAnswered(); got != want {
			t.Errorf("the last answer of %v is at %d, want %d", values, got, want)
		}
	}
}

func TestSplicedLeavesTheOldOneAlone(t *testing.T) {
	old := New(start, step, []float64{1, nan, nan})
	next := old.Spliced(1, []float64{2, nan, 1 << 20})
	if diff := cmp.Diff([]float64{1, nan, nan}, all(old), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the old one changed (-want +got):\n%s", diff)
	}
	if got := all(next); next.Len() != 4 || got[3] != 1<<20 || !next.First().Equal(start) || next.Step() != step {
		t.Errorf("%v every %v from %v, want four points, the last of them 2^20", got, next.Step(), next.First())
	}
}

// value is any float64, or one of those that metrics have.
func value() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64(),
		rapid.Float64Range(-100, 100),
		rapid.SampledFrom([]float64{0, nan, nan, 1, 0.1, 1e12, -1e12, 1e308, -1e308, math.MaxFloat64, -math.MaxFloat64,
			5e-324, 1e-310, math.Inf(1), math.Inf(-1)}),
	)
}

// scan is the least and the greatest of the finite values. Both are halved, so that their difference is finite.
func scan(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			low, high = min(low, v/2), max(high, v/2)
		}
	}
	return low, high
}

// wantClose asks for answers where there are any, within a millionth of what separates the values.
func wantClose(t rapid.TB, want, got []float64) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	low, high := scan(want)
	for i := range want {
		switch off := math.Abs(got[i]/2 - want[i]/2); {
		case !finite(want[i]):
			if !math.IsNaN(got[i]) {
				t.Errorf("value %d is %v, want no answer", i, got[i])
			}
		case !finite(got[i]) || off > (high-low)*1e-6:
			t.Errorf("value %d is %v, want %v: they are %v to %v", i, got[i], want[i], 2*low, 2*high)
		}
	}
}

func TestValuesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(value(), 0, 50).Draw(t, "values")
		wantClose(t, values, all(New(start, step, values)))
	})
}

// A history grows as the poller lets it: by new points, and numbers that come late where there was none.
func TestGrownIsAsGoodAsNew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(value(), 0, 10).Draw(t, "values")
		h := New(start, step, values)
		for range rapid.IntRange(0, 10).Draw(t, "times") {
			at := rapid.IntRange(h.LastAnswered()+1, h.Len()).Draw(t, "at")
			added := rapid.SliceOfN(value(), 0, 5).Draw(t, "added")
			h = h.Spliced(at, added)
			values = append(values[:at:at], added...)
			wantClose(t, values, all(h))
		}
	})
}

func TestOutlierRuinsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		millionths := rapid.Map(rapid.IntRange(-1e7, 1e7), func(i int) float64 { return float64(i) / 1e6 })
		values := rapid.SliceOfN(millionths, 3, 50).Draw(t, "values")
		outlier := rapid.SampledFrom([]float64{1e12, -1e12, 1e30, -1e60}).Draw(t, "outlier")
		spoiled := append([]float64{outlier}, values...)
		wantClose(t, values, all(New(start, step, spoiled))[1:])
		wantClose(t, values, all(New(start, step, values).Spliced(len(values), []float64{outlier}))[:len(values)])
	})
}

func TestFourBytesAPoint(t *testing.T) {
	const histories, points = 1000, 4000
	values := make([]float64, points)
	kept := make([]*History, histories)
	before := heap()
	for i := range kept {
		kept[i] = New(start, step, values)
	}
	perPoint := float64(heap()-before) / (histories * points)
	t.Logf("%.2f bytes a point", perPoint)
	if perPoint > 4.5 {
		t.Errorf("%.2f bytes a point, want about four", perPoint)
	}
	runtime.KeepAlive(kept)
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestAllocations(t *testing.T) {
	values := make([]float64, 400)
	h, dst := New(start, step, values), make([]float64, 0, 400)
	for what, tc := range map[string]struct {
		do   func()
		most float64
	}{
		"reading":     {func() { dst = h.Values(dst[:0], never) }, 0},
		"one point":   {func() { _ = h.Spliced(h.Len(), values[:1]) }, 2},
		"a whole one": {func() { _ = New(start, step, values) }, 3},
	} {
		if got := testing.AllocsPerRun(100, tc.do); got > tc.most {
			t.Errorf("%s takes %v allocations, want at most %v", what, got, tc.most)
		}
	}
}

func ExampleHistory_Spliced() {
	h := New(start, step, []float64{40, 41, math.NaN()})
	h = h.Spliced(h.LastAnswered()+1, []float64{42, 43}) // one came late, one is new
	fmt.Println(h.Values(nil, start.Add(3*step)))
	// Output: [40 41 42 43]
}
