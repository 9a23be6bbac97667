/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package world_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/world"
)

func meta(namespace, name string, labels ...string) metav1.ObjectMeta {
	m := metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: map[string]string{}}
	for _, label := range labels {
		m.Labels[label] = "yes"
	}
	return m
}

func namespace(name string, labels ...string) *metav1.PartialObjectMetadata {
	n := world.NamespaceMetadata()
	n.ObjectMeta = meta("", name, labels...)
	return n
}

func ref(namespace, name string) v1alpha1.ObjectReference {
	return v1alpha1.ObjectReference{Namespace: namespace, Name: name}
}

func setOf(t *testing.T, objects ...world.Object) *world.Set {
	t.Helper()
	set := &world.Set{}
	for _, o := range objects {
		if !set.Put(o) {
			t.Fatalf("a set takes no %T", o)
		}
	}
	return set
}

func shared(from v1alpha1.ShareFrom, label string) *v1alpha1.SharedWith {
	s := &v1alpha1.SharedWith{From: from}
	if label != "" {
		s.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{label: "yes"}}
	}
	return s
}

// lacking shares with the namespaces that lack a label.
func lacking(label string) *v1alpha1.SharedWith {
	selector := &metav1.LabelSelector{}
	if label != "" {
		selector.MatchExpressions = []metav1.LabelSelectorRequirement{{Key: label, Operator: metav1.LabelSelectorOpDoesNotExist}}
	}
	return &v1alpha1.SharedWith{From: v1alpha1.ShareFromSelector, Selector: selector}
}

// Without consent a look-up gives what it gives where there is nothing.
func TestConsent(t *testing.T) {
	cases := map[string]struct {
		reason string
		shared *v1alpha1.SharedWith
		from   string
		gone   bool
		want   bool
	}{
		"Own":            {"the own namespace needs none", nil, "hotel", false, true},
		"Absent":         {"nobody else without it", nil, "airline", false, false},
		"Same":           {"nor with Same", shared(v1alpha1.ShareFromSame, ""), "airline", false, false},
		"All":            {"everybody with All", shared(v1alpha1.ShareFromAll, ""), "airline", false, true},
		"Selected":       {"a namespace with the label", shared(v1alpha1.ShareFromSelector, "friend"), "airline", false, true},
		"NotSelected":    {"one without it", shared(v1alpha1.ShareFromSelector, "family"), "airline", false, false},
		"Unknown":        {"one whose labels nobody knows", shared(v1alpha1.ShareFromSelector, "friend"), "elsewhere", false, false},
		"Everybody":      {"a selector that asks for nothing", lacking(""), "airline", false, true},
		"Lacking":        {"one that asks for the lack of a label", lacking("banned"), "airline", false, true},
		"UnknownLacking": {"nobody knows that an unknown namespace lacks it", lacking("banned"), "elsewhere", false, false},
		"BeingDeleted":   {"what goes is gone", shared(v1alpha1.ShareFromAll, ""), "airline", true, false},
		"OwnBeingDelete": {"for its own namespace too", nil, "hotel", true, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			m := meta("hotel", "it")
			if tc.gone {
				m.DeletionTimestamp = &metav1.Time{Time: time.Unix(1, 0)}
			}
			set := setOf(t, namespace("hotel"), namespace("airline", "friend"),
				&v1alpha1.Objective{ObjectMeta: m, Spec: v1alpha1.ObjectiveSpec{SharedWith: tc.shared}},
				&v1alpha1.CustomerOutcome{ObjectMeta: m, Spec: v1alpha1.CustomerOutcomeSpec{SharedWith: tc.shared}},
				&v1alpha1.Indicator{ObjectMeta: m, Spec: v1alpha1.IndicatorSpec{SharedWith: tc.shared}})
			w := world.New(set)
			got := map[string]bool{
				"Objective": w.Objective(tc.from, ref("hotel", "it")) != nil,
				"Outcome":   w.Outcome(tc.from, ref("hotel", "it")) != nil,
				"Indicator": w.Indicator(tc.from, ref("hotel", "it")) != nil,
			}
			if diff := cmp.Diff(map[string]bool{"Objective": tc.want, "Outcome": tc.want, "Indicator": tc.want}, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestSources(t *testing.T) {
	all := v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromAll}
	some := v1alpha1.AllowedNamespaces{
		From: v1alpha1.ShareFromSelector, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"paid": "yes"}},
	}
	set := setOf(t, namespace("hotel"), namespace("airline", "paid"),
		&v1alpha1.MetricSource{ObjectMeta: meta("hotel", "default")},
		&v1alpha1.ClusterMetricSource{ObjectMeta: meta("", "default"), Spec: v1alpha1.ClusterMetricSourceSpec{AllowedNamespaces: all}},
		&v1alpha1.ClusterMetricSource{ObjectMeta: meta("", "dear"), Spec: v1alpha1.ClusterMetricSourceSpec{AllowedNamespaces: some}},
		&v1alpha1.ClusterMetricSource{ObjectMeta: meta("", "open"), Spec: v1alpha1.ClusterMetricSourceSpec{AllowedNamespaces: v1alpha1.AllowedNamespaces{
			From: v1alpha1.ShareFromSelector, Selector: lacking("banned").Selector,
		}}})
	own := source.Key{Kind: v1alpha1.SourceKindNamespaced, Namespace: "hotel", Name: "default"}
	clusters := source.Key{Kind: v1alpha1.SourceKindCluster, Name: "default"}
	cases := map[string]struct {
		reason string
		from   string
		kind   v1alpha1.SourceKind
		name   string
		want   source.Key
	}{
		"OwnFirst":   {"a MetricSource stands before the cluster's", "hotel", "", "default", own},
		"Clusters":   {"who has none takes the cluster's", "airline", "", "default", clusters},
		"Named":      {"a kind that is named is meant", "hotel", v1alpha1.SourceKindCluster, "default", clusters},
		"OnlyOwn":    {"and no other", "airline", v1alpha1.SourceKindNamespaced, "default", source.Key{}},
		"Allowed":    {"a namespace that is allowed", "airline", "", "dear", source.Key{Kind: v1alpha1.SourceKindCluster, Name: "dear"}},
		"Unknown":    {"one whose labels nobody knows finds nothing", "elsewhere", "", "open", source.Key{}},
		"Lacking":    {"one that lacks the label", "hotel", "", "open", source.Key{Kind: v1alpha1.SourceKindCluster, Name: "open"}},
		"NotAllowed": {"one that is not finds nothing", "hotel", "", "dear", source.Key{}},
		"Missing":    {"there is none", "hotel", "", "other", source.Key{}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := world.New(set)
			for range 2 { // the second time from memory
				got := w.Source(tc.from, v1alpha1.SourceReference{Kind: tc.kind, Name: tc.name})
				if got.Key != tc.want || got.Found != (tc.want != source.Key{}) {
					t.Errorf("%s: got %s (found: %t), want %s", tc.reason, got.Key, got.Found, tc.want)
				}
			}
		})
	}
}

