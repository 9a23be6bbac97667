/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// warden folds evaluations of one scorecard over time, as the operator does.
type warden struct {
	t      rapidT
	card   *v1alpha1.Scorecard
	source *feed
	world  cluster
	scores map[string]Answer
	levels []Shelf
	writes int
	last   evaluated[v1alpha1.ScorecardStatus]
}

// newWarden has a level for each shelf: "level-0", "level-1".
func newWarden(t rapidT, levels ...Shelf) *warden {
	card := &v1alpha1.Scorecard{}
	card.Name, card.Namespace, card.Generation = "line", "team", 1
	card.Status.ObservedGeneration = -1
	for i := range levels {
		card.Spec.Levels = append(card.Spec.Levels, v1alpha1.Level{Name: fmt.Sprint("level-", i)})
	}
	return &warden{t: t, card: card, source: newFeed(), world: newCluster(), scores: map[string]Answer{}, levels: levels}
}

func (w *warden) evaluate() evaluated[v1alpha1.ScorecardStatus] {
	r := Scorecard(ScorecardInput{
		Scorecard: w.card, Now: w.source.now, Ask: w.source.ask, Define: DefineIn(w.world, w.card.Namespace), Levels: w.levels,
		Refer: func(ref v1alpha1.ObjectReference, _ time.Time) (Answer, bool) { return w.scores[ref.Name], true },
	})
	return evaluated[v1alpha1.ScorecardStatus]{r.Status, r.Status.Conditions, r.Status.ObservedGeneration, r.Changed, r.Incomplete, r.Next}
}

func (w *warden) at(when string) *v1alpha1.ScorecardStatus {
	w.t.Helper()
	return w.on(moment(when))
}

func (w *warden) on(now time.Time) *v1alpha1.ScorecardStatus {
	w.t.Helper()
	w.source.now = now
	w.last = fold(w.t, now, w.card, &w.card.Status, w.evaluate)
	if w.last.incomplete {
		return &w.card.Status
	}
	if w.last.changed {
		w.writes++
	}
	checkConditions(w.t, "Scorecard", w.last.conditions, w.card.Generation, "OnTrack", "CustomerAligned")
	for _, l := range w.card.Status.Levels {
		checkMessage(w.t, l.Message)
	}
	return &w.card.Status
}

func (w *warden) edit(change func(*v1alpha1.ScorecardSpec)) {
	change(&w.card.Spec)
	w.card.Generation++
}

// says is a condition's status, reason and message.
func (w *warden) says(kind string) string {
	c := meta.FindStatusCondition(w.card.Status.Conditions, kind)
	return fmt.Sprintf("%s %s: %s", c.Status, c.Reason, c.Message)
}

// stands is an objective as it stands: its outlook and score, and whether it is met and serves an outcome.
func stands(name string, outlook v1alpha1.Outlook, score float64, how ...string) *v1alpha1.Objective {
	o := &v1alpha1.Objective{}
	o.Name, o.Namespace, o.Status.Outlook = name, "team", outlook
	if score >= 0 {
		o.Status.Score = &score
	}
	status := map[string]metav1.ConditionStatus{"CustomerAligned": metav1.ConditionTrue, "KeyResultsMet": metav1.ConditionFalse}
	for _, word := range how {
		switch word {
		case "met":
			status["KeyResultsMet"] = metav1.ConditionTrue
		case "unaligned":
			status["CustomerAligned"] = metav1.ConditionFalse
		case "young":
			o.Status.Conditions = append(o.Status.Conditions, metav1.Condition{Type: "OnTrack", Reason: "InsufficientData"})
		}
	}
	for kind, s := range status {
		o.Status.Conditions = append(o.Status.Conditions, metav1.Condition{Type: kind, Status: s})
	}
	return o
}

// unseen is an objective that was never evaluated.
func unseen(name string) *v1alpha1.Objective {
	o := &v1alpha1.Objective{}
	o.Name, o.Namespace = name, "team"
	return o
}

// delivers is an outcome with a score; without one where it is under 0.
func delivers(score float64) *v1alpha1.CustomerOutcome {
	o := &v1alpha1.CustomerOutcome{}
	if score >= 0 {
		o.Status.Score = &score
	}
	return o
}

