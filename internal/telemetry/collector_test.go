/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/expfmt"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// errList is what lists of a fakeLister may fail with.
var errList = errors.New("not synced")

// fakeLister lists what it holds. Kinds that fail name errList.
type fakeLister struct {
	objectives     []v1alpha1.Objective
	outcomes       []v1alpha1.CustomerOutcome
	indicators     []v1alpha1.Indicator
	exchanges      []v1alpha1.ValueExchange
	scorecards     []v1alpha1.Scorecard
	sources        []v1alpha1.MetricSource
	clusterSources []v1alpha1.ClusterMetricSource
	failing        map[string]error
}

func (l *fakeLister) Objectives() ([]v1alpha1.Objective, error) {
	return l.objectives, l.failing["objectives"]
}

func (l *fakeLister) CustomerOutcomes() ([]v1alpha1.CustomerOutcome, error) {
	return l.outcomes, l.failing["customer outcomes"]
}

func (l *fakeLister) Indicators() ([]v1alpha1.Indicator, error) {
	return l.indicators, l.failing["indicators"]
}

func (l *fakeLister) ValueExchanges() ([]v1alpha1.ValueExchange, error) {
	return l.exchanges, l.failing["value exchanges"]
}

func (l *fakeLister) Scorecards() ([]v1alpha1.Scorecard, error) {
	return l.scorecards, l.failing["scorecards"]
}

func (l *fakeLister) MetricSources() ([]v1alpha1.MetricSource, error) {
	return l.sources, l.failing["metric sources"]
}

func (l *fakeLister) ClusterMetricSources() ([]v1alpha1.ClusterMetricSource, error) {
	return l.clusterSources, l.failing["cluster metric sources"]
}

// options of a collector that takes any failed list for a mistake. Objectives named "fresh" were measured.
func (l *fakeLister) options(t *testing.T) Options {
	return Options{
		Lister: l,
		LastMeasured: func(kind, namespace, name string) (time.Time, bool) {
			return time.UnixMilli(1_700_000_000_250), kind == "Objective" && namespace == "ns" && name == "fresh"
		},
		OnError: func(err error) { t.Errorf("OnError(%v) was called, want no error", err) },
	}
}

func named(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Namespace: "ns", Name: name} }

func conditionsOf(kind string, status metav1.ConditionStatus) []metav1.Condition {
	return []metav1.Condition{{Type: kind, Status: status, Reason: "Reason"}}
}

