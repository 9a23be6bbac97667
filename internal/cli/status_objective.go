/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/evaluate"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// ofObjective writes an objective.
func (p *page) ofObjective(o *v1alpha1.Objective) {
	paint := outlookStyle(p.Palette, p.outlook)
	p.field("Outlook", outlookWords(o.Status), paint)
	p.bar("Score", p.score, p.expected, p.scoreWords(o.Status), paint)
	p.field("Why", p.condition(v1alpha1.ObjectiveConditionOnTrack).Message, plain)
	p.servesWhom(o)
	p.field("Description", o.Spec.Description, plain)
	p.field("Owner", ownerWords(o.Spec.Owner), plain)
	p.field("Period", p.periodWords(o.Spec.Period), plain)
	p.field("Commitment", commitmentWords(o.Spec.Commitment), plain)
	if ref := o.Spec.ParentRef; ref != nil {
		text, paint := path(o.Namespace, *ref), plain
		if p.absent(p.world.Objective(o.Namespace, *ref) != nil) {
			text, paint = text+": "+notFound(o.Namespace, *ref), p.Warn
		}
		p.field("Part of", text, paint)
	}
	p.asOf()
	p.keyResults(o, "Key results", false)
	p.keyResults(o, "Guardrails", true)
}

// outlookWords are an objective's outlook and probability, or its verdict and grade.
func outlookWords(status v1alpha1.ObjectiveStatus) string {
	text := string(cmp.Or(status.Outlook, v1alpha1.OutlookUnknown))
	if status.Probability != nil {
		text += ", " + evaluate.Chance(*status.Probability) + " to make it"
	}
	if status.Grade != "" {
		text += ", graded " + string(status.Grade)
	}
	return text
}

// scoreText is a score as a number.
func (p *page) scoreText(score *float64) string {
	switch {
	case score == nil:
		return "no score yet"
	case p.stale:
		return figure(*score) + ", of numbers that are in part stale"
	}
	return figure(*score)
}

// scoreWords are an objective's score and what was expected.
func (p *page) scoreWords(status v1alpha1.ObjectiveStatus) string {
	text := p.scoreText(status.Score)
	if status.ExpectedScore != nil {
		text += ", " + figure(*status.ExpectedScore) + " expected"
	}
	if status.KeyResultsMet != "" {
		text += ", " + ofAll(status.KeyResultsMet) + " met"
	}
	return text
}

// servesWhom writes the customers' words that an objective is for.
func (p *page) servesWhom(o *v1alpha1.Objective) {
	label, outcomes := "For", p.served(o)
	for _, served := range outcomes {
		p.field(label, quoted(served.Spec.Statement), p.Bold)
		p.field("", joined(personaWords(served.Spec.Persona), goalKinds[1].reference(path(o.Namespace, refTo(served)))), p.Muted)
		label = ""
	}
	for _, ref := range o.Spec.OutcomeRefs {
		if p.absent(p.world.Outcome(o.Namespace, ref) != nil) {
			p.field(label, goalKinds[1].reference(path(o.Namespace, ref))+": "+notFound(o.Namespace, ref), p.Warn)
			label = ""
		}
	}
	aligned := p.condition(v1alpha1.ObjectiveConditionCustomerAligned)
	switch {
	case aligned.Status == metav1.ConditionFalse:
		p.field("For", aligned.Message, p.Warn)
	case label == "" && len(outcomes) < len(o.Spec.OutcomeRefs) && p.store.refused:
		p.field("", aligned.Message, p.Warn)
	case label != "" && p.store.refused:
		p.field("For", joined(aligned.Message, "you may not read more of it"), plain)
	case label != "":
		p.field("For", aligned.Message, plain)
	}
}

// absent tells whether what was looked up is not there. Of what the reader may not read, or that could not be read, nobody
// knows.
func (p *page) absent(found bool) bool { return !found && !p.store.refused && p.world.Err() == nil }

// notFound says why a reference leads nowhere.
func notFound(namespace string, ref v1alpha1.ObjectReference) string {
	if ref.Namespace == "" || ref.Namespace == namespace {
		return "not found"
	}
	return "not found, or not shared with this namespace"
}

// mostAncestors is how far up a page looks for whom an objective serves.
const mostAncestors = 20

// served are the outcomes that an objective serves, or the nearest of its parents that serves any.
func (p *page) served(o *v1alpha1.Objective) []*v1alpha1.CustomerOutcome {
	var outcomes []*v1alpha1.CustomerOutcome
	for range mostAncestors {
		for _, ref := range o.Spec.OutcomeRefs {
			if outcome := p.world.Outcome(o.Namespace, ref); outcome != nil {
				outcomes = append(outcomes, outcome)
			}
		}
		if len(outcomes) > 0 || o.Spec.ParentRef == nil {
			return outcomes
		}
		if o = p.world.Objective(o.Namespace, *o.Spec.ParentRef); o == nil {
			return nil
		}
	}
	return nil
}

// refTo refers to an object by name and namespace.
func refTo(o world.Object) v1alpha1.ObjectReference {
	return v1alpha1.ObjectReference{Name: o.GetName(), Namespace: o.GetNamespace()}
}

// path names a reference as its own namespace sees it.
func path(namespace string, ref v1alpha1.ObjectReference) string {
	if ref.Namespace == "" || ref.Namespace == namespace {
		return ref.Name
	}
	return ref.Name + " -n " + ref.Namespace
}

// personaWords say who speaks.
func personaWords(persona *v1alpha1.Persona) string {
	if persona == nil {
		return ""
	}
	parts := slices.DeleteFunc([]string{persona.Name, persona.Segment}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

// commitmentWords say what counts as success.
func commitmentWords(c v1alpha1.Commitment) string {
	if c == v1alpha1.CommitmentAspirational {
		return "Aspirational: a score of 0.7 is a success"
	}
	return "Committed: every target is to be met in full"
}

// periodWords are the days of a period, and how much of it is over.
func (p *page) periodWords(period v1alpha1.Period) string {
	first, last := dayWords(period.Start), dayWords(period.End)
	if year := last[max(0, len(last)-5):]; strings.HasSuffix(first, year) {
		first = strings.TrimSuffix(first, year)
	}
	text := first + " to " + last
	span, err := evaluate.PeriodOf(period)
	if err != nil {
		return text + ": " + err.Error()
	}
	now := p.Clock.Now()
	text += " (" + span.Location.String() + "), "
	switch {
	case now.Before(span.Start):
		return text + "begins in " + days(span.Start.Sub(now))
	case !now.Before(span.End):
		return text + "over since " + days(now.Sub(span.End))
	}
	share := float64(now.Sub(span.Start)) / float64(span.End.Sub(span.Start))
	return text + fmt.Sprintf("%.0f %% over, %s left", math.Floor(share*100), days(span.End.Sub(now)))
}

// days writes a length of time, in hours where it is short.
func days(d time.Duration) string {
	const day = 24 * time.Hour
	if d < 2*day {
		return counted(int(d/time.Hour), "hour", "hours")
	}
	return counted(int(d/day), "day", "days")
}