func shelf(objectives ...*v1alpha1.Objective) Shelf { return Shelf{Objectives: objectives} }

func TestScorecard(t *testing.T) {
	ind := newIndicator("nps", asks("q"))
	w := newWarden(t,
		Shelf{
			Objectives: []*v1alpha1.Objective{stands("a", "OnTrack", 0.5, "met"), stands("b", "AtRisk", 0.7), stands("c", "Unknown", -1)},
			Outcomes:   []*v1alpha1.CustomerOutcome{delivers(0.9), delivers(-1)},
			Indicators: []*v1alpha1.Indicator{ind},
		},
		Shelf{Outcomes: []*v1alpha1.CustomerOutcome{delivers(0.333)}},
		Shelf{Indicators: []*v1alpha1.Indicator{ind}},
		shelf(stands("d", "Achieved", 1, "met")),
	)
	status := w.at("10-05")
	want := []v1alpha1.LevelStatus{
		{Name: "level-0", Score: new(0.7), Outlook: "Unknown", ObjectivesMet: "1/3", Objectives: 3, Outcomes: 2, Indicators: 1},
		{Name: "level-1", Score: new(0.33), ObjectivesMet: "0/0", Outcomes: 1},
		{Name: "level-2", ObjectivesMet: "0/0", Indicators: 1},
		{Name: "level-3", Score: new(1.0), Outlook: "Achieved", ObjectivesMet: "1/1", Objectives: 1},
	}
	if diff := cmp.Diff(want, status.Levels); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if show(status.Score) != "0.68" || status.LevelsOnTrack != "1/2" { // the mean of 0.7, 0.333 and 1
		t.Errorf("score %s, %s levels on track", show(status.Score), status.LevelsOnTrack)
	}
	if !w.last.next.IsZero() {
		t.Errorf("next %s: without a north star all comes by watches", w.last.next)
	}
}

func TestWorstOutlookOfAScorecard(t *testing.T) {
	const on = "every level is on track"
	tests := []struct {
		reason string
		levels []Shelf
		levelN string // levelsOnTrack
		want   string
	}{
		{"no level has an objective", []Shelf{{}, {}}, "0/0", "Unknown NotMeasured: there is no objective on any level"},
		{"only pending", []Shelf{shelf(stands("a", "Pending", -1))}, "0/1", "Unknown NotStarted: no objective's period has begun"},
		{"what has not begun says nothing of the others", []Shelf{shelf(stands("a", "Pending", -1), stands("b", "OnTrack", 1))}, "1/1", "True OnTrack: " + on},
		{"achieved", []Shelf{shelf(stands("a", "Achieved", 1)), {}}, "1/1", "True Achieved: " + on},
		{"on track is worse than achieved", []Shelf{shelf(stands("a", "Achieved", 1)), shelf(stands("b", "OnTrack", 1))}, "2/2", "True OnTrack: " + on},
		{"at risk is worse", []Shelf{shelf(stands("a", "OnTrack", 1)), shelf(stands("b", "AtRisk", 1))}, "1/2", "False AtRisk: at risk: b"},
		{"unknown is worse", []Shelf{shelf(stands("a", "AtRisk", 1)), shelf(stands("b", "Unknown", 1))}, "0/2", "Unknown NotMeasured: no outlook: b"},
		{"for lack of a history", []Shelf{shelf(stands("a", "Unknown", 1, "young"))}, "0/1", "Unknown InsufficientData: no outlook: a"},
		{"not measured is the graver reason", []Shelf{shelf(stands("a", "Unknown", 1, "young"), stands("b", "Unknown", 1))}, "0/1",
			"Unknown NotMeasured: no outlook: a, b"},
		{"never evaluated is unknown", []Shelf{shelf(unseen("a"))}, "0/1", "Unknown NotMeasured: no outlook: a"},
		{"off track is worse", []Shelf{shelf(stands("a", "Unknown", 1), stands("b", "OffTrack", 1))}, "0/1", "False OffTrack: off track: b"},
		{"missed is the worst", []Shelf{shelf(stands("a", "OffTrack", 1), stands("b", "Missed", 1))}, "0/1", "False Missed: missed: b"},
		{"each is named once", []Shelf{shelf(stands("b", "Missed", 1)), shelf(stands("b", "Missed", 1), stands("a", "Missed", 1))}, "0/2", "False Missed: missed: b, a"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			w := newWarden(t, tc.levels...)
			status := w.at("10-05")
			if got := w.says("OnTrack"); got != tc.want || status.LevelsOnTrack != tc.levelN {
				t.Errorf("%s, %s levels\nwant %s, %s", got, status.LevelsOnTrack, tc.want, tc.levelN)
			}
		})
	}
}

