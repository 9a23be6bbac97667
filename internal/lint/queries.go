/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// tellIn reports on a place in the text of a query.
func (v *visit) tellIn(m measure, at source.Place, message, mend string) {
	field := m.path + ".prometheus.query"
	v.tellAt(v.doc.Within(field, at.Line, at.Column), field, message, mend)
}

// queries are the measures with a query that is one.
func (v *visit) queries() []measure {
	var found []measure
	for _, m := range v.measures {
		if m.Prometheus != nil && m.queryErr == nil {
			found = append(found, m)
		}
	}
	return found
}

func invalidQuery(v *visit) {
	for _, m := range v.measures {
		var fault *source.Fault
		if errors.As(m.queryErr, &fault) {
			v.tellIn(m, fault.Place, fault.Message, "")
		}
	}
}

func notOneNumber(v *visit) {
	for _, m := range v.queries() {
		if r := m.query.Result; r == source.ResultMatrix || r == source.ResultString {
			v.tellIn(m, source.Place{Line: 1, Column: 1}, fmt.Sprintf("the query gives a %s", r), "write a query that gives one number")
		}
	}
}

func severalSeries(v *visit) {
	for _, m := range v.queries() {
		if by := m.query.Grouping; len(by) > 0 {
			v.tellIn(m, source.Place{Line: 1, Column: 1},
				fmt.Sprintf("the query gives one series for each %s, and a measure is one number", strings.Join(by, ", ")),
				"aggregate over it, or select one")
		}
	}
}

func rawCounter(v *visit) {
	for _, m := range v.queries() {
		for _, s := range m.query.Selectors {
			if !s.Rise && isCounter(s.Metric) {
				v.tellIn(m, s.Place, fmt.Sprintf("%s is a counter by its name, and its level says nothing: it begins at 0 with each restart", s.Metric),
					"take its rise with increase or rate")
			}
		}
	}
}

func experimental(v *visit) {
	for _, m := range v.queries() {
		for _, e := range m.query.Experimental {
			v.tellIn(m, e.Place, e.What+" is experimental: Prometheus refuses it unless a feature flag is set",
				"write it without, or make sure that the server takes it")
		}
	}
}

// isCounter goes by the names that Prometheus' conventions give. A name with a colon is of a recording rule, in which
// the rise is mostly taken already.
func isCounter(metric string) bool {
	if strings.Contains(metric, ":") {
		return false
	}
	for _, suffix := range []string{"_total", "_count", "_sum", "_bucket"} {
		if strings.HasSuffix(metric, suffix) {
			return true
		}
	}
	return false
}

func longRange(v *visit) {
	o := as[v1alpha1.Objective](v.goal)
	if o == nil {
		return
	}
	period, err := evaluate.PeriodOf(o.Spec.Period)
	if err != nil {
		return
	}
	length := period.End.Sub(period.Start)
	for _, m := range v.queries() {
		for _, r := range m.query.Ranges {
			if r.Length > length {
				v.tellIn(m, r.Place, fmt.Sprintf("the query looks back over %s, and the period has %s: it counts what was before", inDays(r.Length), inDays(length)),
					"shorten the range, or use $__elapsed for the time since the start")
			}
		}
	}
}

// inDays writes a length of time of a day or more.
func inDays(d time.Duration) string {
	const day = 24 * time.Hour
	return counted(int(d.Round(time.Hour)/day), "day")
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func endVariable(v *visit) {
	for _, m := range v.queries() {
		for _, at := range m.query.AtEnd {
			v.tellIn(m, at, "@ $__end has no value before the period's end, so that nothing is measured until then",
				`leave it out, or say what counts until then: (... @ $__end) or (...)`)
		}
	}
}
