/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// host is the one of the flags' URL, without what that may hold beside it.
func (c *connectFlags) host() string {
	return strings.Join(hostsOf(v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(c.url)}}), "")
}

// saidMissing tells whether a source that is not there is one without which the operator left a goal unknown. Of others it
// is not known that they are missing: who asks may not be allowed to see them.
func saidMissing(g *goods, missing world.Object) bool {
	for _, goal := range g.goals() {
		if !saysSourceNotFound(goal) {
			continue
		}
		for _, ref := range world.SourceRefs(goal) {
			key, _ := sourceKey(g.Set, goal.GetNamespace(), ref)
			if key.Namespace == missing.GetNamespace() && key.Name == missing.GetName() {
				return true
			}
		}
	}
	return false
}

// saysSourceNotFound tells whether a goal's status gives that reason for anything.
func saysSourceNotFound(goal world.Object) bool {
	var written struct {
		Status json.RawMessage `json:"status"`
	}
	text, err := json.Marshal(goal)
	if err != nil || json.Unmarshal(text, &written) != nil {
		return false
	}
	return strings.Contains(string(written.Status), `"reason":"`+string(v1alpha1.MeasureReasonSourceNotFound)+`"`) // in texts of users, quotes are escaped
}

// named is how many goals a line names at most.
const named = 10

// judgedElsewhere says which goals of a namespace, or of all, are judged by another server than that of their own source;
// empty: none.
func judgedElsewhere(goals *world.Set, namespace, host string) string {
	var names []string
	for _, goal := range (&snapshot{Set: goals}).goals() {
		if namespace != "" && goal.GetNamespace() != namespace || !hasOtherServer(goals, goal, host) {
			continue
		}
		names = append(names, kindOf(goal).reference(goal.GetName()))
	}
	if len(names) == 0 {
		return ""
	}
	text := fmt.Sprintf("Judged by %s, which is not the server of their own source: %s", host, strings.Join(names[:min(named, len(names))], ", "))
	if more := len(names) - named; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + "."
}

// hasOtherServer tells whether a goal, or an Indicator that it takes, has a source whose server is another one.
func hasOtherServer(goals *world.Set, goal world.Object, host string) bool {
	asking := []world.Object{goal}
	for _, name := range world.Indicators(goal) {
		indicator := &v1alpha1.Indicator{}
		if found, err := goals.Get(name, indicator); found && err == nil {
			asking = append(asking, indicator)
		}
	}
	return slices.ContainsFunc(asking, func(o world.Object) bool {
		return slices.ContainsFunc(world.SourceRefs(o), func(ref v1alpha1.SourceReference) bool {
			key, there := sourceKey(goals, o.GetNamespace(), ref)
			return there && hostOf(goals, key) != host
		})
	})
}

// hostOf is the server of a source that is there.
func hostOf(goals *world.Set, key source.Key) string {
	spec := v1alpha1.MetricSourceSpec{}
	name := types.NamespacedName{Namespace: key.Namespace, Name: key.Name}
	if key.Kind == v1alpha1.SourceKindCluster {
		s := &v1alpha1.ClusterMetricSource{}
		_, _ = goals.Get(name, s) // it is there
		spec = s.Spec.MetricSourceSpec
	} else {
		s := &v1alpha1.MetricSource{}
		_, _ = goals.Get(name, s) // it is there
		spec = s.Spec
	}
	return strings.Join(hostsOf(v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: spec.Prometheus.URL}}), "")
}