func TestAlignmentOfAScorecard(t *testing.T) {
	many := func(n int) Shelf {
		var s Shelf
		for i := range n {
			s.Objectives = append(s.Objectives, stands(fmt.Sprintf("o%02d", i), "OnTrack", 1, "unaligned"))
		}
		return s
	}
	away := stands("x", "OnTrack", 1, "unaligned")
	away.Namespace = "co"
	const ten = "serve no customer outcome: o00, o01, o02, o03, o04, o05, o06, o07, o08, o09"
	tests := []struct {
		reason string
		levels []Shelf
		want   string
	}{
		{"no objective", []Shelf{{}}, "Unknown NoObjective: there is no objective on any level"},
		{"all", []Shelf{shelf(stands("a", "OnTrack", 1)), {}}, "True AllAligned: every objective serves a customer outcome"},
		{"one does not", []Shelf{shelf(stands("a", "OnTrack", 1), stands("b", "OnTrack", 1, "unaligned"))}, "False NotAllAligned: serve no customer outcome: b"},
		{"of another namespace", []Shelf{shelf(away)}, "False NotAllAligned: serve no customer outcome: co/x"},
		{"each is named once", []Shelf{shelf(away), shelf(away)}, "False NotAllAligned: serve no customer outcome: co/x"},
		{"never evaluated", []Shelf{shelf(stands("a", "OnTrack", 1), unseen("b"))}, "Unknown Progressing: not evaluated yet: b"},
		{"known to serve none counts for more", []Shelf{shelf(unseen("b"), away)}, "False NotAllAligned: serve no customer outcome: co/x"},
		{"ten", []Shelf{many(10)}, "False NotAllAligned: " + ten},
		{"over ten", []Shelf{many(7), many(12)}, "False NotAllAligned: " + ten + " and 2 more"},
	}
	for _, tc := range tests {
		w := newWarden(t, tc.levels...)
		w.at("10-05")
		if got := w.says("CustomerAligned"); got != tc.want {
			t.Errorf("%s: %s\nwant %s", tc.reason, got, tc.want)
		}
	}
}

func TestGapsOfLevels(t *testing.T) {
	ref := func(kind v1alpha1.GoalKind, namespace, name string) v1alpha1.GoalReference {
		return v1alpha1.GoalReference{Kind: kind, ObjectReference: v1alpha1.ObjectReference{Namespace: namespace, Name: name}}
	}
	w := newWarden(t, Shelf{}, shelf(stands("a", "OnTrack", 1)), Shelf{Missing: []v1alpha1.GoalReference{
		ref("Objective", "", "b"), ref("CustomerOutcome", "co", "c"), ref("Indicator", "team", "d"),
	}})
	status := w.at("10-05")
	for i, want := range []string{
		"it selects nothing: label goals for it, or name them in refs", "",
		"not found: Objective b, CustomerOutcome co/c, Indicator d: is the name right, and does it share with this namespace?",
	} {
		if got := status.Levels[i].Message; got != want {
			t.Errorf("level %d: %q, want %q", i, got, want)
		}
	}
	if got := reasons(status.Conditions, "Ready", "Measured"); got != "Ready=Succeeded Measured=AllMeasured" {
		t.Errorf("%s: what is missing on a level does not hinder the operator", got)
	}
}

