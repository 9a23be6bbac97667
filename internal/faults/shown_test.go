/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// titles are texts that do harm where they are shown as they are.
var titles = []string{
	strings.Repeat("ü", 200),
	"🏨👩‍👩‍👧‍👦🇩🇪",
	"\u202egnihtyna si siht\u2066\u2069",
	"in\u200bvisi\u200dble\ufeff\u00ad",
	"\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\u009b2J",
	"back\b\b\b\bspace\rreturn\x7f\x01\x1f",
	"one\ntwo\u2028three\u0085four\tfive",
	"<script>alert(1)</script><img src=x onerror=alert(1)>",
	"\"><svg/onload=alert(1)>",
	"{{ .Secrets }} ${HOME} $(id) `id` %s%n%x",
	"[click](javascript:alert(1)) ![x](http://evil.example/x.png) | cell | @everyone",
	"=HYPERLINK(\"http://evil.example\",\"x\")",
	"+1+cmd|' /C calc'!A0",
	"@SUM(1+1)",
	"-2+3",
	"\"quoted\\\" # HELP x y\nfake_metric 1",
}

// hostile are goals of all kinds that hold a text wherever a text may stand.
func (l *lab) hostile(i int, text string) []client.Object {
	meta := metav1.ObjectMeta{Namespace: l.Namespace, Name: fmt.Sprintf("goal-%02d-%s", i, strings.Repeat("x", 200))}
	unit := string([]rune(text)[:min(32, len([]rune(text)))])
	outcome := l.Outcome("goal", bench.Shows("cpi", bench.CheckedIn("2026-11-09", 4)))
	outcome.Spec.Statement, outcome.Spec.JourneyStage, outcome.Spec.Owner = text, text, &v1alpha1.Owner{Team: text, Contacts: []string{text}}
	outcome.Spec.Persona = &v1alpha1.Persona{Name: text, Segment: text}
	outcome.Spec.Indicators[0].Title, outcome.Spec.Indicators[0].Unit = text, unit
	o := l.Objective("goal", bench.Reaches("typed", bench.CheckedIn("2026-11-09", 4)))
	o.Spec.Title, o.Spec.Description, o.Spec.Owner = text, text, &v1alpha1.Owner{Team: text, Contacts: []string{text}}
	o.Spec.KeyResults[0].Title, o.Spec.KeyResults[0].Unit = text, unit
	o.Spec.KeyResults[0].Measure.CheckIn.Entries[0].Note = text
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: meta.Name}}
	ind := &v1alpha1.Indicator{Spec: v1alpha1.IndicatorSpec{Title: text, Description: text, Unit: unit, Better: "Higher", Measure: bench.CheckedIn("2026-11-09", 4)}}
	card := &v1alpha1.Scorecard{Spec: v1alpha1.ScorecardSpec{Title: text, Mission: text, Levels: []v1alpha1.Level{{
		Name: "level", Title: text, Question: text, Refs: []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: v1alpha1.ObjectReference{Name: meta.Name}}}}}}}
	outcome.ObjectMeta, o.ObjectMeta, ind.ObjectMeta, card.ObjectMeta = meta, meta, meta, meta
	return []client.Object{outcome, o, ind, card}
}

