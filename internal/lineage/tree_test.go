/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lineage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// drawn is a tree in short: key results are left out.
func drawn(nodes []*Node, indent string) string {
	var b strings.Builder
	for _, n := range nodes {
		if n.Kind == KindKeyResult && len(n.Problems) == 0 || n.Kind == KindOutcomeIndicator {
			continue
		}
		name := n.Name
		if n.Part != "" {
			name = n.Part
		}
		if n.Elsewhere {
			name = "-> " + name
		}
		words := []string{name}
		if n.CustomerAligned != "" {
			words = append(words, string(n.CustomerAligned))
		}
		for _, p := range n.Problems {
			words = append(words, fmt.Sprintf("(%s: %s)", p.Reason, p.Message))
		}
		b.WriteString(indent + strings.Join(words, " ") + "\n" + drawn(n.Children, indent+"  "))
	}
	return b.String()
}

func TestTree(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		goals  []world.Object
		want   string
	}{
		{"nothing", nil, ""},
		{"parents", []world.Object{
			goal("n/top", serving("n/known")), goal("n/below", under("n/top")), goal("n/a-leaf", under("n/below")), promise("n/known", "I am known."),
		}, `
top Itself
  below ByParent
    a-leaf ByParent
known
`},
		{"a scorecard: each once, the rest are references", []world.Object{
			cardOf("n/card", []string{"Objective n/top"}, []string{"Objective n/below", "Objective n/top", "CustomerOutcome n/known", "Indicator n/nps"}, nil),
			goal("n/top"), goal("n/below", under("n/top")), promise("n/known", "I am known."), number("n/nps"), number("n/nowhere"),
		}, `
card
  level-a
    top None
      below None
  level-b
    known
    nps
    -> below
    -> top
  level-c (EmptyLevel: nothing stands here)
`},
		{"two scorecards", []world.Object{
			cardOf("n/a", []string{"Objective n/top", "CustomerOutcome n/known"}), cardOf("n/b", []string{"Objective n/top", "CustomerOutcome n/known", "Objective n/gone"}),
			goal("n/top"), promise("n/known", "I am known."),
		}, `
a
  level-a
    known
    top None
b
  level-a (ReferenceNotFound: objective gone not found)
    -> known
    -> top
`},
		{"a dangling parent", []world.Object{goal("n/alone", under("n/gone"))}, `
alone None (ParentNotFound: parent gone not found)
`},
		{"a parent that does not share is as one that is not there", []world.Object{goal("n/alone", under("o/top")), goal("o/top", unshared)}, `
alone None (ParentNotFound: parent o/top not found)
top None
`},
		{"a parent that shares", []world.Object{goal("n/below", under("o/top")), goal("o/top")}, `
top None
  below None
`},
		{"its own parent", []world.Object{goal("n/self", under("n/self"))}, `
self None (ParentCycle: parents go in a circle: self -> self)
  -> self
`},
		{"a circle with somebody below it, who is no member", []world.Object{
			goal("n/c", under("n/b")), goal("n/b", under("n/a")), goal("n/a", under("n/c"), serving("n/known")), goal("n/z", under("n/b")), promise("n/known", "I am known."),
		}, `
a Itself (ParentCycle: parents go in a circle: a -> c -> b -> a)
  b None (ParentCycle: parents go in a circle: b -> a -> c -> b)
    c None (ParentCycle: parents go in a circle: c -> b -> a -> c)
      -> a
    z ByParent
known
`},
		{"measures in a circle, and one that leads to it", []world.Object{
			goal("n/a", measuring("n/b")), goal("n/b", measuring("n/a")), goal("n/c", measuring("n/a")), goal("n/d", measuring("n/gone")),
		}, `
a None
  one (ReferenceCycle: by way of objective b it measures itself)
b None
  one (ReferenceCycle: by way of objective a it measures itself)
c None
d None
  one (ReferenceNotFound: objective gone not found)
`},
		{"an outcome that is not found", []world.Object{goal("n/a", serving("n/gone", "n/known")), goal("n/b", serving("n/gone")), promise("n/known", "I am known.")}, `
a Itself (OutcomeNotFound: outcome gone not found)
b None (OutcomeNotFound: outcome gone not found)
known
`},
	}
	for _, tc := range tests {
		got := drawn(Goals{Set: setOf(tc.goals...)}.Tree().Roots, "")
		if diff := cmp.Diff(strings.TrimPrefix(tc.want, "\n"), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
		}
	}
}

