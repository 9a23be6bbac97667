/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// now is inside the period of testdata/clean.yaml and after its check-ins.
var now = time.Date(2026, 11, 15, 12, 0, 0, 0, time.UTC)

// load reads objects from a text.
func load(t testing.TB, text string) ([]*manifest.Document, []manifest.Problem) {
	t.Helper()
	docs, problems, err := manifest.Load(manifest.Options{Files: []string{"-"}, Stdin: strings.NewReader(text), Namespace: "default"})
	if err != nil {
		t.Fatal(err)
	}
	return docs, problems
}

func lintText(t testing.TB, text string, o Options) []Finding {
	t.Helper()
	docs, problems := load(t, text)
	o.Now = now
	found, err := Lint(docs, problems, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// cleanText is goals without any finding.
func cleanText(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/clean.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// changed is the clean goals with texts replaced: each of the pairs' first by its second, wherever it stands.
func changed(t testing.TB, pairs ...string) string {
	t.Helper()
	text := cleanText(t)
	for pair := range slices.Chunk(pairs, 2) {
		if !strings.Contains(text, pair[0]) {
			t.Fatalf("testdata/clean.yaml has no %q", pair[0])
		}
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return text
}

// codes are code, object and field of findings.
func codes(found []Finding) []string {
	var all []string
	for _, f := range found {
		all = append(all, f.Code+" "+f.Object+" "+f.Field)
	}
	slices.Sort(all)
	return all
}

const (
	known = "Objective hotel/known "
	loyal = "Objective company/loyal "
)

// A change is one of the clean goals, with all the findings that it brings; none where it only comes near to one.
type change struct {
	reason string
	pairs  []string
	want   []string
}

func queryChanges() []change {
	const field = "spec.keyResults[2].measure.prometheus.query"
	as := func(query string) []string { return []string{"query: avg(lifetime_value)", "query: '" + query + "'"} }
	return []change{
		{"no PromQL", as("sum("), []string{"invalid-query " + loyal + field}},
		{"a variable of another tool", as("sum(rate(x[$__range]))"), []string{"invalid-query " + loyal + field}},
		{"a range", as("x[5m]"), []string{"not-one-number " + loyal + field}},
		{"a text", as(`"1"`), []string{"not-one-number " + loyal + field}},
		{"a number", as("1"), nil},
		{"several series", as("sum by (hotel) (x)"), []string{"several-series " + loyal + field}},
		{"one of several series", as(`sum by (hotel) (x{hotel="a"})`), nil},
		{"a counter's level", as("sum(x_total)"), []string{"raw-counter " + loyal + field}},
		{"two counters' levels", as("sum(x_sum) / sum(x_count)"), []string{"raw-counter " + loyal + field, "raw-counter " + loyal + field}},
		{"buckets", as("histogram_quantile(0.9, sum by (le) (x_bucket))"), []string{"raw-counter " + loyal + field}},
		{"a counter's rise, deep inside", as("sum(clamp_min(increase(x_total[1d]), 0))"), nil},
		{"a mean over time of a counter", as("avg(avg_over_time(x_total[5m]))"), []string{"raw-counter " + loyal + field}},
		{"the slope of a counter, which falls when it begins anew", as("avg(deriv(x_total[1d]))"), []string{"raw-counter " + loyal + field}},
		{"counters summed before their rise is taken", as("rate(sum(x_total)[5m:1m])"), []string{"raw-counter " + loyal + field}},
		{"an experimental function", as("avg(mad_over_time(x[1d]))"), []string{"experimental " + loyal + field}},
		{"an aggregation that is not", as("avg(limitk(3, x))"), []string{"experimental " + loyal + field}},
		{"when a counter was created", as("min(x_created)"), nil},
		{"a counter that is recorded", as("sum(job:x_total)"), nil},
		{"a year in a quarter", as("sum(increase(x_total[365d]))"), []string{"long-range " + loyal + field}},
		{"a subquery of a year", as("max_over_time(x[365d:1d])"), []string{"long-range " + loyal + field}},
		{"just the period", as("sum(increase(x_total[92d]))"), nil},
		{"an hour more", as("sum(increase(x_total[2209h]))"), []string{"long-range " + loyal + field}},
		{"a year ago", as("avg(x offset 365d)"), nil},
		{"the end", as("avg(x @ $__end)"), []string{"end-variable " + loyal + field}},
		{"the end, with what counts until then", as("avg((x @ $__end) or x)"), nil},
		{"the start", as("avg(x) - avg(x @ $__start)"), nil},
		{"a year in an outcome, which has no period", []string{"avg(lived)", "'avg(avg_over_time(x[365d]))'"}, nil},
		{"a counter in an outcome", []string{"avg(lived)", "avg(x_total)"}, []string{"raw-counter CustomerOutcome hotel/belonging spec.indicators[1].measure.prometheus.query"}},
		{"a counter in an indicator", []string{"avg(nps)", "avg(x_total)"}, []string{"raw-counter Indicator company/nps spec.measure.prometheus.query"}},
		{"no PromQL in a driver", []string{"avg(waiting)", "avg("}, []string{"invalid-query ValueExchange hotel/loyalty spec.drivers[1].measure.prometheus.query"}},
	}
}

func referenceChanges() []change {
	return []change{
		{"a parent that is not there", []string{"parentRef: {name: loyal,", "parentRef: {name: gone,"}, []string{"reference-not-found " + known + "spec.parentRef"}},
		{"an outcome that is not there", []string{"outcomeRefs: [{name: belonging,", "outcomeRefs: [{name: gone,"}, []string{
			"reference-not-found " + loyal + "spec.outcomeRefs[0]", "idle-outcome CustomerOutcome hotel/belonging spec",
		}},
		{"an indicator that is not there", []string{"{indicatorRef: {name: nps}}", "{indicatorRef: {name: gone}}"}, []string{
			"reference-not-found " + loyal + "spec.keyResults[0].measure.indicatorRef",
		}},
		{"a score that is not there", []string{"objectiveRef: {name: known", "objectiveRef: {name: gone"}, []string{
			"reference-not-found " + loyal + "spec.keyResults[1].measure.objectiveRef",
		}},
		{"a level's goal of another kind", []string{"kind: Objective, name: known", "kind: Indicator, name: known"}, []string{
			"reference-not-found Scorecard company/group spec.levels[2].refs[0]",
		}},
		{"an exchange's outcome that is not there", []string{"outcomeRef: {name: belonging", "outcomeRef: {name: gone"}, []string{
			"reference-not-found ValueExchange hotel/loyalty spec.drivers[0].outcomeRef",
		}},
		{"an indicator that its outcome does not have", []string{"indicator: recognised}", "indicator: gone}"}, []string{
			"no-such-indicator ValueExchange hotel/loyalty spec.drivers[0].outcomeRef.indicator",
		}},
		{"no consent", []string{"spec:\n  statement: When I arrive, I am known.\n  owner: {team: guest-experience}\n  sharedWith: {from: All}", "spec:\n  statement: When I arrive, I am known.\n  owner: {team: guest-experience}"}, []string{
			"no-consent " + loyal + "spec.outcomeRefs[0]", "empty-level Scorecard company/group spec.levels[1].selector", "idle-outcome CustomerOutcome hotel/belonging spec",
		}},
		{"a namespace that has lost its label", []string{"tier: gold}}\n---", "tier: lead}}\n---"}, []string{
			"no-consent " + known + "spec.keyResults[2].measure.indicatorRef", "no-consent ValueExchange hotel/loyalty spec.result.measure.indicatorRef",
		}},
		{"a namespace whose labels are not known", []string{"kind: Namespace\nmetadata: {name: hotel, labels: {tier: gold}}", "kind: ConfigMap\nmetadata: {name: hotel}"}, nil},
		{"consent by name, to another", []string{"values: [company]", "values: [head-office]"}, []string{
			"no-consent " + loyal + "spec.keyResults[1].measure.objectiveRef", "no-consent Scorecard company/group spec.levels[2].refs[0]",
		}},
		{"a source that does not allow", []string{"kubernetes.io/metadata.name: hotel", "kubernetes.io/metadata.name: company"}, []string{
			"source-not-allowed " + known + "spec.sourceRef", "source-not-allowed CustomerOutcome hotel/belonging spec.sourceRef",
			"source-not-allowed ValueExchange hotel/loyalty spec.sourceRef",
		}},
		{"a source that may be in the cluster", []string{"kind: MetricSource\nmetadata: {name: default, namespace: company}", "kind: MetricSource\nmetadata: {name: other, namespace: company}", "kubernetes.io/metadata.name: hotel", "tier: gold"}, []string{
			"source-not-allowed Indicator company/nps spec.sourceRef", "source-not-allowed " + loyal + "spec.sourceRef",
		}},
		{"an indicator that is suspended", []string{"title: Net promoter score", "title: Net promoter score\n  suspend: true"}, []string{
			"reference-suspended " + loyal + "spec.keyResults[0].measure.indicatorRef", "reference-suspended " + known + "spec.keyResults[2].measure.indicatorRef",
			"reference-suspended ValueExchange hotel/loyalty spec.result.measure.indicatorRef",
		}},
		{"an objective that measures its parent", []string{"{prometheus: {query: \"max(complaints)\"}}", "{objectiveRef: {name: loyal, namespace: company}}"}, []string{
			"reference-cycle " + loyal + "spec.keyResults[1].measure.objectiveRef", "reference-cycle " + known + "spec.keyResults[3].measure.objectiveRef",
		}},
		{"an objective that measures itself", []string{"{prometheus: {query: \"max(complaints)\"}}", "{objectiveRef: {name: known}}"}, []string{
			"reference-cycle " + known + "spec.keyResults[3].measure.objectiveRef",
		}},
		{"parents of each other", []string{"outcomeRefs: [{name: belonging, namespace: hotel}]", "parentRef: {name: known, namespace: hotel}"}, []string{
			"parent-cycle " + loyal + "spec.parentRef", "parent-cycle " + known + "spec.parentRef", "idle-outcome CustomerOutcome hotel/belonging spec",
		}},
		{"a share of time that is typed", []string{"measure: {prometheus: {query: \"max(complaints)\"}}\n    target: {maintain: {max: 12}}", "measure: {indicatorRef: {name: typed}}\n    target: {maintain: {max: 1, timeShare: 0.9}}"}, []string{
			"no-history " + known + "spec.keyResults[3].target.maintain.timeShare",
		}},
		{"a limit of what is typed", []string{"measure: {prometheus: {query: \"max(complaints)\"}}\n    target: {maintain: {max: 12}}", "measure: {indicatorRef: {name: typed}}\n    target: {maintain: {max: 1}}"}, nil},
		{"a driver that is a score", []string{"measure: {prometheus: {query: avg(recognised_ratio)}}", "measure: {objectiveRef: {name: known}}"}, []string{
			"no-history ValueExchange hotel/loyalty spec.drivers[0].outcomeRef.indicator",
		}},
	}
}

func alignmentChanges() []change {
	const outcomes = "outcomeRefs: [{name: belonging, namespace: hotel}]"
	return []change{
		{"no outcome, nor for the children", []string{outcomes + "\n", "\n"}, []string{
			"no-outcome " + loyal + "spec.outcomeRefs", "no-outcome " + known + "spec.outcomeRefs", "idle-outcome CustomerOutcome hotel/belonging spec",
		}},
		{"no outcome, but a parent that may have one", []string{outcomes, "parentRef: {name: elsewhere}"}, []string{
			"reference-not-found " + loyal + "spec.parentRef", "idle-outcome CustomerOutcome hotel/belonging spec",
		}},
		{"the only objective for an outcome is suspended", []string{outcomes, outcomes + "\n  suspend: true"}, []string{"idle-outcome CustomerOutcome hotel/belonging spec"}},
		{"nor does anybody work on one that is suspended", []string{outcomes, outcomes + "\n  suspend: true", "statement: When", "suspend: true\n  statement: When"}, nil},
		{"an objective with faults works on its outcome", []string{outcomes, outcomes + "\n  commitment: Firm"}, []string{
			"schema " + loyal + "spec.commitment", "schema " + loyal,
		}},
		{"no owner", []string{"owner: {team: front-office}", "owner: {}", "statement: When I arrive, I am known.\n  owner: {team: guest-experience}", "statement: When I arrive, I am known.\n  purpose: good"}, []string{
			"no-owner " + known + "spec.owner", "unknown-field CustomerOutcome hotel/belonging spec.purpose",
		}},
		{"an outcome without one", []string{"  owner: {team: guest-experience}\n", ""}, []string{"no-owner CustomerOutcome hotel/belonging spec.owner"}},
		{"a label with a typing error", []string{"labels: {level: top}", "labels: {level: topp}"}, []string{"empty-level Scorecard company/group spec.levels[0].selector"}},
		{"a level that looks elsewhere only where it may", []string{"namespaces: {from: All}", "namespaces: {from: Selector, selector: {matchLabels: {tier: lead}}}"}, []string{
			"empty-level Scorecard company/group spec.levels[1].selector",
		}},
		{"a level that looks where it finds", []string{"namespaces: {from: All}", "namespaces: {from: Selector, selector: {matchLabels: {tier: gold}}}"}, nil},
	}
}

func keyResultChanges() []change {
	const value = "  - name: value\n    measure: {prometheus: {query: avg(lifetime_value)}}\n    target: {reach: {from: 100, to: 200}}\n"
	var more strings.Builder
	for _, name := range []string{"d", "e", "f"} {
		more.WriteString(strings.ReplaceAll(value, "name: value", "name: "+name))
	}
	return []change{
		{"two", []string{value, ""}, []string{"key-result-count " + loyal + "spec.keyResults"}},
		{"two and a guardrail", []string{value, "  - name: x\n    guardrail: true\n    measure: {prometheus: {query: avg(x)}}\n    target: {maintain: {max: 1}}\n"}, []string{"key-result-count " + loyal + "spec.keyResults"}},
		{"six", []string{value, value + more.String()}, []string{"key-result-count " + loyal + "spec.keyResults"}},
		{"five", []string{value, value + more.String()[:2*len(more.String())/3]}, nil},
		{"all leading", []string{"- name: promoters\n    type: Lagging", "- name: promoters\n    type: Leading", "- name: value", "- name: value\n    type: Leading"}, []string{"only-leading " + loyal + "spec.keyResults"}},
		{"all lagging", []string{"- name: hotels\n    type: Leading", "- name: hotels\n    type: Lagging", "- name: value", "- name: value\n    type: Lagging"}, []string{"only-lagging " + loyal + "spec.keyResults"}},
		{"leading, as far as is said", []string{"- name: promoters\n    type: Lagging", "- name: promoters\n    type: Leading"}, nil},
		{"leading a day after lagging", []string{"type: Leading\n    due: \"2026-12-15\"", "type: Leading\n    due: \"2026-12-16\""}, []string{"leading-after-lagging " + known + "spec.keyResults[1].due"}},
		{"leading at the period's end, after lagging", []string{"type: Leading\n    due: \"2026-12-15\"", "type: Leading"}, []string{"leading-after-lagging " + known + "spec.keyResults[1].due"}},
		{"leading on the day of the last lagging", []string{"- name: promoters\n    measure: {indicatorRef: {name: nps, namespace: company}}", "- name: promoters\n    type: Lagging\n    measure: {indicatorRef: {name: nps, namespace: company}}", "type: Leading\n    due: \"2026-12-15\"", "type: Leading"}, nil},
	}
}

func targetChanges() []change {
	const aim, trained = "target: {reach: {from: 10, to: 90}}", "spec.keyResults[1].target."
	status := func(baseline string) string {
		return "metadata: {name: known, namespace: hotel}\nstatus: {keyResults: [{name: promoters, baseline: " + baseline + "}]}"
	}
	const meta = "metadata: {name: known, namespace: hotel}"
	return []change{
		{"over all that there is", []string{aim, "target: {reach: {from: 10, to: 101}}"}, []string{"over-hundred " + known + "spec.keyResults[0].target.reach.to"}},
		{"a unit in words", []string{"unit: '%'", "unit: percent of guests", aim, "target: {reach: {from: 10, to: 101}}"}, []string{"over-hundred " + known + "spec.keyResults[0].target.reach.to"}},
		{"all that there is", []string{aim, "target: {reach: {from: 10, to: 100}}"}, nil},
		{"a growth that may be over all", []string{"unit: '%'", "unit: '% growth'", aim, "target: {reach: {from: 10, to: 101}}"}, nil},
		{"a number that was over all before", []string{aim, "target: {reach: {from: 104, to: 115}}"}, nil},
		{"a share in per cent", []string{"maintain: {min: 0.9}", "maintain: {min: 90}"}, []string{"over-hundred CustomerOutcome hotel/belonging spec.indicators[0].target.maintain.min"}},
		{"stages in per cent", []string{"maintain: {min: 0.9}", "stages: [{at: 0, score: 0}, {at: 0.9, score: 0.7}, {at: 95, score: 1}]"}, []string{
			"over-hundred CustomerOutcome hotel/belonging spec.indicators[0].target.stages[2].at",
		}},
		{"the unit of an indicator", []string{"measure: {prometheus: {query: avg(lived)}}\n    target: {reach: {from: 1, to: 2}}", "measure: {indicatorRef: {name: typed}}\n    target: {maintain: {min: 2}}"}, []string{
			"over-hundred CustomerOutcome hotel/belonging spec.indicators[1].target.maintain.min",
		}},
		{"what is no share", []string{"unit: '%'", "unit: points", aim, "target: {reach: {from: 10, to: 900}}"}, nil},
		{"the way that is worse", []string{"target: {reach: {from: 30, to: 40}}", "target: {reach: {from: 40, to: 30}}"}, []string{"against-better " + loyal + "spec.keyResults[0].target.reach.to"}},
		{"the way that is worse, from wherever it is", []string{"to: 40, direction: Increase", "to: 40, direction: Decrease"}, []string{"against-better " + known + "spec.keyResults[2].target.reach.to"}},
		{"a limit on the way that is better", []string{"target: {reach: {from: 30, to: 40}}", "target: {maintain: {max: 40}}"}, nil},
		{"reached before the period", []string{`{date: "2026-09-30", value: 10}`, `{date: "2026-10-01", value: 50}`}, []string{"moved-target " + known + trained + "reach.to"}},
		{"half way before the period", []string{`{date: "2026-09-30", value: 10}`, `{date: "2026-09-30", value: 30}`}, []string{"moved-target " + known + trained + "reach.from"}},
		{"behind where the period begins", []string{`{date: "2026-09-30", value: 10}`, `{date: "2026-09-30", value: 5}`}, []string{"moved-target " + known + trained + "reach.from"}},
		{"a rounded start", []string{`{date: "2026-09-30", value: 10}`, `{date: "2026-09-30", value: 10.3}`}, nil},
		{"only the newest before the period counts", []string{`- {date: "2026-09-30", value: 10}`, "- {date: \"2026-09-30\", value: 10}\n        - {date: \"2026-08-30\", value: 60}"}, nil},
		{"half way within the period", []string{`{date: "2026-09-30", value: 10}`, `{date: "2026-10-02", value: 30}`}, nil},
		{"a target that the baseline of the status has reached", []string{meta, status("41")}, []string{"moved-target " + known + "spec.keyResults[2].target.reach.to"}},
		{"a target beyond the baseline of the status", []string{meta, status("39")}, nil},
		{"stages that the status' baseline has passed", []string{meta, status("41"), "target: {reach: {to: 40, direction: Increase}}", "target: {stages: [{at: 10, score: 0}, {at: 40, score: 1}]}"}, []string{
			"moved-target " + known + "spec.keyResults[2].target.stages[1].at",
		}},
	}
}

func checkInChanges() []change {
	entry := func(date string) []string {
		return []string{`{date: "2026-11-01", value: 20}`, `{date: "` + date + `", value: 20}`}
	}
	const field = "spec.keyResults[1].measure.checkIn.entries[1].date"
	return []change{
		{"the wrong year", entry("2062-11-01"), []string{"check-in-later " + known + field, "check-in-useless " + known + field}},
		{"the day after tomorrow", entry("2026-11-17"), []string{"check-in-later " + known + field}},
		{"tomorrow, which it is further east", entry("2026-11-16"), nil},
		{"after the due day", append(entry("2026-11-11"), "due: \"2026-12-15\"", "due: \"2026-11-10\""), []string{"check-in-useless " + known + field}},
		{"on the due day", append(entry("2026-11-10"), "due: \"2026-12-15\"", "due: \"2026-11-10\""), nil},
		{"an indicator's", []string{`{date: "2026-09-01", value: 0.5}`, `{date: "2062-09-01", value: 0.5}`}, []string{"check-in-later Indicator hotel/typed spec.measure.checkIn.entries[0].date"}},
	}
}

func specChanges() []change {
	const exchange = "ValueExchange hotel/loyalty "
	return []change{
		{"a step that is too short", []string{"step: 1d", "step: 1s"}, []string{"invalid-spec " + exchange + "spec.step"}},
		{"a lookback under a step", []string{"lookback: 365d", "lookback: 1h"}, []string{"invalid-spec " + exchange + "spec.lookback"}},
		{"too many steps", []string{"step: 1d", "step: 1h"}, []string{"invalid-spec " + exchange + "spec.lookback"}},
		{"a lookback too short for its lags", []string{"lookback: 365d", "lookback: 90d"}, []string{"short-lookback " + exchange + "spec.lookback"}},
		{"a lookback that is enough for shorter lags", []string{"lookback: 365d", "lookback: 180d\n  maxLag: 7d"}, nil},
		{"an operator that there is not", []string{"selector: {matchLabels: {level: middle}}", "selector: {matchExpressions: [{key: level, operator: Is, values: [a]}]}"}, []string{
			"invalid-spec Scorecard company/group spec.levels[1]",
		}},
		{"a value that no label has", []string{"values: [company]", "values: ['not a label']"}, []string{"invalid-selector " + known + "spec.sharedWith.selector"}},
		{"a source's operator that there is not", []string{"matchLabels: {kubernetes.io/metadata.name: hotel}", "matchExpressions: [{key: tier, operator: Equals, values: [gold]}]"}, []string{
			"schema ClusterMetricSource default spec.allowedNamespaces.selector",
		}},
		{"a goal that is there twice", []string{"metadata: {name: typed, namespace: hotel}", "metadata: {name: nps, namespace: company}"}, []string{"duplicate-object Indicator company/nps metadata.name"}},
		{"one name in two namespaces", []string{"metadata: {name: typed, namespace: hotel}", "metadata: {name: nps, namespace: hotel}"}, nil},
		{"a code that there is not", []string{"metadata: {name: typed, namespace: hotel}", "metadata: {name: typed, namespace: hotel, annotations: {goals.truenorth.dev/lint-disable: 'no-owner, noowner'}}"}, []string{
			"unknown-code Indicator hotel/typed metadata.annotations[goals.truenorth.dev/lint-disable]",
		}},
		{"an error that is to be switched off", []string{"metadata: {name: typed, namespace: hotel}", "metadata: {name: typed, namespace: hotel, annotations: {goals.truenorth.dev/lint-disable: schema}}"}, []string{
			"unknown-code Indicator hotel/typed metadata.annotations[goals.truenorth.dev/lint-disable]",
		}},
		{"what the schema refuses is judged no further than its queries",
			[]string{"avg(lifetime_value)", "avg(", "title: Guests stay for years", "title: ''", `owner: {contacts: ["#board"]}`, "owner: {}"},
			[]string{"invalid-query " + loyal + "spec.keyResults[2].measure.prometheus.query", "schema " + loyal + "spec.title"}},
	}
}

func allChanges() []change {
	return slices.Concat(queryChanges(), referenceChanges(), alignmentChanges(), keyResultChanges(), targetChanges(), checkInChanges(), specChanges())
}

func TestRulesFindWhatTheySay(t *testing.T) {
	for _, tc := range allChanges() {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			found := lintText(t, changed(t, tc.pairs...), Options{})
			slices.Sort(tc.want)
			if diff := cmp.Diff(tc.want, codes(found)); diff != "" {
				t.Errorf("-want +got\n%s\n%v", diff, found)
			}
		})
	}
}

func TestEveryRuleHasAChangeThatShowsIt(t *testing.T) {
	shown := map[string]bool{}
	for _, tc := range allChanges() {
		for _, want := range tc.want {
			code, _, _ := strings.Cut(want, " ")
			shown[code] = true
		}
	}
	for _, r := range rules {
		if r.check != nil && !shown[r.Code] {
			t.Errorf("no change shows %s", r.Code)
		}
		if r.Finds == "" || r.Why == "" {
			t.Errorf("%s is not explained", r.Code)
		}
	}
}

func TestCleanGoalsHaveNoFindings(t *testing.T) {
	if found := lintText(t, cleanText(t), Options{}); len(found) > 0 {
		t.Errorf("%v", found)
	}
}