func TestServing(t *testing.T) {
	serves := func(namespace, name string, refs ...v1alpha1.ObjectReference) *v1alpha1.Objective {
		return &v1alpha1.Objective{ObjectMeta: meta(namespace, name), Spec: v1alpha1.ObjectiveSpec{OutcomeRefs: refs}}
	}
	outcome := &v1alpha1.CustomerOutcome{
		ObjectMeta: meta("hotel", "known"), Spec: v1alpha1.CustomerOutcomeSpec{SharedWith: shared(v1alpha1.ShareFromSelector, "friend")},
	}
	set := setOf(t, namespace("hotel"), namespace("airline", "friend"), namespace("bank"), outcome,
		serves("hotel", "b", ref("", "known")), serves("hotel", "a", ref("", "other"), ref("hotel", "known")),
		serves("airline", "far", ref("hotel", "known")), serves("airline", "namesake", ref("", "known")), serves("bank", "stranger", ref("hotel", "known")))
	var got []types.NamespacedName
	for _, o := range world.New(set).Serving(outcome) {
		got = append(got, world.Key(o))
	}
	want := []types.NamespacedName{{Namespace: "airline", Name: "far"}, {Namespace: "hotel", Name: "a"}, {Namespace: "hotel", Name: "b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("serving (-want +got):\n%s", diff)
	}
}

// A question may hang on the answer to another one, and each is asked with all before it.
func TestInquireUntilAllIsAsked(t *testing.T) {
	set := setOf(t, &v1alpha1.MetricSource{
		ObjectMeta: meta("hotel", "default"),
		Spec: v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{
			Headers: []v1alpha1.Header{{Name: "X-Scope-OrgID", ValueFrom: v1alpha1.ValueFromNamespace}},
		}},
	})
	var asked [][]string
	subscribe := func(questions []measure.Question) world.Answers {
		answers, texts := world.Answers{}, []string{}
		for _, q := range questions {
			if q.Namespace != "hotel" {
				t.Errorf("%s is asked for namespace %q, which the source's header needs", q.Query, q.Namespace)
			}
			answers[q] = measure.Answer{Value: 1}
			texts = append(texts, q.Query)
		}
		asked = append(asked, texts)
		return answers
	}
	var last []bool
	world.New(set).Inquire(nil, subscribe, func(ask evaluate.Ask) {
		last = nil
		for _, text := range []string{"first", "second", "third"} {
			_, known := ask(evaluate.Question{Namespace: "hotel", Source: v1alpha1.SourceReference{Name: "default"}, Query: text})
			if last = append(last, known); !known {
				return
			}
		}
	})
	want := [][]string{{"first"}, {"first", "second"}, {"first", "second", "third"}, {"first", "second", "third"}}
	if diff := cmp.Diff(want, asked); diff != "" || slices.Contains(last, false) {
		t.Errorf("known at last: %v; asked (-want +got):\n%s", last, diff)
	}
}

