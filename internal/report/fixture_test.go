/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"math"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// today is three fifths into the period of the fixture's goals, and lastWeek what it is compared with.
var (
	today    = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	lastWeek = today.AddDate(0, 0, -7)
)

// naming says what the fixture's texts are called; hostile ones are put in by it.
type naming func(text string) string

func plainly(text string) string { return text }

// fixture is a small company: a mission, what two customers get, four objectives, and a value exchange.
func fixture(name naming) *world.Set {
	set := &world.Set{}
	for _, o := range []world.Object{
		cardOf(name), outcomeNamed(name, "belonging", "When I arrive, I am known.", true),
		outcomeNamed(name, "nobody", "I am asked what I think.", false), exchangeNamed(name), indicatorNamed(name),
		repeatStays(name), kiosks(name), booking(name), sleepers(name),
	} {
		set.Put(o)
	}
	return set
}

// meta is that of a goal which was evaluated.
func metaOf(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: "hotel", Name: name, Generation: 1, CreationTimestamp: metav1.NewTime(today.AddDate(-1, 0, 0))}
}

func conditionsOf(more ...metav1.Condition) []metav1.Condition {
	return append([]metav1.Condition{
		{Type: v1alpha1.GoalConditionReady, Status: metav1.ConditionTrue, Reason: v1alpha1.GoalReasonSucceeded},
		{Type: v1alpha1.GoalConditionMeasured, Status: metav1.ConditionTrue, Reason: v1alpha1.GoalReasonAllMeasured},
	}, more...)
}

func conditionThat(kind string, status metav1.ConditionStatus, reason, message string) metav1.Condition {
	return metav1.Condition{
		Type: kind, Status: status, Reason: reason, Message: message, LastTransitionTime: metav1.NewTime(today.AddDate(0, -1, 0)),
	}
}

func cardOf(name naming) *v1alpha1.Scorecard {
	card := &v1alpha1.Scorecard{ObjectMeta: metaOf("card")}
	card.Spec = v1alpha1.ScorecardSpec{
		Title: name("From the mission to the front desk"), Mission: name("A home away from home."),
		NorthStar: &v1alpha1.NorthStar{Title: name("Stays per returning guest"), Unit: name("stays")},
		Levels: []v1alpha1.Level{
			{Name: "experience", Title: name("Customer experience"), Question: name("Do guests get what they come for?")},
			{Name: "people"},
		},
	}
	card.Status = v1alpha1.ScorecardStatus{
		ObservedGeneration: 1, Score: new(0.61),
		Conditions: conditionsOf(conditionThat(v1alpha1.ScorecardConditionOnTrack, metav1.ConditionFalse, "OffTrack", "off track")),
		NorthStar:  &v1alpha1.OutcomeIndicatorStatus{Name: "north-star", Value: new(2.4537), Target: "2 -> 3", Score: new(0.45), Met: new(false)},
		Levels: []v1alpha1.LevelStatus{
			{Name: "experience", Score: new(0.61), Outlook: v1alpha1.OutlookOffTrack, ObjectivesMet: "0/2", Objectives: 2},
			{Name: "people", Message: name("it selects nothing: label goals for it, or name them in refs")},
		},
	}
	return card
}

func outcomeNamed(name naming, called, statement string, delivered bool) *v1alpha1.CustomerOutcome {
	o := &v1alpha1.CustomerOutcome{ObjectMeta: metaOf(called)}
	o.Spec = v1alpha1.CustomerOutcomeSpec{
		Statement: name(statement), Persona: &v1alpha1.Persona{Name: name("returning guest"), Segment: name("leisure")},
		Indicators: []v1alpha1.OutcomeIndicator{
			{Name: "recognised", Title: name("Guests greeted by name"), Unit: name("share")}, {Name: "felt"},
		},
	}
	status, reason := metav1.ConditionTrue, v1alpha1.CustomerOutcomeReasonAllDelivered
	felt := v1alpha1.OutcomeIndicatorStatus{Name: "felt", Target: ">= 8", Value: new(8.25), Score: new(1.0), Met: new(true)}
	if !delivered {
		status, reason = metav1.ConditionUnknown, v1alpha1.CustomerOutcomeReasonNotMeasured
		felt = v1alpha1.OutcomeIndicatorStatus{Name: "felt", Target: ">= 8", Reason: v1alpha1.MeasureReasonNoData, Message: name("the answer is empty")}
	}
	o.Status = v1alpha1.CustomerOutcomeStatus{
		ObservedGeneration: 1, Conditions: conditionsOf(conditionThat(v1alpha1.CustomerOutcomeConditionDelivered, status, reason, "")),
		Indicators: []v1alpha1.OutcomeIndicatorStatus{
			{Name: "recognised", Target: ">= 0.9", Value: new(0.93), Score: new(1.0), Met: new(true)}, felt,
		},
	}
	if delivered {
		o.Status.Score = new(1.0)
		o.Status.Evidence = []v1alpha1.OutcomeEvidence{{ValueExchange: "loyalty", Driver: "recognised", Result: name("Customer lifetime value")}}
	}
	return o
}

