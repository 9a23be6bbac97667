/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// Shelf is what stands on one level of a scorecard: what its selector and its refs found, each once.
type Shelf struct {
	// Objectives on the level.
	Objectives []*v1alpha1.Objective
	// Outcomes on the level.
	Outcomes []*v1alpha1.CustomerOutcome
	// Indicators on the level.
	Indicators []*v1alpha1.Indicator
	// Missing are the level's refs that lead to nothing.
	Missing []v1alpha1.GoalReference
}

// ScorecardInput is all that a scorecard's status depends on.
type ScorecardInput struct {
	// Scorecard with its spec, its generation and its previous status. It is not changed.
	Scorecard *v1alpha1.Scorecard
	// Now is the time of the evaluation.
	Now time.Time
	// Ask gives the answers to the questions of the north star.
	Ask Ask
	// Refer gives the scores of the objectives that the north star refers to.
	Refer Refer
	// Define gives the Indicators that the north star refers to.
	Define Define
	// Levels are what stands on the levels, in the order of the spec.
	Levels []Shelf
}

// northStarName is what the north star is called among the measures of a scorecard.
const northStarName = "north-star"

// Scorecard evaluates a scorecard.
func Scorecard(in ScorecardInput) ScorecardResult {
	card := in.Scorecard
	status := new(card.Status) // what is behind its pointers is replaced, never changed
	status.ObservedGeneration = card.Generation
	c := renew(&status.Conditions, card.Generation, in.Now)
	var result ScorecardResult
	if err := usableCard(card); card.Spec.Suspend {
		c.suspended()
		c.carryScorecard()
	} else if err != nil {
		status.Score, status.LevelsOnTrack, status.NorthStar, status.Levels = nil, "", nil, nil // they speak of another spec
		c.invalidScorecard(err)
	} else {
		r := scorecardReader(in)
		r.northStar(status, c, card)
		stack(status, c, in)
		result.Incomplete, result.Next = r.incomplete, r.next
	}
	result.settle(card.Status, status, &status.EvaluatedTime, in.Now, sameScorecard)
	return result
}

// usableCard tells what admission cannot see: a selector is a text with rules of its own.
func usableCard(card *v1alpha1.Scorecard) error {
	for _, level := range card.Spec.Levels {
		selectors := []*metav1.LabelSelector{level.Selector}
		if level.Namespaces != nil {
			selectors = append(selectors, level.Namespaces.Selector)
		}
		for _, selector := range selectors {
			if _, err := metav1.LabelSelectorAsSelector(selector); err != nil {
				return fmt.Errorf("levels[%s]: the selector cannot be read: use the operators In, NotIn, Exists and DoesNotExist, and valid labels", level.Name)
			}
		}
	}
	if star := card.Spec.NorthStar; star != nil {
		if err := usable(star.Measure, star.Target, false); err != nil {
			return errors.New("northStar: " + err.Error())
		}
	}
	return nil
}

func scorecardReader(in ScorecardInput) *reader {
	card := in.Scorecard
	return &reader{
		namespace: card.Namespace, source: card.Spec.SourceRef, interval: card.Spec.Interval.Or(DefaultInterval),
		location: time.UTC, now: in.Now, ask: in.Ask, refer: in.Refer, define: in.Define,
		fresh: card.Status.ObservedGeneration != card.Generation,
	}
}

// northStar measures the north star, if there is one.
func (r *reader) northStar(status *v1alpha1.ScorecardStatus, c conditions, card *v1alpha1.Scorecard) {
	star := card.Spec.NorthStar
	if star == nil {
		status.NorthStar = nil
		c.ready(readiness{}, "there is no north star to measure")
		return
	}
	ind := &indicator{OutcomeIndicator: &v1alpha1.OutcomeIndicator{
		Name: northStarName, Title: star.Title, Unit: star.Unit, Measure: star.Measure, Target: star.Target,
	}}
	if card.Status.NorthStar != nil {
		ind.before = *card.Status.NorthStar
	}
	r.judge(ind)
	status.NorthStar = &ind.status
	var ready readiness
	ready.see(ind.Name, ind.status.Reason, ind.status.Message)
	c.ready(ready, "the north star gave a number")
}

