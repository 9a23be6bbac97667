/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

var allOutlooks = []scoring.Outlook{
	scoring.Pending, scoring.OnTrack, scoring.AtRisk, scoring.OffTrack, scoring.Achieved, scoring.Missed, scoring.Unknown,
}

func TestByPace(t *testing.T) {
	for _, tc := range []struct {
		reason          string
		score, expected float64
		want            scoring.Outlook
	}{
		{"ahead", 0.9, 0.5, scoring.OnTrack},
		{"on plan", 0.5, 0.5, scoring.OnTrack},
		{"a tenth behind, which doubles make a little more", 0.5, 0.6, scoring.OnTrack},
		{"a tenth behind", 0.7, 0.8, scoring.OnTrack},
		{"over a tenth behind", 0.499, 0.6, scoring.AtRisk},
		{"over a tenth behind by more than rounding", 0.5 - 1e-8, 0.6, scoring.AtRisk},
		{"three tenths behind", 0.3, 0.6, scoring.AtRisk},
		{"three tenths behind, which doubles make a little more", 0.6, 0.9, scoring.AtRisk},
		{"over three tenths behind", 0.299, 0.6, scoring.OffTrack},
		{"over three tenths behind by more than rounding", 0.3 - 1e-8, 0.6, scoring.OffTrack},
		{"nothing done", 0, 1, scoring.OffTrack},
		{"nothing done, nothing expected", 0, 0, scoring.OnTrack},
		{"nothing done, little expected", 0, 0.1, scoring.OnTrack},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.ByPace(tc.score, tc.expected); got != tc.want {
				t.Errorf("ByPace(%v, %v) = %s, want %s", tc.score, tc.expected, got, tc.want)
			}
		})
	}
}

func TestByPaceOnTheHundredths(t *testing.T) {
	for expected := range 101 {
		for score := range 101 {
			want := scoring.OffTrack
			switch behind := expected - score; {
			case behind <= 10:
				want = scoring.OnTrack
			case behind <= 30:
				want = scoring.AtRisk
			}
			if got := scoring.ByPace(float64(score)/100, float64(expected)/100); got != want {
				t.Errorf("ByPace(%d %%, %d %%) = %s, want %s", score, expected, got, want)
			}
		}
	}
}

func TestByProbability(t *testing.T) {
	const none = scoring.Outlook("")
	for _, tc := range []struct {
		reason string
		p      float64
		before scoring.Outlook
		want   scoring.Outlook
	}{
		{"certain", 1, none, scoring.OnTrack},
		{"a half, as of a goal on plan", 0.5, scoring.OffTrack, scoring.OnTrack},
		{"where OnTrack is entered", 0.40, none, scoring.OnTrack},
		{"entered from below", 0.40, scoring.AtRisk, scoring.OnTrack},
		{"entered from far below", 0.40, scoring.OffTrack, scoring.OnTrack},
		{"just before it is entered", 0.4 - 1e-8, scoring.AtRisk, scoring.AtRisk},
		{"but for rounding", 0.7 - 0.3, scoring.AtRisk, scoring.OnTrack},
		{"not left yet", 0.4 - 1e-8, scoring.OnTrack, scoring.OnTrack},
		{"where OnTrack is held", 0.30, scoring.OnTrack, scoring.OnTrack},
		{"held but for rounding", 0.9 - 0.6, scoring.OnTrack, scoring.OnTrack},
		{"where OnTrack is left", 0.3 - 1e-8, scoring.OnTrack, scoring.AtRisk},
		{"OnTrack is left for OffTrack at once", 0.1, scoring.OnTrack, scoring.OffTrack},
		{"where OffTrack is not entered", 0.15, none, scoring.AtRisk},
		{"nor but for rounding", 0.45 - 0.3, none, scoring.AtRisk},
		{"where OffTrack is entered", 0.15 - 1e-8, none, scoring.OffTrack},
		{"entered from above", 0.15 - 1e-8, scoring.AtRisk, scoring.OffTrack},
		{"OffTrack is held", 0.15, scoring.OffTrack, scoring.OffTrack},
		{"just before OffTrack is left", 0.25 - 1e-8, scoring.OffTrack, scoring.OffTrack},
		{"where OffTrack is left", 0.25, scoring.OffTrack, scoring.AtRisk},
		{"left but for rounding", 0.85 - 0.6, scoring.OffTrack, scoring.AtRisk},
		{"hopeless", 0, none, scoring.OffTrack},
		{"what was unknown holds nothing", 0.35, scoring.Unknown, scoring.AtRisk},
		{"nor what was pending", 0.2, scoring.Pending, scoring.AtRisk},
		{"nor a verdict", 0.35, scoring.Achieved, scoring.AtRisk},
		{"nor a miss", 0.2, scoring.Missed, scoring.AtRisk},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.ByProbability(tc.p, tc.before); got != tc.want {
				t.Errorf("ByProbability(%v, %q) = %s, want %s", tc.p, tc.before, got, tc.want)
			}
		})
	}
}

