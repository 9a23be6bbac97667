/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import "slices"

// Rule is one thing that is looked for.
type Rule struct {
	// Code names the rule, in findings and where it is switched off.
	Code string `json:"code"`
	// Severity of its findings.
	Severity Severity `json:"severity"`
	// Finds says what it finds.
	Finds string `json:"finds"`
	// Why says why that matters.
	Why string `json:"why"`
}

// codeUnreadable is the code of what is no object.
const codeUnreadable = "unreadable"

type rule struct {
	Rule
	unread bool // it needs no more than kind, name and queries
	check  func(*visit)
}

// rules are all there are: errors, then warnings, each as an object is read, from its references to its details.
var rules = slices.Concat(refusals, advice)

// refusals are what the API server or the operator would not take.
var refusals = []rule{
	{Rule: Rule{codeUnreadable, Error, "a file, or a part of it, that holds no objects", "what cannot be read is applied by nobody"}},
	{Rule: Rule{codeUnknownKind, Error, "a kind or version of ours that is not served", "the API server would not take it"}},
	{Rule: Rule{codeMetadata, Error, "a name, namespace, label or annotation that the API server refuses", "the object would never exist"}},
	{Rule: Rule{codeUnknownField, Error, "a field that there is not", "kubectl refuses it, and what was meant would not be there"}},
	{Rule: Rule{codeSchema, Error, "what the API server refuses, in its words", "the object would never exist"}},
	{Rule{"duplicate-object", Error, "two objects of one kind and name", "whichever is applied last wins"}, true, duplicateObject},
	{Rule{"invalid-query", Error, "a query that is not PromQL, or has a variable that there is not", "the operator says InvalidQuery, and measures nothing"}, true, invalidQuery},
	{Rule{"not-one-number", Error, "a query that gives a text or a range of values", "a measure is one number: the operator says UnsupportedResult"}, true, notOneNumber},
	{Rule{"invalid-spec", Error, "a spec that contradicts itself in a way that the schema cannot see", "the operator says InvalidSpec, and judges nothing"}, false, invalidSpec},
	{Rule{"invalid-selector", Error, "a selector that cannot be read", "it matches nothing, and says so nowhere"}, false, invalidSelector},
	{Rule{"no-consent", Error, "a reference to a goal in another namespace that does not share with this one", "it leads to nothing, as if the goal were not there"}, false, noConsent},
	{Rule{"no-such-indicator", Error, "a driver that names an indicator which its outcome does not have", "the operator says ReferenceNotFound, and tests nothing"}, false, noSuchIndicator},
	{Rule{"no-history", Error, "a share of time, or a driver, whose number has no past", "the operator says UnsupportedResult"}, false, noHistory},
	{Rule{"reference-cycle", Error, "an objective that measures itself by way of its objectiveRefs", "the operator says ReferenceCycle: a score cannot come from itself"}, false, referenceCycle},
	{Rule{"parent-cycle", Error, "an objective that is its own ancestor", "the operator says ParentCycle: the line to the customer has no end"}, false, parentCycle},
}

// advice are warnings: what is taken, and seldom meant.
var advice = []rule{
	{Rule{"reference-not-found", Warning, "a reference to a goal that is not among the files", "if it is not in the cluster either, nothing is measured or served"}, false, referenceNotFound},
	{Rule{"reference-suspended", Warning, "a reference to an Indicator that is suspended", "it gives no number"}, false, referenceSuspended},
	{Rule{"source-not-allowed", Warning, "a ClusterMetricSource that does not allow the namespace", "the operator says SourceNotFound"}, false, sourceNotAllowed},
	{Rule{"no-outcome", Warning, "an objective that serves no customer outcome, itself or through its parents", "goals start at the customer: what is it for?"}, false, noOutcome},
	{Rule{"idle-outcome", Warning, "a customer outcome that no running objective names", "what customers are promised comes about by nobody's work"}, false, idleOutcome},
	{Rule{"empty-level", Warning, "a scorecard's level whose selector selects nothing", "often a label with a typing error"}, false, emptyLevel},
	{Rule{"no-owner", Warning, "an objective or outcome without a team or a contact", "nobody knows whom to ask, and nobody has to answer"}, false, noOwner},
	{Rule{"key-result-count", Warning, "an objective with fewer than 3 or more than 5 key results, guardrails not counted", "fewer seldom show the whole, more divide the attention"}, false, keyResultCount},
	{Rule{"only-leading", Warning, "an objective all of whose key results are Leading", "all of them can be met without the effect that is wanted"}, false, onlyLeading},
	{Rule{"only-lagging", Warning, "an objective all of whose key results are Lagging", "when they move it is too late to steer"}, false, onlyLagging},
	{Rule{"leading-after-lagging", Warning, "a Leading key result that is due after every Lagging one", "what comes after cannot lead"}, false, leadingAfterLagging},
	{Rule{"moved-target", Warning, "a target that the baseline has reached, or a reach.from that is not the baseline, where a check-in of the period's start or a status in the file tells the baseline", "progress would count what nobody did"}, false, movedTarget},
	{Rule{"over-hundred", Warning, "a target over 100 in %, or over 1 in a share", "there is no more than all: the number or the unit is wrong"}, false, overHundred},
	{Rule{"against-better", Warning, "a target that goes the other way than its Indicator gets better", "reaching it would be a loss"}, false, againstBetter},
	{Rule{"raw-counter", Warning, "a counter (…_total, _count, _sum, _bucket) whose level is used, without rate or increase", "a counter begins at 0 with each restart of what it counts in"}, false, rawCounter},
	{Rule{"experimental", Warning, "what a query takes from PromQL that servers refuse unless a feature flag is set", "elsewhere the operator says InvalidQuery"}, false, experimental},
	{Rule{"several-series", Warning, "a query whose outermost aggregation gives a series for each label", "several numbers are none: the operator says MultipleSeries"}, false, severalSeries},
	{Rule{"long-range", Warning, "a query of an objective that looks back over more than its period", "it counts what was before the objective began"}, false, longRange},
	{Rule{"end-variable", Warning, "@ $__end, without an `or` that says what counts until then", "it has no value before the period's end"}, false, endVariable},
	{Rule{"check-in-later", Warning, "a check-in of a day that has not come", "it does not count until then; often a typing error in the year"}, false, laterCheckIn},
	{Rule{"check-in-useless", Warning, "a check-in of a day after its key result is due", "it never counts"}, false, uselessCheckIn},
	{Rule{"short-lookback", Warning, "a value exchange whose lookback is too short for its lags", "no driver could ever be tested"}, false, shortLookback},
	{Rule{"unknown-code", Warning, "a code in the annotation " + DisableAnnotation + " that cannot be switched off", "what was meant is not switched off"}, true, unknownCode},
}

// Rules are all rules, errors first.
func Rules() []Rule {
	all := make([]Rule, len(rules))
	for i := range rules {
		all[i] = rules[i].Rule
	}
	return all
}

// severities are those of all rules, by their codes.
func severities() map[string]Severity {
	all := map[string]Severity{}
	for _, r := range rules {
		all[r.Code] = r.Severity
	}
	return all
}

// warningCodes are the codes that can be switched.
func warningCodes() []string {
	var codes []string
	for _, r := range rules {
		if r.Severity == Warning {
			codes = append(codes, r.Code)
		}
	}
	return codes
}