// stack rolls up what stands on the levels.
func stack(status *v1alpha1.ScorecardStatus, c conditions, in ScorecardInput) {
	levels := make([]level, 0, len(in.Levels))
	status.Levels = make([]v1alpha1.LevelStatus, 0, len(in.Levels))
	var scores []scoring.Weighted
	good, counted := 0, 0
	for i, spec := range in.Scorecard.Spec.Levels {
		l := level{spec: spec, shelf: in.Levels[i], namespace: in.Scorecard.Namespace}
		l.sum()
		levels = append(levels, l)
		status.Levels = append(status.Levels, l.status)
		if l.scored {
			scores = append(scores, scoring.Weighted{Weight: 1, Score: l.score})
		}
		if l.status.Outlook != "" {
			counted++
		}
		if l.status.Outlook == v1alpha1.OutlookOnTrack || l.status.Outlook == v1alpha1.OutlookAchieved {
			good++
		}
	}
	status.Score = nil
	if mean, ok := scoring.Mean(scores); ok {
		status.Score = rounded(mean)
	}
	status.LevelsOnTrack = fmt.Sprintf("%d/%d", good, counted)
	c.concludeLevels(levels)
	c.alignLevels(levels)
}

// level is one level under judgement.
type level struct {
	spec      v1alpha1.Level
	shelf     Shelf
	namespace string // of the scorecard
	status    v1alpha1.LevelStatus
	scored    bool
	score     float64
}

// severity orders outlooks from the worst to the best. What has not begun says nothing of the others.
var severity = []v1alpha1.Outlook{
	v1alpha1.OutlookMissed, v1alpha1.OutlookOffTrack, v1alpha1.OutlookUnknown, v1alpha1.OutlookAtRisk, v1alpha1.OutlookOnTrack,
	v1alpha1.OutlookAchieved, v1alpha1.OutlookPending,
}

// inWords are the outlooks that are not good.
var inWords = map[v1alpha1.Outlook]string{
	v1alpha1.OutlookMissed: "missed", v1alpha1.OutlookOffTrack: "off track", v1alpha1.OutlookAtRisk: "at risk",
}

// worstOf is the worst of outlooks; empty: there is none.
func worstOf(outlooks []v1alpha1.Outlook) v1alpha1.Outlook {
	for _, o := range severity {
		if slices.Contains(outlooks, o) {
			return o
		}
	}
	return ""
}

// outlookOf is an objective's outlook; one that was never evaluated is unknown.
func outlookOf(o *v1alpha1.Objective) v1alpha1.Outlook {
	if o.Status.Outlook == "" {
		return v1alpha1.OutlookUnknown
	}
	return o.Status.Outlook
}

// sum rolls up what stands on a level.
func (l *level) sum() {
	l.status = v1alpha1.LevelStatus{
		Name: l.spec.Name, Objectives: count(l.shelf.Objectives), Outcomes: count(l.shelf.Outcomes), Indicators: count(l.shelf.Indicators),
		Message: shorten(l.gaps()),
	}
	var scores []scoring.Weighted
	add := func(score *float64) {
		if score != nil {
			scores = append(scores, scoring.Weighted{Weight: 1, Score: *score})
		}
	}
	var outlooks []v1alpha1.Outlook
	met := 0
	for _, o := range l.shelf.Objectives {
		add(o.Status.Score)
		outlooks = append(outlooks, outlookOf(o))
		if meta.IsStatusConditionTrue(o.Status.Conditions, v1alpha1.ObjectiveConditionKeyResultsMet) {
			met++
		}
	}
	for _, o := range l.shelf.Outcomes {
		add(o.Status.Score)
	}
	l.status.Outlook = worstOf(outlooks)
	l.status.ObjectivesMet = fmt.Sprintf("%d/%d", met, len(l.shelf.Objectives))
	if l.score, l.scored = scoring.Mean(scores); l.scored {
		l.status.Score = rounded(l.score)
	}
}

func count[T any](goals []T) int32 { return int32(min(len(goals), 1<<30)) }

// gaps says what is missing on a level.
func (l *level) gaps() string {
	var missing []string
	for _, ref := range l.shelf.Missing {
		missing = append(missing, string(ref.Kind)+" "+path(l.namespace, ref.ObjectReference))
	}
	switch {
	case len(missing) > 0:
		return "not found: " + strings.Join(missing, ", ") + ": is the name right, and does it share with this namespace?"
	case len(l.shelf.Objectives)+len(l.shelf.Outcomes)+len(l.shelf.Indicators) == 0:
		return "it selects nothing: label goals for it, or name them in refs"
	}
	return ""
}