func exchangeNamed(name naming) *v1alpha1.ValueExchange {
	vx := &v1alpha1.ValueExchange{ObjectMeta: metaOf("loyalty")}
	vx.Spec = v1alpha1.ValueExchangeSpec{
		Result:  v1alpha1.ExchangeResult{Title: name("Customer lifetime value")},
		Drivers: []v1alpha1.ExchangeDriver{{Name: "recognised"}, {Name: "noise"}, {Name: "new"}},
	}
	vx.Status = v1alpha1.ValueExchangeStatus{
		ObservedGeneration: 1, Critical: []string{"recognised"},
		Conditions: conditionsOf(conditionThat(v1alpha1.ValueExchangeConditionSupported, metav1.ConditionTrue, v1alpha1.ValueExchangeReasonEvidenceFound,
			name("supported: recognised. Evidence, not proof of cause"))),
		Drivers: []v1alpha1.ExchangeDriverStatus{
			{Name: "recognised", Verdict: v1alpha1.ExchangeSupported, Message: name("follows after 21d (p 0.01). Evidence, not proof of cause")},
			{Name: "noise", Verdict: v1alpha1.ExchangeInsufficientData, Message: name("12 points, 60 are needed")},
		},
	}
	return vx
}

func indicatorNamed(name naming) *v1alpha1.Indicator {
	ind := &v1alpha1.Indicator{ObjectMeta: metaOf("time-to-room")}
	ind.Spec = v1alpha1.IndicatorSpec{Title: name("From the door to the room"), Unit: name("min")}
	ind.Status = v1alpha1.IndicatorStatus{
		ObservedGeneration: 1, Value: new(10.5), ObservedTime: &metav1.Time{Time: today.AddDate(0, 0, -2)},
		Conditions: []metav1.Condition{
			{Type: v1alpha1.GoalConditionReady, Status: metav1.ConditionTrue, Reason: v1alpha1.GoalReasonSucceeded},
			{Type: v1alpha1.GoalConditionMeasured, Status: metav1.ConditionFalse, Reason: "SourceUnavailable", Message: name("the source does not answer")},
		},
	}
	return ind
}

func objectiveNamed(name naming, called, title string, keyResults ...v1alpha1.KeyResult) *v1alpha1.Objective {
	o := &v1alpha1.Objective{ObjectMeta: metaOf(called)}
	o.Spec = v1alpha1.ObjectiveSpec{
		Title: name(title), Owner: &v1alpha1.Owner{Team: name("squad")}, KeyResults: keyResults,
		Period: v1alpha1.Period{Start: "2026-10-01", End: "2026-12-31"},
	}
	o.Status.ObservedGeneration = 1
	return o
}

