/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import "time"

// PlanPoint says how far a key result is expected to be by some day.
type PlanPoint struct {
	// By is the end of the planned day: the first instant of the day after it.
	By time.Time
	// Share is the part of the way expected to be done by then, 0..1.
	Share float64
}

// Plan is the way a key result is expected to take: straight lines in time from 0 at Start through the points to 1 at
// Due. Where a point stands at Due or after it, the line to that point takes the place of the line to 1.
type Plan struct {
	// Start is the first midnight of the period.
	Start time.Time
	// Due is the end of the due day; it is not before Start.
	Due time.Time
	// Points rise strictly in By and do not fall in Share; none means one straight line.
	Points []PlanPoint
}

// Share is the part of the way, 0..1, that the plan expects at t: 0 up to the start, flat from Due on. It allocates
// nothing, as a forecast asks for many times.
func (p Plan) Share(t time.Time) float64 {
	if !t.After(p.Start) {
		return 0
	}
	if t.After(p.Due) {
		t = p.Due
	}
	from := PlanPoint{By: p.Start}
	for _, to := range p.Points {
		if t.Before(to.By) {
			return from.lineTo(to, t)
		}
		from = to
	}
	if len(p.Points) > 0 && !from.By.Before(p.Due) {
		return from.Share
	}
	due := PlanPoint{By: p.Due, Share: 1}
	if t.Before(due.By) {
		return from.lineTo(due, t)
	}
	return due.Share
}

// lineTo is the share at t, which is between p and next.
func (p PlanPoint) lineTo(next PlanPoint, t time.Time) float64 {
	elapsed, length := t.Sub(p.By), next.By.Sub(p.By)
	return along(p.Share, next.Share, float64(elapsed)/float64(length))
}

// along is the value at a fraction (0..1) of the way up from one value to another. Rounding never carries it past the
// end, so a line through several points never falls.
func along(from, to, fraction float64) float64 {
	return min(from+(to-from)*fraction, to)
}
