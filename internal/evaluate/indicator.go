/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
	"github.com/truenorth-dev/truenorth/internal/trend"
)

// IndicatorInput is all that an indicator's status depends on.
type IndicatorInput struct {
	// Indicator with its spec, its generation and its previous status. It is not changed.
	Indicator *v1alpha1.Indicator
	// Now is the time of the evaluation.
	Now time.Time
	// Ask gives the answers to the indicator's questions.
	Ask Ask
}

// maxTrendWindow is as much of the past as is looked at for a trend.
const maxTrendWindow = 10 * 365 * 24 * time.Hour

// defaultTrendWindow is the time over which a trend is looked at where the spec does not say.
const defaultTrendWindow = 28 * 24 * time.Hour

// trendDigits is how many digits of a slope are written: fewer than it has, so that noise causes no write.
const trendDigits = 3

// Indicator evaluates an indicator.
func Indicator(in IndicatorInput) IndicatorResult {
	o := in.Indicator
	status := new(o.Status) // what is behind its pointers is replaced, never changed
	status.ObservedGeneration = o.Generation
	c := renew(&status.Conditions, o.Generation, in.Now)
	var result IndicatorResult
	if o.Spec.Suspend {
		c.suspended()
	} else if err := usableIndicator(o.Spec.Measure); err != nil {
		c.invalid(err)
	} else {
		r := indicatorReader(in)
		r.indicator(status, c, o)
		result.Incomplete, result.Next = r.incomplete, r.next
	}
	result.settle(o.Status, status, &status.EvaluatedTime, in.Now, sameIndicatorStatus)
	return result
}

func indicatorReader(in IndicatorInput) *reader {
	o := in.Indicator
	return &reader{
		namespace: o.Namespace, source: o.Spec.SourceRef, interval: o.Spec.Interval.Or(DefaultInterval),
		location: time.UTC, now: in.Now, ask: in.Ask,
		fresh: o.Status.ObservedGeneration != o.Generation,
	}
}

// indicator measures an indicator and says where it goes and where it stands.
func (r *reader) indicator(status *v1alpha1.IndicatorStatus, c conditions, o *v1alpha1.Indicator) {
	before, from := o.Status, r.origin(o.Spec.Measure)
	measure := measureHash(o.Spec.Measure, r.source, r.namespace, "", "") + "-"
	status.MeasureHash = measure + hashOf([]any{o.Spec.Better, o.Spec.TrendWindow.Or(defaultTrendWindow)})
	var was past
	if strings.HasPrefix(before.MeasureHash, measure) {
		reason, message := writtenReason(before.Conditions)
		was = newPast(standing{before.Value, before.ObservedTime, reason, message}, nil)
	}
	now := was.keep(r.observe(from, was), movesFrom(scoring.Maintain{}))
	status.Value, status.ObservedTime = tidyValue(now.Value), now.ObservedTime
	var ready readiness
	ready.see("", now.Reason, now.Message)
	c.ready(ready, "the measure gave a number")
	var written *v1alpha1.Trend
	if before.MeasureHash == status.MeasureHash {
		written = before.Trend
	}
	status.Trend = r.trend(from, o.Spec, written)
	status.Benchmark = standIn(o.Spec.Benchmark, status.Value)
}

// trend is where a number goes, by the whole days before the last midnight; hours where the window is short, or minutes.
// It is nil where too few of them have a value, and as it is written while the history is not known.
func (r *reader) trend(o origin, spec v1alpha1.IndicatorSpec, written *v1alpha1.Trend) *v1alpha1.Trend {
	points, known := r.pointsOf(o, min(spec.TrendWindow.Or(defaultTrendWindow), maxTrendWindow))
	if !known {
		return written
	}
	found, ok := trend.Of(points)
	if !ok {
		return nil
	}
	return &v1alpha1.Trend{PerDay: tidySlope(found.PerDay, written), Direction: directionOf(found, spec.Better)}
}

// binOf is the length of time that makes one point of a trend: long enough that days of the week are the only season in
// it, and short enough that a window holds enough of them. 0: there is none.
func binOf(window time.Duration) time.Duration {
	for _, bin := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		if window/bin >= trend.MinPoints {
			return bin
		}
	}
	return 0
}