// plugin runs kubectl-goals against the site, in the lab's namespace.
func (l *lab) plugin() func(args ...string) string {
	l.Helper()
	folder := l.TempDir()
	program, kubeconfig := filepath.Join(folder, "kubectl-goals"), filepath.Join(folder, "kubeconfig")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/kubectl-goals").CombinedOutput(); err != nil {
		l.Fatalf("%v\n%s", err, out)
	}
	if err := site.Plane.Kubeconfig(kubeconfig); err != nil {
		l.Fatal(err)
	}
	return func(args ...string) string {
		l.Helper()
		out, err := exec.CommandContext(l.Context(), program, append(args, "--kubeconfig", kubeconfig, "-n", l.Namespace)...).CombinedOutput()
		if err != nil {
			l.Fatalf("kubectl goals %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
}

func TestFault30(t *testing.T) {
	t.Parallel()
	l := fault(t, "Names of 200 characters; titles that steer terminals, browsers, spreadsheets and readers")
	for i, text := range titles {
		goals := l.hostile(i, text)
		l.Create(goals...)
		o := goals[1].(*v1alpha1.Objective)
		l.Measured(o)
		if o.Spec.Title != text || o.Spec.KeyResults[0].Measure.CheckIn.Entries[0].Note != text {
			t.Errorf("%q was not stored as it is, but as %q", text, o.Spec.Title)
		}
		// It is met, so that events tell of it.
		bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Spec.KeyResults[0].Target.Reach.To = 4 })
		l.Eventually("an event", func() bool { return len(l.Events(o)) > 0 })
	}
	l.sees("stored as they are")
	goals := l.plugin()
	name := l.hostile(7, "x")[1].GetName()
	for _, args := range [][]string{
		{"status"}, {"status", "-o", "wide"}, {"tree"}, {"tree", "-o", "wide"}, {"why", name}, {"report", "-o", "markdown"}, {"report", "-o", "html"},
	} {
		t.Run(args[0]+" "+args[len(args)-1][:4], func(t *testing.T) {
			text := goals(args...)
			inert(t, text)
			switch args[len(args)-1] {
			case "html":
				lacks(t, text, "<script>alert", "<img src=x", "<svg/onload", `href="javascript:`)
			case "markdown":
				lacks(t, text, "<script>alert(1)</script>")
				lacks(t, escaped.ReplaceAllString(text, ""), "<script>alert", "<img src=x", "<svg/onload", "](javascript:", "](http", "![x]")
			}
		})
	}
	l.storedAsItIs(goals("status", "-o", "json"))
	l.eventsAndStatus()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(l.Metrics()))
	if err != nil || families["fake_metric"] != nil || families["truenorth_objective_score"] == nil {
		t.Errorf("the metrics are spoilt: %v", err)
	}
	l.sees("inert in status, tree, why and report, in events and in metrics")
}

// inert checks that a text steers nothing that shows it.
func inert(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("\u200b\ufeff\u00ad\u2028\u2029", r)) {
			t.Errorf("%U is shown as it is", r)
		}
	}
	lacks(t, text, "\nfake_metric")
}

// escaped is what Markdown shows and does not obey: escapes, and lines of HTML.
var escaped = regexp.MustCompile(`(?m)\\[[:punct:]]|^<summary>.*$`)

func lacks(t *testing.T, text string, live ...string) {
	t.Helper()
	for _, part := range live {
		if strings.Contains(text, part) {
			t.Errorf("%q is shown as it is", part)
		}
	}
}

// storedAsItIs checks that what programs read holds every title unchanged.
func (l *lab) storedAsItIs(printed string) {
	l.Helper()
	var list struct {
		Items []struct {
			Spec struct {
				Title string `json:"title"`
			} `json:"spec"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(printed), &list); err != nil {
		l.Fatal(err)
	}
	held := map[string]bool{}
	for _, item := range list.Items {
		held[item.Spec.Title] = true
	}
	for _, title := range titles {
		if !held[title] {
			l.Errorf("-o json lacks the title %q", title)
		}
	}
}

// eventsAndStatus checks what the operator itself wrote.
func (l *lab) eventsAndStatus() {
	l.Helper()
	var told eventsv1.EventList
	if err := site.Admin.List(l.Context(), &told, client.InNamespace(l.Namespace)); err != nil {
		l.Fatal(err)
	}
	for _, e := range told.Items {
		inert(l.T, e.Note)
	}
	var all v1alpha1.ObjectiveList
	if err := site.Admin.List(l.Context(), &all, client.InNamespace(l.Namespace)); err != nil {
		l.Fatal(err)
	}
	for i := range all.Items {
		for _, c := range all.Items[i].Status.Conditions {
			inert(l.T, c.Message)
		}
	}
}
