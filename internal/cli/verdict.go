/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// verdictOf is the outlook of a goal or a part of one, or what stands for it; empty where nothing was judged.
func verdictOf(s lineage.Subject) string {
	switch {
	case s.Outlook != "":
		return string(s.Outlook)
	case s.Met == nil && s.Reason == "":
		return ""
	case s.Met == nil:
		return string(v1alpha1.OutlookUnknown)
	case *s.Met:
		return "Met"
	}
	return "NotMet"
}

// subjectStyle is how it is coloured.
func subjectStyle(p terminal.Palette, s lineage.Subject) func(string) string {
	switch {
	case s.Outlook != "":
		return outlookStyle(p, s.Outlook)
	case s.Met != nil && *s.Met:
		return p.Good
	}
	return p.Warn
}

// valueWords are a value with its unit, marked where it is the last good one and not fresh.
func valueWords(s lineage.Subject) string {
	words := quantity(*s.Value, s.Unit)
	if fails(v1alpha1.MeasureReason(s.Reason)) {
		words += " (not fresh: " + inWords(s.Reason) + ")"
	}
	return words
}
