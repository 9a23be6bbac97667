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

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func onTrackMessage(status *v1alpha1.ObjectiveStatus) string {
	for _, c := range status.Conditions {
		if c.Type == v1alpha1.ObjectiveConditionOnTrack {
			return c.Message
		}
	}
	return ""
}

func TestChanceOfAll(t *testing.T) {
	good, bad := noisy(0, 1.5, 0.2), noisy(0, 0.2, 0.1)
	tests := []struct {
		reason     string
		keyResults []v1alpha1.KeyResult
		at         string
		want       string // absent, low or high
		message    string
	}{
		{"all will do", []v1alpha1.KeyResult{prom("a", "good"), prom("b", "good")}, "10-06", "high", " to make it"},
		{"one will not", []v1alpha1.KeyResult{prom("a", "good"), prom("b", "bad")}, "10-06", "low", "under 1 in 100 to make it; behind: b"},
		{"one has no probability", []v1alpha1.KeyResult{prom("a", "good"), follows("b", "other"), follows("c", "other")}, "10-06", "high",
			"to make it, without: b, c"},
		{"none has one", []v1alpha1.KeyResult{follows("b", "other")}, "10-06", "absent", "score 1, 0.5 expected"},
		{"a guardrail counts", []v1alpha1.KeyResult{follows("a", "other"), prom("calm", "bad", atLeast(5), guardrail)}, "10-06", "low",
			"to make it, without: a; guardrail broken: calm"},
		{"what was achieved counts as certain", []v1alpha1.KeyResult{prom("a", "good", reach(0, 2), due("10-03")), prom("b", "good")}, "10-06", "high", "to make it"},
		{"what was missed cannot be made up for", []v1alpha1.KeyResult{prom("a", "bad", due("10-03")), prom("b", "good")}, "10-06", "low",
			"under 1 in 100 to make it; behind: a"},
		{"a success is no forecast for the others", []v1alpha1.KeyResult{prom("a", "good", reach(0, 2), due("10-03")), follows("b", "other")}, "10-06", "absent",
			"score 1, 0.75 expected"},
		{"all were judged", []v1alpha1.KeyResult{prom("a", "good", reach(0, 2), due("10-03"))}, "10-06", "high", "over 99 in 100 to make it"},
		{"before the start", []v1alpha1.KeyResult{prom("a", "good")}, "09-30", "absent", "the period has not begun"},
		{"after the verdict", []v1alpha1.KeyResult{prom("a", "good")}, "10-12", "absent", "score 1, 1 expected"},
		{"nobody knows of one", []v1alpha1.KeyResult{prom("a", "good"), prom("b", "nothing")}, "10-06", "absent", "not measured: b"},
		{"nor of a guardrail, which is not judged ahead", []v1alpha1.KeyResult{prom("a", "good"), prom("calm", "nothing", atLeast(5), guardrail)}, "10-06", "high",
			"to make it, without: calm"},
		{"not measured", []v1alpha1.KeyResult{prom("a", "nothing")}, "10-06", "absent", "not measured: a"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			source := newFeed()
			source.series["good"], source.series["bad"] = good, bad
			op := newOperator(t, goal(tc.keyResults...), source)
			op.scores["other"] = Answer{Value: 1}
			status := op.at(tc.at)
			got := "absent"
			switch p := status.Probability; {
			case p != nil && *p > 0.8:
				got = "high"
			case p != nil && *p < 0.1:
				got = "low"
			case p != nil:
				got = number(*p)
			}
			if got != tc.want {
				t.Errorf("probability %s, want %s", got, tc.want)
			}
			if message := onTrackMessage(status); !strings.HasSuffix(message, tc.message) {
				t.Errorf("message %q, want it to end with %q", message, tc.message)
			}
			for _, kr := range status.KeyResults {
				if decided(kr.Outlook) && (kr.Probability != nil || kr.Forecast != nil) {
					t.Errorf("%s has a forecast after its verdict: %+v", kr.Name, kr)
				}
			}
		})
	}
}

