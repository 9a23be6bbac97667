/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// answer is a body that gives no number to be believed, and what a user sees of it.
type answer struct {
	name   string
	status int // 0: 200
	body   string
	want   v1alpha1.MeasureReason
	says   string // in its message
}

// vector is an answer whose one sample has a value, written as JSON.
func vector(value string) string {
	return success(`{"resultType":"vector","result":[{"metric":{"x":"` + answerCanary + `"},"value":` + value + `}]}`)
}

func success(data string) string { return `{"status":"success","data":` + data + `}` }

// keepsThrough gives each answer to what a goal asks, and checks what is seen of it, and that the goal heals.
func (l *lab) keepsThrough(o *v1alpha1.Objective, cases []answer) {
	l.Helper()
	for _, tc := range cases {
		l.Run(tc.name, func(t *testing.T) {
			l := l.quietly(l.In(t))
			l.rogue.misbehaves(l.queries(answering(max(tc.status, http.StatusOK), tc.body, "Content-Type", "application/json")))
			kept := l.keeps(o, tc.want)
			l.wantMessage(kept, measured, tc.says)
			l.rogue.behaves()
			l.heals(kept)
		})
	}
	l.noEvents(o)
	l.sees("the value %v stays; measured again within an interval and a minute", *o.Status.KeyResults[0].Value)
}

func TestFault05(t *testing.T) {
	t.Parallel()
	l := fault(t, "Truncated, invalid or deeply nested JSON, a login page, a 404")
	s := l.Source("default", l.rogue.URL)
	o := l.goal("keeps")
	for _, tc := range []struct {
		name string
		with http.HandlerFunc
	}{
		{"truncated JSON", answering(200, `{"status":"success","data":{"resultType":"vec`+answerCanary)},
		{"cut short", func(w http.ResponseWriter, r *http.Request) {
			answering(200, answerCanary, "Content-Length", "1000")(w, r)
		}},
		{"no JSON", answering(200, answerCanary)},
		{"nothing", answering(200, "")},
		{"deeply nested", answering(200, `{"status":"success","data":`+strings.Repeat("[", 100000)+answerCanary)},
		{"nested objects", answering(200, strings.Repeat(`{"data":`, 100000))},
		{"login page", answering(200, page, "Content-Type", "text/html")},
		{"no such page", answering(404, page, "Content-Type", "text/html")},
		{"an odd status", answering(418, page)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := l.quietly(l.In(t))
			l.rogue.misbehaves(tc.with)
			kept := l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
			l.wantMessage(kept, measured, "Prometheus")
			l.rogue.behaves()
			l.heals(kept)
		})
	}
	l.rogue.misbehaves(answering(200, page))
	l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
	l.Has(s, ready, isFalse, notPrometheus)
	l.seesOf(s, ready)
	l.noEvents(o)
}

func TestFault06(t *testing.T) {
	t.Parallel()
	l := fault(t, "The source refuses the query: 400 bad_data, or 422 on the data that it has")
	o := l.goal("keeps")
	var asked diary
	refusing := func(status int, kind string) http.HandlerFunc {
		body := fmt.Sprintf(`{"status":"error","errorType":%q,"error":%q}`, kind, answerCanary)
		return l.queries(l.instants(l.noting(&asked, answering(status, body))))
	}
	l.rogue.misbehaves(refusing(422, "execution"))
	kept := l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
	l.wantMessage(kept, measured, "422")
	l.calm(&asked)
	l.rogue.behaves()
	l.heals(kept)

	l.rogue.misbehaves(refusing(400, "bad_data"))
	l.HasMoving(5*time.Second, o, ready, isFalse, string(v1alpha1.MeasureReasonInvalidQuery))
	l.Has(o, stalled, isTrue, string(v1alpha1.MeasureReasonInvalidQuery))
	l.Has(o, measured, isFalse, string(v1alpha1.MeasureReasonInvalidQuery))
	l.seesOf(o, ready)
	if v := value(o); v == nil || *v != 4 {
		t.Errorf("the last good value is gone: %v", v)
	}
	l.calm(&asked)
	l.rogue.behaves()
	l.heals(o)
	if c := bench.Condition(o, stalled); c != nil {
		t.Errorf("still stalled: %+v", c)
	}
}

// instants gives a query for a range to the real server.
func (l *lab) instants(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/query_range") {
			l.rogue.real.ServeHTTP(w, r)
			return
		}
		answer(w, r)
	}
}

// calm checks that a refused query is asked again at its next interval and not before.
func (l *lab) calm(asked *diary) {
	l.Helper()
	before := len(asked.times())
	l.pass(5 * time.Minute)
	if got := len(asked.times()) - before; got < 4 || got > 6 {
		l.Errorf("asked %d times in five intervals, want once in each", got)
	}
}

func TestFault08(t *testing.T) {
	t.Parallel()
	l := fault(t, "The answer is empty")
	o := l.goal("keeps")
	l.keepsThrough(o, []answer{
		{"empty vector", 0, success(`{"resultType":"vector","result":[]}`), v1alpha1.MeasureReasonNoData, ""},
		{"null result", 0, success(`{"resultType":"vector","result":null}`), v1alpha1.MeasureReasonNoData, ""},
	})
	never := l.Objective("never", bench.Reaches("gone", bench.Asks("gone")))
	l.Create(never)
	l.Has(never, measured, isFalse, string(v1alpha1.MeasureReasonNoData))
	l.Has(never, ready, isTrue, v1alpha1.GoalReasonSucceeded)
	if never.Status.Score != nil || value(never) != nil {
		t.Errorf("no data was taken for a number: %+v", never.Status)
	}
	l.seesOf(never, measured)
	l.sees("a goal that never had a value shows none, and no score")
}

