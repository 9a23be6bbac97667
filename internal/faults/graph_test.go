/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

func TestFault31(t *testing.T) {
	t.Parallel()
	l := fault(t, "Twenty key results, and an annotation of 1 MB")
	l.Series("stays", 4)
	o := l.Objective("large")
	for i := range 20 {
		query := fmt.Sprintf("stays + %d", i)
		kr := bench.Reaches(fmt.Sprintf("key-result-%02d-%s", i, strings.Repeat("x", 49)), bench.Asks(query))
		kr.Title, kr.Target.Reach.To = strings.Repeat("Ü", 200), 100
		o.Spec.KeyResults = append(o.Spec.KeyResults, kr)
	}
	more := o.DeepCopy()
	more.Spec.KeyResults = append(more.Spec.KeyResults, bench.Reaches("one-too-many", bench.Asks("stays")))
	l.refused(more)
	o.Annotations = map[string]string{"large": strings.Repeat("x", 1<<20)}
	if err := site.Admin.Create(l.Context(), o); !apierrors.IsInvalid(err) {
		t.Fatalf("an annotation of 1 MiB: got %v, want it refused by the API server", err)
	}
	l.sees("an annotation of 1 MB is refused by the API server; of 256 kB, the most that it takes")
	o.Annotations["large"] = strings.Repeat("x", 256<<10-len("large"))
	l.Create(o)
	l.Measured(o)
	if got := len(o.Status.KeyResults); got != 20 {
		t.Errorf("%d key results, want 20", got)
	}
	bench.Edit(l.Bench, o, func(o *v1alpha1.Objective) { o.Spec.KeyResults = o.Spec.KeyResults[:19] })
	l.Measured(o)
	if len(o.Status.KeyResults) != 19 || len(o.Annotations["large"]) < 256<<10-10 {
		t.Errorf("%d key results beside an annotation of %d bytes", len(o.Status.KeyResults), len(o.Annotations["large"]))
	}
	l.sees("all 20 are measured beside it")
}

// atOnce edits two objectives at the same time.
func (l *lab) atOnce(edit func(o *v1alpha1.Objective, other string), one, other *v1alpha1.Objective) {
	l.Helper()
	pair := []*v1alpha1.Objective{one, other}
	begin := make(chan struct{})
	done := make(chan error)
	for i, o := range pair {
		l.Refresh(o)
		edited := o.DeepCopy()
		edit(edited, pair[1-i].Name)
		go func() {
			<-begin
			done <- site.Admin.Patch(l.Context(), edited, client.MergeFrom(o.DeepCopy()))
		}()
	}
	close(begin)
	for range pair {
		if err := <-done; err != nil {
			l.Fatal(err)
		}
	}
}