// TestTogetherTheyMayFail looks at key results of which each is on track, and all of them together are not.
func TestTogetherTheyMayFail(t *testing.T) {
	source := newFeed()
	var results []v1alpha1.KeyResult
	for i := range 6 {
		query := fmt.Sprint("q", i)
		source.series[query] = slope(t, "10-06", 0.45, 0.55)
		results = append(results, prom(query, query))
	}
	source.series["sure"] = noisy(0, 3, 0.1)
	op := newOperator(t, goal(append(results, prom("sure", "sure"))...), source)
	status := op.at("10-06")
	for _, kr := range status.KeyResults {
		if kr.Outlook != v1alpha1.OutlookOnTrack {
			t.Fatalf("%s is %s", kr.Name, kr.Outlook)
		}
	}
	if *status.Probability >= 0.39 || status.Outlook == v1alpha1.OutlookOnTrack {
		t.Errorf("outlook %s at a probability of %v", status.Outlook, *status.Probability)
	}
	if message := onTrackMessage(status); !strings.HasSuffix(message, "least sure: q0, q1, q2, q3, q4, q5") {
		t.Errorf("message %q", message)
	}
}

// TestTheOutlookGoesWithWhatIsWritten lets an objective live, and compares its outlook with its probability.
func TestTheOutlookGoesWithWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := newFeed()
		var results []v1alpha1.KeyResult
		for i := range rapid.IntRange(1, 3).Draw(t, "key results") {
			query := fmt.Sprint("q", i)
			noise := rapid.Float64Range(0, 1).Draw(t, "noise")
			source.series[query] = noisy(0, rapid.Float64Range(0.5, 1.5).Draw(t, "daily"), noise)
			set := rapid.SampledFrom([]option{reach(0, 10), stages(v1alpha1.Stage{At: 0}, v1alpha1.Stage{At: 10, Score: 1}), share(3, 0.4)}).Draw(t, "target")
			results = append(results, prom(query, query, set))
		}
		op := newOperator(t, goal(results...), source)
		now := moment("10-02")
		for range 12 {
			now = now.Add(time.Duration(rapid.IntRange(1, 20*3600).Draw(t, "seconds")) * time.Second)
			if rapid.IntRange(0, 5).Draw(t, "restart") == 0 {
				op.restart()
				source.unloaded = rapid.Bool().Draw(t, "unloaded")
			}
			status := op.on(now)
			if status.Probability == nil {
				continue
			}
			// It was judged before it was rounded, and is never better than what its probability says.
			order := map[scoring.Outlook]int{scoring.OffTrack: 0, scoring.Unknown: 1, scoring.AtRisk: 2, scoring.OnTrack: 3}
			outlook := scoring.Outlook(status.Outlook)
			best := byWritten(*status.Probability, outlook)
			for _, kr := range status.KeyResults {
				best = scoring.Worst(best, scoring.Outlook(kr.Outlook))
			}
			if order[outlook] > order[best] {
				t.Errorf("at %s: outlook %s, probability %v, key results come to %s", now, outlook, *status.Probability, best)
			}
		}
	})
}

func TestByWritten(t *testing.T) {
	for _, tc := range []struct {
		p            float64
		before, want scoring.Outlook
	}{
		{0.4, "", scoring.OnTrack},
		{0.4, scoring.AtRisk, scoring.AtRisk}, // it may have been 0.396
		{0.4, scoring.OnTrack, scoring.OnTrack},
		{0.41, scoring.AtRisk, scoring.OnTrack},
		{0.3, scoring.OnTrack, scoring.OnTrack}, // it may have been 0.304
		{0.29, scoring.OnTrack, scoring.AtRisk},
		{0.15, scoring.AtRisk, scoring.AtRisk},
		{0.14, scoring.AtRisk, scoring.OffTrack},
		{0.25, scoring.OffTrack, scoring.OffTrack},
		{0.26, scoring.OffTrack, scoring.AtRisk},
		{0.5, scoring.OffTrack, scoring.OnTrack},
	} {
		if got := byWritten(tc.p, tc.before); got != tc.want {
			t.Errorf("%v after %q: %s, want %s", tc.p, tc.before, got, tc.want)
		}
	}
}

func TestWhatIsShownGoesWithTheOutlook(t *testing.T) {
	for _, tc := range []struct {
		reason     string
		now, shown float64
		want       string
	}{
		{"as of midnight", 0.6, 0.55, "0.55"},
		{"as of now, where midnight said something else", 0.6, 0.2, "0.6"},
	} {
		j := &objectiveJudge{keyResults: []*keyResult{{odds: odds{known: true, now: tc.now, shown: tc.shown}}}}
		if got := show(j.asShown(scoring.OnTrack, tc.now)); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.reason, got, tc.want)
		}
	}
}
