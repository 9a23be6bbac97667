/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// readiness gathers what keeps the operator from its work, and what was not measured.
func (j *objectiveJudge) readiness() readiness {
	var r readiness
	for _, kr := range j.keyResults {
		r.see(kr.Name, kr.status.Reason, kr.status.Message)
	}
	if waiting := j.names(func(kr *keyResult) bool { return kr.waits }); waiting != "" {
		r.waiting = "asked from the period's start on: " + waiting
	}
	return r
}

// met counts the key results that are met, guardrails left out: "1/3".
func (j *objectiveJudge) met() string {
	met, all := 0, 0
	for _, kr := range j.keyResults {
		if kr.Guardrail {
			continue
		}
		all++
		if kr.status.Met != nil && *kr.status.Met {
			met++
		}
	}
	return fmt.Sprintf("%d/%d", met, all)
}

// names of the key results for which is holds, in spec order.
func (j *objectiveJudge) names(is func(*keyResult) bool) string {
	var names []string
	for _, kr := range j.keyResults {
		if is(kr) {
			names = append(names, kr.Name)
		}
	}
	return strings.Join(names, ", ")
}

// concludeMet says whether the full targets are met.
func (j *objectiveJudge) concludeMet(status *v1alpha1.ObjectiveStatus, c conditions) {
	broken := j.names(func(kr *keyResult) bool { return kr.broken })
	unmet := j.names(func(kr *keyResult) bool {
		return !kr.Guardrail && kr.measured && kr.status.Met != nil && !*kr.status.Met
	})
	unknown := j.names(func(kr *keyResult) bool { return !kr.measured })
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.ObjectiveConditionKeyResultsMet, s, reason, message)
	}
	switch {
	case status.Outlook == v1alpha1.OutlookPending:
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotStarted, "the period has not begun")
	case broken != "":
		set(metav1.ConditionFalse, v1alpha1.ObjectiveReasonGuardrailBroken, "broken: "+broken)
	case unmet != "":
		set(metav1.ConditionFalse, v1alpha1.ObjectiveReasonNotAllMet, "not met: "+unmet)
	case unknown != "":
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotMeasured, "not measured: "+unknown)
	default:
		set(metav1.ConditionTrue, v1alpha1.ObjectiveReasonAllMet, "every key result is met")
	}
}

// concludeOnTrack says whether the objective will succeed, or has.
func (j *objectiveJudge) concludeOnTrack(status *v1alpha1.ObjectiveStatus, c conditions) {
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.ObjectiveConditionOnTrack, s, reason, message)
	}
	unmeasured := j.names(func(kr *keyResult) bool { return !kr.measured && (!kr.Guardrail || j.ended()) })
	switch status.Outlook {
	case v1alpha1.OutlookPending:
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotStarted, "the period has not begun")
	case v1alpha1.OutlookOnTrack, v1alpha1.OutlookAchieved:
		set(metav1.ConditionTrue, string(status.Outlook), j.standing(status))
	case v1alpha1.OutlookUnknown:
		if unmeasured != "" {
			set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotMeasured, "not measured: "+unmeasured)
			return
		}
		open := j.names(func(kr *keyResult) bool { return !kr.Guardrail && kr.status.Outlook == v1alpha1.OutlookUnknown })
		set(metav1.ConditionUnknown, v1alpha1.ObjectiveReasonInsufficientData, j.standing(status)+"; no outlook for "+open)
	default:
		set(metav1.ConditionFalse, string(status.Outlook), j.standing(status))
	}
}

// standing says how the objective stands, with the key results that its outlook comes from.
func (j *objectiveJudge) standing(status *v1alpha1.ObjectiveStatus) string {
	text := "no score yet"
	if status.Score != nil {
		text = fmt.Sprintf("score %s, %s expected", number(*status.Score), number(*status.ExpectedScore))
	}
	if status.Probability != nil {
		text += "; " + j.likelihood(*status.Probability)
	}
	behind := j.names(func(kr *keyResult) bool { return !kr.Guardrail && lags(kr.status.Outlook) })
	broken := j.names(func(kr *keyResult) bool { return kr.broken })
	if behind != "" {
		text += "; behind: " + behind
	}
	if broken != "" {
		text += "; guardrail broken: " + broken
	}
	if behind == "" && broken == "" && lags(status.Outlook) {
		text += "; least sure: " + j.leastSure() // all of them together are what is behind
	}
	return text
}

// lags tells whether an outlook is not good.
func lags(o v1alpha1.Outlook) bool {
	return o == v1alpha1.OutlookOffTrack || o == v1alpha1.OutlookAtRisk || o == v1alpha1.OutlookMissed
}

// likelihood says how probable success is, and which key results that leaves out.
func (j *objectiveJudge) likelihood(p float64) string {
	text := Chance(p) + " to make it"
	if without := j.names(func(kr *keyResult) bool { return !kr.frozen && !kr.odds.known }); without != "" {
		text += ", without: " + without
	}
	return text
}

// leastSure names the key results with the lowest written probability.
func (j *objectiveJudge) leastSure() string {
	lowest := 1.0
	for _, kr := range j.keyResults {
		if kr.status.Probability != nil {
			lowest = min(lowest, *kr.status.Probability)
		}
	}
	return j.names(func(kr *keyResult) bool { return kr.status.Probability != nil && *kr.status.Probability == lowest })
}

// carryObjective lets the judgements stand as they are, for this generation.
func (c conditions) carryObjective() {
	for _, kind := range []string{v1alpha1.ObjectiveConditionKeyResultsMet, v1alpha1.ObjectiveConditionOnTrack} {
		c.carry(kind, v1alpha1.ObjectiveReasonNotMeasured, "never measured")
	}
}

// invalidObjective sets the conditions of a spec that cannot be judged.
func (c conditions) invalidObjective(err error) {
	c.invalid(err)
	for _, kind := range []string{v1alpha1.ObjectiveConditionKeyResultsMet, v1alpha1.ObjectiveConditionOnTrack} {
		c.set(kind, metav1.ConditionUnknown, v1alpha1.ObjectiveReasonNotMeasured, "the spec cannot be judged: "+err.Error())
	}
}

// align sets the condition that says whether the objective serves a customer outcome.
func (c conditions) align(a Alignment) {
	status := metav1.ConditionFalse
	if a.Reason == v1alpha1.ObjectiveReasonServesOutcome {
		status = metav1.ConditionTrue
	}
	c.set(v1alpha1.ObjectiveConditionCustomerAligned, status, a.Reason, a.Message)
}