// TestNothingThatIsGoneIsNamed: messages that name objects are written when the names change.
func TestNothingThatIsGoneIsNamed(t *testing.T) {
	w := newWarden(t, shelf(stands("a", "OffTrack", 0.5, "unaligned"), stands("b", "OffTrack", 0.5, "unaligned")))
	w.at("10-05")
	w.levels[0].Objectives[1] = stands("c", "OffTrack", 0.5, "unaligned")
	w.at("10-05T00:01")
	if got := w.says("OnTrack") + "; " + w.says("CustomerAligned"); strings.Contains(got, "b,") || strings.Count(got, "a, c") != 2 || w.writes != 2 {
		t.Errorf("%s after %d writes", got, w.writes)
	}
	w.levels[0].Missing = []v1alpha1.GoalReference{{Kind: "Objective", ObjectReference: v1alpha1.ObjectReference{Name: "x"}}}
	w.at("10-05T00:02")
	w.levels[0].Missing[0].Name = "y"
	if w.at("10-05T00:03"); !strings.Contains(w.card.Status.Levels[0].Message, "Objective y") {
		t.Errorf("%q", w.card.Status.Levels[0].Message)
	}
}

func northStar(m v1alpha1.Measure) *v1alpha1.NorthStar {
	return &v1alpha1.NorthStar{Title: "Trips that arrive", Measure: m, Target: prom("", "", reach(0, 10)).Target}
}

func TestNorthStar(t *testing.T) {
	w := newWarden(t, shelf(stands("a", "OnTrack", 1)))
	if got := w.at("10-05"); got.NorthStar != nil || w.says("Measured") != "True AllMeasured: there is no north star to measure" {
		t.Errorf("%+v, %s", got.NorthStar, w.says("Measured"))
	}
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.NorthStar = northStar(asks("q")) })
	w.source.silent["q"] = true
	if w.at("10-05T00:01"); !w.last.incomplete {
		t.Fatal("judged without an answer")
	}
	w.source.silent["q"] = false
	w.source.set("q", 5)
	star := w.at("10-05T00:02").NorthStar
	if star.Name != "north-star" || star.Target != "0 -> 10" || show(star.Value) != "5" || show(star.Score) != "0.5" || *star.Met {
		t.Errorf("%+v", star)
	}
	writes := w.writes
	w.source.set("q", 5.005)
	w.at("10-05T00:03")
	w.source.set("q", 10)
	if star = w.at("10-05T00:04").NorthStar; !*star.Met || w.writes != writes+1 {
		t.Errorf("%+v after %d writes", star, w.writes-writes)
	}
	w.source.down["q"] = unavailable
	if star = w.at("10-05T00:05").NorthStar; show(star.Value) != "10" || star.Reason != unavailable || w.says("Measured") != "False SourceUnavailable: north-star: no number to be had" {
		t.Errorf("%+v, %s", star, w.says("Measured"))
	}
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.NorthStar.Measure = follows("", "other").Measure })
	w.scores["other"] = Answer{Value: 0.5}
	if star = w.at("10-05T00:06").NorthStar; show(star.Value) != "0.5" || star.Reason != "" {
		t.Errorf("an objective's score: %+v", star)
	}
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.NorthStar.Measure = numberOf("stays") })
	w.world.define("team/stays", typed("", []v1alpha1.CheckInEntry{entry("10-05", 7)}).Measure)
	if star = w.at("10-05T00:07").NorthStar; show(star.Value) != "7" {
		t.Errorf("an indicator: %+v", star)
	}
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.NorthStar = nil })
	if got := w.at("10-05T00:08"); got.NorthStar != nil {
		t.Errorf("%+v of a north star that is no more", got.NorthStar)
	}
}