func TestSourceThatIsNotThere(t *testing.T) {
	world.New(&world.Set{}).Inquire(nil, func(questions []measure.Question) world.Answers {
		if len(questions) != 0 {
			t.Errorf("asked %v of nobody", questions)
		}
		return nil
	}, func(ask evaluate.Ask) {
		if got, known := ask(evaluate.Question{Namespace: "hotel", Source: v1alpha1.SourceReference{Name: "x"}}); !known || got.Reason != v1alpha1.MeasureReasonSourceNotFound {
			t.Errorf("got %+v (known: %t), want SourceNotFound", got, known)
		}
	})
}

// broken is a store that fails.
type broken struct{ *world.Set }

var errBroken = errors.New("the store is broken")

func (broken) Get(types.NamespacedName, world.Object) (bool, error) { return false, errBroken }

func (broken) List(world.ObjectList, string, labels.Selector) error { return errBroken }

func TestFailedLookUpsAreTold(t *testing.T) {
	w := world.New(broken{&world.Set{}})
	if got := w.Objective("hotel", ref("", "a")); got != nil || !errors.Is(w.Err(), errBroken) {
		t.Errorf("got %v and error %v, want none and that the store is broken", got, w.Err())
	}
}

func TestSetKeepsWhatItKnows(t *testing.T) {
	set := setOf(t, &v1alpha1.Scorecard{ObjectMeta: meta("b", "a")}, &v1alpha1.Scorecard{ObjectMeta: meta("a", "b")}, &v1alpha1.Scorecard{ObjectMeta: meta("a", "a")})
	set.Put(&v1alpha1.Scorecard{ObjectMeta: meta("a", "b", "new")})
	var got []string
	for _, card := range set.Scorecards() {
		got = append(got, world.Key(card).String())
	}
	if diff := cmp.Diff([]string{"a/a", "a/b", "b/a"}, got); diff != "" {
		t.Errorf("scorecards (-want +got):\n%s", diff)
	}
	var replaced v1alpha1.Scorecard
	if found, err := set.Get(types.NamespacedName{Namespace: "a", Name: "b"}, &replaced); !found || err != nil || replaced.Labels["new"] == "" {
		t.Errorf("a/b: %t, %v, labels %v; want the one that came last", found, err, replaced.Labels)
	}
	if set.Put(&metav1.PartialObjectMetadata{TypeMeta: metav1.TypeMeta{Kind: "Secret"}}) {
		t.Error("it took a Secret")
	}
	if err := set.List(&v1alpha1.ScorecardList{}, "", labels.Everything()); err == nil {
		t.Error("it lists scorecards, which nothing refers to by labels")
	}
}

func TestAVerdictIsNotTakenOnAScoreThatMayMove(t *testing.T) {
	t.Parallel()
	score := 1.0
	measures := func(m v1alpha1.Measure) v1alpha1.ObjectiveSpec {
		return v1alpha1.ObjectiveSpec{
			Period:     v1alpha1.Period{Start: "2026-10-01", End: "2026-10-10"},
			KeyResults: []v1alpha1.KeyResult{{Name: "kr", Measure: m, Target: v1alpha1.Target{Reach: &v1alpha1.ReachTarget{From: new(float64), To: 1}}}},
		}
	}
	other := &v1alpha1.Objective{ObjectMeta: meta("team", "other"), Spec: measures(v1alpha1.Measure{CheckIn: &v1alpha1.CheckIn{}})}
	other.Status.Score, other.Status.Outlook = &score, v1alpha1.OutlookOnTrack
	other.Status.Conditions = []metav1.Condition{{Type: v1alpha1.GoalConditionMeasured, Status: metav1.ConditionTrue}}
	name := ref("", "other")
	goal := &v1alpha1.Objective{ObjectMeta: meta("team", "goal"), Spec: measures(v1alpha1.Measure{ObjectiveRef: &name})}
	judge := func() v1alpha1.Outlook {
		w := world.New(setOf(t, other, goal))
		return w.JudgeObjective(goal)(time.Date(2026, 10, 11, 1, 0, 0, 0, time.UTC), nil).Status.Outlook
	}
	if got := judge(); got == v1alpha1.OutlookAchieved || got == v1alpha1.OutlookMissed {
		t.Errorf("JudgeObjective(...) = %s before what it measures has its verdict", got)
	}
	other.Status.Outlook = v1alpha1.OutlookAchieved
	if got := judge(); got != v1alpha1.OutlookAchieved {
		t.Errorf("JudgeObjective(...) = %s, want the verdict", got)
	}
}
