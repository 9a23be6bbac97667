/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// maxEvidence is how much evidence a status lists.
const maxEvidence = 20

// evidenceFor are the results that an outcome is shown to move. Exchanges of other namespaces are not among them: they
// did not consent to being named, and whoever may refer to an outcome could claim something about it.
func evidenceFor(o *v1alpha1.CustomerOutcome, exchanges []*v1alpha1.ValueExchange) []v1alpha1.OutcomeEvidence {
	var found []v1alpha1.OutcomeEvidence
	for _, vx := range exchanges {
		for _, d := range vx.Spec.Drivers {
			if vx.Namespace != o.Namespace || !drives(vx, d, o) || !slices.Contains(vx.Status.Critical, d.Name) {
				continue
			}
			evidence := v1alpha1.OutcomeEvidence{ValueExchange: vx.Name, Driver: d.Name, Result: resultOf(vx)}
			// What was found may be of another driver of that name, until the edit that made this one is evaluated.
			if vx.Status.ObservedGeneration == vx.Generation || slices.Contains(o.Status.Evidence, evidence) {
				found = append(found, evidence)
			}
		}
	}
	slices.SortFunc(found, func(a, b v1alpha1.OutcomeEvidence) int {
		return strings.Compare(a.ValueExchange+"/"+a.Driver, b.ValueExchange+"/"+b.Driver)
	})
	return found[:min(len(found), maxEvidence)]
}

// drives tells whether a driver is one of an outcome's indicators.
func drives(vx *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriver, o *v1alpha1.CustomerOutcome) bool {
	if d.OutcomeRef == nil || d.OutcomeRef.Name != o.Name || !slices.ContainsFunc(o.Spec.Indicators,
		func(ind v1alpha1.OutcomeIndicator) bool { return ind.Name == d.OutcomeRef.Indicator }) {
		return false
	}
	return d.OutcomeRef.Namespace == "" && vx.Namespace == o.Namespace || d.OutcomeRef.Namespace == o.Namespace
}

// resultOf is what an exchange's result is called.
func resultOf(vx *v1alpha1.ValueExchange) string {
	if title := printable(vx.Spec.Result.Title); title != "" {
		return title
	}
	return vx.Name
}

// proofOf says which results are shown to follow an outcome, to go after its name. To another namespace it says only that
// there are some: the exchange is not what is referred to.
func proofOf(o *v1alpha1.CustomerOutcome, from string) string {
	switch {
	case len(o.Status.Evidence) == 0:
		return ""
	case o.Namespace != from:
		return " (there is evidence that a business result follows it)"
	}
	var results []string
	for _, e := range o.Status.Evidence {
		text := fmt.Sprintf("%s follows %s", e.Result, e.Driver)
		if !slices.Contains(results, text) {
			results = append(results, text)
		}
	}
	return " (evidence: " + strings.Join(results, ", ") + ")"
}