func TestFault09(t *testing.T) {
	t.Parallel()
	l := fault(t, "The answer is NaN or infinite")
	var cases []answer
	for _, value := range []string{"NaN", "+Inf", "-Inf", "Inf"} {
		cases = append(cases,
			answer{value, 0, vector(`[1,"` + value + `"]`), v1alpha1.MeasureReasonNotANumber, ""},
			answer{"scalar " + value, 0, success(`{"resultType":"scalar","result":[1,"` + value + `"]}`), v1alpha1.MeasureReasonNotANumber, ""})
	}
	l.keepsThrough(l.goal("keeps"), cases)
	for i, query := range []string{"vector(0)/0", "1/vector(0)", "-1/vector(0)"} {
		o := l.Objective(fmt.Sprintf("real-%d", i), bench.Reaches("divided", bench.Asks(query)))
		l.Create(o)
		l.Has(o, measured, isFalse, string(v1alpha1.MeasureReasonNotANumber))
		if shown := l.Kubectl("get", "objective", o.Name, "-n", l.Namespace, "-o", "jsonpath={.status.keyResults[0].value}"); shown != "" {
			t.Errorf("%s shows the value %q, want none", query, shown)
		}
		l.seesOf(o, measured)
	}
}

func TestFault10(t *testing.T) {
	t.Parallel()
	l := fault(t, "The answer has several series")
	o := l.goal("keeps")
	l.Series(`stays{room="2"}`, 7)
	l.Series(`stays{room="3"}`, 9)
	kept := l.keeps(o, v1alpha1.MeasureReasonMultipleSeries)
	l.wantMessage(kept, measured, "3")
	if err := l.Prometheus.Delete(`stays{room!=""}`); err != nil {
		t.Fatal(err)
	}
	l.heals(kept)
	l.noEvents(o)
}

func TestFault11(t *testing.T) {
	t.Parallel()
	l := fault(t, "The answer is a native histogram, a string or a matrix")
	const histogram = `[1,{"count":"5","sum":"18.4","buckets":[[3,"-0.001","0.001","2"]]}]`
	unsupported := v1alpha1.MeasureReasonUnsupportedResult
	l.keepsThrough(l.goal("keeps"), []answer{
		{"histogram", 0, success(`{"resultType":"vector","result":[{"metric":{},"histogram":` + histogram + `}]}`), unsupported, "histogram"},
		{"string", 0, success(`{"resultType":"string","result":[1,"` + answerCanary + `"]}`), unsupported, ""},
		{"matrix", 0, success(`{"resultType":"matrix","result":[{"metric":{},"values":[[1,"4"]]}]}`), unsupported, ""},
	})
	if err := l.Prometheus.AppendHistogram("native", l.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	o := l.Objective("real", bench.Reaches("native", bench.Asks("native")))
	l.Create(o)
	l.Has(o, measured, isFalse, string(unsupported))
	if value(o) != nil {
		t.Errorf("a histogram was taken for %v", *value(o))
	}
	l.seesOf(o, measured)
}

func TestFault12(t *testing.T) {
	t.Parallel()
	l := fault(t, `The answer lacks a part: {"status":"success"} alone, "value":[1]`)
	failed := v1alpha1.MeasureReasonQueryFailed
	l.keepsThrough(l.goal("keeps"), []answer{
		{"no data", 0, `{"status":"success"}`, failed, "Prometheus"},
		{"null data", 0, success("null"), failed, ""},
		{"no result", 0, success(`{"resultType":"vector"}`), failed, ""},
		{"no type", 0, success(`{"result":[]}`), failed, ""},
		{"half a sample", 0, vector(`[1]`), failed, ""},
		{"no sample", 0, success(`{"resultType":"vector","result":[{"metric":{}}]}`), failed, ""},
		{"a number for a string", 0, vector(`[1,4]`), failed, ""},
		{"null for a string", 0, vector(`[1,null]`), failed, ""},
		{"words for a number", 0, vector(`[1,"` + answerCanary + `"]`), failed, ""},
		{"empty for a number", 0, vector(`[1,""]`), failed, ""},
		{"an empty scalar", 0, success(`{"resultType":"scalar","result":[]}`), failed, ""},
		{"null", 0, "null", failed, ""},
		{"an error without words", 0, `{"status":"error"}`, failed, ""},
	})
}

func TestFault13(t *testing.T) {
	t.Parallel()
	l := fault(t, "The answer is partial, and warns of it")
	o := l.goal("keeps")
	warning := func(kind, text string) string {
		return `{"status":"success","` + kind + `":["` + text + `"],"data":{"resultType":"vector","result":[{"metric":{},"value":[1,"7"]}]}}`
	}
	for _, text := range []string{"No StoreAPIs matched for this query " + answerCanary, "promql but not the engine's", ""} {
		l.rogue.misbehaves(l.queries(answering(200, warning("warnings", text))))
		kept := l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
		l.wantMessage(kept, measured, "partial")
		l.rogue.behaves()
		l.heals(kept)
	}
	l.rogue.misbehaves(answering(200, `{"status":"success","warnings":["partial"],"data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}`))
	l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
	l.Has(l.Source("default", ""), ready, isTrue, connected)
	for _, body := range []string{
		warning("warnings", "PromQL warning: bucket label is missing"),
		warning("infos", "metric might not be a counter, name does not end in _total "+answerCanary),
	} {
		l.rogue.misbehaves(answering(200, body))
		l.shows(o, 7)
		l.Has(o, measured, isTrue, v1alpha1.GoalReasonAllMeasured)
		l.rogue.behaves()
		l.shows(o, 4)
	}
	l.sees("remarks of the engine and infos change nothing")
}
