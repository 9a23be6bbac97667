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

// told is a line in short.
func told(line *Line) string {
	var b strings.Builder
	fmt.Fprintln(&b, line.Sentence)
	for _, s := range line.Steps {
		b.WriteString(tell(s))
	}
	for _, s := range line.Below {
		b.WriteString("below: " + tell(s))
	}
	for _, p := range line.Broken {
		fmt.Fprintf(&b, "broken: %s: %s\n", p.Reason, p.Message)
	}
	for _, p := range line.Gaps {
		fmt.Fprintf(&b, "gap: %s: %s\n", p.Reason, p.Message)
	}
	return b.String()
}

func tell(s Step) string {
	words := []string{string(s.Relation), string(s.Kind), s.Namespace + "/" + s.Name, s.Part}
	if s.Via != nil {
		words = append(words, "via "+s.Via.Name)
	}
	if s.Evidence != nil {
		words = append(words, fmt.Sprintf("by %s of %s: %s", s.Evidence.Driver, s.Evidence.ValueExchange, s.Evidence.Words))
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ") + "\n"
}

// hotel is a line that lacks nothing.
func hotel() []world.Object {
	return []world.Object{
		goal("desk/training", under("desk/belong")), goal("desk/belong", under("board/loyal"), serving("desk/known")),
		goal("board/loyal", serving("desk/quiet", "desk/known")),
		promise("desk/known", "I am known."), promise("desk/quiet", "I sleep."),
		testOf("desk/loyalty", []string{"desk/known/a", "desk/known/b"}, v1alpha1.ExchangeNotSupported, v1alpha1.ExchangeSupported),
		cardOf("board/card", []string{"Objective board/loyal"}, []string{"Objective desk/training"}),
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		goals  []world.Object
		ref    Ref
		want   string
	}{
		{"a key result, the customer by a parent", hotel(), Ref{KindKeyResult, "desk", "training", "one"}, `
one -> Title of desk/training -> Title of desk/belong -> “I am known.” -> b -> Result of desk/loyalty -> “Mission of board/card”
KeyResult desk/training one
Shows Objective desk/training
ContributesTo Objective desk/belong
ContributesTo Objective board/loyal
Serves CustomerOutcome desk/known via belong
SeenIn OutcomeIndicator desk/known a
Moves Result desk/loyalty by a of loyalty: not supported: what the two have in common may be chance
SeenIn OutcomeIndicator desk/known b
Moves Result desk/loyalty by b of loyalty: in the past it followed b (after 21d, correlation 0.61): evidence, not proof of cause
Serves CustomerOutcome desk/quiet via loyal
SeenIn OutcomeIndicator desk/quiet a
SeenIn OutcomeIndicator desk/quiet b
StandsOn Level board/card level-a
Fulfils Scorecard board/card
gap: NoValueExchange: no value exchange of its namespace tests what quiet earns
`},
		{"nobody is served", []world.Object{goal("n/a", under("n/b")), goal("n/b")}, Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, `
Title of n/a -> ?
Objective n/a
ContributesTo Objective n/b
broken: NoCustomerOutcome: neither the objective nor a parent of it names a customer outcome
gap: NoScorecard: no scorecard shows any of this
`},
		{"a parent and an outcome that are not found", []world.Object{goal("n/a", under("n/gone"), serving("n/lost"))}, Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, `
Title of n/a -> ?
Objective n/a
broken: OutcomeNotFound: outcome lost not found
broken: ParentNotFound: parent gone not found
gap: NoScorecard: no scorecard shows any of this
`},
		{"without consent it is as if there were nothing", []world.Object{goal("n/a", under("m/b")), goal("m/b", unshared, serving("m/o")), promise("m/o", "Oh.")}, Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, `
Title of n/a -> ?
Objective n/a
broken: ParentNotFound: parent m/b not found
gap: NoScorecard: no scorecard shows any of this
`},
		{"a circle", []world.Object{goal("n/a", under("n/b")), goal("n/b", under("n/a"))}, Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, `
Title of n/a -> ?
Objective n/a
ContributesTo Objective n/b
broken: ParentCycle: parents go in a circle: a -> b -> a
gap: NoScorecard: no scorecard shows any of this
`},
		{"a parent in a circle, and somebody is served all the same", []world.Object{
			goal("n/a", under("n/b"), serving("n/known", "n/lost")), goal("n/b", under("n/b")), promise("n/known", "I am known."),
		}, Ref{Kind: KindObjective, Namespace: "n", Name: "a"}, `
Title of n/a -> “I am known.” -> a
Objective n/a
ContributesTo Objective n/b
Serves CustomerOutcome n/known via a
SeenIn OutcomeIndicator n/known a
SeenIn OutcomeIndicator n/known b
gap: NoValueExchange: no value exchange of its namespace tests what known earns
gap: OutcomeNotFound: outcome lost not found
gap: ParentCycle: parents go in a circle: b -> b
gap: NoScorecard: no scorecard shows any of this
`},
		{"what another namespace claims of an outcome does not count", []world.Object{
			promise("n/known", "I am known."), testOf("m/claim", []string{"n/known/a"}, v1alpha1.ExchangeSupported),
		}, Ref{Kind: KindOutcome, Namespace: "n", Name: "known"}, `
“I am known.” -> a
CustomerOutcome n/known
SeenIn OutcomeIndicator n/known a
SeenIn OutcomeIndicator n/known b
gap: NoValueExchange: no value exchange of its namespace tests what known earns
gap: NoScorecard: no scorecard shows any of this
`},
		{"an outcome, downwards: only those who name it themselves", hotel(), Ref{Kind: KindOutcome, Namespace: "desk", Name: "quiet"}, `
“I sleep.” -> a
CustomerOutcome desk/quiet
SeenIn OutcomeIndicator desk/quiet a
SeenIn OutcomeIndicator desk/quiet b
below: WorkedOnBy Objective board/loyal
gap: NoValueExchange: no value exchange of its namespace tests what quiet earns
gap: NoScorecard: no scorecard shows any of this
`},
	}
	for _, tc := range tests {
		line, err := Goals{Set: setOf(tc.goals...)}.Why(tc.ref)
		if err != nil {
			t.Errorf("%s: %v", tc.reason, err)
			continue
		}
		if diff := cmp.Diff(strings.TrimPrefix(tc.want, "\n"), told(line)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
		}
	}
}

func TestWhyOfAnIndicator(t *testing.T) {
	t.Parallel()
	known := promise("n/known", "I am known.")
	known.Spec.Indicators[1].Measure.IndicatorRef = new(to("n/nps"))
	worker := goal("m/worker")
	worker.Spec.KeyResults[0].Measure.IndicatorRef = new(to("n/nps"))
	vx := testOf("n/loyalty", []string{"n/known/a"})
	vx.Spec.Result = v1alpha1.ExchangeResult{Measure: v1alpha1.Measure{IndicatorRef: new(to("n/clv"))}}
	vx.Spec.Drivers = append(vx.Spec.Drivers,
		v1alpha1.ExchangeDriver{Name: "nps", Measure: &v1alpha1.Measure{IndicatorRef: new(to("n/nps"))}},
		v1alpha1.ExchangeDriver{Name: "noise", Measure: &v1alpha1.Measure{}})
	clv := number("n/clv")
	clv.Status.Value, clv.Spec.Unit = new(1482.0), "EUR"
	goals := Goals{Set: setOf(known, worker, vx, clv, number("n/nps"), number("n/alone"), cardOf("n/card", []string{"Indicator n/clv"}))}
	wants := map[string]string{
		"nps": `
Number n/nps -> “I am known.” -> a -> Number n/clv (no evidence yet) -> “Mission of n/card”
Indicator n/nps
ShownFor CustomerOutcome n/known
SeenIn OutcomeIndicator n/known a
Moves Result n/loyalty by a of loyalty: a candidate: not tested yet
SeenIn OutcomeIndicator n/known b
Moves Result n/loyalty by nps of loyalty: a candidate: not tested yet
StandsOn Level n/card level-a
Fulfils Scorecard n/card
below: WorkedOnBy KeyResult m/worker one
`,
		"clv": `
Number n/clv -> “Mission of n/card”
Indicator n/clv
StandsOn Level n/card level-a
Fulfils Scorecard n/card
below: MovedBy OutcomeIndicator n/known a by a of loyalty: a candidate: not tested yet
below: MovedBy Indicator n/nps by nps of loyalty: a candidate: not tested yet
below: MovedBy Driver n/loyalty noise by noise of loyalty: a candidate: not tested yet
`,
		"alone": `
Number n/alone -> ?
Indicator n/alone
broken: NoCustomerOutcome: no customer outcome is seen in it
gap: NoScorecard: no scorecard shows any of this
`,
	}
	for name, want := range wants {
		line, err := goals.Why(Ref{Kind: KindIndicator, Namespace: "n", Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), told(line)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	line, _ := goals.Why(Ref{Kind: KindOutcome, Namespace: "n", Name: "known"})
	if result := line.Steps[2]; result.Text != "Number n/clv" || *result.Value != 1482 || result.Unit != "EUR" {
		t.Errorf("a result without a title is not told by its Indicator: %+v", result.Subject)
	}
}

// What evidence says, and what of it is in the sentence.
func TestEvidence(t *testing.T) {
	t.Parallel()
	status := func(change func(*v1alpha1.ValueExchange)) *v1alpha1.ValueExchange {
		vx := testOf("n/loyalty", []string{"n/known/a"}, v1alpha1.ExchangeSupported)
		change(vx)
		return vx
	}
	tests := []struct {
		reason          string
		vx              *v1alpha1.ValueExchange
		words, sentence string
	}{
		{"supported", status(func(*v1alpha1.ValueExchange) {}),
			"in the past it followed a (after 21d, correlation 0.61): evidence, not proof of cause", " -> Result of n/loyalty"},
		{"supported, at once and without a number", status(func(vx *v1alpha1.ValueExchange) {
			vx.Status.Drivers[0].Lag, vx.Status.Drivers[0].Correlation = "0d", nil
		}), "in the past it followed a (at once): evidence, not proof of cause", " -> Result of n/loyalty"},
		{"of another spec", status(func(vx *v1alpha1.ValueExchange) { vx.Generation, vx.Status.ObservedGeneration = 2, 1 }),
			"a candidate: not tested yet", " -> Result of n/loyalty (no evidence yet)"},
		{"of this spec", status(func(vx *v1alpha1.ValueExchange) { vx.Generation, vx.Status.ObservedGeneration = 2, 2 }),
			"in the past it followed a (after 21d, correlation 0.61): evidence, not proof of cause", " -> Result of n/loyalty"},
		{"too little", status(func(vx *v1alpha1.ValueExchange) { vx.Status.Drivers[0].Verdict = v1alpha1.ExchangeInsufficientData }),
			"a candidate: the past holds too little to test it", " -> Result of n/loyalty (no evidence yet)"},
		{"refuted", status(func(vx *v1alpha1.ValueExchange) { vx.Status.Drivers[0].Verdict = v1alpha1.ExchangeNotSupported }),
			"not supported: what the two have in common may be chance", ""},
		{"the other way", status(func(vx *v1alpha1.ValueExchange) { vx.Status.Drivers[0].Verdict = v1alpha1.ExchangeWrongDirection }),
			"there is evidence of a link, against the direction that was expected", ""},
	}
	for _, tc := range tests {
		line, err := Goals{Set: setOf(promise("n/known", "I am known."), tc.vx)}.Why(Ref{Kind: KindOutcome, Namespace: "n", Name: "known"})
		if err != nil {
			t.Fatal(err)
		}
		if got := line.Steps[2].Evidence.Words; got != tc.words {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.words)
		}
		if want := "“I am known.” -> a" + tc.sentence; line.Sentence != want {
			t.Errorf("%s: %q, want %q", tc.reason, line.Sentence, want)
		}
	}
}

func TestWhyOfAReaderOfOneNamespace(t *testing.T) {
	t.Parallel()
	o := goal("mine/a", under("other/top"))
	o.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ObjectiveConditionCustomerAligned, Status: metav1.ConditionTrue}}
	goals := Goals{Set: setOf(o), Readable: func(_ Kind, namespace string) bool { return namespace == "mine" }}
	line, err := goals.Why(Ref{Kind: KindObjective, Namespace: "mine", Name: "a"})
	if err != nil {
		t.Fatal(err)
	}
	want := `Title of mine/a -> ?
Objective mine/a
broken: NotReadable: parent other/top is not yours to read; a's condition CustomerAligned says that the line to a customer goes on
gap: NoScorecard: no scorecard that is yours to read shows any of this
`
	if diff := cmp.Diff(want, told(line)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhyErrors(t *testing.T) {
	t.Parallel()
	goals := Goals{Set: setOf(hotel()...)}
	tests := []struct {
		ref  Ref
		want string
	}{
		{Ref{KindKeyResult, "desk", "training", "two"}, "objective training has no key result two: it has one"},
		{Ref{Kind: KindObjective, Namespace: "desk", Name: "gone"}, "there is no objective gone in namespace desk"},
		{Ref{Kind: KindOutcome, Namespace: "desk", Name: "gone"}, "there is no customer outcome gone in namespace desk"},
		{Ref{KindOutcomeIndicator, "desk", "known", "a"},
			"indicator a of customer outcome known has no line of sight of its own: ask for the outcome, whose line goes through it"},
		{Ref{KindOutcomeIndicator, "desk", "known", "z"}, "customer outcome known has no indicator z: it has a, b"},
		{Ref{Kind: KindIndicator, Namespace: "desk", Name: "gone"}, "there is no indicator gone in namespace desk"},
		{Ref{Kind: KindScorecard, Namespace: "board", Name: "card"}, "a scorecard has no line of sight: ask for an objective, a key result, a customer outcome, an indicator or a value exchange"},
	}
	for _, tc := range tests {
		if _, err := goals.Why(tc.ref); err == nil || err.Error() != tc.want {
			t.Errorf("%v: %v, want %s", tc.ref, err, tc.want)
		}
	}
}

// What is being deleted still has its line, and says so; what is of an older spec says that.
func TestWhyOfWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	going, edited, never := goal("n/going", under("n/edited"), serving("n/known")), goal("n/edited"), goal("n/never", under("n/edited"))
	going.DeletionTimestamp = new(metav1.Now())
	edited.Generation, edited.Status.ObservedGeneration = 3, 2
	never.Generation = 1
	goals := Goals{Set: setOf(going, edited, never, promise("n/known", "I am known."))}
	deleted := Problem{ReasonBeingDeleted, "going: it is being deleted", "goals that name it no longer find it"}
	older := Problem{ReasonOutdated, "edited: the status is of generation 2, the spec of 3", "the operator has not come to it yet"}
	wants := map[string][]Problem{"going": {deleted, older}, "edited": {older}, "never": {older}}
	for name, want := range wants {
		line, err := goals.Why(Ref{Kind: KindObjective, Namespace: "n", Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, line.Caveats); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	line, _ := goals.Why(Ref{KindKeyResult, "n", "edited", "one"})
	if want := (&Generations{Status: 2, Spec: 3}); !cmp.Equal(line.Steps[0].Outdated, want) {
		t.Errorf("a key result of an older spec: %v, want %v", line.Steps[0].Outdated, want)
	}
	want := "Title of n/going -> “I am known.” -> a"
	if line, _ := goals.Why(Ref{Kind: KindObjective, Namespace: "n", Name: "going"}); line.Sentence != want {
		t.Errorf("%q, want %q", line.Sentence, want)
	}
}

func TestWhyOfAnExchange(t *testing.T) {
	t.Parallel()
	line, err := Goals{Set: setOf(hotel()...)}.Why(Ref{Kind: KindValueExchange, Namespace: "desk", Name: "loyalty"})
	if err != nil {
		t.Fatal(err)
	}
	want := `Result of desk/loyalty
Result desk/loyalty
below: MovedBy OutcomeIndicator desk/known a by a of loyalty: not supported: what the two have in common may be chance
below: MovedBy OutcomeIndicator desk/known b by b of loyalty: in the past it followed b (after 21d, correlation 0.61): evidence, not proof of cause
gap: NoScorecard: no scorecard shows any of this
`
	if diff := cmp.Diff(want, told(line)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
