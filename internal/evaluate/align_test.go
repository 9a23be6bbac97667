/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// cluster is a world of goals, by "namespace/name".
type cluster struct {
	objectives map[string]*v1alpha1.Objective
	outcomes   map[string]*v1alpha1.CustomerOutcome
	indicators map[string]*v1alpha1.Indicator
}

func resolve(from string, ref v1alpha1.ObjectReference) (namespace, key string) {
	if ref.Namespace == "" {
		ref.Namespace = from
	}
	return ref.Namespace, ref.Namespace + "/" + ref.Name
}

func (c cluster) Objective(from string, ref v1alpha1.ObjectReference) *v1alpha1.Objective {
	namespace, key := resolve(from, ref)
	if o := c.objectives[key]; o != nil && Consents(o.Spec.SharedWith, namespace, from, nil) {
		return o.DeepCopy() // a cache gives another copy each time
	}
	return nil
}

func (c cluster) Outcome(from string, ref v1alpha1.ObjectReference) *v1alpha1.CustomerOutcome {
	namespace, key := resolve(from, ref)
	if o := c.outcomes[key]; o != nil && Consents(o.Spec.SharedWith, namespace, from, nil) {
		return o
	}
	return nil
}

func (c cluster) Indicator(from string, ref v1alpha1.ObjectReference) *v1alpha1.Indicator {
	namespace, key := resolve(from, ref)
	if o := c.indicators[key]; o != nil && Consents(o.Spec.SharedWith, namespace, from, nil) {
		return o
	}
	return nil
}

// newCluster reads lines such as "team/a parent=b parent=co/b outcome=x measures=c shared", and "outcome co/x shared".
func newCluster(lines ...string) cluster {
	c := cluster{map[string]*v1alpha1.Objective{}, map[string]*v1alpha1.CustomerOutcome{}, map[string]*v1alpha1.Indicator{}}
	for _, line := range lines {
		words := strings.Fields(line)
		if words[0] == "outcome" {
			o := &v1alpha1.CustomerOutcome{}
			o.Namespace, o.Name, _ = strings.Cut(words[1], "/")
			if len(words) > 2 {
				o.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
			}
			c.outcomes[words[1]] = o
			continue
		}
		c.objectives[words[0]] = objectiveOf(words)
	}
	return c
}

func objectiveOf(words []string) *v1alpha1.Objective {
	o := &v1alpha1.Objective{}
	o.Namespace, o.Name, _ = strings.Cut(words[0], "/")
	for _, word := range words[1:] {
		what, name, _ := strings.Cut(word, "=")
		ref := v1alpha1.ObjectReference{Name: name}
		if namespace, rest, cut := strings.Cut(name, "/"); cut {
			ref = v1alpha1.ObjectReference{Namespace: namespace, Name: rest}
		}
		switch what {
		case "parent":
			o.Spec.ParentRef = &ref
		case "outcome":
			o.Spec.OutcomeRefs = append(o.Spec.OutcomeRefs, ref)
		case "measures":
			o.Spec.KeyResults = append(o.Spec.KeyResults, v1alpha1.KeyResult{Measure: v1alpha1.Measure{ObjectiveRef: &ref}})
		case "score":
			score := float64(len(name)) / 10
			o.Status.Score = &score
			o.Spec.KeyResults = append(o.Spec.KeyResults, v1alpha1.KeyResult{Measure: v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{}}})
		case "shared":
			o.Spec.SharedWith = &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
		}
	}
	return o
}