// series are the lines of what a collector sends, without comments.
func series(t *testing.T, c prometheus.Collector) []string {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatalf("cannot gather: %v", err)
	}
	var text strings.Builder
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
			t.Fatalf("cannot write %s: %v", family.GetName(), err)
		}
	}
	var lines []string
	for line := range strings.Lines(text.String()) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func TestCollector(t *testing.T) {
	t.Parallel()
	objective := func(name string, status v1alpha1.ObjectiveStatus) *fakeLister {
		return &fakeLister{objectives: []v1alpha1.Objective{{ObjectMeta: named(name), Status: status}}}
	}
	outcome := func(status v1alpha1.CustomerOutcomeStatus) *fakeLister {
		return &fakeLister{outcomes: []v1alpha1.CustomerOutcome{{ObjectMeta: named("o"), Status: status}}}
	}
	delivered := func(s metav1.ConditionStatus) *fakeLister {
		return outcome(v1alpha1.CustomerOutcomeStatus{Conditions: conditionsOf("Delivered", s)})
	}
	measured := func(value *float64, s metav1.ConditionStatus) *fakeLister {
		return &fakeLister{indicators: []v1alpha1.Indicator{{ObjectMeta: named("i"), Status: v1alpha1.IndicatorStatus{
			Value: value, Conditions: conditionsOf("Measured", s),
		}}}}
	}
	suspended := func(l *fakeLister) *fakeLister {
		status := &l.indicators[0].Status
		status.Conditions = append(status.Conditions, conditionsOf("Suspended", metav1.ConditionTrue)...)
		return l
	}
	ready := func(s metav1.ConditionStatus) *fakeLister {
		status := v1alpha1.MetricSourceStatus{Conditions: conditionsOf("Ready", s)}
		return &fakeLister{
			sources:        []v1alpha1.MetricSource{{ObjectMeta: named("s"), Status: status}},
			clusterSources: []v1alpha1.ClusterMetricSource{{ObjectMeta: metav1.ObjectMeta{Name: "s"}, Status: status}},
		}
	}
	withKeyResults := func(keyResults ...v1alpha1.KeyResultStatus) *fakeLister {
		return objective("o", v1alpha1.ObjectiveStatus{KeyResults: keyResults})
	}
	tests := map[string]struct {
		reason string
		lister *fakeLister
		full   bool
		want   []string
	}{
		"ObjectiveUnevaluated": {
			reason: "what is unknown is absent",
			lister: objective("o", v1alpha1.ObjectiveStatus{ObservedGeneration: -1}),
		},
		"ObjectiveZero": {
			reason: "a zero that was measured is one",
			lister: objective("o", v1alpha1.ObjectiveStatus{Score: ptr(0.0), ExpectedScore: ptr(0.0)}),
			want: []string{
				`truenorth_objective_expected_score{name="o",namespace="ns"} 0`,
				`truenorth_objective_score{name="o",namespace="ns"} 0`,
			},
		},
		"ObjectiveScores": {
			reason: "numbers stand as in status",
			lister: objective("o", v1alpha1.ObjectiveStatus{Score: ptr(0.62), ExpectedScore: ptr(0.55), Probability: ptr(0.74)}),
			want: []string{
				`truenorth_objective_expected_score{name="o",namespace="ns"} 0.55`,
				`truenorth_objective_probability{name="o",namespace="ns"} 0.74`,
				`truenorth_objective_score{name="o",namespace="ns"} 0.62`,
			},
		},
		"ObjectiveOutlook": {
			reason: "only the current outlook is there, Unknown as any other",
			lister: objective("o", v1alpha1.ObjectiveStatus{Outlook: v1alpha1.OutlookUnknown}),
			want: []string{
				`truenorth_objective_outlook{name="o",namespace="ns",outlook="Unknown"} 1`,
			},
		},
		"ObjectiveFresh": {
			reason: "freshness comes from the caller, and not from evaluatedTime",
			lister: objective("fresh", v1alpha1.ObjectiveStatus{EvaluatedTime: &evaluatedTime}),
			want: []string{
				`truenorth_objective_last_evaluated_timestamp_seconds{name="fresh",namespace="ns"} 1.70000000025e+09`,
			},
		},
		"ObjectiveConditions": {
			reason: "each condition has its current status alone",
			lister: objective("o", v1alpha1.ObjectiveStatus{Conditions: append(
				conditionsOf("OnTrack", metav1.ConditionUnknown), conditionsOf("Ready", metav1.ConditionTrue)...)}),
			want: []string{
				`truenorth_condition{kind="Objective",name="o",namespace="ns",status="True",type="Ready"} 1`,
				`truenorth_condition{kind="Objective",name="o",namespace="ns",status="Unknown",type="OnTrack"} 1`,
			},
		},
		"OutcomeScore": {
			reason: "outcomes have a score, too",
			lister: outcome(v1alpha1.CustomerOutcomeStatus{Score: ptr(0.5)}),
			want: []string{
				`truenorth_customer_outcome_score{name="o",namespace="ns"} 0.5`,
			},
		},
		"OutcomeDelivered": {
			reason: "True is 1", lister: delivered(metav1.ConditionTrue),
			want: []string{
				`truenorth_condition{kind="CustomerOutcome",name="o",namespace="ns",status="True",type="Delivered"} 1`,
				`truenorth_customer_outcome_delivered{name="o",namespace="ns"} 1`,
			},
		},
		"OutcomeNotDelivered": {
			reason: "False is 0", lister: delivered(metav1.ConditionFalse),
			want: []string{
				`truenorth_condition{kind="CustomerOutcome",name="o",namespace="ns",status="False",type="Delivered"} 1`,
				`truenorth_customer_outcome_delivered{name="o",namespace="ns"} 0`,
			},
		},
		"OutcomeUnknown": {
			reason: "Unknown is neither", lister: delivered(metav1.ConditionUnknown),
			want: []string{
				`truenorth_condition{kind="CustomerOutcome",name="o",namespace="ns",status="Unknown",type="Delivered"} 1`,
			},
		},
		"Indicator": {
			reason: "a value that is measured, of whatever size", lister: measured(ptr(-1e6), metav1.ConditionTrue),
			want: []string{
				`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="True",type="Measured"} 1`,
				`truenorth_indicator_value{name="i",namespace="ns"} -1e+06`,
			},
		},
		"IndicatorZero": {
			reason: "a zero that was measured is one", lister: measured(ptr(0.0), metav1.ConditionTrue),
			want: []string{
				`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="True",type="Measured"} 1`,
				`truenorth_indicator_value{name="i",namespace="ns"} 0`,
			},
		},
		"IndicatorSuspended": {
			reason: "nor is one from before it was suspended current", lister: suspended(measured(ptr(1.0), metav1.ConditionTrue)),
			want: []string{
				`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="True",type="Measured"} 1`,
				`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="True",type="Suspended"} 1`,
			},
		},
		"IndicatorStale": {
			reason: "a scrape would make a current value of the last good one", lister: measured(ptr(1.0), metav1.ConditionFalse),
			want: []string{`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="False",type="Measured"} 1`},
		},
		"IndicatorInProgress": {
			reason: "nor is one current that is being measured anew", lister: measured(ptr(1.0), metav1.ConditionUnknown),
			want: []string{`truenorth_condition{kind="Indicator",name="i",namespace="ns",status="Unknown",type="Measured"} 1`},
		},
		"IndicatorUnevaluated": {
			reason: "what is unknown is absent",
			lister: &fakeLister{indicators: []v1alpha1.Indicator{{ObjectMeta: named("i"), Status: v1alpha1.IndicatorStatus{Value: ptr(1.0)}}}},
		},
		"ValueExchange": {
			reason: "whether there is evidence is a condition",
			lister: &fakeLister{exchanges: []v1alpha1.ValueExchange{{ObjectMeta: named("x"), Status: v1alpha1.ValueExchangeStatus{
				Critical: []string{"a"}, Conditions: conditionsOf("Supported", metav1.ConditionTrue),
			}}}},
			want: []string{`truenorth_condition{kind="ValueExchange",name="x",namespace="ns",status="True",type="Supported"} 1`},
		},
		"Scorecard": {
			reason: "whether the levels are on track is a condition",
			lister: &fakeLister{scorecards: []v1alpha1.Scorecard{{ObjectMeta: named("c"), Status: v1alpha1.ScorecardStatus{
				Score: ptr(0.5), Conditions: conditionsOf("OnTrack", metav1.ConditionFalse),
			}}}},
			want: []string{`truenorth_condition{kind="Scorecard",name="c",namespace="ns",status="False",type="OnTrack"} 1`},
		},
		"SourcesUp": {
			reason: "sources are told apart by kind and namespace", lister: ready(metav1.ConditionTrue),
			want: []string{
				`truenorth_condition{kind="ClusterMetricSource",name="s",namespace="",status="True",type="Ready"} 1`,
				`truenorth_condition{kind="MetricSource",name="s",namespace="ns",status="True",type="Ready"} 1`,
				`truenorth_source_up{kind="ClusterMetricSource",name="s",namespace=""} 1`,
				`truenorth_source_up{kind="MetricSource",name="s",namespace="ns"} 1`,
			},
		},
		"SourcesDown": {
			reason: "a source that does not answer is down", lister: ready(metav1.ConditionFalse),
			want: []string{
				`truenorth_condition{kind="ClusterMetricSource",name="s",namespace="",status="False",type="Ready"} 1`,
				`truenorth_condition{kind="MetricSource",name="s",namespace="ns",status="False",type="Ready"} 1`,
				`truenorth_source_up{kind="ClusterMetricSource",name="s",namespace=""} 0`,
				`truenorth_source_up{kind="MetricSource",name="s",namespace="ns"} 0`,
			},
		},
		"KeyResultsInBasicMode": {
			reason: "key results cost many series: only who asks for them gets them",
			lister: withKeyResults(v1alpha1.KeyResultStatus{Name: "a", Value: ptr(1.0), Progress: ptr(1.0), Probability: ptr(1.0), Met: ptr(true)}),
		},
		"KeyResults": {
			reason: "value and progress are not clamped, met is 1 or 0", full: true,
			lister: withKeyResults(
				v1alpha1.KeyResultStatus{Name: "a", Value: ptr(2.7), Progress: ptr(1.2), Met: ptr(true)},
				v1alpha1.KeyResultStatus{Name: "b", Value: ptr(-1.0), Progress: ptr(-0.5), Probability: ptr(0.0), Met: ptr(false)},
				v1alpha1.KeyResultStatus{Name: "c"}),
			want: []string{
				`truenorth_key_result_met{key_result="a",name="o",namespace="ns"} 1`,
				`truenorth_key_result_met{key_result="b",name="o",namespace="ns"} 0`,
				`truenorth_key_result_probability{key_result="b",name="o",namespace="ns"} 0`,
				`truenorth_key_result_progress{key_result="a",name="o",namespace="ns"} 1.2`,
				`truenorth_key_result_progress{key_result="b",name="o",namespace="ns"} -0.5`,
				`truenorth_key_result_value{key_result="a",name="o",namespace="ns"} 2.7`,
				`truenorth_key_result_value{key_result="b",name="o",namespace="ns"} -1`,
			},
		},
		"KeyResultsThatFail": {
			reason: "a last value counts while it is judged by, and is unknown once it was given up", full: true,
			lister: withKeyResults(
				v1alpha1.KeyResultStatus{Name: "kept", Value: ptr(1.0), Outlook: v1alpha1.OutlookOnTrack, Reason: v1alpha1.MeasureReasonNoData},
				v1alpha1.KeyResultStatus{Name: "lost", Value: ptr(2.0), Outlook: v1alpha1.OutlookUnknown, Reason: v1alpha1.MeasureReasonNoData},
				v1alpha1.KeyResultStatus{Name: "young", Value: ptr(3.0), Outlook: v1alpha1.OutlookUnknown, Reason: v1alpha1.MeasureReasonInsufficientData}),
			want: []string{
				`truenorth_key_result_value{key_result="kept",name="o",namespace="ns"} 1`,
				`truenorth_key_result_value{key_result="young",name="o",namespace="ns"} 3`,
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := tc.lister.options(t)
			options.Full = tc.full
			if diff := cmp.Diff(tc.want, series(t, NewCollector(options))); diff != "" {
				t.Errorf("%s: -want +got:\n%s", tc.reason, diff)
			}
		})
	}
}

