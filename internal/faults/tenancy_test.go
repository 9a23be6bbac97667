/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// Two namespaces that a lab's own refers to: one hides what it has, the other has nothing. A name or a namespace says
// which by one word, so that what is seen of the two can be compared to the byte.
const (
	hidden = "hidden"
	vacant = "vacant"

	aligned = v1alpha1.ObjectiveConditionCustomerAligned
)

// reference is one kind of reference: a goal that refers to what is in a namespace.
type reference struct {
	name string
	make func(l *lab, in string) client.Object
}

// meta is that of a goal of the lab that refers to one of the two namespaces.
func (l *lab) meta(kind, in string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: l.Namespace, Name: kind + "-" + in}
}

func (l *lab) to(in string) v1alpha1.ObjectReference {
	return v1alpha1.ObjectReference{Namespace: "trust-" + in, Name: "it"}
}

// typed is an objective of the lab that needs nobody.
func (l *lab) typed(kind, in string, change func(o *v1alpha1.Objective)) *v1alpha1.Objective {
	o := l.Objective("goal", bench.Reaches("typed", bench.CheckedIn("2026-11-09", 4)))
	o.ObjectMeta = l.meta(kind, in)
	change(o)
	return o
}

// references are all kinds of references from one namespace into another.
var references = []reference{
	{"parent", func(l *lab, in string) client.Object {
		return l.typed("parent", in, func(o *v1alpha1.Objective) { o.Spec.ParentRef = bench.Ptr(l.to(in)) })
	}},
	{"outcome", func(l *lab, in string) client.Object {
		return l.typed("outcome", in, func(o *v1alpha1.Objective) { o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{l.to(in)} })
	}},
	{"key-result-of-objective", func(l *lab, in string) client.Object {
		return l.typed("key-result-of-objective", in, func(o *v1alpha1.Objective) {
			o.Spec.KeyResults = append(o.Spec.KeyResults, bench.Reaches("score", v1alpha1.Measure{ObjectiveRef: bench.Ptr(l.to(in))}))
		})
	}},
	{"key-result-of-indicator", func(l *lab, in string) client.Object {
		return l.typed("key-result-of-indicator", in, func(o *v1alpha1.Objective) {
			o.Spec.KeyResults = append(o.Spec.KeyResults, bench.Reaches("number", v1alpha1.Measure{IndicatorRef: bench.Ptr(l.to(in))}))
		})
	}},
	{"cpi-of-objective", func(l *lab, in string) client.Object {
		return l.outcomeOf("cpi-of-objective", in, v1alpha1.Measure{ObjectiveRef: bench.Ptr(l.to(in))})
	}},
	{"cpi-of-indicator", func(l *lab, in string) client.Object {
		return l.outcomeOf("cpi-of-indicator", in, v1alpha1.Measure{IndicatorRef: bench.Ptr(l.to(in))})
	}},
	{"result", func(l *lab, in string) client.Object {
		return l.exchange("result", in, v1alpha1.Measure{IndicatorRef: bench.Ptr(l.to(in))}, v1alpha1.ExchangeDriver{Measure: bench.Ptr(bench.CheckedIn("2026-11-09", 4))})
	}},
	{"driver-of-indicator", func(l *lab, in string) client.Object {
		return l.exchange("driver-of-indicator", in, bench.CheckedIn("2026-11-09", 4), v1alpha1.ExchangeDriver{Measure: &v1alpha1.Measure{IndicatorRef: bench.Ptr(l.to(in))}})
	}},
	{"driver-of-outcome", func(l *lab, in string) client.Object {
		return l.exchange("driver-of-outcome", in, bench.CheckedIn("2026-11-09", 4),
			v1alpha1.ExchangeDriver{OutcomeRef: &v1alpha1.OutcomeIndicatorReference{ObjectReference: l.to(in), Indicator: "typed"}})
	}},
	{"north-star-of-objective", func(l *lab, in string) client.Object {
		return l.star("north-star-of-objective", in, v1alpha1.Measure{ObjectiveRef: bench.Ptr(l.to(in))})
	}},
	{"north-star-of-indicator", func(l *lab, in string) client.Object {
		return l.star("north-star-of-indicator", in, v1alpha1.Measure{IndicatorRef: bench.Ptr(l.to(in))})
	}},
	{"level-of-objective", levelRef(v1alpha1.GoalKindObjective)},
	{"level-of-outcome", levelRef(v1alpha1.GoalKindCustomerOutcome)},
	{"level-of-indicator", levelRef(v1alpha1.GoalKindIndicator)},
	{"level-by-selector", func(l *lab, in string) client.Object {
		return l.card("level-by-selector", in, v1alpha1.Level{
			Selector: tier(in), Namespaces: &v1alpha1.LevelNamespaces{From: v1alpha1.ShareFromAll}})
	}},
	{"level-by-selector-of-namespaces", func(l *lab, in string) client.Object {
		of := &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: "trust-" + in}}
		return l.card("level-by-selector-of-namespaces", in, v1alpha1.Level{
			Selector: &metav1.LabelSelector{}, Namespaces: &v1alpha1.LevelNamespaces{From: v1alpha1.ShareFromSelector, Selector: of},
			Refs: []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: l.to(in)}}})
	}},
}