func TestAlign(t *testing.T) {
	tests := []struct {
		reason       string
		lines        []string // the first is the objective
		want         string
		names, hides []string
	}{
		{"names none", []string{"team/a"}, "NoCustomerOutcome", nil, nil},
		{"serves one", []string{"team/a outcome=x", "outcome team/x"}, "ServesOutcome", []string{"serves x"}, []string{"not found"}},
		{"one found suffices, missing ones are named", []string{"team/a outcome=y outcome=x outcome=co/z", "outcome team/x"}, "ServesOutcome",
			[]string{"serves x", "not found: y, co/z"}, nil},
		{"in another namespace that consents", []string{"team/a outcome=co/x", "outcome co/x shared"}, "ServesOutcome", []string{"serves co/x"}, nil},
		{"without consent it is as if it was not there", []string{"team/a outcome=co/x", "outcome co/x"}, "OutcomeNotFound", []string{"co/x"}, nil},
		{"none found", []string{"team/a outcome=x"}, "OutcomeNotFound", []string{"not found: x"}, nil},
		{"through its parent", []string{"team/a parent=b", "team/b outcome=x", "outcome team/x"}, "ServesOutcome", []string{"parent b"}, []string{"x"}},
		{"through a parent, missing ones are named", []string{"team/a parent=b outcome=y", "team/b outcome=x", "outcome team/x"}, "ServesOutcome",
			[]string{"parent b", "not found: y"}, nil},
		{"through a parent's parent elsewhere, of which nothing is told", []string{"team/a parent=co/b", "co/b parent=hq/c shared", "hq/c outcome=secret shared", "outcome hq/secret"},
			"ServesOutcome", []string{"co/b"}, []string{"hq", "secret"}},
		{"a parent without consent", []string{"team/a parent=co/b", "co/b outcome=secret", "outcome co/secret"}, "ParentNotFound", []string{"co/b"}, []string{"secret"}},
		{"no parent", []string{"team/a parent=b"}, "ParentNotFound", []string{"not found: parent b"}, nil},
		{"neither outcome nor parent", []string{"team/a parent=b outcome=y"}, "OutcomeNotFound", []string{"y, parent b"}, nil},
		{"no parent, but an outcome", []string{"team/a parent=b outcome=x", "outcome team/x"}, "ServesOutcome", []string{"not found: parent b"}, nil},
		{"a parent's parent is missing", []string{"team/a parent=b", "team/b parent=secret"}, "NoCustomerOutcome", nil, []string{"secret"}},
		{"a parent that serves none", []string{"team/a parent=b", "team/b outcome=secret"}, "NoCustomerOutcome", nil, []string{"secret"}},
		{"its own parent", []string{"team/a parent=a"}, "ParentCycle", []string{"a"}, nil},
		{"a cycle of two", []string{"team/a parent=b", "team/b parent=a"}, "ParentCycle", []string{"b"}, nil},
		{"a cycle of two, of which the other serves", []string{"team/a parent=b", "team/b parent=a outcome=x", "outcome team/x"}, "ParentCycle", []string{"b"}, nil},
		{"a member that serves itself", []string{"team/a parent=b outcome=x", "team/b parent=a", "outcome team/x"}, "ServesOutcome", []string{"serves x", "its own ancestor"}, nil},
		{"who hangs off a cycle is none of its members", []string{"team/a parent=b", "team/b parent=c", "team/c parent=b"}, "NoCustomerOutcome", nil, []string{"ancestor"}},
		{"nor loses what the cycle serves", []string{"team/a parent=b", "team/b parent=c", "team/c parent=b outcome=x", "outcome team/x"}, "ServesOutcome", []string{"parent b"}, nil},
		{"the same name elsewhere is another", []string{"team/a parent=co/a", "co/a shared"}, "NoCustomerOutcome", nil, nil},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			world := newCluster(tc.lines...)
			got := Align(world.objectives[strings.Fields(tc.lines[0])[0]], world)
			if got.Reason != tc.want || got.Message == "" {
				t.Errorf("%+v, want %s", got, tc.want)
			}
			for _, name := range tc.names {
				if !strings.Contains(got.Message, name) {
					t.Errorf("%q does not name %q", got.Message, name)
				}
			}
			for _, name := range tc.hides {
				if strings.Contains(got.Message, name) {
					t.Errorf("%q tells of %q", got.Message, name)
				}
			}
		})
	}
}

func TestThousandParents(t *testing.T) {
	lines := []string{"outcome team/x"}
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("team/o%d parent=o%d", i, i+1))
	}
	world := newCluster(append(lines, "team/o1000 outcome=x")...)
	if got := Align(world.objectives["team/o0"], world); got.Reason != v1alpha1.ObjectiveReasonServesOutcome {
		t.Errorf("%+v", got)
	}
	world.objectives["team/o1000"].Spec = v1alpha1.ObjectiveSpec{ParentRef: &v1alpha1.ObjectReference{Name: "o0"}}
	if got := Align(world.objectives["team/o0"], world); got.Reason != v1alpha1.ObjectiveReasonParentCycle {
		t.Errorf("%+v", got)
	}
}

