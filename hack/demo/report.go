/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Goals with this label and value ask for what does not exist, and are complete when they say so.
const (
	exampleLabel   = "goals.truenorth.dev/example"
	notMeasuredYet = "not-measured-yet"
)

const (
	measuredPatience = 2 * time.Minute
	pollEvery        = 500 * time.Millisecond
)

// goal is what the kinds of goals have in common.
type goal struct {
	client.Object
	kind       string
	conditions []metav1.Condition
	pending    bool // its judgement waits for histories, or for other goals
}

func (g goal) String() string {
	return fmt.Sprintf("%s %s/%s", g.kind, g.GetNamespace(), g.GetName())
}

// example says whether the goal is the example of one that has no data.
func (g goal) example() bool { return g.GetLabels()[exampleLabel] == notMeasuredYet }

// complete says whether the goal is measured as it is now and its history is loaded or, where it is the example, found
// not to be measured.
func (g goal) complete() bool {
	want := metav1.ConditionTrue
	if g.example() {
		want = metav1.ConditionFalse
	}
	measured := meta.FindStatusCondition(g.conditions, v1alpha1.GoalConditionMeasured)
	return measured != nil && !g.pending && measured.Status == want && measured.ObservedGeneration == g.GetGeneration()
}

// explain lists the goal's conditions.
func (g goal) explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is not complete:", g)
	for _, c := range g.conditions {
		fmt.Fprintf(&b, "\n  %-15s %-7s %-18s %s", c.Type, c.Status, c.Reason, c.Message)
	}
	if len(g.conditions) == 0 {
		b.WriteString(" the operator has not looked at it")
	}
	return b.String()
}

// list returns every goal there is.
func (d *demo) list(ctx context.Context) ([]goal, error) {
	var objectives v1alpha1.ObjectiveList
	var outcomes v1alpha1.CustomerOutcomeList
	var indicators v1alpha1.IndicatorList
	var exchanges v1alpha1.ValueExchangeList
	var scorecards v1alpha1.ScorecardList
	for _, list := range []client.ObjectList{&objectives, &outcomes, &indicators, &exchanges, &scorecards} {
		if err := d.goals.List(ctx, list); err != nil {
			return nil, err
		}
	}
	return slices.Concat(goalsOf(objectives.Items), goalsOf(outcomes.Items), goalsOf(indicators.Items), goalsOf(exchanges.Items),
		goalsOf(scorecards.Items)), nil
}

func goalsOf[T any, P interface {
	*T
	client.Object
}](items []T) []goal {
	goals := make([]goal, 0, len(items))
	for i := range items {
		goals = append(goals, goalOf(P(&items[i])))
	}
	return goals
}

// goalOf is what a goal of any kind has in common with the others.
func goalOf(object client.Object) goal {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		outlook := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.ObjectiveConditionOnTrack)
		return goal{o, "Objective", o.Status.Conditions, outlook != nil && outlook.Reason == v1alpha1.ObjectiveReasonInsufficientData}
	case *v1alpha1.CustomerOutcome:
		return goal{o, "CustomerOutcome", o.Status.Conditions, false}
	case *v1alpha1.Indicator:
		return goal{o, "Indicator", o.Status.Conditions, o.Spec.Measure.Prometheus != nil && o.Status.Trend == nil}
	case *v1alpha1.ValueExchange:
		return goal{o, "ValueExchange", o.Status.Conditions, open(o.Status.Conditions, v1alpha1.ValueExchangeConditionSupported)}
	case *v1alpha1.Scorecard:
		return goal{o, "Scorecard", o.Status.Conditions, open(o.Status.Conditions, v1alpha1.ScorecardConditionOnTrack)}
	}
	return goal{Object: object, kind: fmt.Sprintf("%T", object)}
}

// open tells whether a condition says nothing yet.
func open(conditions []metav1.Condition, kind string) bool {
	c := meta.FindStatusCondition(conditions, kind)
	return c == nil || c.Status == metav1.ConditionUnknown
}

// awaitMeasured returns when every goal is complete; it is an error, which says why, when one is not in time.
func (d *demo) awaitMeasured(ctx context.Context) error {
	patience, cancel := context.WithTimeout(ctx, measuredPatience)
	defer cancel()
	for {
		goals, err := d.list(ctx)
		if err != nil {
			return err
		}
		missing := incomplete(goals)
		if len(goals) > 0 && len(missing) == 0 {
			d.say("%s", summary(goals))
			return nil
		}
		select {
		case <-patience.Done():
			return errors.Join(ctx.Err(), fmt.Errorf("not everything was measured within %s\n%s", measuredPatience, strings.Join(missing, "\n")))
		case <-time.After(pollEvery):
		}
	}
}