// TestByProbabilityStands shows that judging again what was judged changes nothing, so that a status is stable.
func TestByProbabilityStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, before := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.SampledFrom(allOutlooks).Draw(t, "before")
		once := scoring.ByProbability(p, before)
		if again := scoring.ByProbability(p, once); again != once {
			t.Fatalf("%s, judged again %s", once, again)
		}
		order := map[scoring.Outlook]int{scoring.OffTrack: 0, scoring.AtRisk: 1, scoring.OnTrack: 2}
		more := rapid.Float64Range(p, 1).Draw(t, "more")
		if better := scoring.ByProbability(more, before); order[better] < order[once] {
			t.Fatalf("%s at %v, but %s at %v", once, p, better, more)
		}
	})
}

func TestWorst(t *testing.T) {
	type list = []scoring.Outlook
	for _, tc := range []struct {
		reason string
		of     list
		want   scoring.Outlook
	}{
		{"of none", nil, scoring.Unknown},
		{"one", list{scoring.AtRisk}, scoring.AtRisk},
		{"all on track", list{scoring.OnTrack, scoring.OnTrack}, scoring.OnTrack},
		{"AtRisk before OnTrack", list{scoring.OnTrack, scoring.AtRisk}, scoring.AtRisk},
		{"Unknown before AtRisk", list{scoring.AtRisk, scoring.Unknown, scoring.OnTrack}, scoring.Unknown},
		{"OffTrack before Unknown", list{scoring.Unknown, scoring.OffTrack, scoring.AtRisk}, scoring.OffTrack},
		{"Missed counts as OffTrack", list{scoring.Unknown, scoring.Missed}, scoring.OffTrack},
		{"only Missed", list{scoring.Missed}, scoring.OffTrack},
		{"Achieved counts as OnTrack", list{scoring.Achieved, scoring.AtRisk}, scoring.AtRisk},
		{"only Achieved", list{scoring.Achieved}, scoring.OnTrack},
		{"all pending", list{scoring.Pending, scoring.Pending}, scoring.Pending},
		{"pending says nothing beside OnTrack", list{scoring.Pending, scoring.OnTrack}, scoring.OnTrack},
		{"pending says nothing beside Missed", list{scoring.Missed, scoring.Pending}, scoring.OffTrack},
		{"pending says nothing beside Unknown", list{scoring.Pending, scoring.Unknown}, scoring.Unknown},
		{"no outlook written", list{"", scoring.OnTrack}, scoring.Unknown},
		{"a word from elsewhere", list{"Sunny"}, scoring.Unknown},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if got := scoring.Worst(tc.of...); got != tc.want {
				t.Errorf("Worst(%v) = %s, want %s", tc.of, got, tc.want)
			}
		})
	}
}

func TestWorstNeedsNoOrderAndNoGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.SampledFrom(allOutlooks), 1, 20).Draw(t, "outlooks")
		want := scoring.Worst(all...)
		if got := scoring.Worst(rapid.Permutation(all).Draw(t, "reordered")...); got != want {
			t.Fatalf("reordered: got %s, want %s", got, want)
		}
		cut := rapid.IntRange(1, len(all)).Draw(t, "cut")
		grouped := append([]scoring.Outlook{scoring.Worst(all[:cut]...)}, all[cut:]...)
		if got := scoring.Worst(grouped...); got != want {
			t.Fatalf("grouped: got %s, want %s", got, want)
		}
	})
}

func TestCapAtRisk(t *testing.T) {
	for _, o := range allOutlooks {
		want := o
		if o == scoring.OnTrack {
			want = scoring.AtRisk
		}
		if got := scoring.CapAtRisk(o); got != want {
			t.Errorf("CapAtRisk(%s) = %s, want %s", o, got, want)
		}
	}
}