// everything lists an object of each kind, with all that is exported of it.
func everything() *fakeLister {
	source := v1alpha1.MetricSourceStatus{Conditions: conditionsOf("Ready", metav1.ConditionTrue)}
	return &fakeLister{
		objectives: []v1alpha1.Objective{{ObjectMeta: named("fresh"), Status: v1alpha1.ObjectiveStatus{
			Score: ptr(0.5), ExpectedScore: ptr(0.5), Probability: ptr(0.5), Outlook: v1alpha1.OutlookOnTrack,
			KeyResults: []v1alpha1.KeyResultStatus{{Name: "a", Value: ptr(1.0), Progress: ptr(1.0), Probability: ptr(0.5), Met: ptr(true)}},
		}}},
		outcomes: []v1alpha1.CustomerOutcome{{ObjectMeta: named("o"), Status: v1alpha1.CustomerOutcomeStatus{
			Score: ptr(0.5), Conditions: conditionsOf("Delivered", metav1.ConditionTrue),
		}}},
		indicators: []v1alpha1.Indicator{{ObjectMeta: named("i"), Status: v1alpha1.IndicatorStatus{
			Value: ptr(0.5), Conditions: conditionsOf("Measured", metav1.ConditionTrue),
		}}},
		exchanges: []v1alpha1.ValueExchange{{ObjectMeta: named("x"), Status: v1alpha1.ValueExchangeStatus{
			Conditions: conditionsOf("Supported", metav1.ConditionTrue),
		}}},
		scorecards: []v1alpha1.Scorecard{{ObjectMeta: named("c"), Status: v1alpha1.ScorecardStatus{
			Conditions: conditionsOf("OnTrack", metav1.ConditionTrue),
		}}},
		sources:        []v1alpha1.MetricSource{{ObjectMeta: named("s"), Status: source}},
		clusterSources: []v1alpha1.ClusterMetricSource{{ObjectMeta: metav1.ObjectMeta{Name: "s"}, Status: source}},
	}
}

