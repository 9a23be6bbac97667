/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import "math"

// negligible is the share of a target's span by which a value may move without being news.
const negligible = 0.001

// Target says what a value is measured against. Every method takes and returns finite numbers only.
type Target interface {
	// Progress is how far v has come: 1 is the full target, and it is 1 or more exactly where v meets the target.
	Progress(v float64) float64
	// Met says whether v meets the target in full.
	Met(v float64) bool
	// Span is the width by which moves of the value are judged; 0 when the target has none.
	Span() float64
	// DistanceToMet is how far v is from meeting the target, in units of v; 0 exactly where it is met.
	DistanceToMet(v float64) float64
	// Worth is the band of the values that are worth a score, 0..1, or more; it has no tolerance.
	Worth(score float64) Maintain
}

// Direction says which way a value is meant to move.
type Direction int

const (
	// Increase means that higher is better.
	Increase Direction = iota
	// Decrease means that lower is better.
	Decrease
)

// reached says whether v is at goal or beyond it.
func (d Direction) reached(v, goal float64) bool {
	if d == Decrease {
		return v <= goal
	}
	return v >= goal
}

// missing is how far v falls short of goal.
func (d Direction) missing(v, goal float64) float64 {
	if d.reached(v, goal) {
		return 0
	}
	return finite(math.Abs(goal - v))
}

// Reach is the target to bring a value from a baseline to a goal.
type Reach struct {
	// From is the baseline, where progress is 0.
	From float64
	// To is the goal, where progress is 1.
	To float64
	// Direction says on which side of To the target is met.
	Direction Direction
}

// Progress is (v-From)/(To-From), not clamped. Of a baseline that is at To or beyond it already, nothing can be
// measured: progress is 1 while v is there, else 0.
func (r Reach) Progress(v float64) float64 {
	met := r.Met(v)
	switch {
	case r.Met(r.From) && met:
		return 1
	case r.Met(r.From):
		return 0
	case met:
		return ratio(v, r.From, r.To)
	}
	return unmet(ratio(v, r.From, r.To))
}

// Met says whether v is at To or beyond it.
func (r Reach) Met(v float64) bool { return r.Direction.reached(v, r.To) }

// Span is the length of the way, |To-From|.
func (r Reach) Span() float64 { return finite(math.Abs(r.To - r.From)) }

// DistanceToMet is how far v falls short of To.
func (r Reach) DistanceToMet(v float64) float64 { return r.Direction.missing(v, r.To) }

// Maintain is the target to keep a value in a band, bounds included.
type Maintain struct {
	// Min is the lower bound; nil means none.
	Min *float64
	// Max is the upper bound; nil means none.
	Max *float64
	// Tolerance is how far outside a bound progress has fallen to 0; 0 means that it falls at once.
	Tolerance float64
}

// Inside says whether v is in the band.
func (m Maintain) Inside(v float64) bool { return m.outside(v) == 0 }

// outside is the distance from the band, infinite where a float cannot hold it.
func (m Maintain) outside(v float64) float64 {
	var distance float64
	if m.Min != nil {
		distance = max(distance, *m.Min-v)
	}
	if m.Max != nil {
		distance = max(distance, v-*m.Max)
	}
	return distance
}

// Progress is 1 inside the band; outside it falls in a straight line to 0 at Tolerance from the bound, and stays there.
func (m Maintain) Progress(v float64) float64 {
	if m.Inside(v) {
		return 1
	}
	return unmet(max(1-m.outside(v)/m.Tolerance, 0)) // no tolerance: 1 - infinity
}

// Met says whether v is in the band.
func (m Maintain) Met(v float64) bool { return m.Inside(v) }

// Span is the width of the band; 0 when it is open on a side.
func (m Maintain) Span() float64 {
	if m.Min == nil || m.Max == nil {
		return 0
	}
	return finite(*m.Max - *m.Min)
}

// DistanceToMet is how far v is outside the band.
func (m Maintain) DistanceToMet(v float64) float64 { return finite(m.outside(v)) }

// TimeShare is the target to keep a value in a band for a share of the time. Its methods take that measured share
// (see ShareInside), not the value itself.
type TimeShare struct {
	// Maintain is the band; its tolerance has no meaning here.
	Maintain Maintain
	// Share is the share of the time to be inside, above 0 and up to 1.
	Share float64
}

// reach is the same target said about the measured share.
func (t TimeShare) reach() Reach { return Reach{To: t.Share} }

// Progress is share/Share, not clamped.
func (t TimeShare) Progress(share float64) float64 { return t.reach().Progress(share) }

// Met says whether share is at least Share.
func (t TimeShare) Met(share float64) bool { return t.reach().Met(share) }

// Span is 0: a share of the time has none.
func (t TimeShare) Span() float64 { return 0 }

// DistanceToMet is the share of the time that is missing.
func (t TimeShare) DistanceToMet(share float64) float64 { return t.reach().DistanceToMet(share) }

// StillMet says whether a target counts as met by v. A target that was met stays met while v is at most 0.1 % of the
// span away from meeting it (of the written value's magnitude where the target has no span), so that a value which
// hovers at the bound does not flicker.
func StillMet(t Target, v, written float64, wasMet bool) bool {
	return t.Met(v) || wasMet && !notable(t.DistanceToMet(v), t, written)
}

// Moved says whether v is worth writing over the written value: they differ by over 0.1 % of the target's span, or
// where it has none, of the written value's magnitude.
func Moved(t Target, written, v float64) bool {
	return notable(math.Abs(v-written), t, written)
}

// notable says whether a distance is over 0.1 % of the span, or without a span of the written value's magnitude.
func notable(distance float64, t Target, written float64) bool {
	whole := t.Span()
	if whole == 0 {
		whole = math.Abs(written)
	}
	return distance > whole*negligible*(1+noise)
}

// ratio is (v-from)/(to-from) kept finite, for from and to that differ.
func ratio(v, from, to float64) float64 {
	way, whole := v-from, to-from
	if math.IsInf(way, 0) || math.IsInf(whole, 0) {
		way, whole = v/2-from/2, to/2-from/2 // exact where it matters: numbers this far apart are not tiny
	}
	return finite(way / whole)
}

// finite brings an infinity back to the largest number on its side.
func finite(x float64) float64 {
	return max(-math.MaxFloat64, min(x, math.MaxFloat64))
}

// unmet keeps the progress of a target that is not met below 1 where rounding brought it there.
func unmet(progress float64) float64 {
	return min(progress, math.Nextafter(1, 0))
}
