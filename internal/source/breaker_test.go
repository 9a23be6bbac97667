/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"fmt"
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

// asker asks one client as several tenants do.
type asker struct {
	*testing.T
	client *Client
	server *switched
	clock  *testclock.FakeClock
}

// newAsker has a client of a server that answers with a status.
func newAsker(t *testing.T, status int) *asker {
	t.Helper()
	a := &asker{T: t, server: &switched{}, clock: testclock.NewFakeClock(time.Unix(1790000000, 0))}
	a.client = clientFor(t, specFor(a.server.serve(t, status)), withClock(a.clock))
	a.client.timeout = 20 * time.Millisecond
	return a
}

// prepared are so many different queries.
func (a *asker) prepared(n int) []*Prepared {
	a.Helper()
	all := make([]*Prepared, n)
	for i := range all {
		p, bad := a.client.Prepare(Query{Text: fmt.Sprintf("up + %d", i)})
		if bad != nil {
			a.Fatal(bad.Message)
		}
		all[i] = p
	}
	return all
}

// wants asks for a tenant, and wants that reason from each query.
func (a *asker) wants(tenant string, reason v1alpha1.MeasureReason, queries ...*Prepared) {
	a.Helper()
	for _, p := range queries {
		answer := p.Instant(OnBehalfOf(context.Background(), tenant), time.Time{})
		silent(a.T, answer.Message)
		wantReason(a.T, answer, reason)
	}
}

// sends asks likewise, and wants to see so many requests at the server.
func (a *asker) sends(requests int, tenant string, reason v1alpha1.MeasureReason, queries ...*Prepared) {
	a.Helper()
	before := a.server.count()
	a.wants(tenant, reason, queries...)
	if got := a.server.count() - before; got != requests {
		a.Errorf("%d requests reached the server, want %d", got, requests)
	}
}

// checks checks the connection.
func (a *asker) checks(wantGood bool) {
	a.Helper()
	if _, problem := a.client.Check(context.Background()); (problem == nil) != wantGood {
		a.Fatalf("the check says %v", problem)
	}
}

func TestBreakerOpensAndLetsOneQueryTry(t *testing.T) {
	a := newAsker(t, 503)
	all := a.prepared(8)
	one := all[0]
	a.sends(5, "a", unreachable, all...)
	a.clock.Step(7 * time.Second)
	a.sends(0, "a", unreachable, one)
	a.clock.Step(3 * time.Second)
	a.sends(1, "a", unreachable, one, one, one) // one tried, and it stays open for longer
	a.clock.Step(14 * time.Second)
	a.sends(0, "a", unreachable, one)
	for range 6 { // never longer than a minute
		a.clock.Step(time.Minute)
		a.sends(1, "a", unreachable, one)
	}
	a.server.status.Store(200)
	a.clock.Step(time.Minute)
	a.sends(8, "a", "", all...)
	a.server.status.Store(503)
	a.sends(5, "a", unreachable, all...) // the count began anew
	a.clock.Step(10 * time.Second)
	a.sends(1, "a", unreachable, one) // and so did the backoff
}

func TestABadQueryIsNoOutage(t *testing.T) {
	a := newAsker(t, 0)
	bad := a.prepared(4) // one less than opens it
	for range 3 {
		a.sends(4, "a", timedOut, bad...)
	}
	a.server.status.Store(200)
	a.sends(1, "a", "", a.prepared(1)...)
}

func TestTheBadQueriesOfATenantAreNobodyElses(t *testing.T) {
	a := newAsker(t, 0)
	a.sends(5, "a", timedOut, a.prepared(5)...)
	a.sends(0, "a", unreachable, a.prepared(5)...)
	a.server.status.Store(200)
	a.sends(5, "b", "", a.prepared(5)...)
	a.sends(0, "a", unreachable, a.prepared(5)...)
}

func TestTheGoodQueryOfATenantTriesBeforeItsBadOnes(t *testing.T) {
	a := newAsker(t, 0)
	bad, good := a.prepared(5), a.prepared(1)
	a.sends(5, "a", timedOut, bad...)
	a.clock.Step(5 * time.Second)
	a.sends(0, "a", unreachable, bad...)
	a.server.status.Store(200)
	a.sends(1, "a", "", good...)
	a.server.status.Store(0)
	a.sends(5, "a", timedOut, bad...) // known by now, so that they open nothing
	a.server.status.Store(200)
	a.sends(1, "a", "", good...)
}

func TestWhereTheCheckFailsTooNobodyAsks(t *testing.T) {
	a := newAsker(t, 503)
	for _, tenant := range []string{"a", "b", "c", "d"} {
		a.sends(1, tenant, unreachable, a.prepared(1)...)
	}
	a.checks(false)
	a.sends(0, "e", unreachable, a.prepared(5)...)
	a.server.status.Store(200)
	a.clock.Step(10 * time.Second)
	a.sends(2, "e", "", a.prepared(2)...)
}