// lint registers a collector pedantically, which checks that all it sends was described, and lints its metrics.
func lint(t *testing.T, c prometheus.Collector) {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(c); err != nil {
		t.Fatalf("cannot register: %v", err)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil {
		t.Errorf("cannot gather: %v", err)
	}
	for _, p := range problems {
		t.Errorf("lint: %s: %s", p.Metric, p.Text)
	}
}

func TestCollectorIsWellFormed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		full   bool
		want   []*prometheus.Desc
	}{
		"Basic": {reason: "no key results", want: basicDescs},
		"Full":  {reason: "all that there is", full: true, want: slices.Concat(basicDescs, fullDescs)},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := everything().options(t)
			options.Full = tc.full
			c := NewCollector(options)
			lint(t, c)
			described := make(chan *prometheus.Desc, 100)
			c.Describe(described)
			collected := make(chan prometheus.Metric, 100)
			c.Collect(collected)
			if len(described) != len(tc.want) {
				t.Errorf("%s: %d metrics are described, want %d", tc.reason, len(described), len(tc.want))
			}
			close(collected)
			seen := map[*prometheus.Desc]bool{}
			for m := range collected {
				seen[m.Desc()] = true
			}
			for _, d := range tc.want {
				if !seen[d] {
					t.Errorf("%s: %v is not collected", tc.reason, d)
				}
			}
		})
	}
}

