/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBand(t *testing.T) {
	for _, tc := range []struct {
		reason string
		band   Band
		v      float64
		want   bool
	}{
		{"everything", Everything(), -1e308, true},
		{"infinity too", Everything(), inf, true},
		{"but no number", Everything(), nan, false},
		{"the least that is enough", AtLeast(3), 3, true},
		{"less", AtLeast(3), 2.999, false},
		{"more", AtLeast(3), 4, true},
		{"the most that may be", AtMost(3), 3, true},
		{"less than that", AtMost(3), -4, true},
		{"more than that", AtMost(3), 3.001, false},
		{"between", Band{1, 2}, 1.5, true},
		{"a band the other way round", Band{2, 1}, 1.5, false},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.band.Holds(tc.v); got != tc.want {
				t.Errorf("%v holds %v: %t, want %t", tc.band, tc.v, got, tc.want)
			}
		})
	}
}

func TestBoundsOf(t *testing.T) {
	shares := []float64{0.5, 0.7, 0.6, 0.8, 0.4, 0.55, 0.5, 0.9}
	halves := []float64{0.5, 1.5, 2.5, 1.5, 3.5, 2.5, 0.5, 4.5}
	counts := []float64{5, 7, 6, 8, 4, 5, 5, 9}
	falling := []float64{9.5, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2.5}
	rising := []float64{-2.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.5}
	for _, tc := range []struct {
		reason  string
		values  []float64
		start   int
		success Band
		given   Band
		want    Band
	}{
		{"nothing is known of it", halves, 0, AtLeast(3), Everything(), Everything()},
		{"what is said holds", halves, 0, AtLeast(3), Band{0, 5}, Band{0, 5}},
		{"what is said the other way round says nothing", halves, 0, AtLeast(3), Band{5, 0}, Everything()},
		{"nor does what is no number", halves, 0, AtLeast(3), Band{nan, 5}, Everything()},
		{"counts are not negative", counts, 0, AtLeast(3), Everything(), AtLeast(0)},
		{"zeros are counts", slices.Repeat([]float64{0}, 8), 0, AtLeast(3), Everything(), AtLeast(0)},
		{"missing ones are none", append([]float64{nan, inf}, counts...), 0, AtLeast(3), Everything(), AtLeast(0)},
		{"counts of which it is said more", counts, 0, AtLeast(3), Band{2, 50}, Band{2, 50}},
		{"counts of which it is said less", counts, 0, AtLeast(3), Band{-2, 50}, Band{0, 50}},
		{"whole numbers that were negative", append([]float64{-1}, counts...), 0, AtLeast(3), Everything(), Everything()},
		{"whole numbers that are to be negative", counts, 0, AtMost(-1), Everything(), Everything()},
		{"numbers that are not whole", halves, 0, AtMost(3), Everything(), Everything()},
		{"shares", shares, 0, AtLeast(0.95), Everything(), Band{0, 1}},
		{"shares of which there are to be few", shares, 0, AtMost(0.05), Everything(), Band{0, 1}},
		{"shares within a band", shares, 0, Band{0.4, 1}, Everything(), Band{0, 1}},
		{"shares of which it is said more", shares, 0, AtLeast(0.95), Band{0.2, 3}, Band{0.2, 1}},
		{"of progress there can be more than all", shares, 0, AtLeast(1), Everything(), Everything()},
		{"what is to be more than a share is none", shares, 0, Band{0.5, 1.5}, Everything(), Everything()},
		{"what is to be at most 1 may be more", shares, 0, AtMost(1), Everything(), Everything()},
		{"what is to be nothing is no share", shares, 0, AtMost(0), Everything(), Everything()},
		{"what was over 1 is no share", append([]float64{1.1}, shares...), 0, AtLeast(0.95), Everything(), Everything()},
		{"what was negative is no share", append([]float64{-0.1}, shares...), 0, AtLeast(0.95), Everything(), Everything()},
		{"what is to be negative is no share", shares, 0, AtMost(-0.5), Everything(), Everything()},
		{"a total stays where it is", rising, 0, AtLeast(50), Everything(), AtLeast(11.5)},
		{"what only falls stays below", falling, 0, AtMost(-5), Everything(), AtMost(-2.5)},
		{"a total since the start", slices.Concat(falling, rising), len(falling), AtLeast(50), Everything(), AtLeast(11.5)},
		{"a total before the start", slices.Concat(rising, []float64{20, 19.5}, rising[:6]), len(rising), AtLeast(50), Everything(), Everything()},
		{"a total that began with no answer", slices.Concat([]float64{nan, nan}, rising), 0, AtLeast(50), Everything(), AtLeast(11.5)},
		{"a total that falls, and began with no answer", slices.Concat([]float64{nan, nan}, falling), 0, AtMost(-5), Everything(), AtMost(-2.5)},
		{"a total of whole numbers", upFrom(0, 20), 0, AtLeast(50), Everything(), AtLeast(19)},
		{"a total within what is said", rising, 0, AtLeast(50), Band{-100, 100}, Band{11.5, 100}},
		{"a total that is over what is said", rising, 0, AtLeast(50), Band{-5, 5}, Band{-5, 5}},
		{"counts that are over what is said", counts, 0, AtLeast(3), Band{-9, -5}, Band{-9, -5}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := Case{Success: tc.success, Bounds: tc.given}
			if got := boundsOf(&c, window{values: tc.values, start: tc.start}); got != tc.want {
				t.Errorf("bounds %v, want %v", got, tc.want)
			}
		})
	}
}