// summary counts complete goals, and names those that are so without a number.
func summary(goals []goal) string {
	var examples strings.Builder
	count := 0
	for _, g := range goals {
		if g.example() {
			fmt.Fprintf(&examples, "; %s has no data yet, on purpose", g.GetName())
			continue
		}
		count++
	}
	return fmt.Sprintf("all %d goals are measured%s", count, &examples)
}

// incomplete explains every goal that is not complete.
func incomplete(goals []goal) []string {
	var explained []string
	for _, g := range goals {
		if !g.complete() {
			explained = append(explained, g.explain())
		}
	}
	return explained
}

// cast is the outlooks that the samples are to show.
var cast = []v1alpha1.Outlook{
	v1alpha1.OutlookPending, v1alpha1.OutlookOnTrack, v1alpha1.OutlookAtRisk, v1alpha1.OutlookOffTrack, v1alpha1.OutlookAchieved,
	v1alpha1.OutlookMissed, v1alpha1.OutlookUnknown,
}

// checkCast is an error where no sample shows one of the outlooks, or the driver of lifetime value was not found.
func (d *demo) checkCast(ctx context.Context) error {
	var exchanges v1alpha1.ValueExchangeList
	if err := d.goals.List(ctx, &exchanges); err != nil {
		return err
	}
	for _, vx := range exchanges.Items {
		if err := wrongFinding(&vx); err != nil {
			return err
		}
	}
	var objectives v1alpha1.ObjectiveList
	if err := d.goals.List(ctx, &objectives); err != nil {
		return err
	}
	return absent(objectives.Items)
}

// driver is what the story lets lifetime value follow, and after what time.
const driver, driverLag = "recognised-at-desk", "21d"

// wrongFinding is an error where an exchange found something else than the story holds.
func wrongFinding(vx *v1alpha1.ValueExchange) error {
	for _, d := range vx.Status.Drivers {
		if is := d.Verdict == v1alpha1.ExchangeSupported; is != (d.Name == driver) || is && d.Lag != driverLag {
			return fmt.Errorf("%s says of %s: %s, lag %q; the story has %s alone, after %s", vx.Name, d.Name, d.Verdict, d.Lag, driver, driverLag)
		}
	}
	return nil
}

// absent is an error that names the outlooks that no objective has.
func absent(objectives []v1alpha1.Objective) error {
	var missing []string
	for _, outlook := range cast {
		if !slices.ContainsFunc(objectives, func(o v1alpha1.Objective) bool { return o.Status.Outlook == outlook }) {
			missing = append(missing, string(outlook))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("no sample is %s: give one such a story in hack/story/story.go", strings.Join(missing, " or "))
	}
	return nil
}

// showTables prints what the user's own kubectl would.
func (d *demo) showTables(ctx context.Context) error {
	for _, args := range [][]string{
		{"get", "goals", "-A"},
		{"goals", "status", "obj/loyal-guests", "-n", "company"},
		{"goals", "status", "obj/coming-soon-local-tips", "-n", "hospitality"},
		{"goals", "why", "front-desk-training", "-n", "hospitality"},
		{"goals", "status", "vx/what-earns-loyalty", "-n", "hospitality"},
		{"goals", "status", "card/hotel-group", "-n", "company"},
	} {
		table, err := d.kubectl(ctx, args...)
		if err != nil {
			return err
		}
		d.print("\n$ kubectl " + strings.Join(args, " ") + "\n" + table)
	}
	d.print("\n")
	return nil
}

const next = `Look further, in another terminal:
  export KUBECONFIG=%[1]s PATH=%[2]s:$PATH
  kubectl get obj -A -o wide
  kubectl goals status -A --watch
  kubectl goals report --prometheus %[4]s --since 30d --to review.html
  kubectl get outcome,ind -A -o wide
  kubectl wait --for=condition=Ready obj --all -n airline
  kubectl explain objective.spec.keyResults.target
Move a target and see the score follow:
  kubectl get obj guests-belong -n hospitality -w &
  kubectl patch obj guests-belong -n hospitality --type=json \
    -p '[{"op": "replace", "path": "/spec/keyResults/0/target/reach/to", "value": 3}]'
Put everything back as it was:
  kubectl apply -k %[3]s
Prometheus:       %[4]s/api/v1/query?query=avg(hotel_stays_per_returning_guest)
The operator's:   http://%[5]s/metrics
Its log:          %[6]s
Ctrl-C stops and removes everything. Until then, what changes is told here:

`

func (d *demo) showNext() {
	d.print(fmt.Sprintf(next, d.kubeconfig(), filepath.Dir(d.plugin)+":"+d.controlPlane, d.samples(), d.sourceURL, d.metrics, d.managerLog()))
}