func TestTreeOfAReaderOfOneNamespace(t *testing.T) {
	t.Parallel()
	mine := func(_ Kind, namespace string) bool { return namespace == "mine" }
	told := goal("mine/told", under("other/top"))
	told.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ObjectiveConditionCustomerAligned, Status: metav1.ConditionTrue}}
	denied := goal("mine/denied", serving("other/known"))
	denied.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ObjectiveConditionCustomerAligned, Status: metav1.ConditionFalse}}
	got := drawn(Goals{Set: setOf(
		told, denied, goal("mine/new", under("mine/told")), goal("mine/wrong", under("mine/gone")),
		cardOf("mine/card", []string{"Indicator other/nps"}),
	), Readable: mine}.Tree().Roots, "")
	want := `
card
  level-a (NotReadable: indicator other/nps is not yours to read)
denied None (NotReadable: outcome other/known is not yours to read)
told ByParent (NotReadable: parent other/top is not yours to read)
  new Unknown
wrong None (ParentNotFound: parent gone not found)
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhatStandsInANode(t *testing.T) {
	t.Parallel()
	o := goal("n/a", serving("n/known"), measuring("n/b"))
	o.Spec.Period.End, o.Spec.Owner = "2026-12-31", &v1alpha1.Owner{Team: "desk"}
	o.Spec.KeyResults[0].Unit = "stays"
	o.Status = v1alpha1.ObjectiveStatus{
		Score: new(0.5), ExpectedScore: new(0.6), Outlook: v1alpha1.OutlookAtRisk, Probability: new(0.3),
		KeyResults: []v1alpha1.KeyResultStatus{{Name: "one", Value: new(2.0), Target: "1 -> 3", Score: new(0.5), Met: new(false), Reason: v1alpha1.MeasureReasonStale}},
	}
	card := cardOf("n/card", []string{"Objective n/a"})
	card.Spec.Levels[0].Question = "Why?"
	card.Status = v1alpha1.ScorecardStatus{
		Levels:     []v1alpha1.LevelStatus{{Name: "level-a", Score: new(0.5), Outlook: v1alpha1.OutlookAtRisk}},
		Conditions: []metav1.Condition{{Type: v1alpha1.ScorecardConditionOnTrack, Status: metav1.ConditionUnknown, Reason: v1alpha1.ObjectiveReasonNotStarted}},
	}
	known := promise("n/known", `"I am known."`)
	known.Status.Conditions = []metav1.Condition{{Type: v1alpha1.CustomerOutcomeConditionDelivered, Status: metav1.ConditionTrue, Reason: "AllDelivered"}}
	tree := Goals{Set: setOf(o, card, known, goal("n/b"))}.Tree()
	serves := Subject{Ref: Ref{Kind: KindOutcome, Namespace: "n", Name: "known"}, Text: `"I am known."`, Met: new(true), Reason: "AllDelivered"}
	want := &Node{
		Subject: Subject{Ref: Ref{Kind: KindScorecard, Namespace: "n", Name: "card"}, Text: "Mission of n/card", Outlook: v1alpha1.OutlookPending},
		Children: []*Node{{
			Subject: Subject{
				Ref:  Ref{KindLevel, "n", "card", "level-a"},
				Text: "level-a", Question: "Why?", Score: new(0.5), Outlook: v1alpha1.OutlookAtRisk,
			},
			Children: []*Node{{
				Subject: Subject{
					Ref: Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, Text: "Title of n/a", Team: "desk", Ends: "2026-12-31",
					Score: new(0.5), ExpectedScore: new(0.6), Outlook: v1alpha1.OutlookAtRisk, Probability: new(0.3), Stale: true,
				},
				CustomerAligned: AlignedItself, Serves: []Subject{serves},
				Children: []*Node{{
					Subject: Subject{
						Ref: Ref{KindKeyResult, "n", "a", "one"}, Text: "one", Ends: "2026-12-31",
						Score: new(0.5), Met: new(false), Value: new(2.0), Unit: "stays", Target: "1 -> 3", Reason: "Stale", Stale: true,
					},
					Takes: &Ref{Kind: KindObjective, Namespace: "n", Name: "b"},
				}},
			}},
		}},
	}
	if diff := cmp.Diff(want, tree.Roots[0]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := tree.Roots[2].Words(); got != "“I am known.”" {
		t.Errorf("the customer says %s", got)
	}
}

// What is being deleted, and what has a status of an older spec, is told of where a goal has its place, and only there.
func TestTreeOfWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	going, edited := promise("n/going", "I am known."), goal("n/edited", under("n/top"))
	going.DeletionTimestamp = new(metav1.Now())
	edited.Generation, edited.Status.ObservedGeneration, edited.Spec.Suspend = 3, 2, true
	tree := Goals{Set: setOf(going, goal("n/top"), edited, cardOf("n/card", []string{"Objective n/edited"}))}.Tree()
	want := `
