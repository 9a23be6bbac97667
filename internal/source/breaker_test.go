/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	testclock "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func withClock(c *testclock.FakeClock) func(*Options) { return func(o *Options) { o.Clock = c } }

// switched answers with the status that it holds; 0 stands for no answer until the client gives up.
type switched struct {
	requests
	status atomic.Int32
}

func (s *switched) serve(t *testing.T, status int) string {
	s.status.Store(int32(status))
	return serve(t, s.then(func(w http.ResponseWriter, r *http.Request) {
		switch status := int(s.status.Load()); status {
		case 0:
			<-r.Context().Done()
		case http.StatusOK:
			answering(status, one)(w, r)
		default:
			answering(status, canary)(w, r)
		}
	}))
}

func TestBreakerOpensAndLetsOneQueryTry(t *testing.T) {
	var server switched
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	c := clientFor(t, specFor(server.serve(t, 503)), withClock(clock))
	askTimes := func(n int, want v1alpha1.MeasureReason) {
		t.Helper()
		for range n {
			wantReason(t, ask(t, c, "up"), want)
		}
	}
	wantSent := func(want int) {
		t.Helper()
		if got := server.count(); got != want {
			t.Errorf("%d requests reached the server, want %d", got, want)
		}
	}
	askTimes(8, unreachable)
	wantSent(5)
	clock.Step(5 * time.Second)
	askTimes(1, unreachable)
	wantSent(5)
	clock.Step(5 * time.Second)
	askTimes(3, unreachable)
	wantSent(6) // one tried, and it stays open for longer
	clock.Step(14 * time.Second)
	askTimes(1, unreachable)
	wantSent(6)
	for range 6 { // never longer than a minute
		clock.Step(time.Minute)
		sent := server.count()
		askTimes(1, unreachable)
		wantSent(sent + 1)
	}
	server.status.Store(200)
	clock.Step(time.Minute)
	askTimes(3, "")
	server.status.Store(503)
	sent := server.count()
	askTimes(6, unreachable)
	wantSent(sent + 5) // the count began anew
	clock.Step(10 * time.Second)
	askTimes(1, unreachable)
	wantSent(sent + 6) // and so did the backoff
}

func TestBreakerHoldsTheOthersWhileOneTries(t *testing.T) {
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	b := breaker{clock: clock}
	for range breakerFailures {
		b.enter()
		b.leave(false, serverFails)
	}
	clock.Step(breakerFirst)
	if probe, ok := b.enter(); !probe || !ok {
		t.Fatal("nobody may try")
	}
	if _, ok := b.enter(); ok || !b.blocked() {
		t.Error("a second one may try")
	}
	if !b.leave(false, serverAnswers) || !b.blocked() {
		t.Error("a query from before the opening closed the breaker")
	}
	if b.leave(true, serverUnknown); b.blocked() {
		t.Error("an abandoned try blocks the next one")
	}
	if probe, _ := b.enter(); !probe {
		t.Error("an abandoned try closed the breaker")
	}
	b.leave(true, serverAnswers)
	if probe, ok := b.enter(); probe || !ok {
		t.Error("a good try leaves the breaker open")
	}
}

func TestTimeoutOfATryIsReportedAsTheOpenBreaker(t *testing.T) {
	var server switched
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	c := clientFor(t, specFor(server.serve(t, 0)), withClock(clock))
	c.timeout = 20 * time.Millisecond
	for range breakerFailures {
		wantReason(t, ask(t, c, "up"), timedOut)
	}
	wantReason(t, ask(t, c, "up"), unreachable)
	clock.Step(breakerFirst)
	sent := server.count()
	wantReason(t, ask(t, c, "up"), unreachable)
	if server.count() != sent+1 {
		t.Error("nothing was tried")
	}
}

func TestAnswersThatSpeakForTheServerNeverOpenTheBreaker(t *testing.T) {
	var server switched
	c := clientFor(t, specFor(server.serve(t, 404)), withClock(testclock.NewFakeClock(time.Unix(1790000000, 0))))
	for range 3 * breakerFailures {
		wantReason(t, ask(t, c, "up"), queryFailed)
	}
	server.status.Store(503)
	for range breakerFailures - 1 {
		wantReason(t, ask(t, c, "up"), unreachable)
	}
	server.status.Store(422)
	wantReason(t, ask(t, c, "up"), queryFailed)
	server.status.Store(503)
	sent := server.count()
	for range breakerFailures {
		wantReason(t, ask(t, c, "up"), unreachable)
	}
	if server.count() != sent+breakerFailures {
		t.Error("failures were counted that are not in a row")
	}
}

func TestAbandonedQueriesCountForNothing(t *testing.T) {
	var server switched
	c := clientFor(t, specFor(server.serve(t, 0)))
	p, bad := c.Prepare(Query{Text: "up"})
	if bad != nil {
		t.Fatal(bad.Message)
	}
	for range 2 * breakerFailures {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		wantReason(t, p.Instant(ctx, time.Time{}), unreachable)
		cancel()
	}
	if c.breaker.blocked() {
		t.Error("the breaker opened")
	}
	server.status.Store(200)
	wantReason(t, ask(t, c, "up"), "")
}

func TestGoodCheckClosesTheBreakerAndForgetsNothing(t *testing.T) {
	var server switched
	c := clientFor(t, specFor(server.serve(t, 503)), withClock(testclock.NewFakeClock(time.Unix(1790000000, 0))))
	for range breakerFailures {
		ask(t, c, "up")
	}
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
	if !c.breaker.blocked() {
		t.Fatal("a bad check closed the breaker")
	}
	server.status.Store(200)
	if _, problem := c.Check(context.Background()); problem != nil || c.breaker.blocked() {
		t.Fatalf("problem %v, blocked %v after a good check", problem, c.breaker.blocked())
	}
	server.status.Store(503)
	ask(t, c, "up")
	if !c.breaker.blocked() {
		t.Error("one failure after a good check does not open it again")
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	start := time.Date(2026, 9, 21, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		reason, header string
		want           time.Duration
	}{
		{"seconds", "30", 30 * time.Second},
		{"a date", start.Add(time.Minute).Format(http.TimeFormat), time.Minute},
		{"at most five minutes", "86400", 5 * time.Minute},
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
	if seen.count() != 1 || c.breaker.failures != 0 {
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