func TestReference(t *testing.T) {
	tests := []struct {
		reason string
		lines  []string // the first refers by its first measure
		want   v1alpha1.MeasureReason
		value  float64
	}{
		{"a score", []string{"team/a measures=b", "team/b score=....."}, "", 0.5},
		{"elsewhere, with consent", []string{"team/a measures=co/b", "co/b score=... shared"}, "", 0.3},
		{"without consent", []string{"team/a measures=co/b", "co/b score=..."}, "ReferenceNotFound", 0},
		{"nothing there", []string{"team/a measures=b"}, "ReferenceNotFound", 0},
		{"no score", []string{"team/a measures=b", "team/b"}, "NoData", 0},
		{"itself", []string{"team/a measures=a score=..."}, "ReferenceCycle", 0},
		{"two of each other", []string{"team/a measures=b", "team/b measures=a score=..."}, "ReferenceCycle", 0},
		{"a longer way round", []string{"team/a measures=b", "team/b measures=d measures=c score=...", "team/c measures=a", "team/d"}, "ReferenceCycle", 0},
		{"who refers to a member of a cycle", []string{"team/a measures=b", "team/b measures=c score=...", "team/c measures=b"}, "NoData", 0},
		{"who refers to one that refers to a cycle", []string{"team/a measures=z", "team/z measures=b score=...", "team/b measures=c", "team/c measures=b"}, "", 0.3},
		{"one seen twice is no cycle", []string{"team/a measures=b", "team/b measures=c measures=d score=..", "team/c measures=d", "team/d"}, "", 0.2},
		{"a way back without consent leads nowhere", []string{"team/a measures=co/b", "co/b measures=team/a score=... shared"}, "", 0.3},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			world := newCluster(tc.lines...)
			goal := world.objectives[strings.Fields(tc.lines[0])[0]]
			got := Reference(world, "team", goal, *goal.Spec.KeyResults[0].Measure.ObjectiveRef)
			if got.Reason != tc.want || got.Value != tc.value || (got.Message == "") != (tc.want == "") {
				t.Errorf("%+v, want %q, %v", got, tc.want, tc.value)
			}
		})
	}
	world := newCluster("team/b measures=b score=...", "team/c score=....")
	if got := Reference(world, "team", nil, v1alpha1.ObjectReference{Name: "b"}); got.Reason != v1alpha1.MeasureReasonNoData {
		t.Errorf("a goal of another kind is no member: %+v", got)
	}
	if got := Reference(world, "team", nil, v1alpha1.ObjectReference{Name: "c"}); got.Value != 0.4 {
		t.Errorf("%+v", got)
	}
}

func TestConsents(t *testing.T) {
	gold := &metav1.LabelSelector{MatchLabels: map[string]string{"tier": "gold"}}
	broken := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: "Near"}}}
	tests := []struct {
		reason     string
		shared     *v1alpha1.SharedWith
		from, tier string
		want       bool
	}{
		{"the own namespace needs none", nil, "own", "", true},
		{"absent means the own one", nil, "other", "", false},
		{"Same", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSame}, "other", "", false},
		{"Same, the own one", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSame}, "own", "", true},
		{"All", &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}, "other", "", true},
		{"Selector matches", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: gold}, "other", "gold", true},
		{"Selector does not", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: gold}, "other", "tin", false},
		{"Selector, the own one", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: gold}, "own", "tin", true},
		{"no selector matches nothing", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector}, "other", "gold", false},
		{"a broken one matches nothing", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: broken}, "other", "gold", false},
		{"an empty one matches all", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: &metav1.LabelSelector{}}, "other", "", true},
		{"a selector means nothing beside Same", &v1alpha1.SharedWith{From: v1alpha1.ShareFromSame, Selector: gold}, "other", "gold", false},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			set := map[string]string{"tier": tc.tier}
			if got := Consents(tc.shared, "own", tc.from, set); got != tc.want {
				t.Errorf("consents: %t", got)
			}
			if tc.shared == nil || tc.from == "own" || tc.shared.From == v1alpha1.ShareFromSame {
				return
			}
			if got := Allows(v1alpha1.AllowedNamespaces{From: tc.shared.From, Selector: tc.shared.Selector}, set); got != tc.want {
				t.Errorf("allows: %t", got)
			}
		})
	}
	if Allows(v1alpha1.AllowedNamespaces{}, nil) {
		t.Error("nobody opens a source by omission")
	}
}
