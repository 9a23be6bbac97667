/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/lineage"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// mostReadable is how wide a text may be and still be read.
const mostReadable = 120

// whyView writes a line of sight for people.
type whyView struct {
	sheet
	goal lineage.Ref // that was asked for, or its objective
}

func (w *whyCommand) print(line *lineage.Line) error {
	_, err := io.WriteString(w.Out, lineText(line, w.palette(), min(w.columns(), mostReadable)))
	return err
}

// lineText is a line of sight as a page: the sentence, and each step with how it stands.
func lineText(line *lineage.Line, p terminal.Palette, width int) string {
	v := &whyView{sheet: sheet{Palette: p, width: width}, goal: line.Steps[0].Ref}
	if v.goal.Kind == lineage.KindKeyResult {
		v.goal = line.Steps[1].Ref
	}
	v.text(0, line.Sentence, v.Bold)
	v.b.WriteByte('\n')
	for _, caveat := range line.Caveats {
		v.field("beware", caveat.Message+": "+caveat.Mend, v.Warn)
	}
	up := slices.IndexFunc(line.Steps, func(s lineage.Step) bool { return s.Relation == lineage.RelationStandsOn })
	if up < 0 {
		up = len(line.Steps)
	}
	v.steps(line.Steps[:up])
	v.problems("broken", line.Broken, v.Bad)
	v.steps(line.Steps[up:])
	v.problems("missing", line.Gaps, v.Warn)
	if len(line.Below) > 0 {
		v.b.WriteByte('\n')
		v.steps(line.Below)
	}
	return v.b.String()
}

func (v *whyView) steps(steps []lineage.Step) {
	for _, s := range steps {
		v.field(v.relation(s), v.headline(s), v.Bold)
		verdict := verdictOf(s.Subject)
		for i, line := range v.wrap(v.detail(s), labelWidth) {
			if i == 0 && verdict != "" {
				line = subjectStyle(v.Palette, s.Subject)(verdict) + v.Muted(strings.TrimPrefix(line, verdict))
			} else {
				line = v.Muted(line)
			}
			v.b.WriteString(strings.Repeat(" ", labelWidth) + line + "\n")
		}
	}
}

func (v *whyView) problems(label string, problems []lineage.Problem, style func(string) string) {
	for _, p := range problems {
		v.field(label, p.Message, style)
		v.field("", p.Mend, plain)
	}
}

// relation is what a step is to the one before, in a word or two.
func (v *whyView) relation(s lineage.Step) string {
	switch s.Relation {
	case lineage.RelationShows:
		return "shows that"
	case lineage.RelationContributesTo:
		return "helps"
	case lineage.RelationServes, lineage.RelationShownFor:
		return "so that"
	case lineage.RelationSeenIn:
		return "seen in"
	case lineage.RelationMoves:
		return byVerdict(s.Evidence, "followed by", "may move", "tested for")
	case lineage.RelationMovedBy:
		return byVerdict(s.Evidence, "follows", "may follow", "tested with")
	case lineage.RelationStandsOn:
		if s.Question == "" {
			return "level"
		}
		return "answers"
	case lineage.RelationFulfils:
		return "mission"
	case lineage.RelationWorkedOnBy:
		return "worked on by"
	}
	if s.Kind == lineage.KindResult {
		return "result"
	}
	if kind, ok := kindNamed(string(s.Kind)); ok {
		return strings.TrimPrefix(kind.one, "customer ")
	}
	return "key result"
}

// byVerdict chooses words for evidence that was found, for what may yet be found, and for what the past speaks against.
func byVerdict(e *lineage.Evidence, found, open, against string) string {
	switch e.Verdict {
	case v1alpha1.ExchangeSupported:
		return found
	case v1alpha1.ExchangeNotSupported, v1alpha1.ExchangeWrongDirection:
		return against
	}
	return open
}

func (v *whyView) headline(s lineage.Step) string {
	if s.Question != "" {
		return s.Question
	}
	return partWords(s.Subject)
}

// detail is how a step stands, the verdict first, and what the command line takes for it.
func (v *whyView) detail(s lineage.Step) string {
	var words []string
	say := func(text string) {
		if text != "" {
			words = append(words, text)
		}
	}
	for _, part := range standingWords(s.Subject) {
		say(part)
	}
	if s.Value != nil {
		say("at " + valueWords(s.Subject))
	}
	if s.Target != "" {
		say("target " + s.Target)
	}
	if s.Probability != nil && s.Outlook != v1alpha1.OutlookAchieved && s.Outlook != v1alpha1.OutlookMissed {
		say("succeeds in " + evaluate.Chance(*s.Probability))
	}
	if s.Evidence != nil {
		say(s.Evidence.Words)
	}
	say(personaWords(s.Persona))
	if s.Via != nil && *s.Via != v.goal {
		say("by way of " + v.path(*s.Via))
	}
	if s.Question != "" {
		say("level " + s.Text)
	}
	say(v.path(s.Ref))
	return strings.Join(words, " · ")
}

// standingWords are a verdict and a score, and behind the last of them why it is in part old.
func standingWords(s lineage.Subject) []string {
	var words []string
	if verdict := verdictOf(s); verdict != "" {
		words = append(words, verdict)
	}
	if s.Score != nil {
		words = append(words, "score "+figure(*s.Score))
	}
	if doubt := doubtWords(s); doubt != "" && len(words) > 0 {
		words[len(words)-1] += " (" + doubt + ")"
	}
	return words
}

// path is the argument for a goal, with its namespace where that is another one than that of the goal that was asked for.
func (v *whyView) path(ref lineage.Ref) string {
	argument := argumentOf(ref)
	if argument != "" && ref.Namespace != v.goal.Namespace {
		argument += " -n " + ref.Namespace
	}
	return argument
}
