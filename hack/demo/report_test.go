/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestComplete(t *testing.T) {
	const generation = 3
	cases := map[string]struct {
		reason     string
		label      string
		conditions []metav1.Condition
		want       bool
	}{
		"NotLookedAt": {"no conditions yet", "", nil, false},
		"Measured": {"a number for everything", "",
			[]metav1.Condition{{Type: "Measured", Status: "True", ObservedGeneration: generation}}, true},
		"OfBefore": {"an answer to an older spec", "",
			[]metav1.Condition{{Type: "Measured", Status: "True", ObservedGeneration: generation - 1}}, false},
		"NoData": {"not the example", "",
			[]metav1.Condition{{Type: "Measured", Status: "False", ObservedGeneration: generation}}, false},
		"OnlyReady": {"evaluated is not measured", "",
			[]metav1.Condition{{Type: "Ready", Status: "True", ObservedGeneration: generation}}, false},
		"HistoryLoading": {"no outlook yet", "", []metav1.Condition{
			{Type: "Measured", Status: "True", ObservedGeneration: generation},
			{Type: "OnTrack", Status: "Unknown", Reason: "InsufficientData", ObservedGeneration: generation}}, false},
		"Judged": {"an outlook, whatever it is", "", []metav1.Condition{
			{Type: "Measured", Status: "True", ObservedGeneration: generation},
			{Type: "OnTrack", Status: "False", Reason: "OffTrack", ObservedGeneration: generation}}, true},
		"ExampleNoData": {"what the example is for", notMeasuredYet,
			[]metav1.Condition{{Type: "Measured", Status: "False", ObservedGeneration: generation}}, true},
		"ExampleOpen": {"not found out yet", notMeasuredYet,
			[]metav1.Condition{{Type: "Measured", Status: "Unknown", ObservedGeneration: generation}}, false},
		"ExampleMeasured": {"then it is no example", notMeasuredYet,
			[]metav1.Condition{{Type: "Measured", Status: "True", ObservedGeneration: generation}}, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			object := &v1alpha1.Objective{ObjectMeta: metav1.ObjectMeta{
				Generation: generation, Labels: map[string]string{exampleLabel: tc.label},
			}}
			object.Status.Conditions = tc.conditions
			g := goalOf(object)
			if got := g.complete(); got != tc.want {
				t.Errorf("%s: complete is %t, want %t", tc.reason, got, tc.want)
			}
			if got := len(incomplete([]goal{g})) == 0; got != tc.want {
				t.Errorf("%s: nothing to explain is %t, want %t", tc.reason, got, tc.want)
			}
		})
	}
}

func TestOtherKindsAreCompleteWithTheirJudgement(t *testing.T) {
	measured := metav1.Condition{Type: "Measured", Status: "True"}
	asks := v1alpha1.Measure{Prometheus: &v1alpha1.PrometheusMeasure{Query: "q"}}
	cases := map[string]struct {
		reason string
		object client.Object
		want   bool
	}{
		"Outcome": {"it has no more to say", &v1alpha1.CustomerOutcome{
			Status: v1alpha1.CustomerOutcomeStatus{Conditions: []metav1.Condition{measured}}}, true},
		"IndicatorWithoutTrend": {"the history is loading", &v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Measure: asks},
			Status: v1alpha1.IndicatorStatus{Conditions: []metav1.Condition{measured}}}, false},
		"IndicatorByHand": {"there is no history", &v1alpha1.Indicator{
			Status: v1alpha1.IndicatorStatus{Conditions: []metav1.Condition{measured}}}, true},
		"Indicator": {"it has a trend", &v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Measure: asks},
			Status: v1alpha1.IndicatorStatus{Conditions: []metav1.Condition{measured}, Trend: &v1alpha1.Trend{}}}, true},
		"ExchangeUntested": {"the past is loading", &v1alpha1.ValueExchange{Status: v1alpha1.ValueExchangeStatus{
			Conditions: []metav1.Condition{measured, {Type: "Supported", Status: "Unknown"}}}}, false},
		"Exchange": {"whatever was found", &v1alpha1.ValueExchange{Status: v1alpha1.ValueExchangeStatus{
			Conditions: []metav1.Condition{measured, {Type: "Supported", Status: "False"}}}}, true},
		"ScorecardOpen": {"its goals are not judged", &v1alpha1.Scorecard{Status: v1alpha1.ScorecardStatus{
			Conditions: []metav1.Condition{measured, {Type: "OnTrack", Status: "Unknown"}}}}, false},
		"Scorecard": {"whatever they are", &v1alpha1.Scorecard{Status: v1alpha1.ScorecardStatus{
			Conditions: []metav1.Condition{measured, {Type: "OnTrack", Status: "False"}}}}, true},
	}
	for name, tc := range cases {
		if got := goalOf(tc.object).complete(); got != tc.want {
			t.Errorf("%s: %s: complete is %t, want %t", name, tc.reason, got, tc.want)
		}
	}
}

func TestExplainNamesTheGoalAndWhy(t *testing.T) {
	object := &v1alpha1.Objective{ObjectMeta: metav1.ObjectMeta{Namespace: "hotel", Name: "quiet"}}
	object.Status.Conditions = []metav1.Condition{{Type: "Measured", Status: "False", Reason: "NoData", Message: "the answer is empty"}}
	explained := goalOf(object).explain()
	for _, want := range []string{"Objective hotel/quiet", "Measured", "False", "NoData", "the answer is empty"} {
		if !strings.Contains(explained, want) {
			t.Errorf("%q is not in %q", want, explained)
		}
	}
}

