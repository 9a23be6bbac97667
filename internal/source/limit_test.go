/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net/http"
	"testing"
	"time"

	testclock "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestRetryAfterIsHonoured(t *testing.T) {
	start := time.Date(2026, 9, 21, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		reason, header string
		want           time.Duration
	}{
		{"seconds", "30", 30 * time.Second},
		{"a date", start.Add(time.Minute).Format(http.TimeFormat), time.Minute},
		{"at most five minutes", "86400", 5 * time.Minute},
		{"at most five minutes, however many digits", "99999999999999999999999", 5 * time.Minute},
		{"at most five minutes by a date", start.Add(time.Hour).Format(http.TimeFormat), 5 * time.Minute},
		{"a date that is over", start.Add(-time.Hour).Format(http.TimeFormat), 0},
		{"none", "", 0},
		{"nonsense", canary, 0},
		{"negative", "-5", 0},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			var seen requests
			clock := testclock.NewFakeClock(start)
			c := clientFor(t, specFor(serve(t, seen.then(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", tc.header)
				answering(429, canary)(w, r)
			}))), withClock(clock))
			wantReason(t, ask(t, c, "up"), unreachable)
			if tc.want > 0 {
				clock.Step(tc.want - time.Second)
				wantReason(t, ask(t, c, "up"), unreachable)
				_, problem := c.Check(context.Background())
				wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
				if seen.count() != 1 {
					t.Error("it was asked before the time")
				}
				clock.Step(time.Second)
			}
			ask(t, c, "up")
			if seen.count() != 2 {
				t.Error("it was not asked at the time")
			}
		})
	}
}

func TestAClockThatGoesBackMakesNothingLonger(t *testing.T) {
	start := time.Date(2026, 9, 21, 12, 0, 0, 0, time.UTC)
	clock := testclock.NewFakeClock(start)
	p := pause{clock: clock}
	asked := http.Header{"Retry-After": {"60"}}
	p.note(asked)
	clock.SetTime(start.Add(-10 * time.Minute))
	if p.holds() {
		t.Error("a pause of a minute lasts eleven")
	}
	p.note(asked)
	if !p.holds() {
		t.Error("the pause that was asked for since is not made")
	}
	c := circuit{}
	c.open(start)
	if c.holds(start.Add(-10*time.Minute), true) || !c.holds(start, true) {
		t.Error("the circuit holds for longer than it said, or not at all")
	}
}

func TestLimits(t *testing.T) {
	spec := specFor("http://prometheus")
	c := clientFor(t, spec)
	if c.MaxConcurrent() != 8 || c.HistoryConcurrent() != 2 {
		t.Errorf("%d at once and %d histories, want 8 and 2", c.MaxConcurrent(), c.HistoryConcurrent())
	}
	spec.Limits = &v1alpha1.Limits{MaxConcurrent: 3}
	if c = clientFor(t, spec); c.MaxConcurrent() != 3 || c.HistoryConcurrent() != 1 {
		t.Errorf("%d at once and %d histories, want 3 and 1", c.MaxConcurrent(), c.HistoryConcurrent())
	}
}

func TestQueriesASecond(t *testing.T) {
	start := time.Unix(1790000000, 0)
	for _, tc := range []struct {
		reason  string
		history bool
		want    time.Duration
	}{
		{"instant queries", false, 100 * time.Millisecond},
		{"histories get a quarter", true, 400 * time.Millisecond},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			clock := testclock.NewFakeClock(start)
			spec := specFor("http://prometheus")
			spec.Limits = &v1alpha1.Limits{QPS: 10}
			l := newLimiter(spec, clock)
			if !l.wait(context.Background(), tc.history) {
				t.Fatal("the first does not pass")
			}
			passed := make(chan bool)
			go func() { passed <- l.wait(context.Background(), tc.history) }()
			waitFor(t, clock.HasWaiters)
			clock.Step(tc.want - time.Millisecond)
			select {
			case <-passed:
				t.Fatal("the second passes too early")
			default:
			}
			clock.Step(time.Millisecond)
			if !<-passed {
				t.Error("the second does not pass")
			}
		})
	}
}

func TestWaitingForATurnEndsWithTheCaller(t *testing.T) {
	var seen requests
	spec := specFor(serve(t, seen.then(answering(200, one))))
	spec.Limits = &v1alpha1.Limits{QPS: 1}
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	c := clientFor(t, spec, withClock(clock))
	wantReason(t, ask(t, c, "up"), "")
	p, _ := c.Prepare(Query{Text: "up"})
	ctx, cancel := context.WithCancel(context.Background())
	answer := make(chan Answer)
	go func() { answer <- p.Instant(ctx, time.Time{}) }()
	waitFor(t, clock.HasWaiters)
	cancel()
	wantReason(t, <-answer, unreachable)
	if seen.count() != 1 || len(c.breaker.tenants) != 0 {
		t.Error("an abandoned query was sent or counted")
	}
}

// waitFor polls until something holds.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came to hold")
		}
	}
}
