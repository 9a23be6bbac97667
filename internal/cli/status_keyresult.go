/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// measuredItem is a key result, an indicator of an outcome or a north star, in what a page shows of each.
type measuredItem struct {
	frozen bool // judged as of its due day

	name, title     string
	unit            string
	value           *float64
	target          string
	score, expected float64
	verdict         string // what stands behind the bar
	style           func(string) string
	due, met        string
	forecast        string
	observed        *metav1.Time
	reason          v1alpha1.MeasureReason
	message         string
}

// keyResults writes the key results of an objective, or its guardrails.
func (p *page) keyResults(o *v1alpha1.Objective, title string, guardrails bool) {
	var items []measuredItem
	for _, kr := range o.Spec.KeyResults {
		if kr.Guardrail == guardrails {
			items = append(items, p.ofKeyResult(o, kr))
		}
	}
	if len(items) > 0 {
		p.section(title)
		p.items(items)
	}
}

// ofKeyResult is what is shown of a key result. One that the status does not know yet has nothing but its name.
func (p *page) ofKeyResult(o *v1alpha1.Objective, kr v1alpha1.KeyResult) measuredItem {
	at := slices.IndexFunc(o.Status.KeyResults, func(s v1alpha1.KeyResultStatus) bool { return s.Name == kr.Name })
	if at < 0 {
		return measuredItem{
			name: kr.Name, title: keyResultTitle(kr), score: known(nil), expected: known(nil),
			verdict: "not evaluated yet", style: p.Warn, due: "due " + dayWords(cmp.Or(kr.Due, o.Spec.Period.End)),
		}
	}
	status := o.Status.KeyResults[at]
	item := measuredItem{
		frozen: status.Outlook == v1alpha1.OutlookAchieved || status.Outlook == v1alpha1.OutlookMissed,
		name:   kr.Name, title: keyResultTitle(kr), unit: kr.Unit, value: status.Value, target: status.Target,
		score: known(status.Score), expected: known(status.Expected), verdict: keyResultVerdict(status),
		style: outlookStyle(p.Palette, status.Outlook),
		due:   "due " + dayWords(cmp.Or(kr.Due, o.Spec.Period.End)), met: metWords(status, o.Spec.Period),
		forecast: forecastWords(status.Forecast, kr), observed: status.ObservedTime, reason: status.Reason, message: status.Message,
	}
	if kr.Guardrail {
		p.asGuardrail(&item, status.Met)
	}
	return item
}

// asGuardrail tells of a limit: it holds, or it is broken.
func (p *page) asGuardrail(item *measuredItem, met *bool) {
	switch {
	case met == nil || item.reason.Stale():
		item.verdict, item.style = "Unknown", p.Warn
	case *met:
		item.verdict, item.style = "holds", p.Good
	default:
		item.verdict, item.style = "broken", p.Bad
	}
}

// keyResultTitle is the title of a key result, with its type and its weight where that is not the usual one.
func keyResultTitle(kr v1alpha1.KeyResult) string {
	var marks []string
	if kr.Type != "" {
		marks = append(marks, strings.ToLower(string(kr.Type)))
	}
	if kr.Weight != nil && *kr.Weight != 1 {
		marks = append(marks, fmt.Sprintf("weight %d", *kr.Weight))
	}
	if len(marks) == 0 {
		return kr.Title
	}
	return strings.TrimSpace(kr.Title + " (" + strings.Join(marks, ", ") + ")")
}

// keyResultVerdict is the outlook of a key result with its probability.
func keyResultVerdict(status v1alpha1.KeyResultStatus) string {
	text := string(cmp.Or(status.Outlook, v1alpha1.OutlookUnknown))
	if status.Probability != nil {
		text += ", " + evaluate.Chance(*status.Probability)
	}
	return text
}

// metWords say since when a target is met, or was.
func metWords(status v1alpha1.KeyResultStatus, period v1alpha1.Period) string {
	met := status.Met != nil && *status.Met
	switch {
	case status.MetTime == nil && met:
		return "met"
	case status.MetTime == nil:
		return ""
	case met:
		return "met, first on " + dayIn(status.MetTime, period)
	}
	return "not met now, but was on " + dayIn(status.MetTime, period)
}

// dayIn is the day of a time in a period's zone; in UTC where that is not known.
func dayIn(t *metav1.Time, period v1alpha1.Period) string {
	location := time.UTC
	if span, err := evaluate.PeriodOf(period); err == nil {
		location = span.Location
	}
	return t.In(location).Format("2 January 2006")
}

// forecastWords are a forecast and its interval, in which the value lies in four cases of five.
func forecastWords(f *v1alpha1.Forecast, kr v1alpha1.KeyResult) string {
	if f == nil {
		return ""
	}
	if kr.Target.Maintain != nil && kr.Target.Maintain.TimeShare != nil {
		return fmt.Sprintf("forecast: inside for %s %% of the time (%s to %s)", figure(f.Value*100), figure(f.Low*100), figure(f.High*100))
	}
	return fmt.Sprintf("forecast %s (%s to %s)", quantity(f.Value, kr.Unit), figure(f.Low), figure(f.High))
}

// items writes measured numbers below each other: a line with a bar, and what is to be said about each.
func (p *page) items(items []measuredItem) {
	widest := 0
	for _, item := range items {
		widest = max(widest, terminal.Width(terminal.Clean(item.name)))
	}
	widest = min(widest, 32)
	for _, item := range items {
		name := terminal.Pad(terminal.Truncate(terminal.Clean(item.name), widest), widest)
		bar := item.style(terminal.Bar(item.score, item.expected, itemBar))
		verdict := item.style(terminal.Clean(item.verdict))
		p.b.WriteString("  " + p.Bold(name) + "  " + bar + "  " + terminal.Pad(item.scoreText(), 5) + " " + verdict + "\n")
		p.details(item)
	}
}

// scoreText is the score, with a question mark where it comes from a stale value.
func (item measuredItem) scoreText() string {
	if item.reason.Stale() && item.value != nil {
		return figure(item.score) + "?"
	}
	return figure(item.score)
}

// itemBar is the width of a bar in a list.
const itemBar = 16

// details writes what stands below the bar of a measured number.
func (p *page) details(item measuredItem) {
	const indent = 6
	p.text(indent, item.title, plain)
	value := "no value"
	if item.value != nil {
		value = quantity(*item.value, item.unit)
	}
	parts := []string{value}
	for _, part := range []string{wrapped("target ", item.target), item.due, item.met, item.forecast} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	p.text(indent, strings.Join(parts, "; "), plain)
	if item.message != "" || item.reason != "" {
		p.text(indent, joinedBy(": ", string(item.reason), item.message), item.style)
	}
	p.text(indent, p.age(item), p.Muted)
}

// age says when a value was written, which is only done when it changes. A stale one counts from when it was last seen.
// Whether the operator still asks is not in the status.
func (p *page) age(item measuredItem) string {
	switch {
	case item.observed == nil || item.value == nil:
		return ""
	case item.frozen:
		return "judged as of its due day; what is measured since does not count"
	case item.reason.Stale():
		return "stale: last seen " + p.ago(*item.observed)
	}
	return "written " + p.ago(*item.observed)
}

// wrapped puts words before a text, if there is one.
func wrapped(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// joinedBy puts two texts together.
func joinedBy(separator, a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + separator + b
}
