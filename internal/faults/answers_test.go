/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

const page = "<html><body>" + answerCanary + "</body></html>"

func TestFault01(t *testing.T) {
	t.Parallel()
	l := fault(t, "The source answers 5xx")
	o := l.goal("keeps")
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			l := l.within(t)
			l.rogue.misbehaves(answering(status, page, "Content-Type", "text/html"))
			kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
			l.rogue.behaves()
			l.heals(kept)
		})
	}
	l.noEvents(o)
}

// An outage of over an hour costs an outlook, once, and is told once.
func TestFault01OverAnHour(t *testing.T) {
	t.Parallel()
	l := fault(t, "The source answers 5xx")
	o := l.judged("keeps", "stays")
	before := o.DeepCopy()
	var asked diary
	all := l.record()
	l.rogue.misbehaves(l.noting(&asked, answering(http.StatusBadGateway, page)))
	kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
	if kept.Status.Outlook != before.Status.Outlook {
		t.Errorf("the outlook flipped to %s", kept.Status.Outlook)
	}
	l.pass(65 * time.Minute)
	l.Eventually("an outlook that is lost", func() bool {
		l.Refresh(o)
		return o.Status.Outlook == v1alpha1.OutlookUnknown && value(o) != nil && *value(o) == 6
	})
	if diff := cmp.Diff(map[string]int{telemetry.ReasonMeasurementLost: 1}, l.Events(o)); diff != "" {
		t.Errorf("events of the outage (-want +got):\n%s", diff)
	}
	l.sees("after an hour the outlook is %s, event %s once", o.Status.Outlook, telemetry.ReasonMeasurementLost)
	l.rogue.behaves()
	l.heals(o)
	l.Eventually("the outlook again", func() bool { l.Refresh(o); return o.Status.Outlook == before.Status.Outlook })
	if diff := cmp.Diff(map[string]int{telemetry.ReasonMeasurementLost: 1, telemetry.ReasonMeasurementRestored: 1}, l.Events(o)); diff != "" {
		t.Errorf("events in all (-want +got):\n%s", diff)
	}
	if got := len(all.of("keeps")); got > 3 {
		t.Errorf("%d writes in an outage of over an hour, want the reason, the outlook and the end", got)
	}
}

// outage is ten minutes of a way to fail.
type outage struct {
	name   string
	answer func(l *lab, over <-chan struct{}) http.HandlerFunc
	want   v1alpha1.MeasureReason // of each goal; empty: either of the two
}

// TestFault01TenMinutes: however a source fails for a while, a goal says so once and for one reason, and the source is
// spared.
func TestFault01TenMinutes(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "The source answers 5xx", bench.Options{Unconnected: true})
	s := l.Source("default", l.rogue.URL)
	s.Spec.Prometheus.Timeout = "1s"
	l.Create(s)
	goals := []*v1alpha1.Objective{l.judged("one", "stays"), l.judged("three", "nights", "guests", "meals")}
	for i := range 6 {
		series := fmt.Sprintf("more%d", i)
		goals = append(goals, l.judged(fmt.Sprintf("more-%d", i), series))
	}
	refuses := answering(http.StatusServiceUnavailable, page)
	for _, tc := range []outage{
		{"everything is refused", func(*lab, <-chan struct{}) http.HandlerFunc { return refuses }, v1alpha1.MeasureReasonSourceUnavailable},
		{"queries are refused, the connection is fine", func(l *lab, _ <-chan struct{}) http.HandlerFunc { return l.queries(refuses) }, v1alpha1.MeasureReasonSourceUnavailable},
		{"queries hang, the connection is fine", func(l *lab, over <-chan struct{}) http.HandlerFunc { return l.queries(l.hangsUntil(over)) }, ""},
		{"queries are refused or hang by turns", func(l *lab, over <-chan struct{}) http.HandlerFunc {
			return l.queries(byTurns(refuses, l.hangsUntil(over)))
		}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) { l.quietly(l.In(t)).outlasts(tc, goals) })
	}
	l.noEvents(goals[0], goals[1])
	l.sees("ten minutes of it: two writes a goal, one reason, no event, a query every half minute")
}

// queries gives what is no check of the connection to the rogue.
func (l *lab) queries(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if query := r.FormValue("query"); query == "" || query == "vector(1)" {
			l.rogue.real.ServeHTTP(w, r)
			return
		}
		answer(w, r)
	}
}

// hangs gives no answer.
func hangs(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// hangsUntil gives no answer before that.
func (l *lab) hangsUntil(over <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-over:
			l.rogue.real.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}

// outlasts checks what ten minutes of an outage cost and show.
func (l *lab) outlasts(tc outage, goals []*v1alpha1.Objective) {
	l.Helper()
	stood, all := map[string]*v1alpha1.Objective{}, l.record()
	for _, o := range goals {
		l.Refresh(o)
		stood[o.Name] = o.DeepCopy()
	}
	var asked diary
	over := make(chan struct{})
	l.rogue.misbehaves(l.queriesNoted(&asked, tc.answer(l, over)))
	l.pass(10 * time.Minute)
	if got, most := len(asked.times()), 90; got > most {
		l.Errorf("%d queries reached a source that is out, want %d at most: it was to be spared", got, most)
	}
	l.rogue.behaves()
	close(over)
	for _, o := range goals {
		l.heals(o)
		l.Eventually("the last write", func() bool { return len(all.of(o.Name)) >= 2 })
		versions := all.of(o.Name)
		if said := reasons(versions); len(versions) != 2 || len(said) != 2 || tc.want != "" && said[0] != string(tc.want) {
			l.Errorf("%s was written %d times and said %v, want two writes, and one reason (%s) before it was measured again",
				o.Name, len(versions), said, tc.want)
		}
		for _, v := range versions {
			if before := stood[o.Name].Status; v.Status.Outlook != before.Outlook || *v.Status.Score != *before.Score {
				l.Errorf("a judgement of %s flipped: %+v", o.Name, v.Status)
			}
		}
	}
}

// queriesNoted notes the requests that are no checks of the connection.
func (l *lab) queriesNoted(d *diary, answer http.HandlerFunc) http.HandlerFunc {
	noted := l.noting(d, answer)
	return func(w http.ResponseWriter, r *http.Request) {
		if query := r.FormValue("query"); query == "" || query == "vector(1)" {
			answer(w, r)
			return
		}
		noted(w, r)
	}
}

// TestFault01OneBadQuery: a query that the source fails on is its goal's trouble, and nobody else's.
func TestFault01OneBadQuery(t *testing.T) {
	t.Parallel()
	l := faultWith(t, "The source answers 5xx", bench.Options{Unconnected: true})
	s := l.Source("default", l.rogue.URL)
	s.Spec.Prometheus.Timeout = "1s"
	l.Create(s)
	good, bad := l.judged("good", "stays"), l.judged("bad", "heavy")
	all := l.record()
	l.rogue.misbehaves(l.about("heavy", hangs))
	l.keeps(bad, v1alpha1.MeasureReasonQueryTimeout)
	l.pass(10 * time.Minute)
	l.Has(s, ready, isTrue, connected)
	l.Measured(good)
	if got := len(all.of("good")); got != 0 {
		t.Errorf("a goal beside it was written %d times", got)
	}
	l.rogue.behaves()
	l.heals(bad)
	l.Eventually("the last write", func() bool { return len(all.of("bad")) >= 2 })
	if got := reasons(all.of("bad")); len(got) != 2 {
		t.Errorf("it said %v, want one reason before it was measured again", got)
	}
	l.noEvents(good, bad)
}