func TestCollectorHoldsNothing(t *testing.T) {
	t.Parallel()
	lister := everything()
	c := NewCollector(lister.options(t))
	if got := testutil.CollectAndCount(c); got == 0 {
		t.Fatal("nothing is collected of objects of each kind")
	}
	*lister = fakeLister{}
	if got := testutil.CollectAndCount(c); got != 0 {
		t.Errorf("%d series are left of objects that were deleted, want none", got)
	}
}

func TestCollectorSurvivesFailedLists(t *testing.T) {
	t.Parallel()
	all := everything()
	families := map[string]string{
		"objectives": "truenorth_objective_score", "customer outcomes": "truenorth_customer_outcome_score",
		"indicators": "truenorth_indicator_value", "value exchanges": "truenorth_condition", "scorecards": "truenorth_condition",
		"metric sources": `truenorth_source_up`, "cluster metric sources": "truenorth_source_up",
	}
	for kinds, family := range families {
		t.Run(kinds, func(t *testing.T) {
			t.Parallel()
			lister := *all
			lister.failing = map[string]error{kinds: errList}
			var got []error
			options := lister.options(t)
			options.OnError = func(err error) { got = append(got, err) }
			c := NewCollector(options)
			before := testutil.CollectAndCount(NewCollector(all.options(t)), family)
			after := testutil.CollectAndCount(c, family)
			if after != before-1 {
				t.Errorf("%s has %d series when %s cannot be listed, want %d", family, after, kinds, before-1)
			}
			if len(got) != 1 || !errors.Is(got[0], errList) || !strings.Contains(got[0].Error(), kinds) {
				t.Errorf("errors are %v, want one that wraps %v and names %s", got, errList, kinds)
			}
			others := 0
			for other, name := range families {
				if other != kinds && name != family {
					others += testutil.CollectAndCount(c, name)
				}
			}
			if others == 0 {
				t.Errorf("no other series when %s cannot be listed", kinds)
			}
		})
	}
}

func TestCollectorLeavesTheCacheAlone(t *testing.T) {
	t.Parallel()
	lister, want := everything(), everything()
	options := lister.options(t)
	options.Full = true
	testutil.CollectAndCount(NewCollector(options))
	if diff := cmp.Diff(want, lister, cmp.AllowUnexported(fakeLister{})); diff != "" {
		t.Errorf("a scrape changed objects that are shared with the cache: -want +got:\n%s", diff)
	}
}
