/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"regexp"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

func duplicateObject(v *visit) {
	if first := v.again[v.goal]; first != nil {
		v.tell("metadata.name", fmt.Sprintf("%s is defined in %s already", objectName(v.doc), first.doc.At("metadata.name")), "keep one of the two, or rename one")
	}
}

func invalidSpec(v *visit) {
	if err := evaluate.Invalid(v.object); err != nil {
		v.tell(v.fieldOf(err.Error()), err.Error(), "")
	}
}

// firstField is the field that a message of evaluate.Invalid begins with: "keyResults[name]", "period.timeZone".
var firstField = regexp.MustCompile(`^([a-z][A-Za-z.]*)(?:\[([a-z0-9-]+)\])?`)

// fieldOf is the path of the field that such a message speaks of.
func (g *goal) fieldOf(message string) string {
	parts := firstField.FindStringSubmatch(message)
	if parts == nil {
		return "spec"
	}
	path := "spec." + parts[1]
	if parts[2] == "" {
		return path
	}
	spec, _ := g.doc.Object["spec"].(map[string]any)
	items, _ := spec[parts[1]].([]any)
	i := slices.IndexFunc(items, func(item any) bool {
		fields, _ := item.(map[string]any)
		return fields["name"] == parts[2]
	})
	return fmt.Sprintf("%s[%d]", path, max(i, 0))
}

// invalidSelector looks at the selectors that the operator takes to match nothing where it cannot read them; those of a
// scorecard's levels it calls an invalid spec.
func invalidSelector(v *visit) {
	check := func(path string, selector *metav1.LabelSelector) {
		if _, err := metav1.LabelSelectorAsSelector(selector); err != nil {
			v.tell(path, "the selector cannot be read, and so matches nothing: use the operators In, NotIn, Exists and DoesNotExist, and valid labels", "")
		}
	}
	if shared := sharedWith(v.object); shared != nil {
		check("spec.sharedWith.selector", shared.Selector)
	}
	if s := as[v1alpha1.ClusterMetricSource](v.goal); s != nil {
		check("spec.allowedNamespaces.selector", s.Spec.AllowedNamespaces.Selector)
	}
}

func shortLookback(v *visit) {
	vx := as[v1alpha1.ValueExchange](v.goal)
	if vx == nil {
		return
	}
	if message := evaluate.ShortLookback(&vx.Spec); message != "" {
		v.tell("spec.lookback", message, "")
	}
}

func unknownCode(v *visit) {
	for _, code := range disabledBy(v.doc) {
		severity := v.severities[code]
		if severity == Warning {
			continue
		}
		message := fmt.Sprintf("there is no code %q", code)
		if severity == Error {
			message = code + " is an error, and only warnings can be switched off"
		}
		v.tell("metadata.annotations["+DisableAnnotation+"]", message, "`kubectl goals lint --rules` lists the codes")
	}
}