card
  level-a
    -> edited
top None
  edited None (Outdated: the status is of generation 2, the spec of 3)
going (BeingDeleted: it is being deleted)
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), drawn(tree.Roots, "")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if reference := tree.Roots[0].Children[0].Children[0]; !reference.Suspended || reference.Outdated == nil {
		t.Errorf("the reference says nothing of it: %+v", reference.Subject)
	}
}

func TestSelectAndLimit(t *testing.T) {
	t.Parallel()
	goals := Goals{Set: setOf(
		cardOf("n/card", []string{"Objective n/top"}, []string{"Objective n/leaf"}), goal("n/top"), goal("n/mid", under("n/top")), goal("n/leaf", under("n/mid")),
		goal("n/other", under("n/top")), goal("m/else"),
	)}
	tree := goals.Tree()
	if !tree.Select(func(ref Ref) bool { return ref.Name == "mid" }) {
		t.Error("what is there is not found")
	}
	want := "card\n  level-a\n    top None\n      mid None\n        leaf None\n"
	if got := drawn(tree.Roots, ""); got != want {
		t.Errorf("selected:\n%swant:\n%s", got, want)
	}
	if len(tree.Roots[0].Children[0].Children[0].Children) != 1 {
		t.Error("key results of who only stands above are not shown")
	}
	tree.Limit(3)
	if got := drawn(tree.Roots, ""); got != "card\n  level-a\n    top None\n" || tree.Roots[0].Children[0].Children[0].Hidden != 4 {
		t.Errorf("limited:\n%s, hidden below: %d, want 4: mid, leaf and a key result of each", got, tree.Roots[0].Children[0].Children[0].Hidden)
	}
	if tree := goals.Tree(); tree.Select(func(Ref) bool { return false }) || tree.Roots == nil {
		t.Error("selected nothing, and found it")
	}
}

func TestTreeOfTheSamples(t *testing.T) {
	t.Parallel()
	got := drawn(Goals{Set: samples(t)}.Tree().Roots, "")
	want := `
hotel-group
  profit-plan
    loyal-guests Itself
      guests-belong Itself
        arrive-without-a-queue Itself
        coming-soon-local-tips Itself
        front-desk-training Itself
        loyalty-sign-ups Itself
        quiet-nights Itself
        rooms-ready Itself
  return-on-people
    return-on-people
  customer-profit
    customer-lifetime-value
    -> loyalty-sign-ups
  customer-experience
    effortless-arrival
    sense-of-belonging
    guests-recognised
    time-to-room
    -> arrive-without-a-queue
    -> guests-belong
  daily-behaviour
    one-booking-system None
    -> front-desk-training
safe-flights Itself
  bags-in-time Itself
  cabin-comfort Itself
  punctual-departures Itself
  quick-rebooking Itself
arrive-safely
on-time-and-informed
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestAChainOfAThousandParents(t *testing.T) {
	t.Parallel()
	goals := []world.Object{promise("n/known", "I am known."), goal("n/0000", serving("n/known"))}
	for i := range 1000 {
		goals = append(goals, goal(fmt.Sprintf("n/%04d", i+1), under(fmt.Sprintf("n/%04d", i))))
	}
	set := Goals{Set: setOf(goals...)}
	at, depth := set.Tree().Roots[0], 0
	for ; len(at.Children) > 1; at = at.Children[1] {
		depth++
	}
	if depth != 1000 || at.CustomerAligned != AlignedByParent {
		t.Errorf("the last of the chain: %d deep, aligned %s", depth, at.CustomerAligned)
	}
	line, err := set.Why(at.Ref)
	if err != nil || len(line.Broken) > 0 {
		t.Errorf("the line from the last of the chain: %v, %v", err, line.Broken)
	}
}
