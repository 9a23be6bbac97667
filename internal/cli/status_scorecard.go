/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// northStarName is what the status calls the north star.
const northStarName = "north-star"

// ofScorecard writes a scorecard.
func (p *page) ofScorecard(o *v1alpha1.Scorecard) {
	paint := outlookStyle(p.Palette, p.outlook)
	p.field("Mission", quoted(o.Spec.Mission), p.Bold)
	p.field("Outlook", string(p.outlook), paint)
	p.bar("Score", p.score, p.expected, scorecardScore(o.Status), paint)
	p.field("Why", p.condition(v1alpha1.ScorecardConditionOnTrack).Message, plain)
	if aligned := p.condition(v1alpha1.ScorecardConditionCustomerAligned); aligned.Message != "" {
		p.field("Customers", aligned.Message, plain)
	}
	p.asOf()
	if star := o.Spec.NorthStar; star != nil {
		p.section("North star")
		p.items([]measuredItem{p.ofOutcomeIndicator(northStarName, star.Title, star.Unit, o.Status.NorthStar)})
	}
	p.section("Levels")
	for _, level := range o.Spec.Levels {
		p.level(o, level)
	}
}

func scorecardScore(status v1alpha1.ScorecardStatus) string {
	text := "no score yet"
	if status.Score != nil {
		text = figure(*status.Score) // whatever the north star's number is: it is not in it
	}
	if status.LevelsOnTrack != "" {
		text += ", " + ofAll(status.LevelsOnTrack) + " levels on track"
	}
	return text
}

// level writes one altitude, and the question that it answers.
func (p *page) level(o *v1alpha1.Scorecard, level v1alpha1.Level) {
	at := slices.IndexFunc(o.Status.Levels, func(s v1alpha1.LevelStatus) bool { return s.Name == level.Name })
	status := v1alpha1.LevelStatus{Name: level.Name, Message: "not evaluated yet"}
	if at >= 0 {
		status = o.Status.Levels[at]
	}
	height := ""
	if level.AltitudeFeet != nil {
		height = feet(*level.AltitudeFeet)
	}
	verdict := cmp.Or(string(status.Outlook), "no outlook")
	paint := outlookStyle(p.Palette, status.Outlook)
	p.b.WriteString(strings.Join([]string{
		terminal.PadLeft(height, len("10,000 ft")), paint(terminal.Bar(known(status.Score), known(nil), itemBar)),
		terminal.Pad(figure(known(status.Score)), 4), paint(verdict),
	}, "  ") + "\n")
	const indent = 11
	p.text(indent, cmp.Or(level.Title, level.Name), p.Bold)
	p.text(indent, level.Question, plain)
	if at >= 0 {
		p.text(indent, levelCounts(status), p.Muted)
	}
	p.text(indent, status.Message, p.Warn)
}

// levelCounts say what is on a level.
func levelCounts(s v1alpha1.LevelStatus) string {
	text := counted(int(s.Objectives), "objective", "objectives")
	if s.ObjectivesMet != "" {
		text += " (" + ofAll(s.ObjectivesMet) + " met)"
	}
	return fmt.Sprintf("%s, %s, %s", text,
		counted(int(s.Outcomes), "customer outcome", "customer outcomes"), counted(int(s.Indicators), "indicator", "indicators"))
}

// feet is a height as people write it: "10,000 ft".
func feet(height int32) string {
	text := strconv.Itoa(int(height))
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text + " ft"
}