func TestInvalidScorecards(t *testing.T) {
	broken := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: "Near"}}}
	for _, tc := range []struct {
		reason string
		change func(*v1alpha1.ScorecardSpec)
		names  string
	}{
		{"selector", func(s *v1alpha1.ScorecardSpec) { s.Levels[0].Selector = broken }, "levels[level-0]: the selector"},
		{"selector of namespaces", func(s *v1alpha1.ScorecardSpec) { s.Levels[0].Namespaces = &v1alpha1.LevelNamespaces{Selector: broken} }, "levels[level-0]: the selector"},
		{"north star without a measure", func(s *v1alpha1.ScorecardSpec) { s.NorthStar = northStar(v1alpha1.Measure{}) }, "northStar: the measure is empty"},
		{"north star that needs a start", func(s *v1alpha1.ScorecardSpec) {
			s.NorthStar = northStar(asks("q"))
			s.NorthStar.Target.Reach.From = nil
		}, "northStar: the value at the start"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			w := newWarden(t, shelf(stands("a", "OnTrack", 1)))
			w.at("10-05")
			w.edit(tc.change)
			status := w.at("10-05T00:01")
			if got := reasons(status.Conditions, "Ready", "Measured", "Stalled", "OnTrack"); got != "Ready=InvalidSpec Measured=InvalidSpec Stalled=InvalidSpec OnTrack=NotMeasured" {
				t.Error(got)
			}
			if status.Levels != nil || status.Score != nil || status.LevelsOnTrack != "" || status.NorthStar != nil {
				t.Errorf("%+v, want no levels of another spec", status)
			}
			if got := w.says("Ready"); !strings.Contains(got, tc.names) || strings.Contains(got, "Near") {
				t.Errorf("%q, want it to say %q", got, tc.names)
			}
		})
	}
}

func TestScorecardSuspended(t *testing.T) {
	w := newWarden(t, shelf(stands("a", "OnTrack", 1)))
	w.card.Spec.NorthStar = northStar(asks("q"))
	w.source.set("q", 5)
	w.card.Spec.Suspend = true
	if got := reasons(w.at("10-05").Conditions, "Ready", "Measured", "OnTrack", "CustomerAligned"); got != "Ready=Suspended Measured=Progressing OnTrack=NotMeasured CustomerAligned=NoObjective" {
		t.Error(got)
	}
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.Suspend = false })
	want := w.at("10-06").DeepCopy()
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.Suspend = true })
	w.levels[0] = shelf(stands("a", "Missed", 0, "unaligned"))
	w.source.asked = nil
	got := w.at("10-07")
	if diff := cmp.Diff(want.Levels, got.Levels); diff != "" || show(got.Score) != "1" || got.NorthStar == nil || len(w.source.asked) > 0 {
		t.Errorf("the results have to stay: score %s, asked %d\n%s", show(got.Score), len(w.source.asked), diff)
	}
	if got := reasons(got.Conditions, "Measured", "OnTrack", "CustomerAligned"); got != "Measured=AllMeasured OnTrack=OnTrack CustomerAligned=AllAligned" {
		t.Error(got)
	}
}

func TestReasonsOfAScorecard(t *testing.T) {
	seen := map[string]bool{}
	starred := func(m v1alpha1.Measure, levels ...Shelf) *warden {
		w := newWarden(t, levels...)
		w.card.Spec.NorthStar = northStar(m)
		return w
	}
	for _, trouble := range troubles {
		w := starred(asks("q"))
		w.source.down["q"] = v1alpha1.MeasureReason(trouble)
		gather(seen, w.at("10-05").Conditions)
	}
	for _, outlook := range severity {
		for _, how := range []string{"young", "unaligned"} {
			gather(seen, newWarden(t, shelf(stands("a", outlook, 1, how))).at("10-05").Conditions)
		}
	}
	gather(seen, newWarden(t, shelf(unseen("a"))).at("10-05").Conditions)
	gather(seen, starred(typed("", []v1alpha1.CheckInEntry{entry("01-05", 7)}).Measure).at("10-05").Conditions)
	w := starred(numberOf("gone"))
	gather(seen, Progressing(w.card.Status.Conditions, w.card.Generation, moment("10-05")))
	gather(seen, w.at("10-05").Conditions)
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.NorthStar.Measure = v1alpha1.Measure{} })
	gather(seen, w.at("10-05").Conditions)
	w.edit(func(s *v1alpha1.ScorecardSpec) { s.Suspend = true })
	gather(seen, w.at("10-05").Conditions)
	if diff := cmp.Diff(documented["Scorecard"].every(), sorted(seen)); diff != "" {
		t.Errorf("-documented +seen:\n%s", diff)
	}
}