// namesWith are the objectives of the levels for which is holds, each once, in their order.
func namesWith(levels []level, is func(*v1alpha1.Objective) bool) []string {
	var names []string
	seen := map[string]bool{}
	for _, l := range levels {
		for _, o := range l.shelf.Objectives {
			if is(o) && !seen[key(o)] {
				seen[key(o)] = true
				names = append(names, path(l.namespace, v1alpha1.ObjectReference{Namespace: o.Namespace, Name: o.Name}))
			}
		}
	}
	return names
}

// namesLimit is how many names a message lists.
const namesLimit = 10

func listUpTo(names []string) string {
	if len(names) <= namesLimit {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:namesLimit], ", "), len(names)-namesLimit)
}

// concludeLevels says whether every level will succeed.
func (c conditions) concludeLevels(levels []level) {
	var outlooks []v1alpha1.Outlook
	for _, l := range levels {
		outlooks = append(outlooks, l.status.Outlook)
	}
	worst := worstOf(outlooks)
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.ScorecardConditionOnTrack, s, reason, message)
	}
	named := listUpTo(namesWith(levels, func(o *v1alpha1.Objective) bool { return outlookOf(o) == worst }))
	switch worst {
	case "":
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotMeasured, "there is no objective on any level")
	case v1alpha1.OutlookPending:
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotStarted, "no objective's period has begun")
	case v1alpha1.OutlookUnknown:
		set(metav1.ConditionUnknown, unknownReason(levels), "no outlook: "+named)
	case v1alpha1.OutlookOnTrack, v1alpha1.OutlookAchieved:
		set(metav1.ConditionTrue, string(worst), "every level is on track")
	default:
		set(metav1.ConditionFalse, string(worst), inWords[worst]+": "+named)
	}
}

// unknownReason is why objectives have no outlook: not measured is the graver reason.
func unknownReason(levels []level) string {
	unmeasured := namesWith(levels, func(o *v1alpha1.Objective) bool {
		return outlookOf(o) == v1alpha1.OutlookUnknown &&
			reasonOf(o.Status.Conditions, v1alpha1.ObjectiveConditionOnTrack) != v1alpha1.ObjectiveReasonInsufficientData
	})
	if len(unmeasured) > 0 {
		return v1alpha1.ObjectiveReasonNotMeasured
	}
	return v1alpha1.ObjectiveReasonInsufficientData
}

// alignLevels says whether every objective serves a customer outcome.
func (c conditions) alignLevels(levels []level) {
	alignment := func(o *v1alpha1.Objective) metav1.ConditionStatus {
		if a := meta.FindStatusCondition(o.Status.Conditions, v1alpha1.ObjectiveConditionCustomerAligned); a != nil {
			return a.Status
		}
		return metav1.ConditionUnknown
	}
	with := func(s metav1.ConditionStatus) []string {
		return namesWith(levels, func(o *v1alpha1.Objective) bool { return alignment(o) == s })
	}
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.ScorecardConditionCustomerAligned, s, reason, message)
	}
	unaligned, pending := with(metav1.ConditionFalse), with(metav1.ConditionUnknown)
	switch {
	case len(unaligned) > 0:
		set(metav1.ConditionFalse, v1alpha1.ScorecardReasonNotAllAligned, "serve no customer outcome: "+listUpTo(unaligned))
	case len(pending) > 0:
		set(metav1.ConditionUnknown, v1alpha1.GoalReasonProgressing, "not evaluated yet: "+listUpTo(pending))
	case len(with(metav1.ConditionTrue)) == 0:
		set(metav1.ConditionUnknown, v1alpha1.ScorecardReasonNoObjective, "there is no objective on any level")
	default:
		set(metav1.ConditionTrue, v1alpha1.ScorecardReasonAllAligned, "every objective serves a customer outcome")
	}
}

// invalidScorecard sets the conditions of a spec that cannot be judged.
func (c conditions) invalidScorecard(err error) {
	c.invalid(err)
	message := "the spec cannot be judged: " + err.Error()
	c.set(v1alpha1.ScorecardConditionOnTrack, metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotMeasured, message)
	c.set(v1alpha1.ScorecardConditionCustomerAligned, metav1.ConditionUnknown, v1alpha1.ScorecardReasonNoObjective, message)
}

// carryScorecard lets the judgements stand as they are, for this generation.
func (c conditions) carryScorecard() {
	c.carry(v1alpha1.ScorecardConditionOnTrack, v1alpha1.ObjectiveReasonNotMeasured, "never evaluated")
	c.carry(v1alpha1.ScorecardConditionCustomerAligned, v1alpha1.ScorecardReasonNoObjective, "never evaluated")
}