// pointsOf are the points that a trend is judged by: the means over each bin of a window, or what people typed in it.
func (r *reader) pointsOf(o origin, window time.Duration) (points []trend.Point, known bool) {
	if o.CheckIn != nil {
		today := scoring.LastMidnight(r.now, o.location)
		r.wake(scoring.NextMidnight(r.now, o.location))
		return o.entriesIn(today.Add(-window), today), true
	}
	bin := binOf(window)
	if bin == 0 {
		return nil, true
	}
	until, step := r.latest(bin), min(bin, historyStep(window))
	r.wake(until.Add(bin + spreadOf(bin)))
	past := r.sliding(o, until, window+bin, step, o.interval)
	if !past.loaded() {
		return nil, past.known && noNumber(past.answer.Reason)
	}
	perBin := int(bin / step)
	values := past.last(until.Add(-step), int(window/bin)*perBin)
	for i := 0; i < len(values); i += perBin {
		begins := until.Add(-time.Duration(len(values)-i) * step)
		if mean, ok := meanOf(values[i : i+perBin]); ok {
			points = append(points, trend.Point{Time: begins.Add(bin / 2), Value: mean})
		}
	}
	return points, true
}

// entriesIn are the check-ins whose days began in a span of time, in its order; of two for one day the later in the list.
func (o origin) entriesIn(after, until time.Time) []trend.Point {
	byDay := map[time.Time]float64{}
	for _, entry := range o.CheckIn.Entries {
		if day, ok := o.dayOf(entry); ok && day.After(after) && !day.After(until) {
			byDay[day] = entry.Value
		}
	}
	points := make([]trend.Point, 0, len(byDay))
	for day, value := range byDay {
		points = append(points, trend.Point{Time: day, Value: value})
	}
	slices.SortFunc(points, func(a, b trend.Point) int { return a.Time.Compare(b.Time) })
	return points
}

// meanOf is the mean of the values that there are.
func meanOf(values []float64) (float64, bool) {
	var mean float64
	n := 0
	for _, v := range values {
		if finite(v) {
			n++
			mean += v/float64(n) - mean/float64(n) // in an order that cannot overflow
		}
	}
	return mean, n > 0
}

// valueDigits is how many digits of a value are written at least: far more than make news, and no more than people read.
const valueDigits = 6

// valueDecimals is how many decimals are written at least, so that large amounts keep their cents.
const valueDecimals = 2

// tidyValue is a value as it is written: no more decimals than are read.
func tidyValue(v *float64) *float64 {
	if v == nil || *v == 0 {
		return v
	}
	tidy := round(*v, max(valueDecimals, placeOf(math.Abs(*v), valueDigits)))
	return &tidy
}

// slopeSlack is by how many units of its last digit a slope has to differ from the written one: over a half, as the same
// past may come from another history, which was rounded otherwise.
const slopeSlack = 0.75

// tidySlope is a slope as it is written, after the trend that is written; nil: there is none.
func tidySlope(perDay float64, written *v1alpha1.Trend) float64 {
	if perDay == 0 {
		return 0
	}
	place := placeOf(math.Abs(perDay), trendDigits)
	if written != nil && math.Abs(perDay-written.PerDay) < slopeSlack*math.Pow10(-place) {
		return written.PerDay
	}
	return round(perDay, place)
}

// significance is the probability under which a trend is not taken for chance.
const significance = 0.05

// directionOf says where a number goes, as seen by who wants it better.
func directionOf(t trend.Trend, better v1alpha1.Better) v1alpha1.TrendDirection {
	switch {
	case t.PValue >= significance || t.PerDay == 0:
		return v1alpha1.TrendFlat
	case (t.PerDay > 0) == (better == v1alpha1.BetterHigher):
		return v1alpha1.TrendImproving
	}
	return v1alpha1.TrendWorsening
}

// standIn is where a value stands in a benchmark; nil where one of them is missing.
func standIn(b *v1alpha1.Benchmark, value *float64) *v1alpha1.BenchmarkStatus {
	if b == nil || value == nil {
		return nil
	}
	scale := scoring.Benchmark{Worst: b.Worst, Typical: b.Typical, Best: b.Best}
	return &v1alpha1.BenchmarkStatus{
		Rank: v1alpha1.BenchmarkRank(scale.Rank(*value)), Position: scale.Rounded(*value),
	}
}
