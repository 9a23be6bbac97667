/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package replay

import (
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// failing is since when queries are known to fail, by their text. An operator that goes on knows it by itself; who begins
// with a status that was written while a query failed knows it from there, and does not count from the beginning again.
type failing map[string]time.Time

// failingBefore is what a goal's status tells of failures.
func (e *Engine) failingBefore(object world.Object) failing {
	f := failing{}
	switch o := object.(type) {
	case *v1alpha1.Objective:
		for i, was := range o.Status.KeyResults {
			if spec := o.Spec.KeyResults; i < len(spec) && spec[i].Name == was.Name {
				f.note(e.queryOf(o.Namespace, spec[i].Measure), was.Reason, o.Status.EvaluatedTime)
			}
		}
	case *v1alpha1.CustomerOutcome:
		for i, was := range o.Status.Indicators {
			if spec := o.Spec.Indicators; i < len(spec) && spec[i].Name == was.Name {
				f.note(e.queryOf(o.Namespace, spec[i].Measure), was.Reason, o.Status.EvaluatedTime)
			}
		}
	}
	return f
}

// queryOf is the query of a measure, or of the Indicator that it refers to; "" where there is none.
func (e *Engine) queryOf(namespace string, m v1alpha1.Measure) string {
	if m.IndicatorRef != nil {
		ind := e.world.Indicator(namespace, *m.IndicatorRef)
		if ind == nil {
			return ""
		}
		m = ind.Spec.Measure
	}
	if m.Prometheus == nil {
		return ""
	}
	return strings.TrimSpace(m.Prometheus.Query)
}

func (f failing) note(query string, reason v1alpha1.MeasureReason, written *metav1.Time) {
	if query != "" && written != nil && reason != "" && reason != v1alpha1.MeasureReasonInsufficientData {
		f[query] = written.Time
	}
}

// recalled is an ask whose failures began no later than the status says.
func (f failing) recalled(ask evaluate.Ask) evaluate.Ask {
	if len(f) == 0 {
		return ask
	}
	return func(q evaluate.Question) (evaluate.Answer, bool) {
		a, known := ask(q)
		since, failed := f[q.Query]
		if live := q.At.IsZero() && q.Step == 0; known && live && failed && a.Reason != "" && a.LastGood.IsZero() && since.Before(a.FailingSince) {
			a.FailingSince = since
		}
		return a, known
	}
}