// repeatStays is off track by one key result, and its guardrail is broken.
func repeatStays(name naming) *v1alpha1.Objective {
	o := objectiveNamed(name, "repeat-stays", "Guests come back because they feel they belong",
		v1alpha1.KeyResult{Name: "stays", Title: name("Stays per returning guest in a year"), Unit: name("stays")},
		v1alpha1.KeyResult{Name: "complaints", Title: name("Complaints per thousand stays"), Guardrail: true})
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	o.Status.Outlook, o.Status.Score, o.Status.ExpectedScore = v1alpha1.OutlookOffTrack, new(0.41), new(0.55)
	o.Status.Probability, o.Status.KeyResultsMet = new(0.03), "0/1"
	o.Status.Conditions = conditionsOf(
		conditionThat(v1alpha1.ObjectiveConditionOnTrack, metav1.ConditionFalse, "OffTrack", name("score 0.41, 0.55 expected; behind: stays")),
		conditionThat(v1alpha1.ObjectiveConditionCustomerAligned, metav1.ConditionTrue, "ServesOutcome", "serves belonging"))
	o.Status.KeyResults = []v1alpha1.KeyResultStatus{
		{
			Name: "stays", Target: "2.1 -> 2.6", Value: new(2.3049), Score: new(0.41), Expected: new(0.55), Met: new(false), Progress: new(0.41),
			Outlook: v1alpha1.OutlookOffTrack, Probability: new(0.03), Forecast: &v1alpha1.Forecast{Value: 2.41, Low: 2.3, High: 2.52},
			Message: name("2.3 of 2.37 stays expected by today; 2.41 of 2.6 stays forecast for 31 December (80 % between 2.3 and 2.52); about 1 in 50 to make it"),
		},
		{Name: "complaints", Target: "<= 12", Value: new(13.0), Score: new(0.0), Met: new(false), Outlook: v1alpha1.OutlookAtRisk},
	}
	return o
}

// kiosks are on track, and met since last week.
func kiosks(name naming) *v1alpha1.Objective {
	o := objectiveNamed(name, "kiosks", "Nobody queues to arrive", v1alpha1.KeyResult{Name: "kiosks-work", Title: name("All kiosks work")})
	o.Spec.OutcomeRefs = []v1alpha1.ObjectReference{{Name: "belonging"}}
	o.Status.Outlook, o.Status.Score, o.Status.ExpectedScore, o.Status.Probability = v1alpha1.OutlookOnTrack, new(1.0), new(1.0), new(0.995)
	o.Status.KeyResultsMet = "1/1"
	o.Status.Conditions = conditionsOf(
		conditionThat(v1alpha1.ObjectiveConditionOnTrack, metav1.ConditionTrue, "OnTrack", name("score 1, 1 expected")))
	o.Status.KeyResults = []v1alpha1.KeyResultStatus{{
		Name: "kiosks-work", Target: ">= 1 for 97 % of the time", Value: new(1.0), Score: new(1.0), Expected: new(1.0), Met: new(true),
		Outlook: v1alpha1.OutlookOnTrack, Probability: new(0.995), MetTime: &metav1.Time{Time: today.AddDate(0, 0, -3)},
		Forecast: &v1alpha1.Forecast{Value: 0.99, Low: 0.98, High: 1},
	}}
	return o
}

// booking serves nobody, and is not measured any more.
func booking(name naming) *v1alpha1.Objective {
	o := objectiveNamed(name, "booking", "One booking system", v1alpha1.KeyResult{Name: "hotels", Unit: name("hotels")})
	o.Spec.Commitment = v1alpha1.CommitmentAspirational
	o.Status.Outlook, o.Status.Score, o.Status.ExpectedScore = v1alpha1.OutlookUnknown, new(0.58), new(0.4)
	o.Status.Conditions = conditionsOf(
		conditionThat(v1alpha1.ObjectiveConditionOnTrack, metav1.ConditionUnknown, "NotMeasured", name("not measured: hotels")),
		conditionThat(v1alpha1.ObjectiveConditionCustomerAligned, metav1.ConditionFalse, "NoCustomerOutcome", name("it serves no customer outcome")))
	o.Status.KeyResults = []v1alpha1.KeyResultStatus{{
		Name: "hotels", Target: "0 -> 12", Value: new(7.0), Score: new(0.58), Outlook: v1alpha1.OutlookUnknown,
		Reason: v1alpha1.MeasureReasonStale, Message: name("the newest check-in is of 2026-09-17: add a newer entry"),
		ObservedTime: &metav1.Time{Time: time.Date(2026, 9, 17, 0, 0, 0, 0, time.UTC)},
	}}
	return o
}

// sleepers have not begun, and are suspended.
func sleepers(name naming) *v1alpha1.Objective {
	o := objectiveNamed(name, "sleepers", "Every guest sleeps through", v1alpha1.KeyResult{Name: "noise"})
	o.Spec.Suspend = true
	o.Status.Outlook = v1alpha1.OutlookPending
	o.Status.Conditions = []metav1.Condition{{Type: v1alpha1.GoalConditionReady, Status: metav1.ConditionTrue, Reason: v1alpha1.GoalReasonSuspended}}
	return o
}

