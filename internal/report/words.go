/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// shownDigits is how many digits of a number are shown; whole ones are shown whole.
const shownDigits = 4

// figure writes a number for people.
func figure(v float64) string {
	size := math.Abs(v)
	switch {
	case !finite(v):
		return "?"
	case size != 0 && (size < 1e-4 || size >= 1e15):
		return strconv.FormatFloat(v, 'g', shownDigits, 64)
	case size >= math.Pow10(shownDigits-1):
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', shownDigits, 64), 64) // what was written is read
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// quantity is a number with its unit.
func quantity(v float64, unit string) string { return strings.TrimSpace(figure(v) + " " + unit) }

// score is one of 0..1 as statuses have it; a dash where it is not known.
func score(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', 2, 64)
}

// percent is a probability; a dash where it is not known. Nothing is certain before it is over.
func percent(p *float64) string {
	switch {
	case p == nil:
		return "–"
	case *p > 0.99:
		return "over 99 %"
	case *p < 0.01:
		return "under 1 %"
	}
	return strconv.Itoa(int(math.Round(*p*100))) + " %"
}

// outlookWords are what people call outlooks.
var outlookWords = map[v1alpha1.Outlook]string{
	v1alpha1.OutlookPending: "not begun", v1alpha1.OutlookOnTrack: "on track", v1alpha1.OutlookAtRisk: "at risk",
	v1alpha1.OutlookOffTrack: "off track", v1alpha1.OutlookAchieved: "achieved", v1alpha1.OutlookMissed: "missed",
	v1alpha1.OutlookUnknown: "unknown",
}

// outlookMarks go before the words, so that an outlook is seen without colours.
var outlookMarks = map[v1alpha1.Outlook]string{
	v1alpha1.OutlookPending: "○", v1alpha1.OutlookOnTrack: "▲", v1alpha1.OutlookAtRisk: "◆", v1alpha1.OutlookOffTrack: "▼",
	v1alpha1.OutlookAchieved: "✔", v1alpha1.OutlookMissed: "✖", v1alpha1.OutlookUnknown: "?",
}

// verdictWords are what people call the verdicts on drivers.
func verdictWords(v v1alpha1.ExchangeVerdict) string {
	switch v {
	case v1alpha1.ExchangeSupported:
		return "supported"
	case v1alpha1.ExchangeNotSupported:
		return "not supported"
	case v1alpha1.ExchangeWrongDirection:
		return "against what was expected"
	case v1alpha1.ExchangeInsufficientData:
		return "too little data"
	}
	return "not tested yet"
}

// dayWords is a day as people write it; as it stands where it is none.
func dayWords(d v1alpha1.Date) string {
	day, err := time.Parse(time.DateOnly, d.Day())
	if err != nil {
		return clean(d.Day())
	}
	return day.Format("2 January 2006")
}

// momentWords is a time as people write it.
func momentWords(t time.Time) string { return t.Format("2 January 2006, 15:04 MST") }

// counted is a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// list joins words as a sentence does: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// reading says how to read a report, after what the lines of a chart are.
const reading = "A score is how much of the way is done, from 0 to 1, and the expected one is what the plan wants by now. An " +
	"outlook is by the chance to succeed: on track from 40 % on, off track under 15 %, at risk between, and it " +
	"holds on a little where it stands. A goal that is exactly on plan has a chance of about one half. The forecast " +
	"is for the due day alone; the fan only joins it with today. A target of 7 → 8 (0.7) → 8.5 goes from 7 to 8.5, and to " +
	"reach 8 earns the score in brackets, 0.7. Figures of old numbers count values that could not be measured anew. Unknown is an answer: it is neither good nor bad, " +
	"and no number is made up for it."

// words are what templates write with, of either format.
func (r *Report) words() map[string]any {
	return map[string]any{
		"moment":  momentWords,
		"when":    func(t time.Time) string { return momentWords(t.In(r.Time.Location())) },
		"day":     func(t time.Time) string { return t.In(r.Time.Location()).Format("2 January 2006") },
		"mark":    func(o v1alpha1.Outlook) string { return outlookMarks[o] },
		"words":   func(o v1alpha1.Outlook) string { return outlookWords[o] },
		"arrow":   func(d Direction) string { return directionMarks[d] },
		"course":  func(d Direction) string { return directionWords[d] },
		"reading": func() string { return reading },
		"verdict": verdictWords, "score": score, "percent": percent, "value": valueWords, "yes": yes, "stale": stale,
		"join": list, "delivered": delivered, "doubts": bracketed, "arrows": arrows, "first": first, "more": more,
	}
}

var (
	directionWords = map[Direction]string{Better: "better", Worse: "worse", Neither: "news"}
	directionMarks = map[Direction]string{Better: "▲", Worse: "▼", Neither: "●"}
)

// bracketed are words behind what they limit; empty: there are none.
func bracketed(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// arrows writes a target so that it is not broken between lines, as statuses have it in ASCII.
func arrows(text string) string { return arrowed.Replace(text) }

var arrowed = strings.NewReplacer(" -> ", "\u00a0→\u00a0", " (0.", "\u00a0(0.")

// named is how many goals a list in a sentence names at most.
const named = 10

func first(goals []Goal) []Goal { return goals[:min(named, len(goals))] }

// more is how many goals a list does not name.
func more(goals []Goal) int { return max(0, len(goals)-named) }

// unrepeated is how an objective stands without the figures that stand beside it anyway.
func unrepeated(o Objective) string {
	var parts []string
	for part := range strings.SplitSeq(o.Message, "; ") {
		_, without, likely := strings.Cut(part, " to make it")
		switch {
		case strings.HasPrefix(part, "score ") && strings.HasSuffix(part, " expected"):
		case likely && o.Probability != nil && without == "":
		case likely && o.Probability != nil:
			parts = append(parts, "chance "+strings.TrimPrefix(without, ", "))
		default:
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "; ")
}

// delivered says whether customers get what an outcome promises.
func delivered(d *bool) string {
	switch {
	case d == nil:
		return "? unknown"
	case *d:
		return "✔ delivered"
	}
	return "◆ not delivered"
}

// valueWords is a number's value with its unit.
func valueWords(n Number) string {
	if n.Value == nil {
		return "unknown"
	}
	return quantity(*n.Value, n.Unit)
}

// stale tells whether a number is an old one.
func stale(n Number) bool { return n.Value != nil && n.Reason.Stale() }

func yes(met *bool) string {
	switch {
	case met == nil:
		return "unknown"
	case *met:
		return "✔ yes"
	}
	return "no"
}