func TestFewQueriesAndAFailingCheckAreAnOutage(t *testing.T) {
	a := newAsker(t, 503)
	one := a.prepared(1)
	for range 2 {
		a.checks(false)
		a.sends(1, "a", unreachable, one...)
	}
	a.checks(false)
	a.sends(0, "a", unreachable, one...)
}

func TestGoodCheckClosesTheBreakerAndForgetsNothing(t *testing.T) {
	a := newAsker(t, 503)
	a.sends(5, "a", unreachable, a.prepared(8)...)
	a.checks(false)
	a.sends(0, "a", unreachable, a.prepared(1)...)
	a.server.status.Store(200)
	a.checks(true)
	a.server.status.Store(503)
	a.sends(1, "a", unreachable, a.prepared(3)...) // one failure after it opens the breaker again
}

func TestGoodCheckSaysNothingOfQueriesThatFailBesideIt(t *testing.T) {
	a := newAsker(t, 503)
	a.sends(5, "a", unreachable, a.prepared(8)...)
	a.server.status.Store(200)
	a.checks(true)
	a.sends(0, "a", unreachable, a.prepared(3)...)
	a.clock.Step(10 * time.Second)
	a.sends(3, "a", "", a.prepared(3)...)
}

func TestBreakerHoldsTheOthersWhileOneTries(t *testing.T) {
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	b := breaker{clock: clock}
	query := func() passage { return passage{tenant: "a", failing: &atomic.Bool{}} }
	late := query()
	b.enter(&late)
	for range breakerFailures {
		p := query()
		b.enter(&p)
		b.leave(p, serverFails)
	}
	clock.Step(breakerFirst)
	try := query()
	if !b.enter(&try) || !try.tries {
		t.Fatal("nobody may try")
	}
	if p := query(); b.enter(&p) || !b.blocked(p) {
		t.Error("a second one may try")
	}
	if b.leave(late, serverFails); !b.blocked(query()) {
		t.Error("a query from before the opening let the others through")
	}
	if b.leave(try, serverUnknown); b.blocked(query()) {
		t.Error("an abandoned try blocks the next one")
	}
	if try = query(); !b.enter(&try) || !try.tries {
		t.Error("an abandoned try closed the breaker")
	}
	b.leave(try, serverAnswers)
	if p := query(); !b.enter(&p) || p.tries || len(b.tenants) != 0 {
		t.Error("a good try leaves the breaker open")
	}
}

// A goal that was answered is not told the next moment that its source is held back.
func TestALateAnswerClosesTheBreaker(t *testing.T) {
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	b := breaker{clock: clock}
	query := func() passage { return passage{tenant: "a", failing: &atomic.Bool{}} }
	late := query()
	b.enter(&late)
	for range breakerFailures {
		p := query()
		b.enter(&p)
		b.leave(p, serverFails)
	}
	clock.Step(breakerFirst)
	try := query()
	b.enter(&try)
	if b.leave(late, serverAnswers); b.blocked(query()) {
		t.Error("an answer from before the opening leaves the breaker open")
	}
	if b.leave(try, serverFails); b.blocked(query()) {
		t.Error("the failure of a try whose circuit was closed meanwhile counts for more than one")
	}
}

func TestTheWaitIsNeverTheSameAndNeverLonger(t *testing.T) {
	now, waits := time.Unix(1790000000, 0), map[time.Duration]bool{}
	for range 100 {
		var c circuit
		for _, longest := range []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, time.Minute} {
			c.open(now)
			wait := c.until.Sub(now)
			if wait > longest || wait < longest*3/4 || c.early.Sub(now) != wait/2 {
				t.Fatalf("held for %s, and %s at least, want three quarters of %s or more, and half of that", wait, c.early.Sub(now), longest)
			}
			waits[wait] = true
		}
	}
	if len(waits) < 100 {
		t.Errorf("%d different waits of 500: where is the jitter?", len(waits))
	}
}

func TestBreakerForgetsWhoIsGone(t *testing.T) {
	clock := testclock.NewFakeClock(time.Unix(1790000000, 0))
	b := breaker{clock: clock}
	for i := range 100 {
		p := passage{tenant: fmt.Sprint(i), failing: &atomic.Bool{}}
		b.enter(&p)
		b.leave(p, serverFails)
		clock.Step(time.Minute)
	}
	if got := len(b.tenants); got > 12 {
		t.Errorf("it remembers %d tenants, want those of some ten minutes", got)
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
	if len(c.breaker.tenants) != 0 {
		t.Error("they were counted")
	}
	server.status.Store(200)
	wantReason(t, ask(t, c, "up"), "")
}