func tier(in string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{"tier": in}}
}

func (l *lab) outcomeOf(kind, in string, m v1alpha1.Measure) client.Object {
	o := l.Outcome("goal", bench.Shows("typed", bench.CheckedIn("2026-11-09", 4)), bench.Shows("other", m))
	o.ObjectMeta = l.meta(kind, in)
	return o
}

func (l *lab) exchange(kind, in string, result v1alpha1.Measure, d v1alpha1.ExchangeDriver) client.Object {
	d.Name = "driver"
	return &v1alpha1.ValueExchange{ObjectMeta: l.meta(kind, in), Spec: v1alpha1.ValueExchangeSpec{
		Result: v1alpha1.ExchangeResult{Measure: result}, Drivers: []v1alpha1.ExchangeDriver{d}}}
}

func (l *lab) card(kind, in string, level v1alpha1.Level) *v1alpha1.Scorecard {
	level.Name = "level"
	return &v1alpha1.Scorecard{ObjectMeta: l.meta(kind, in), Spec: v1alpha1.ScorecardSpec{
		Title: "A home on every journey", Mission: "A home on every journey", Levels: []v1alpha1.Level{level}}}
}

func (l *lab) star(kind, in string, m v1alpha1.Measure) client.Object {
	card := l.card(kind, in, v1alpha1.Level{Selector: tier("none")})
	card.Spec.NorthStar = &v1alpha1.NorthStar{Measure: m, Target: v1alpha1.Target{Maintain: &v1alpha1.MaintainTarget{Min: bench.Ptr(5.0)}}}
	return card
}

func levelRef(kind v1alpha1.GoalKind) func(l *lab, in string) client.Object {
	return func(l *lab, in string) client.Object {
		name := "level-of-" + strings.ToLower(string(kind))
		return l.card(name, in, v1alpha1.Level{Refs: []v1alpha1.GoalReference{{Kind: kind, ObjectReference: l.to(in)}}})
	}
}

// estate is one goal of each kind that others can refer to, in one of the two namespaces.
type estate struct {
	objective *v1alpha1.Objective
	outcome   *v1alpha1.CustomerOutcome
	indicator *v1alpha1.Indicator
}

func (l *lab) estate(in string, shared *v1alpha1.SharedWith) estate {
	meta := metav1.ObjectMeta{Namespace: "trust-" + in, Name: "it", Labels: map[string]string{"tier": in}}
	e := estate{
		l.Objective("goal", bench.Reaches("typed", bench.CheckedIn("2026-11-09", 6))),
		l.Outcome("goal", bench.Shows("typed", bench.CheckedIn("2026-11-09", 6))),
		&v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Title: "Typed", Better: "Higher", Measure: bench.CheckedIn("2026-11-09", 6)}},
	}
	e.objective.ObjectMeta, e.outcome.ObjectMeta, e.indicator.ObjectMeta = meta, meta, meta
	e.objective.Spec.SharedWith, e.outcome.Spec.SharedWith, e.indicator.Spec.SharedWith = shared, shared, shared
	return e
}

func (e estate) goals() []client.Object { return []client.Object{e.objective, e.outcome, e.indicator} }

// shares changes the consent of all that is in an estate.
func (l *lab) shares(e estate, shared *v1alpha1.SharedWith) {
	l.Helper()
	bench.Edit(l.Bench, e.objective, func(o *v1alpha1.Objective) { o.Spec.SharedWith = shared })
	bench.Edit(l.Bench, e.outcome, func(o *v1alpha1.CustomerOutcome) { o.Spec.SharedWith = shared })
	bench.Edit(l.Bench, e.indicator, func(o *v1alpha1.Indicator) { o.Spec.SharedWith = shared })
}

