/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestInspectFindsWhatAQueryIsMadeOf(t *testing.T) {
	const day = 24 * time.Hour
	at := func(line, column int) Place { return Place{line, column} }
	for _, tc := range []struct {
		reason, query string
		want          Inspection
	}{
		{"a number", `1 + 2`, Inspection{Result: ResultScalar}},
		{"a text", `"one"`, Inspection{Result: ResultString}},
		{"a metric", `up`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 1), "up", false}}}},
		{"a metric named by a matcher", `{__name__="up"}`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 1), "up", false}}}},
		{"no name", `{job="x"}`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 1), "", false}}}},
		{"a range", `up[1h]`, Inspection{Result: ResultMatrix, Selectors: []Selector{{at(1, 1), "up", false}}, Ranges: []TimeRange{{at(1, 1), time.Hour}}}},
		{
			"rates at any depth, on two lines", "sum(rate(a_total[5m]))\n  / (b + increase(sum(c)[1d:1h]))",
			Inspection{
				Result:    ResultVector,
				Selectors: []Selector{{at(1, 10), "a_total", true}, {at(2, 6), "b", false}, {at(2, 23), "c", false}},
				Ranges:    []TimeRange{{at(1, 10), 5 * time.Minute}, {at(2, 19), day}},
			},
		},
		{"places in characters", `label_replace(vector(1), "é", "ü", "", "") + up`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 46), "up", false}}}},
		{"what is only counted", `count(a) + group(b) + absent(c)`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 7), "a", true}, {at(1, 18), "b", true}, {at(1, 30), "c", true}},
		}},
		{"the parameter of an aggregation", `topk(scalar(count(a)), b)`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 24), "b", false}, {at(1, 19), "a", true}},
		}},
		{"what only has to be there", `a and b unless c`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 1), "a", false}, {at(1, 7), "b", true}, {at(1, 16), "c", true}},
		}},
		{"the level over time", `max_over_time(a[2d])`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 15), "a", false}}, Ranges: []TimeRange{{at(1, 15), 2 * day}},
		}},
		{"the time since the start has no length of its own", `increase(a[$__elapsed])`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 10), "a", true}}}},
		{"the end", `a @ $__end - b @ $__start`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 1), "a", false}, {at(1, 14), "b", false}}, AtEnd: []Place{at(1, 1)},
		}},
		{"the end of a subquery", `max_over_time(a[1h:1m] @ $__end)`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 15), "a", false}}, Ranges: []TimeRange{{at(1, 15), time.Hour}}, AtEnd: []Place{at(1, 15)},
		}},
		{"the end, with something until then", `(a @ $__end) or b`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 2), "a", false}, {at(1, 17), "b", false}},
		}},
		{"the end as what there is in place of something", `b or a @ $__end`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 1), "b", false}, {at(1, 6), "a", false}}, AtEnd: []Place{at(1, 6)},
		}},
		{"a time that is none of the variables", `a @ 100000`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 1), "a", false}}}},
		{"groups", `-(sum by (hotel, city) (a{city="Rome"}) / 2)`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 25), "a", false}}, Grouping: []string{"hotel"},
		}},
		{"groups inside of a whole", `max(sum by (hotel) (a))`, Inspection{Result: ResultVector, Selectors: []Selector{{at(1, 21), "a", false}}}},
		{"what is made of a rise", `max_over_time(sum(rate(a[5m]))[1h:])`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 24), "a", true}}, Ranges: []TimeRange{{at(1, 15), time.Hour}, {at(1, 24), 5 * time.Minute}},
		}},
		{"an experimental function", `1 + mad_over_time(a[1h])`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 19), "a", false}}, Ranges: []TimeRange{{at(1, 19), time.Hour}},
			Experimental: []Experiment{{at(1, 5), "the function mad_over_time"}},
		}},
		{"an experimental aggregation", `limitk(1, a)`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 11), "a", false}}, Experimental: []Experiment{{at(1, 1), "the aggregation limitk"}},
		}},
		{"a calculated range", `rate(a[5m * 2])`, Inspection{
			Result: ResultVector, Selectors: []Selector{{at(1, 6), "a", true}}, Experimental: []Experiment{{at(1, 6), "arithmetic in durations"}},
		}},
		{"space before the query, which is not sent", "\u00a0\n  up", Inspection{Result: ResultVector, Selectors: []Selector{{at(2, 3), "up", false}}}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, err := Inspect(tc.query, true)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Inspect(%s): -want +got\n%s", tc.query, diff)
			}
		})
	}
}

// noQueries are texts that are no queries, of goals with a period and of others, and how the message begins.
var noQueries = []struct {
	query     string
	variables bool
	want      string
}{
	{"sum(", true, "1:5: "},
	{"up[$__range]", true, "1:4: there is no such variable here"},
	{"a\n +  b @ $__start", false, "2:9: there is no such variable here"},
	{"\n\n  a b", true, "3:5: "},
	{"\u00a0a b", true, "1:4: "},
	{strings.Repeat("x", longestQuery+1), true, "the query is longer than 4096 characters"},
	{strings.Repeat("(", longestQuery), true, "1:4097: "},
	{"", true, "1:1: "},
}

func TestInspectRefusesWithPlaceAndWords(t *testing.T) {
	for _, tc := range noQueries {
		_, err := Inspect(tc.query, tc.variables)
		var fault *Fault
		if !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%.40q: error %v, want %s...", tc.query, err, tc.want)
		}
	}
}

func TestInspectRefusesWhatPrepareRefuses(t *testing.T) {
	client := &Client{}
	for _, tc := range noQueries {
		q := Query{Text: strings.TrimSpace(tc.query), Namespace: "a"}
		if tc.variables {
			q.Start, q.End = time.Unix(1e9, 0), time.Unix(2e9, 0)
		}
		_, answer := client.Prepare(q)
		_, err := Inspect(q.Text, tc.variables)
		if answer == nil || answer.Reason != v1alpha1.MeasureReasonInvalidQuery || err == nil || answer.Message != err.Error() {
			t.Errorf("%.40q: Prepare says %v, Inspect says %v", q.Text, answer, err)
		}
	}
}

// FuzzInspect: whatever the text, every place lies in it.
func FuzzInspect(f *testing.F) {
	for _, query := range []string{
		"", " \n up", "a @ $__end or b", "rate(x[$__elapsed:5m])", "sum by (a) (é{b=\"ü\"})", "\u2003x y", "$__range", "(((", "a[step()]",
		"a\r\n+\r\nb[1h", "\xff", "{\"é\"}", "a offset -1h @ $__start", "`\n`", "sum without (x) (y)",
	} {
		f.Add(query, true)
		f.Add(query, false)
	}
	f.Fuzz(func(t *testing.T, query string, variables bool) {
		if len(query) > 500 {
			return
		}
		lines := strings.Split(query, "\n")
		check := func(p Place) {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
				t.Errorf("%q: %v is not in it", query, p)
			}
		}
		found, err := Inspect(query, variables)
		var fault *Fault
		if errors.As(err, &fault) && fault.Line > 0 {
			check(fault.Place)
		}
		for _, s := range found.Selectors {
			check(s.Place)
		}
		for _, r := range found.Ranges {
			check(r.Place)
		}
		for _, p := range found.AtEnd {
			check(p)
		}
		if len(found.AtEnd) > 0 && (!variables || !strings.Contains(query, endVariable)) {
			t.Errorf("%q holds no end", query)
		}
	})
}