func TestOpen(t *testing.T) {
	share, nothing := Band{0, 1}, Band{inf, -inf}
	for _, tc := range []struct {
		reason               string
		bounds, wanted, want Band
	}{
		{"an end within the bounds stays", share, Band{0.2, 0.8}, Band{0.2, 0.8}},
		{"what none can be under is no end", share, Band{0, 0.8}, AtMost(0.8)},
		{"what none can be over is no end", share, Band{0.2, 1}, AtLeast(0.2)},
		{"further out than any", share, Band{-7, 7}, Everything()},
		{"just the bounds", share, share, Everything()},
		{"without bounds nothing changes", Everything(), Band{-7, 7}, Band{-7, 7}},
		{"on the upper bound", share, Band{1, 1}, AtLeast(1)},
		{"on the lower bound", share, Band{0, 0}, AtMost(0)},
		{"over all", share, AtLeast(1.01), nothing},
		{"under all", share, AtMost(-0.01), nothing},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.bounds.open(tc.wanted); got != tc.want {
				t.Errorf("wanted %v, want %v", got, tc.want)
			}
		})
	}
}

// A forecast keeps to bounds by putting what is past them on their ends. Whether such a value is wanted is then the same
// as whether the value before was in the band that open gives.
func TestOpenIsWhatTheBoundsLeave(t *testing.T) {
	ends := rapid.Custom(func(t *rapid.T) Band {
		a, b := rapid.SampledFrom([]float64{-inf, -1, 0, 0.5, 1, 2, inf}), rapid.SampledFrom([]float64{-inf, -1, 0, 0.5, 1, 2, inf})
		x, y := a.Draw(t, "a"), b.Draw(t, "b")
		return Band{min(x, y), max(x, y)}
	})
	rapid.Check(t, func(t *rapid.T) {
		bounds, wanted := ends.Draw(t, "bounds"), ends.Draw(t, "wanted")
		if bounds.Min == inf || bounds.Max == -inf {
			t.Skip("no value is within these")
		}
		v := rapid.Float64Range(-3, 3).Draw(t, "value")
		if got, want := bounds.open(wanted).Holds(v), wanted.Holds(bounds.nearest(v)); got != want {
			t.Errorf("%v in %v, bounded by %v: %t, want %t", v, wanted, bounds, got, want)
		}
	})
}

func TestNearest(t *testing.T) {
	for _, tc := range []struct {
		reason  string
		band    Band
		v, want float64
	}{
		{"within", Band{0, 1}, 0.5, 0.5},
		{"under", Band{0, 1}, -0.5, 0},
		{"over", Band{0, 1}, 1.5, 1},
		{"anything", Everything(), 1e300, 1e300},
		{"infinities are written as the greatest number", Everything(), inf, 1.7976931348623157e308},
		{"and the least", Everything(), -inf, -1.7976931348623157e308},
		{"a band at infinity", Band{inf, inf}, 5, 1.7976931348623157e308},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := tc.band.nearest(tc.v); got != tc.want {
				t.Errorf("nearest %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMoved(t *testing.T) {
	if got, want := (Band{1, 2}).moved(-3), (Band{-2, -1}); got != want {
		t.Errorf("moved to %v, want %v", got, want)
	}
	if got := Everything().moved(5); got != Everything() {
		t.Errorf("everything moved to %v", got)
	}
}