// courses are what the charts of the fixture draw. The path of the stays has a gap of three days, and a lone day in it.
func courses() map[types.NamespacedName][]evaluate.Course {
	start, due := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	values := make([]float64, 53)
	for i := range values {
		values[i] = 2.1 + 0.004*float64(i) + 0.01*math.Sin(float64(i))
	}
	for _, gap := range []int{20, 21, 23, 24} {
		values[gap] = math.NaN()
	}
	inside := make([]float64, 53)
	for i := range inside {
		inside[i] = 1
	}
	past := func(values []float64) evaluate.Past {
		return evaluate.Past{Known: true, First: start, Step: 24 * time.Hour, Values: values}
	}
	return map[types.NamespacedName][]evaluate.Course{
		{Namespace: "hotel", Name: "repeat-stays"}: {{
			KeyResult: "stays", Start: start, Due: due, Plan: []evaluate.Point{{Time: start, Value: 2.1}, {Time: due, Value: 2.6}},
			Target: evaluate.Band{Min: new(2.6)}, Success: evaluate.Band{Min: new(2.6)}, Past: past(values),
			Latest: &evaluate.Point{Time: today, Value: 2.3049}, Forecast: &v1alpha1.Forecast{Value: 2.41, Low: 2.3, High: 2.52},
		}},
		{Namespace: "hotel", Name: "kiosks"}: {{
			KeyResult: "kiosks-work", Start: start, Due: due, Target: evaluate.Band{Min: new(1.0)}, Success: evaluate.Band{Min: new(1.0)},
			TimeShare: 0.97, Past: past(inside), Latest: &evaluate.Point{Time: today, Value: 1}, Forecast: &v1alpha1.Forecast{Value: 0.99, Low: 0.98, High: 1},
		}},
		{Namespace: "hotel", Name: "booking"}: {{
			KeyResult: "hotels", Start: start, Due: due, Plan: []evaluate.Point{{Time: start, Value: 0}, {Time: due, Value: 8.4}},
			Target: evaluate.Band{Min: new(12.0)}, Success: evaluate.Band{Min: new(8.4)},
		}},
	}
}

// asOfLastWeek is the fixture as it stood a week ago.
func asOfLastWeek() *world.Set {
	set := fixture(plainly)
	stays := repeatStays(plainly)
	stays.Status.Outlook, stays.Status.Score = v1alpha1.OutlookOnTrack, new(0.4)
	stays.Status.KeyResults[0].Outlook, stays.Status.KeyResults[0].Target = v1alpha1.OutlookOnTrack, "2.1 -> 2.5"
	stays.Status.KeyResults[1].Met = new(true)
	set.Put(stays)
	arrived := kiosks(plainly)
	arrived.Status.KeyResults[0].Met = new(false)
	set.Put(arrived)
	booked := booking(plainly)
	booked.Status.Outlook = v1alpha1.OutlookAtRisk
	set.Put(booked)
	exchange := exchangeNamed(plainly)
	exchange.Status.Critical = nil
	set.Put(exchange)
	return set
}

// compared is the input of a report whose changes are exact.
func compared() Input {
	return Input{
		Goals: fixture(plainly), Earlier: asOfLastWeek(), Courses: courses(), At: today, Since: lastWeek,
		Source: "the metrics of the file's sources",
	}
}

// told is the input of a report of a cluster that nobody was asked about.
func told() Input {
	in := compared()
	in.Earlier, in.Source = nil, "the cluster, as its operator wrote them"
	in.Notes = []string{"The path up to now is left out: name a Prometheus with --prometheus to have it drawn."}
	in.Events = []Event{{
		Kind: "Objective", Namespace: "hotel", Name: "repeat-stays", Reason: "WentOffTrack", Warning: true,
		Note: "The objective went off track by key results: stays", Time: today.AddDate(0, 0, -2),
	}}
	for _, courses := range in.Courses {
		courses[0].Past = evaluate.Past{}
	}
	return in
}

func made(t testing.TB, in Input) *Report {
	t.Helper()
	r, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
