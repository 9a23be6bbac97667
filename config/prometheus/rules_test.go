/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package prometheus_test proves what this folder ships for Prometheus and Alertmanager: the rules by promtool, the routes by
// a real Alertmanager, and that both fit the operator and the page that describes them. The folder has no Go code of its own.
package prometheus_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/model/rulefmt"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rules are all of rules.yaml, in their order.
func rules(t *testing.T) []rulefmt.Rule {
	t.Helper()
	groups, err := testlab.ParseRules(read(t, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []rulefmt.Rule
	for _, group := range groups {
		all = append(all, group.Rules...)
	}
	return all
}

// alerts are the rules that alert.
func alerts(t *testing.T) []rulefmt.Rule {
	t.Helper()
	all := slices.DeleteFunc(rules(t), func(rule rulefmt.Rule) bool { return rule.Alert == "" })
	if len(all) < 13 {
		t.Fatalf("only %d alerts were found: the test looks in the wrong place", len(all))
	}
	return all
}

// TestAlertsSayWhatToDo holds what routes and readers rely on.
func TestAlertsSayWhatToDo(t *testing.T) {
	severities := []string{"thanks", "info", "warning", "critical"}
	for _, alert := range alerts(t) {
		t.Run(alert.Alert, func(t *testing.T) {
			if !strings.HasPrefix(alert.Alert, "Truenorth") {
				t.Error("its name does not begin with Truenorth, by which the routes know our alerts")
			}
			if severity := alert.Labels["severity"]; !slices.Contains(severities, severity) {
				t.Errorf("severity %q, want one of %v", severity, severities)
			}
			summary, description := alert.Annotations["summary"], alert.Annotations["description"]
			if summary == "" || !strings.Contains(description, "kubectl ") {
				t.Errorf("want a summary, and a description with a command that shows more, got %q, %q", summary, description)
			}
			thanks := alert.Labels["severity"] == "thanks"
			if strings.HasPrefix(summary, "Thank you, {{ $labels.namespace }}") != thanks {
				t.Errorf("severity %s, and the summary is %q", alert.Labels["severity"], summary)
			}
		})
	}
}

func TestEveryAlertIsDocumented(t *testing.T) {
	page := read(t, "..", "..", "docs", "alerts.md")
	var want, got []string
	for _, alert := range alerts(t) {
		want = append(want, alert.Alert+" "+alert.Labels["severity"])
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(Truenorth\\w+)` \\| (\\w+) \\|").FindAllStringSubmatch(page, -1) {
		got = append(got, row[1]+" "+row[2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules.yaml and the table of docs/alerts.md (-rules +table):\n%s", diff)
	}
}

func TestPrometheusRuleHoldsTheSameGroups(t *testing.T) {
	name, got, err := testlab.PrometheusRule(read(t, "prometheusrule.yaml"))
	if err != nil || name != "truenorth-prometheus" {
		t.Fatalf("want the PrometheusRule truenorth-prometheus, got %q, %v", name, err)
	}
	want, err := testlab.ParseRules(read(t, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("not what rules.yaml holds, run `make generate` (-want +got):\n%s", diff)
	}
}

// TestRulesReadWhatIsExported guards against a name that no series has: such a rule never fires, and no test of promtool's,
// which brings its own series, would tell.
func TestRulesReadWhatIsExported(t *testing.T) {
	exported := append(exportedByOperator(), exportedByLeaderElection(t)...)
	exported = append(exported, "up")
	for _, rule := range rules(t) {
		exported = append(exported, rule.Record)
	}
	for _, rule := range rules(t) {
		names, err := testlab.SelectedSeries(rule.Expr)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !slices.Contains(exported, name) {
				t.Errorf("%s%s reads %s, which nobody exports", rule.Alert, rule.Record, name)
			}
		}
	}
}

// TestRulesSelectWhatIsExported is the same for the values of labels.
func TestRulesSelectWhatIsExported(t *testing.T) {
	real := map[string][]string{
		"outlook": {
			string(v1alpha1.OutlookPending), string(v1alpha1.OutlookOnTrack), string(v1alpha1.OutlookAtRisk), string(v1alpha1.OutlookOffTrack),
			string(v1alpha1.OutlookAchieved), string(v1alpha1.OutlookMissed), string(v1alpha1.OutlookUnknown),
		},
		"type":   {v1alpha1.GoalConditionMeasured, v1alpha1.GoalConditionStalled, v1alpha1.GoalConditionSuspended},
		"status": {string(metav1.ConditionTrue), string(metav1.ConditionFalse), string(metav1.ConditionUnknown)},
	}
	seen := map[string]bool{}
	for _, rule := range rules(t) {
		for _, matcher := range regexp.MustCompile(`(outlook|type|status)(?:!?=~?)"([^"]*)"`).FindAllStringSubmatch(rule.Expr, -1) {
			label, values := matcher[1], matcher[2]
			seen[label] = true
			for value := range strings.SplitSeq(values, "|") {
				if !slices.Contains(real[label], value) {
					t.Errorf("%s%s looks for %s=%q, want one of %v", rule.Alert, rule.Record, label, value, real[label])
				}
			}
		}
	}
	if len(seen) != len(real) {
		t.Errorf("only %v were looked at", seen)
	}
}

func exportedByOperator() []string {
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		telemetry.NewCollector(telemetry.Options{Full: true}).Describe(descs)
	}()
	var names []string
	for desc := range descs {
		names = append(names, regexp.MustCompile(`fqName: "(\w+)"`).FindStringSubmatch(desc.String())[1])
	}
	return names
}

// exportedByLeaderElection are the names of what a manager exports from when it stands for election.
func exportedByLeaderElection(t *testing.T) []string {
	t.Helper()
	_, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{LockConfig: resourcelock.ResourceLockConfig{Identity: "test"}}, Name: "truenorth.goals.truenorth.dev",
		LeaseDuration: 3, RenewDeadline: 2, RetryPeriod: 1,
		Callbacks: leaderelection.LeaderCallbacks{OnStartedLeading: func(context.Context) {}, OnStoppedLeading: func() {}},
	})
	if err != nil {
		t.Fatal(err)
	}
	families, err := metrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, family := range families {
		names = append(names, family.GetName())
	}
	return names
}
