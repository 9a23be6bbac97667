/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// newsOf is what a report says that changed, one line each.
func newsOf(t *testing.T, in Input) []string {
	t.Helper()
	var lines []string
	for _, c := range made(t, in).Changes.News {
		line := fmt.Sprintf("%s %s %s", c.Course, c.Kind, c.Goal.Name)
		if c.Subject != "" {
			line += ": " + c.Subject
		}
		lines = append(lines, line+": "+c.Text)
	}
	return lines
}

func goalAs(edit func(*v1alpha1.Objective)) *world.Set {
	set, o := &world.Set{}, repeatStays(plainly)
	edit(o)
	set.Put(o)
	return set
}

func TestChangesOfAnObjective(t *testing.T) {
	const stays, complaints = "Stays per returning guest in a year", "Complaints per thousand stays"
	outlook := func(o v1alpha1.Outlook) func(*v1alpha1.Objective) {
		return func(goal *v1alpha1.Objective) { goal.Status.Outlook = o }
	}
	met := func(met *bool) func(*v1alpha1.Objective) {
		return func(goal *v1alpha1.Objective) { goal.Status.KeyResults[0].Met = met }
	}
	tests := []struct {
		reason        string
		before, after func(*v1alpha1.Objective)
		want          []string
	}{
		{"nothing", outlook("OnTrack"), outlook("OnTrack"), nil},
		{"worse", outlook("OnTrack"), outlook("AtRisk"), []string{"Worse Outlook repeat-stays: at risk, was on track"}},
		{"better", outlook("OffTrack"), outlook("AtRisk"), []string{"Better Outlook repeat-stays: at risk, was off track"}},
		{"achieved", outlook("OnTrack"), outlook("Achieved"), []string{"Better Verdict repeat-stays: achieved, was on track"}},
		{"missed, though it was off track", outlook("OffTrack"), outlook("Missed"), []string{"Worse Verdict repeat-stays: missed, was off track"}},
		{"newly unknown, which is no better than off track", outlook("OffTrack"), outlook("Unknown"), []string{"Worse Lost repeat-stays: unknown, was off track"}},
		{"known again, and well", outlook("Unknown"), outlook("OnTrack"), []string{"Better Restored repeat-stays: on track, was unknown"}},
		{"known again, and badly", outlook("Unknown"), outlook("OffTrack"), []string{"Worse Restored repeat-stays: off track, was unknown"}},
		{"known not to have begun", outlook("Unknown"), outlook("Pending"), []string{"Neither Restored repeat-stays: not begun, was unknown"}},
		{"never written is unknown", outlook(""), outlook("Unknown"), nil},
		{"begun", outlook("Pending"), outlook("OnTrack"), []string{"Neither Begun repeat-stays: begun, on track"}},
		{"met", met(new(false)), met(new(true)), []string{"Better Met repeat-stays: " + stays + ": target met"}},
		{"met at once", met(nil), met(new(true)), []string{"Better Met repeat-stays: " + stays + ": target met"}},
		{"met no longer", met(new(true)), met(new(false)), []string{"Worse Met repeat-stays: " + stays + ": target no longer met"}},
		{"not met at first is no news", met(nil), met(new(false)), nil},
		{"met and not known now is told by its outlook", met(new(true)), met(nil), nil},
		{"a target moved", func(*v1alpha1.Objective) {}, func(o *v1alpha1.Objective) { o.Status.KeyResults[0].Target = "2.1 -> 2.4" },
			[]string{"Neither TargetMoved repeat-stays: " + stays + ": target moved from 2.1 -> 2.6 to 2.1 -> 2.4"}},
		{"a guardrail is broken", func(o *v1alpha1.Objective) { o.Status.KeyResults[1].Met = new(true) },
			func(o *v1alpha1.Objective) { o.Status.KeyResults[1].Outlook = "OffTrack" },
			[]string{"Worse Met repeat-stays: " + complaints + ": target no longer met"}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			in := Input{Goals: goalAs(tc.after), Earlier: goalAs(tc.before), At: today, Since: lastWeek}
			if diff := cmp.Diff(tc.want, newsOf(t, in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMoves(t *testing.T) {
	in := Input{Goals: goalAs(func(*v1alpha1.Objective) {}), Earlier: goalAs(func(o *v1alpha1.Objective) { o.Status.Score = nil }), At: today, Since: lastWeek}
	moves := made(t, in).Changes.Moves
	if len(moves) != 1 || moves[0].Before != nil || *moves[0].After != 0.41 || moves[0].Was != v1alpha1.OutlookOffTrack {
		t.Errorf("%+v", moves)
	}
}

func TestGoalsThatAreNew(t *testing.T) {
	created := func(outlook v1alpha1.Outlook) func(*v1alpha1.Objective) {
		return func(o *v1alpha1.Objective) {
			o.CreationTimestamp, o.Status.Outlook = metav1.NewTime(today.AddDate(0, 0, -1)), outlook
		}
	}
	in := Input{Goals: goalAs(created("OffTrack")), Earlier: goalAs(created("OnTrack")), At: today, Since: lastWeek}
	r := made(t, in)
	if diff := cmp.Diff([]string{"Worse Outlook repeat-stays: off track, was on track"}, newsOf(t, in)); diff != "" || len(r.Changes.New) != 0 || len(r.Changes.Moves) != 1 {
		t.Errorf("made since then, judged as of then: %+v (-want +got):\n%s", r.Changes, diff)
	}
	in.Earlier = nil
	r = made(t, in)
	if len(r.Changes.News) != 0 || len(r.Changes.New) != 1 || !strings.Contains(r.Summary.Text, "1 goal is new here") {
		t.Errorf("made since then, by its status: %+v; %s", r.Changes, r.Summary.Text)
	}
}

// Many new goals take one line, after what really changed.
func TestManyNewGoals(t *testing.T) {
	set := &world.Set{}
	for i := range named + 5 {
		o := repeatStays(plainly)
		o.Name, o.Spec.Title, o.CreationTimestamp = fmt.Sprintf("goal-%02d", i), fmt.Sprintf("Goal %02d", i), metav1.NewTime(today)
		set.Put(o)
	}
	r := made(t, Input{Goals: set, At: today, Since: lastWeek})
	var html, markdown strings.Builder
	if err := errors.Join(r.HTML(&html), r.Markdown(&markdown)); err != nil {
		t.Fatal(err)
	}
	want := "● New: Goal 00, Goal 01, Goal 02, Goal 03, Goal 04, Goal 05, Goal 06, Goal 07, Goal 08, Goal 09 and 5 more\n"
	if !strings.Contains(markdown.String(), want) {
		t.Errorf("Markdown lacks %q", want)
	}
	if n := strings.Count(html.String(), "● new"); n != 1 || !strings.Contains(html.String(), "Goal 09</a> and 5 more</p>") {
		t.Errorf("HTML has %d lines of new goals", n)
	}
}

// What is told of old numbers, or by a status of another spec, says so at the outlook, the score, the chance and in the
// summary.
func TestDoubts(t *testing.T) {
	for _, tc := range []struct {
		reason string
		edit   func(*v1alpha1.Objective)
		want   []string
	}{
		{"of today", func(*v1alpha1.Objective) {}, nil},
		{"a value that is old", func(o *v1alpha1.Objective) { o.Status.KeyResults[0].Reason = v1alpha1.MeasureReasonSourceUnavailable }, []string{DoubtNumbers}},
		{"too little of a past is no old value", func(o *v1alpha1.Objective) { o.Status.KeyResults[0].Reason = v1alpha1.MeasureReasonInsufficientData }, nil},
		{"no value is no old one", func(o *v1alpha1.Objective) {
			o.Status.KeyResults[0].Reason, o.Status.KeyResults[0].Value = v1alpha1.MeasureReasonNoData, nil
		}, nil},
		{"a spec that was changed", func(o *v1alpha1.Objective) { o.Generation = 2 }, []string{DoubtSpec}},
		{"a status of another cluster", func(o *v1alpha1.Objective) { o.Status.ObservedGeneration = 7 }, []string{DoubtSpec}},
		{"a file has no generation", func(o *v1alpha1.Objective) { o.Generation = 0 }, nil},
		{"both", func(o *v1alpha1.Objective) {
			o.Generation, o.Status.KeyResults[0].Reason = 2, v1alpha1.MeasureReasonStale
		}, []string{DoubtNumbers, DoubtSpec}},
	} {
		r := made(t, Input{Goals: goalAs(tc.edit), At: today, Since: lastWeek})
		if diff := cmp.Diff(tc.want, r.Objectives[0].Doubts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
		}
		var html, markdown strings.Builder
		if err := errors.Join(r.HTML(&html), r.Markdown(&markdown)); err != nil {
			t.Fatal(err)
		}
		for _, doubt := range tc.want {
			if !strings.Contains(r.Summary.Text, "1 "+doubt) {
				t.Errorf("%s: the summary is %q", tc.reason, r.Summary.Text)
			}
		}
		words := bracketed(tc.want)
		for part, text := range map[string]string{"<dt>Score" + words + "</dt>": html.String(), "<dt>Chance" + words + "</dt>": html.String(), "0.55 expected" + words + "</summary>": markdown.String()} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %q is missing", tc.reason, part)
			}
		}
	}
}

func TestDoubtsAboutAnOutcome(t *testing.T) {
	set, o := &world.Set{}, outcomeNamed(plainly, "belonging", "I am known.", true)
	o.Generation, o.Status.Indicators[0].Reason = 2, v1alpha1.MeasureReasonStale
	set.Put(o)
	r := made(t, Input{Goals: set, At: today, Since: lastWeek})
	if diff := cmp.Diff([]string{DoubtNumbers, DoubtSpec}, r.Outcomes[0].Doubts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "1 of 1 outcome in full (1 of old numbers, 1 status older than the spec)"; !strings.Contains(r.Summary.Text, want) {
		t.Errorf("%q lacks %q", r.Summary.Text, want)
	}
	var html strings.Builder
	if err := r.HTML(&html); err != nil || !strings.Contains(html.String(), "0.93 share (stale)") {
		t.Errorf("%v, or the value is not called stale", err)
	}
}

func TestDriversHaveTitles(t *testing.T) {
	set, vx := fixture(plainly), exchangeNamed(plainly)
	vx.Spec.Drivers[0].OutcomeRef = &v1alpha1.OutcomeIndicatorReference{ObjectReference: v1alpha1.ObjectReference{Name: "belonging"}, Indicator: "recognised"}
	vx.Spec.Drivers[1].Measure = &v1alpha1.Measure{IndicatorRef: &v1alpha1.ObjectReference{Name: "time-to-room"}}
	set.Put(vx)
	var got []string
	for _, driver := range made(t, Input{Goals: set, At: today, Since: lastWeek}).Exchanges[0].Drivers {
		got = append(got, driver.Title)
	}
	if diff := cmp.Diff([]string{"Guests greeted by name", "From the door to the room", "new"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUnrepeated(t *testing.T) {
	for _, tc := range []struct {
		message string
		chance  *float64
		want    string
	}{
		{"score 0.57, 0.6 expected; about 1 in 100 to make it; behind: on-time", new(0.01), "behind: on-time"},
		{"score 0.95, 0.89 expected; about 99 in 100 to make it, without: departures", new(0.99), "chance without: departures"},
		{"score 1, 1 expected", nil, ""},
		{"not measured: tips", nil, "not measured: tips"},
	} {
		if got := unrepeated(Objective{Message: tc.message, Probability: tc.chance}); got != tc.want {
			t.Errorf("%q leaves %q, want %q", tc.message, got, tc.want)
		}
	}
	if got := arrows("7 -> 8 (0.7) -> 8.5"); got != "7\u00a0→\u00a08\u00a0(0.7)\u00a0→\u00a08.5" {
		t.Errorf("a target of stages is %q", got)
	}
}

func TestNotices(t *testing.T) {
	turned := func(o *v1alpha1.Objective) {
		o.Status.Conditions[2].LastTransitionTime = metav1.NewTime(today.AddDate(0, 0, -2))
	}
	event := Event{Kind: "Objective", Namespace: "hotel", Name: "repeat-stays", Reason: "BackOnTrack", Note: "It came back", Time: today.AddDate(0, 0, -1)}
	old, other, moved := event, event, event
	old.Time, other.Name, moved.Reason, moved.Note = lastWeek.AddDate(0, 0, -1), "another", "TargetMoved", "The target moved"
	metSince := func(o *v1alpha1.Objective) {
		o.Status.KeyResults[0].MetTime = &metav1.Time{Time: today.AddDate(0, 0, -1)}
	}
	metEvent := event
	metEvent.Reason, metEvent.Note = "KeyResultMet", "The target was met by key results: stays"
	tests := []struct {
		reason string
		edit   func(*v1alpha1.Objective)
		events []Event
		want   []string
	}{
		{"nothing since then", func(*v1alpha1.Objective) {}, []Event{old, other}, nil},
		{"a condition turned", turned, nil, []string{"Worse Outlook repeat-stays: off track since then"}},
		{"it turned, and an event says how", turned, []Event{event}, []string{"Better Event repeat-stays: It came back"}},
		{"it became unknown", func(o *v1alpha1.Objective) { turned(o); o.Status.Outlook = v1alpha1.OutlookUnknown }, nil,
			[]string{"Worse Lost repeat-stays: unknown since then"}},
		{"a target moved", func(*v1alpha1.Objective) {}, []Event{moved}, []string{"Neither TargetMoved repeat-stays: The target moved"}},
		{"met since then", metSince, nil, []string{"Better Met repeat-stays: Stays per returning guest in a year: target met"}},
		{"met, and an event says so", metSince, []Event{metEvent}, []string{"Better Event repeat-stays: The target was met by key results: stays"}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			in := Input{Goals: goalAs(tc.edit), Events: tc.events, At: today, Since: lastWeek}
			if diff := cmp.Diff(tc.want, newsOf(t, in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChangesOfWhatCustomersGet(t *testing.T) {
	with := func(status metav1.ConditionStatus, met bool) *world.Set {
		set, o := &world.Set{}, outcomeNamed(plainly, "belonging", "I am known.", true)
		o.Status.Conditions[2].Status = status
		o.Status.Conditions[2].LastTransitionTime = metav1.NewTime(today.AddDate(0, 0, -1))
		o.Status.Indicators[0].Met = &met
		set.Put(o)
		return set
	}
	for _, tc := range []struct {
		reason        string
		before, after *world.Set
		want          []string
	}{
		{"the same", with(metav1.ConditionTrue, true), with(metav1.ConditionTrue, true), nil},
		{"delivered", with(metav1.ConditionFalse, true), with(metav1.ConditionTrue, true), []string{"Better Met belonging: delivered"}},
		{"no longer", with(metav1.ConditionTrue, true), with(metav1.ConditionFalse, false),
			[]string{"Worse Met belonging: no longer delivered", "Worse Met belonging: Guests greeted by name: target no longer met"}},
		{"no longer known", with(metav1.ConditionTrue, true), with(metav1.ConditionUnknown, true),
			[]string{"Worse Lost belonging: no longer known whether it is delivered"}},
		{"by the condition alone", nil, with(metav1.ConditionFalse, true), []string{"Worse Met belonging: not delivered since then"}},
	} {
		in := Input{Goals: tc.after, Earlier: tc.before, At: today, Since: lastWeek}
		if diff := cmp.Diff(tc.want, newsOf(t, in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
		}
	}
}

func TestEvidenceComesAndGoes(t *testing.T) {
	with := func(critical ...string) *world.Set {
		set, vx := &world.Set{}, exchangeNamed(plainly)
		vx.Status.Critical = critical
		set.Put(vx)
		return set
	}
	want := []string{"Better Evidence loyalty: noise: evidence found that the result follows it", "Neither Evidence loyalty: recognised: no longer supported by the past"}
	if diff := cmp.Diff(want, newsOf(t, Input{Goals: with("noise"), Earlier: with("recognised"), At: today, Since: lastWeek})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGaps(t *testing.T) {
	ready := func(reason string, status metav1.ConditionStatus, more ...metav1.Condition) func(*v1alpha1.Objective) {
		return func(o *v1alpha1.Objective) {
			o.Status.Conditions = append([]metav1.Condition{{Type: v1alpha1.GoalConditionReady, Status: status, Reason: reason, Message: "because"}}, more...)
		}
	}
	tests := []struct {
		reason string
		edit   func(*v1alpha1.Objective)
		want   []string
	}{
		{"all is known", func(*v1alpha1.Objective) {}, nil},
		{"never evaluated", func(o *v1alpha1.Objective) { o.Status = v1alpha1.ObjectiveStatus{} }, []string{": NotEvaluated: it was never evaluated"}},
		{"an older spec", func(o *v1alpha1.Objective) { o.Generation = 2 }, []string{": Progressing: its spec was changed, and what is told here is from before that"}},
		{"suspended", ready("Suspended", metav1.ConditionTrue), []string{": Suspended: nothing is asked while it is suspended; its results stay as they were"}},
		{"a spec that cannot be judged", ready("InvalidSpec", metav1.ConditionFalse, metav1.Condition{Type: "Stalled", Status: metav1.ConditionTrue}), []string{": InvalidSpec: because"}},
		{"no data", func(o *v1alpha1.Objective) {
			o.Status.KeyResults[0].Reason, o.Status.KeyResults[0].Message = v1alpha1.MeasureReasonNoData, "empty"
		}, []string{"Stays per returning guest in a year: NoData: empty"}},
		{"too little of it", func(o *v1alpha1.Objective) {
			o.Status.KeyResults[0].Outlook, o.Status.KeyResults[0].Reason = v1alpha1.OutlookUnknown, v1alpha1.MeasureReasonInsufficientData
		}, []string{"Stays per returning guest in a year: InsufficientData: " + repeatStays(plainly).Status.KeyResults[0].Message}},
		{"no outlook, for no reason that has a name", func(o *v1alpha1.Objective) {
			o.Status.KeyResults[0].Outlook, o.Status.KeyResults[0].Message = v1alpha1.OutlookUnknown, "the history is being loaded"
		}, []string{"Stays per returning guest in a year: Unknown: the history is being loaded"}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			var got []string
			for _, g := range made(t, Input{Goals: goalAs(tc.edit), At: today, Since: lastWeek}).Gaps {
				got = append(got, g.Subject+": "+g.Reason+": "+g.Message)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneNamespace(t *testing.T) {
	in := compared()
	away := repeatStays(plainly)
	away.Namespace = "airline"
	in.Goals.Put(away)
	in.Namespace = "airline"
	r := made(t, in)
	if len(r.Objectives) != 1 || r.Objectives[0].Namespace != "airline" || len(r.Outcomes)+len(r.Scorecards)+len(r.Exchanges) != 0 || len(r.Gaps) != 0 {
		t.Errorf("%d objectives, %d outcomes, %d gaps", len(r.Objectives), len(r.Outcomes), len(r.Gaps))
	}
}

func TestWorstFirst(t *testing.T) {
	var got []string
	for _, o := range made(t, compared()).Objectives {
		got = append(got, string(o.Outlook))
	}
	if want := "OffTrack Unknown OnTrack Pending"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestConcernsSayWhy(t *testing.T) {
	concerns := made(t, compared()).Concerns
	if len(concerns) != 1 || len(concerns[0].Reasons) != 2 {
		t.Fatalf("%+v", concerns)
	}
	if broken := concerns[0].Reasons[1]; !broken.Guardrail || broken.Message != "13, target <= 12" {
		t.Errorf("%+v, want the broken guardrail with its value", broken)
	}
}

func TestFigures(t *testing.T) {
	for v, want := range map[float64]string{
		2.4537: "2.454", 11999.6: "12000", 0.8612: "0.8612", 1574.32: "1574", 0: "0", -12.5: "-12.5", 1e-9: "1e-09", 1e18: "1e+18", 100: "100",
	} {
		if got := figure(v); got != want {
			t.Errorf("%v is %q, want %q", v, got, want)
		}
	}
	for p, want := range map[float64]string{0.74: "74 %", 0.995: "over 99 %", 0.004: "under 1 %", 1: "over 99 %", 0.99: "99 %"} {
		if got := percent(&p); got != want {
			t.Errorf("%v is %q, want %q", p, got, want)
		}
	}
}

// A report is written whole or not at all.
func TestWriteErrors(t *testing.T) {
	r := made(t, compared())
	if err := r.HTML(full{}); !errors.Is(err, errFull) {
		t.Errorf("HTML: %v", err)
	}
	if err := r.Markdown(full{}); !errors.Is(err, errFull) {
		t.Errorf("Markdown: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
