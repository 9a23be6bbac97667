/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package telemetry

import (
	"strings"
	"testing"
)

func TestNote(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 63)
	many := make([]string, 20)
	for i := range many {
		many[i] = long
	}
	tests := map[string]struct {
		reason string
		items  []string
		want   string
	}{
		"None":    {reason: "words stand alone", want: "Met"},
		"One":     {reason: "one item follows", items: []string{"a"}, want: "Met: a"},
		"Several": {reason: "items keep their order", items: []string{"b", "a"}, want: "Met: b, a"},
		"TooMany": {
			reason: "items without room are counted, so that the API server takes the note",
			items:  many,
			want:   "Met: " + strings.Repeat(long+", ", 15) + "5 more",
		},
		"TooLong": {reason: "an item that never fits is counted, too", items: []string{strings.Repeat("x", 2000)}, want: "Met: 1 more"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := note("Met", tc.items); got != tc.want {
				t.Errorf("%s: note(...) = %q, want %q", tc.reason, got, tc.want)
			}
		})
	}
}

func TestNoteFillsItsRoom(t *testing.T) {
	t.Parallel()
	// ": " before the item and ": 1 more" in reserve for it.
	room := noteLimit - len("Met") - len(": ") - len(": 1 more")
	if got := len(note("Met", []string{strings.Repeat("x", room)})); got != len("Met: ")+room {
		t.Errorf("a note with an item of %d bytes has %d bytes, want it whole", room, got)
	}
	if got := note("Met", []string{strings.Repeat("x", room+1)}); got != "Met: 1 more" {
		t.Errorf("a note with an item of %d bytes is %q, want it counted", room+1, got)
	}
}

func TestTooLargeIsFitToBeSent(t *testing.T) {
	t.Parallel()
	got := TooLarge()
	if got.Type != typeWarning || got.Reason != "StatusTooLarge" || got.Note == "" || len(got.Note) > noteLimit {
		t.Errorf("TooLarge() = %+v, want a warning with a note of %d bytes at most", got, noteLimit)
	}
}