func TestFault32(t *testing.T) {
	t.Parallel()
	l := fault(t, "A cycle of parents or of objectiveRefs, made by two edits at once")
	t.Run("parents", func(t *testing.T) {
		l := l.within(t)
		a, b, below, self := l.goal("parent-a"), l.goal("parent-b"), l.goalSpec("below"), l.goalSpec("self")
		below.Spec.ParentRef, self.Spec.ParentRef = &v1alpha1.ObjectReference{Name: a.Name}, &v1alpha1.ObjectReference{Name: "self"}
		l.Create(below, self)
		l.atOnce(func(o *v1alpha1.Objective, other string) { o.Spec.ParentRef = &v1alpha1.ObjectReference{Name: other} }, a, b)
		for _, member := range []*v1alpha1.Objective{a, b, self} {
			l.Has(member, aligned, isFalse, v1alpha1.ObjectiveReasonParentCycle)
			l.Measured(member)
			l.seesOf(member, aligned)
		}
		l.Has(below, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
		bench.Edit(l.Bench, b, func(o *v1alpha1.Objective) { o.Spec.ParentRef = nil })
		l.Has(a, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	})
	t.Run("objectiveRefs", func(t *testing.T) {
		l := l.within(t)
		const cycle = string(v1alpha1.MeasureReasonReferenceCycle)
		a, b, outside := l.goal("ref-a"), l.goal("ref-b"), l.Objective("outside", bench.Reaches("score", bench.ScoreOf("", "ref-a")))
		l.Create(outside)
		l.Measured(outside)
		l.atOnce(func(o *v1alpha1.Objective, other string) {
			o.Spec.KeyResults = []v1alpha1.KeyResult{bench.Reaches("score", bench.ScoreOf("", other))}
		}, a, b)
		for _, member := range []*v1alpha1.Objective{a, b} {
			l.Has(member, ready, isFalse, cycle)
			l.Has(member, v1alpha1.GoalConditionStalled, isTrue, cycle)
			l.seesOf(member, ready)
		}
		l.Has(outside, measured, isFalse, string(v1alpha1.MeasureReasonNoData))
		l.Has(outside, ready, isTrue, v1alpha1.GoalReasonSucceeded)
		bench.Edit(l.Bench, b, func(o *v1alpha1.Objective) {
			o.Spec.KeyResults = []v1alpha1.KeyResult{bench.Reaches("stays", bench.Asks("stays"))}
		})
		l.Measured(b)
		l.Measured(a)
		l.Measured(outside)
	})
}

// TestFault33: the clock stands, so that what heals does so because it was told to.
func TestFault33(t *testing.T) {
	t.Parallel()
	l := fault(t, "A goal refers to what is not there yet")
	l.Series("stays", 4)
	it := v1alpha1.ObjectReference{Name: "it"}
	child, serving := l.goalSpec("child"), l.goalSpec("serving")
	child.Spec.ParentRef, serving.Spec.OutcomeRefs = &it, []v1alpha1.ObjectReference{it}
	score := l.Objective("score", bench.Reaches("score", v1alpha1.Measure{ObjectiveRef: &it}))
	number := l.Objective("number", bench.Reaches("number", v1alpha1.Measure{IndicatorRef: &it}))
	elsewhere := l.goalSpec("elsewhere")
	elsewhere.Spec.SourceRef = &v1alpha1.SourceReference{Name: "it"}
	vx := &v1alpha1.ValueExchange{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: "exchange"}, Spec: v1alpha1.ValueExchangeSpec{
		Result:  v1alpha1.ExchangeResult{Measure: bench.CheckedIn("2026-11-09", 1)},
		Drivers: []v1alpha1.ExchangeDriver{{Name: "d", OutcomeRef: &v1alpha1.OutcomeIndicatorReference{ObjectReference: it, Indicator: "cpi"}}}}}
	card := &v1alpha1.Scorecard{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: "card"}, Spec: v1alpha1.ScorecardSpec{
		Title: "t", Mission: "m", Levels: []v1alpha1.Level{{Name: "level", Refs: []v1alpha1.GoalReference{{Kind: v1alpha1.GoalKindObjective, ObjectReference: it}}}}}}
	l.Create(child, serving, score, number, elsewhere, vx, card)
	const referenceNotFound = string(v1alpha1.MeasureReasonReferenceNotFound)
	l.Has(child, aligned, isFalse, v1alpha1.ObjectiveReasonParentNotFound)
	l.Has(serving, aligned, isFalse, v1alpha1.ObjectiveReasonOutcomeNotFound)
	l.Has(score, ready, isFalse, referenceNotFound)
	l.Has(number, ready, isFalse, referenceNotFound)
	l.Has(elsewhere, ready, isFalse, sourceNotFound)
	l.Has(vx, ready, isFalse, referenceNotFound)
	l.Eventually("a level that lacks its objective", func() bool { return l.standing(card) == 0 })
	for _, o := range []client.Object{score, elsewhere, vx} {
		l.seesOf(o, ready)
	}
	l.seesOf(child, aligned)

	l.Create(l.goalSpec("it"), l.Outcome("it", bench.Shows("cpi", bench.CheckedIn("2026-11-09", 4))), l.Source("it", l.rogue.URL),
		&v1alpha1.Indicator{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: "it"},
			Spec: v1alpha1.IndicatorSpec{Title: "Typed", Better: "Higher", Measure: bench.CheckedIn("2026-11-09", 4)}})
	l.Has(child, aligned, isFalse, v1alpha1.ObjectiveReasonNoCustomerOutcome)
	l.Has(serving, aligned, isTrue, v1alpha1.ObjectiveReasonServesOutcome)
	for _, o := range []*v1alpha1.Objective{score, number, elsewhere} {
		l.Measured(o)
	}
	l.Has(vx, ready, isTrue, v1alpha1.GoalReasonSucceeded)
	l.Eventually("a level that holds its objective", func() bool { return l.standing(card) == 1 })
	if !l.Clock.Now().Equal(bench.Noon) {
		t.Errorf("the clock moved to %s: the test shows nothing", l.Clock.Now())
	}
	l.sees("healed at once, at a standing clock")
}