// hash is what differs between two specs that differ in a name only.
var hash = regexp.MustCompile(`"(measureHash|judgedHash)":"[^"]*",?`)

// appearance is all that can be seen of a goal: its status, its events, its metrics.
func (l *lab) appearance(goal client.Object) string {
	l.Helper()
	l.Refresh(goal)
	whole, err := json.Marshal(goal)
	if err != nil {
		l.Fatal(err)
	}
	var parts struct{ Status json.RawMessage }
	if err := json.Unmarshal(whole, &parts); err != nil {
		l.Fatal(err)
	}
	seen := []string{string(hash.ReplaceAll(parts.Status, nil)), fmt.Sprint(l.Events(goal))}
	for line := range strings.Lines(l.Metrics()) {
		if strings.Contains(line, fmt.Sprintf("name=%q", goal.GetName())) && strings.Contains(line, fmt.Sprintf("namespace=%q", l.Namespace)) {
			seen = append(seen, line)
		}
	}
	return strings.ReplaceAll(strings.Join(seen, "\n"), hidden, vacant)
}

// alike waits until all pairs look alike, and unlike what they did, and gives what they look like.
func (l *lab) alike(when string, pairs map[string][2]client.Object, before map[string]string) map[string]string {
	l.Helper()
	now := map[string]string{}
	for _, kind := range slices.Sorted(maps.Keys(pairs)) {
		pair := pairs[kind]
		var one, other string
		for range 2 { // what is told late, such as an event, is waited for
			deadline := 250
			l.Eventually(kind+" "+when+" to be evaluated", func() bool {
				deadline--
				one, other = l.appearance(pair[0]), l.appearance(pair[1])
				settled := bench.Condition(pair[0], ready) != nil && one != before[kind] && other != before[kind]
				return settled && (one == other || deadline < 0)
			})
		}
		if one != other {
			l.Errorf("%s, %s: a forbidden reference looks unlike one to nothing (-forbidden +nothing):\n%s", kind, when, cmp.Diff(one, other))
		}
		now[kind] = one
	}
	return now
}

func TestFault35(t *testing.T) {
	l := faultWith(t, "A reference into another namespace without consent", bench.Options{Namespaces: []string{"trust-" + hidden, "trust-" + vacant}})
	hides := l.estate(hidden, nil)
	l.Create(hides.goals()...)
	l.Measured(hides.objective)
	pairs := map[string][2]client.Object{}
	for _, r := range references {
		one, other := r.make(l, hidden), r.make(l, vacant)
		l.Create(one, other)
		pairs[r.name] = [2]client.Object{one, other}
	}
	never := l.alike("never shared", pairs, nil)
	for _, consent := range []*v1alpha1.SharedWith{
		{From: v1alpha1.ShareFromSame},
		{From: v1alpha1.ShareFromSelector, Selector: tier("gold")},
		{From: v1alpha1.ShareFromSelector, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"not a label": "!"}}},
	} {
		l.shares(hides, consent)
		if diff := cmp.Diff(never, l.alike("shared with others", pairs, nil)); diff != "" {
			t.Errorf("consent to others is seen (-before +after):\n%s", diff)
		}
	}
	l.unserved(hides.outcome)

	open := &v1alpha1.SharedWith{From: v1alpha1.ShareFromAll}
	opens := l.estate(vacant, open)
	l.Create(opens.goals()...)
	l.shares(hides, open)
	shared := l.alike("shared", pairs, never)
	l.shares(hides, nil)
	for _, goal := range opens.goals() {
		l.Delete(goal)
	}
	l.alike("withdrawn, or deleted", pairs, shared)
	l.unserved(hides.outcome)
	l.seesOf(pairs["parent"][0], aligned)
	l.seesOf(pairs["key-result-of-objective"][0], ready)
	l.sees("%d kinds of reference look to the byte like those to nothing, and withdrawn ones like those to what was deleted", len(references))
}

// unserved checks that an outcome does not count those to whom it did not consent.
func (l *lab) unserved(outcome *v1alpha1.CustomerOutcome) {
	l.Helper()
	l.Has(outcome, v1alpha1.CustomerOutcomeConditionServed, isFalse, v1alpha1.CustomerOutcomeReasonNoObjective)
	if n := outcome.Status.Objectives; n == nil || *n != 0 {
		l.Errorf("the outcome counts %v objectives, want 0", n)
	}
}