func TestSummaryTellsExamplesApart(t *testing.T) {
	named := func(name, label string) goal {
		return goal{Object: &v1alpha1.Objective{ObjectMeta: metav1.ObjectMeta{
			Name: name, Labels: map[string]string{exampleLabel: label},
		}}}
	}
	got := summary([]goal{named("quiet", ""), named("local-tips", notMeasuredYet), named("loyal", "")})
	if want := "all 2 goals are measured; local-tips has no data yet, on purpose"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestChanged(t *testing.T) {
	objective := func(score *float64, outlook v1alpha1.Outlook) standing {
		o := v1alpha1.Objective{ObjectMeta: metav1.ObjectMeta{Name: "o"}}
		o.Status.Score, o.Status.Outlook = score, outlook
		return standingsOf([]v1alpha1.Objective{o})[types.NamespacedName{Name: "o"}]
	}
	cases := map[string]struct {
		reason        string
		before, after standing
		want          string
	}{
		"Nothing": {"no news", objective(new(0.5), "OnTrack"), objective(new(0.5), "OnTrack"), ""},
		"Score":   {"as kubectl shows it", objective(new(0.5), "OnTrack"), objective(new(0.51), "OnTrack"), "score 0.50 -> 0.51"},
		"Outlook": {"the judgement", objective(new(0.5), "OnTrack"), objective(new(0.5), "AtRisk"), "outlook OnTrack -> AtRisk"},
		"Both":    {"one line", objective(new(0.5), "OnTrack"), objective(new(0.0), "OffTrack"), "score 0.50 -> 0.00, outlook OnTrack -> OffTrack"},
		"Lost":    {"unknown is never zero", objective(new(0.5), "OnTrack"), objective(nil, "OnTrack"), "score 0.50 -> unknown"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := tc.after.changed(tc.before); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
			}
		})
	}
}

func TestStartProcess(t *testing.T) {
	cases := map[string]struct {
		reason, script string
		wantEnded      bool
	}{
		"EndsByItself": {"its last words are told", "echo first; echo the last words >&2; exit 3", true},
		"IsStopped":    {"that is no failure", "echo up; exec sleep 600", false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			failed := make(chan error, 1)
			log := filepath.Join(t.TempDir(), "log")
			stop, err := startProcess(exec.Command("sh", "-c", tc.script), log, func(err error) { failed <- err })
			if err != nil {
				t.Fatal(err)
			}
			if tc.wantEnded {
				if err := receive(t, failed); !strings.Contains(err.Error(), "the last words") {
					t.Errorf("%s: %v", tc.reason, err)
				}
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
			if len(failed) > 0 {
				t.Errorf("%s: %v", tc.reason, <-failed)
			}
		})
	}
}

func receive(t *testing.T, failed <-chan error) error {
	t.Helper()
	select {
	case err := <-failed:
		return err
	case <-time.After(time.Minute):
		t.Fatal("nobody was told")
		return nil
	}
}

func TestNarratorTellsThatNobodyReads(t *testing.T) {
	reader, writer := io.Pipe()
	_ = reader.Close()
	var told error
	n := &narrator{started: time.Now(), closed: func(err error) { told = err }, out: writer}
	n.say("hello")
	if !errors.Is(told, io.ErrClosedPipe) {
		t.Errorf("told %v, want that the pipe is closed", told)
	}
}

func TestWrongFinding(t *testing.T) {
	const supported, not = v1alpha1.ExchangeSupported, v1alpha1.ExchangeNotSupported
	cases := map[string]struct {
		reason  string
		drivers []v1alpha1.ExchangeDriverStatus
		want    bool
	}{
		"AsTold":   {"the one driver at its lag", []v1alpha1.ExchangeDriverStatus{{Name: driver, Verdict: supported, Lag: driverLag}, {Name: "x", Verdict: not}}, false},
		"NotFound": {"the driver is missed", []v1alpha1.ExchangeDriverStatus{{Name: driver, Verdict: not, Lag: driverLag}}, true},
		"WrongLag": {"at another lag", []v1alpha1.ExchangeDriverStatus{{Name: driver, Verdict: supported, Lag: "20d"}}, true},
		"Chance":   {"another one is taken for it", []v1alpha1.ExchangeDriverStatus{{Name: driver, Verdict: supported, Lag: driverLag}, {Name: "x", Verdict: supported}}, true},
	}
	for name, tc := range cases {
		vx := &v1alpha1.ValueExchange{Status: v1alpha1.ValueExchangeStatus{Drivers: tc.drivers}}
		if err := wrongFinding(vx); (err != nil) != tc.want {
			t.Errorf("%s: %s: error %v, want one: %t", name, tc.reason, err, tc.want)
		}
	}
}

func TestTheCastIsComplete(t *testing.T) {
	var objectives []v1alpha1.Objective
	for i, outlook := range cast {
		if err := absent(objectives); err == nil || !strings.Contains(err.Error(), string(outlook)) {
			t.Errorf("with %v: error %v, want it to name %s", cast[:i], err, outlook)
		}
		objectives = append(objectives, v1alpha1.Objective{Status: v1alpha1.ObjectiveStatus{Outlook: outlook}})
	}
	if err := absent(objectives); err != nil {
		t.Errorf("with all: %v", err)
	}
}