// standing is how many objectives stand on the one level of a scorecard; -1 before it was evaluated.
func (l *lab) standing(card *v1alpha1.Scorecard) int {
	l.Helper()
	l.Refresh(card)
	if len(card.Status.Levels) == 0 {
		return -1
	}
	return int(card.Status.Levels[0].Objectives)
}

// chainLength is how many objectives the longest line of parents has.
const chainLength = 1000

// TestFault34 does not run beside others: it counts what this process does.
func TestFault34(t *testing.T) {
	written := &patches{}
	l := faultWith(t, "A chain of 1,000 parents", bench.Options{Client: written.client})
	link := func(i int) string { return fmt.Sprintf("link-%04d", i) }
	l.crowd(chainLength, func(i int) client.Object {
		o := l.Objective(link(i), bench.Reaches("typed", bench.CheckedIn("2026-11-09", 4)))
		if i > 0 {
			o.Spec.ParentRef = &v1alpha1.ObjectReference{Name: link(i - 1)}
		}
		return o
	})
	l.chainHas(v1alpha1.ObjectiveReasonNoCustomerOutcome)
	if total := written.total(); total > 3*chainLength {
		t.Errorf("%d writes while the chain was made, want three a link at most", total)
	}

	root := &v1alpha1.Objective{ObjectMeta: metav1.ObjectMeta{Namespace: l.Namespace, Name: link(0)}}
	for _, tc := range []struct {
		what   string
		edit   func(o *v1alpha1.Objective)
		want   string
		writes int // at most
	}{
		{"title", func(o *v1alpha1.Objective) { o.Spec.Title = "Another title" }, v1alpha1.ObjectiveReasonNoCustomerOutcome, 1},
		{"outcome", func(o *v1alpha1.Objective) { o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "it"}} }, v1alpha1.ObjectiveReasonServesOutcome, chainLength},
		{"cycle", func(o *v1alpha1.Objective) {
			o.Spec.OutcomeRefs, o.Spec.ParentRef = nil, &v1alpha1.ObjectReference{Name: link(chainLength - 1)}
		}, v1alpha1.ObjectiveReasonParentCycle, chainLength},
	} {
		t.Run(tc.what, func(t *testing.T) {
			l := l.within(t)
			if tc.what == "outcome" {
				l.Create(l.Outcome("it", bench.Shows("cpi", bench.CheckedIn("2026-11-09", 4))))
				l.chainHas(v1alpha1.ObjectiveReasonNoCustomerOutcome)
			}
			written.reset()
			before := reconciles(l)
			bench.Edit(l.Bench, root, tc.edit)
			l.chainHas(tc.want)
			looked, total := reconciles(l)-before, written.total()
			t.Logf("%d reconciles, %d writes", looked, total)
			if total > tc.writes+2 || looked > 3*chainLength {
				t.Errorf("%d writes and %d reconciles because of one edit, want at most %d and %d", total, looked, tc.writes+2, 3*chainLength)
			}
			l.sees("an edit of the first one's %s: at most %d of the goals are written", tc.what, tc.writes)
		})
	}
}

// chainHas waits until nobody looks at an objective any more, and all links of the chain say the same of the customer.
func (l *lab) chainHas(reason string) {
	l.Helper()
	rest := still(func() int { return reconciles(l) })
	l.Eventually("all links to be "+reason, func() bool { return rest() && l.links(reason) == chainLength })
}

// links counts those whose present generation says something of the customer.
func (l *lab) links(reason string) int {
	l.Helper()
	var all v1alpha1.ObjectiveList
	if err := site.Admin.List(l.Context(), &all, client.InNamespace(l.Namespace)); err != nil {
		l.Fatal(err)
	}
	count := 0
	for i := range all.Items {
		o := &all.Items[i]
		if c := bench.Condition(o, aligned); c != nil && c.Reason == reason && o.Status.ObservedGeneration == o.Generation {
			count++
		}
	}
	return count
}
