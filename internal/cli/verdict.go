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
	case s.Suspended:
		return v1alpha1.GoalReasonSuspended
	case s.Guardrail && s.Met != nil && !s.Stale:
		return metOr(*s.Met, "Holds", "Broken")
	case s.Outlook != "":
		return string(s.Outlook)
	case s.Met == nil && s.Reason == "":
		return ""
	case s.Met == nil || s.Part != "" && s.Stale:
		return string(v1alpha1.OutlookUnknown)
	case s.Kind == lineage.KindOutcome:
		return metOr(*s.Met, "Delivered", v1alpha1.CustomerOutcomeReasonNotDelivered)
	}
	return metOr(*s.Met, "Met", "NotMet")
}

func metOr(met bool, yes, no string) string {
	if met {
		return yes
	}
	return no
}

// doubtful tells whether what is known of a goal is in part old.
func doubtful(s lineage.Subject) bool { return s.Stale || s.Outdated != nil }

// marked is a score or a verdict as a table has it, with a question mark where it is in part old.
func marked(s lineage.Subject, text string) string {
	if text == "" || !doubtful(s) || text == string(v1alpha1.OutlookUnknown) || text == v1alpha1.GoalReasonSuspended {
		return text
	}
	return text + "?"
}

// doubtWords say why a goal's score is in part old; empty where it is not.
func doubtWords(s lineage.Subject) string {
	switch {
	case s.Stale && s.Part == "" && s.Outdated != nil:
		return "of an older spec, and of numbers that are in part stale"
	case s.Stale && s.Part == "":
		return "of numbers that are in part stale"
	case s.Outdated != nil:
		return "of an older spec"
	}
	return ""
}

// subjectStyle is how it is coloured.
func subjectStyle(p terminal.Palette, s lineage.Subject) func(string) string {
	switch {
	case s.Suspended || s.Outdated != nil:
		return p.Muted
	case s.Guardrail && s.Met != nil && !*s.Met:
		return p.Bad
	case s.Outlook != "":
		return outlookStyle(p, s.Outlook)
	case s.Met != nil && *s.Met && !s.Stale:
		return p.Good
	}
	return p.Warn
}

// valueWords are a value with its unit, marked where it is the last good one and not fresh.
func valueWords(s lineage.Subject) string {
	words := quantity(*s.Value, s.Unit)
	if s.Stale {
		words += " (not fresh: " + inWords(s.Reason) + ")"
	}
	return words
}
