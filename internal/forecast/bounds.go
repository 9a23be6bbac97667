/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "math"

// boundsOf is the values that a forecast may have: those of the case, and what the history shows by itself. Whole
// numbers none of which is negative count something; fractions from 0 to 1 of which a fraction is wanted are shares; and
// a total that only rises does not fall below where it is.
func boundsOf(c *Case, w window) Band {
	given := c.Bounds
	if !(given.Min <= given.Max) {
		given = Everything()
	}
	b := given
	lowest, highest, whole := extremes(w.values)
	switch {
	case lowest < 0 || c.Success.Max < 0:
	case whole:
		b.Min = max(b.Min, 0)
	case highest <= 1 && isShare(c.Success):
		b.Min, b.Max = max(b.Min, 0), min(b.Max, 1)
	}
	if since, last := w.values[w.start:], w.values[len(w.values)-1]; isOneWay(since) {
		if _, highest, _ := extremes(since); last == highest {
			b.Min = max(b.Min, last)
		} else {
			b.Max = min(b.Max, last)
		}
	}
	if b.Min > b.Max { // the history is where it is said that no value can be
		return given
	}
	return b
}

// isShare tells whether wanted values are shares. From 0 to 1 may also be how somebody counts progress, of which there
// can be more than all.
func isShare(wanted Band) bool {
	return wanted.Min > 0 && (wanted.Min < 1 && math.IsInf(wanted.Max, 1) || wanted.Max <= 1) ||
		math.IsInf(wanted.Min, -1) && wanted.Max > 0 && wanted.Max < 1
}

// extremes are the least and the greatest value, and whether all are whole numbers.
func extremes(values []float64) (lowest, highest float64, whole bool) {
	lowest, highest, whole = math.Inf(1), math.Inf(-1), true
	for _, v := range values {
		if isNumber(v) {
			lowest, highest = min(lowest, v), max(highest, v)
			whole = whole && v == math.Trunc(v)
		}
	}
	return lowest, highest, whole
}

// nearest is the value in the band that is nearest to v.
func (b Band) nearest(v float64) float64 { return finite(max(b.Min, min(v, b.Max))) }

// open is a band of wanted values without the ends that no value can pass; nothing where no value can get into it.
func (b Band) open(wanted Band) Band {
	if wanted.Min > b.Max || wanted.Max < b.Min {
		return Band{Min: math.Inf(1), Max: math.Inf(-1)}
	}
	if wanted.Min <= b.Min {
		wanted.Min = math.Inf(-1)
	}
	if wanted.Max >= b.Max {
		wanted.Max = math.Inf(1)
	}
	return wanted
}

// moved is the band further up.
func (b Band) moved(by float64) Band { return Band{Min: b.Min + by, Max: b.Max + by} }
