/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Define gives the Indicator that a goal refers to; nil where there is none, or none that it may refer to.
type Define func(v1alpha1.ObjectReference) *v1alpha1.Indicator

// origin is where a number comes from: a measure whose reference to an Indicator is followed, and whose it is. Two goals
// that refer to one Indicator ask the Indicator's own question, so that it is measured once and seen by all at once.
type origin struct {
	v1alpha1.Measure // prometheus, objectiveRef or checkIn; none of them where lack says why
	namespace        string
	source           *v1alpha1.SourceReference
	interval         time.Duration
	location         *time.Location
	indicator        string  // the name of the Indicator by way of which it comes, for messages; empty: none
	lack             reading // the reason why the reference leads to no number; zero: it does
}

// origin follows a measure's reference to an Indicator.
func (r *reader) origin(m v1alpha1.Measure) origin {
	own := origin{Measure: m, namespace: r.namespace, source: r.source, interval: r.interval, location: r.location}
	if m.IndicatorRef == nil {
		return own
	}
	own.Measure, own.indicator = v1alpha1.Measure{}, path(r.namespace, *m.IndicatorRef)
	return own.by(r.define(*m.IndicatorRef))
}

// by is the origin of an Indicator's number, for one who refers to it. nil: there is none.
func (o origin) by(ind *v1alpha1.Indicator) origin {
	if ind == nil {
		return o.lacking(v1alpha1.MeasureReasonReferenceNotFound,
			"indicator "+o.indicator+" not found: is the name right, and does it share with this namespace?")
	}
	o.Measure, o.namespace, o.source = ind.Spec.Measure, ind.Namespace, ind.Spec.SourceRef
	o.interval, o.location = ind.Spec.Interval.Or(DefaultInterval), time.UTC
	switch {
	case !measurable(o.Measure):
		return o.lacking(v1alpha1.MeasureReasonNoData, "indicator "+o.indicator+" gives no number: its own status says why")
	case ind.Spec.Suspend:
		return o.lacking(v1alpha1.MeasureReasonNoData, "indicator "+o.indicator+" is suspended: nothing is measured")
	}
	return o
}

// measurable tells whether a measure refers to no other goal, which admission sees to for an Indicator.
func measurable(m v1alpha1.Measure) bool { return m.Prometheus != nil || m.CheckIn != nil }

// lacking is the origin of no number, which comes to who refers as a failure does. What it would come from is kept, as
// it tells whether what was measured before is of the same.
func (o origin) lacking(reason v1alpha1.MeasureReason, message string) origin {
	o.lack = reading{reason: reason, message: message, undated: true}
	return o
}

// asks tells whether there is a query to ask, and so a history.
func (o origin) asks() bool { return o.lack.reason == "" && o.Prometheus != nil }

// remembers tells whether its past can be known, now or once what it lacks is there.
func (o origin) remembers() bool { return o.lack.reason != "" || o.Prometheus != nil }

// hash identifies what a value and a baseline were taken for. before is the written one: what a reference led to stands
// while it leads nowhere, so that what was measured is known again when it is back.
func (o origin) hash(m v1alpha1.Measure, r *reader, before, start, zone string) string {
	own := measureHash(m, r.source, r.namespace, start, zone)
	switch {
	case m.IndicatorRef == nil:
		return own
	case o.Measure == v1alpha1.Measure{}:
		if strings.HasPrefix(before, own+"-") {
			return before
		}
		return own
	}
	return own + "-" + o.identity()
}

// identity tells numbers of one origin from those of another. That people go on typing makes no other origin.
func (o origin) identity() string { return measureHash(o.Measure, o.source, o.namespace, "", "") }

// told is an answer as it is told to who refers to an Indicator. What is wrong with the Indicator's own spec is not for
// them to mend, nor to read: it is no data to them.
func (o origin) told(a Answer) Answer {
	if o.indicator == "" || a.Reason == "" {
		return a
	}
	if blocks(a.Reason) {
		a.Message = fmt.Sprintf("it gives no number (%s): its own status says why", a.Reason)
		a.Reason = v1alpha1.MeasureReasonNoData
	}
	a.Message = "indicator " + o.indicator + ": " + a.Message
	return a
}

// askAs gives the answer to a question of an origin, as it is told to who asks.
func (r *reader) askAs(o origin, q Question) (Answer, bool) {
	a, known := r.ask(q)
	return o.told(a), known
}

// limit is how long a goal is judged by the last good value.
func (o origin) limit() time.Duration {
	return max(time.Hour, min(o.interval, maxInterval)*3)
}

// question is what an origin with a query asks as of an instant; zero means now.
func (r *reader) question(o origin, at time.Time) Question {
	q := Question{
		Namespace: o.namespace, Source: sourceOf(o.Prometheus, o.source), Query: strings.TrimSpace(o.Prometheus.Query),
		Lookback: o.Prometheus.Lookback.Or(0), Interval: o.interval,
	}
	start, end, elapsed := uses(q.Query)
	if start || elapsed {
		q.Start = r.period.Start.UTC()
	}
	if end {
		q.End = r.period.End.UTC()
	}
	if !at.IsZero() {
		q.At = at.UTC()
	}
	return q
}

// elapses tells whether the number counts from the period's start, where it is 0.
func (o origin) elapses() bool {
	if o.Prometheus == nil {
		return false
	}
	_, _, elapsed := uses(o.Prometheus.Query)
	return elapsed
}
