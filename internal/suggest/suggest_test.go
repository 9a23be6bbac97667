/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package suggest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	names := []string{"statement", "persona", "journeyStage", "owner", "indicators", "to"}
	for _, tc := range []struct{ reason, written, want string }{
		{"a letter that is missing", "statemnt", "statement"},
		{"a letter too many", "ownner", "owner"},
		{"two letters that changed places", "perosna", "persona"},
		{"another case", "journeystage", "journeyStage"},
		{"a part of it", "stage", "journeyStage"},
		{"more than it", "indicatorsList", "indicators"},
		{"the name itself", "owner", "owner"},
		{"nothing like it", "budget", ""},
		{"too short to be a part of anything", "st", ""},
		{"too long to be compared", strings.Repeat("x", 100), ""},
	} {
		if got := Nearest(tc.written, names); got != tc.want {
			t.Errorf("%s: %q means %q, want %q", tc.reason, tc.written, got, tc.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"guests", "guests", 0}, {"guest", "guests-belong", 1}, {"gusets", "guests", 2}, {"abc", "xyz", 3}, {"", "ab", 2}, {"kitten", "sitting", 3},
	} {
		if got := Distance(tc.a, tc.b); got != tc.want {
			t.Errorf("%q and %q are %d apart, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestBest(t *testing.T) {
	got := Best([]Candidate{{"far", 3}, {"first", 1}, {"second", 1}, {"exact", 0}}, 3)
	if diff := cmp.Diff([]string{"exact", "first", "second"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDistanceIsOne(t *testing.T) {
	name := rapid.StringMatching(`[a-d-]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		d := Distance(a, b)
		if d != Distance(b, a) {
			t.Errorf("%q to %q is %d, and back %d", a, b, d, Distance(b, a))
		}
		if (d == 0) != (a == b) || d > max(len(a), len(b)) {
			t.Errorf("%q to %q is %d", a, b, d)
		}
	})
}

// One letter that is written wrong is one letter, wherever it stands.
func TestDistanceCountsLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringMatching(`[a-y]{1,20}`).Draw(t, "a")
		at := rapid.IntRange(0, len(a)-1).Draw(t, "at")
		if got := Distance(a, a[:at]+"z"+a[at+1:]); got != 1 {
			t.Errorf("%d, want 1", got)
		}
	})
}
