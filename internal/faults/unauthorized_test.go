/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// These two count what is asked and written, so they do not run beside others: every manager of the site checks every
// source.

func TestFault02(t *testing.T) {
	l := fault(t, "The source answers 429 with Retry-After")
	o := l.goal("keeps")
	const check = 15 * time.Second // a check of the connection and a step of the clock
	for _, tc := range []struct {
		name  string
		after func(now time.Time) string
		least time.Duration // that nothing is asked
	}{
		{"seconds", func(time.Time) string { return "120" }, 2 * time.Minute},
		{"a date", func(now time.Time) string { return now.Add(2 * time.Minute).UTC().Format(http.TimeFormat) }, 2 * time.Minute},
		{"absurdly long", func(time.Time) string { return "86400" }, 5 * time.Minute},
		{"an absurd date", func(now time.Time) string { return now.AddDate(10, 0, 0).UTC().Format(http.TimeFormat) }, 5 * time.Minute},
		{"more than a number holds", func(time.Time) string { return "99999999999999999999" }, 5 * time.Minute},
		{"negative", func(time.Time) string { return "-5" }, 0},
		{"nonsense", func(time.Time) string { return answerCanary }, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := l.quietly(l.In(t))
			var asked diary
			l.rogue.misbehaves(l.noting(&asked, func(w http.ResponseWriter, r *http.Request) {
				answering(http.StatusTooManyRequests, answerCanary, "Retry-After", tc.after(l.Clock.Now()))(w, r)
			}))
			kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
			l.wantMessage(kept, measured, "429")
			l.idle() // what was on its way when the first answer came
			asked.forget()
			l.pass(6 * time.Minute)
			for _, gap := range asked.gaps() {
				if gap < tc.least || tc.least > 0 && gap > tc.least+time.Minute+check {
					t.Errorf("asked again after %s, want %s, and an interval at most", gap, tc.least)
				}
			}
			if got := len(asked.times()); got > 80 {
				t.Errorf("asked %d times in six minutes", got)
			}
			l.rogue.behaves()
			l.pass(tc.least)
			l.heals(kept)
		})
	}
	l.noEvents(o)
	l.sees("left alone for as long as it asks, five minutes at most")
	l.sees("the value %v stays", *value(o))
}

// guarded is a server that lets in who has the token, and notes those that it was shown.
type guarded struct {
	real   http.Handler
	refuse http.HandlerFunc

	mu    sync.Mutex
	token string
	shown []string
}

// ServeHTTP answers who has the token.
func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	good := r.Header.Get("Authorization") == "Bearer "+g.token
	g.shown = append(g.shown, r.Header.Get("Authorization"))
	g.mu.Unlock()
	if !good {
		g.refuse(w, r)
		return
	}
	g.real.ServeHTTP(w, r)
}

// wants lets in who has this token from now on, and forgets what it was shown.
func (g *guarded) wants(token string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.token, g.shown = token, nil
}

func (g *guarded) was(shown string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Contains(g.shown, "Bearer "+shown)
}

func TestFault07(t *testing.T) {
	l := faultWith(t, "The source refuses the credentials: 401, 403", bench.Options{Unconnected: true})
	l.trusted()
	secret := l.secret("token", "token", secretCanary)
	g := &guarded{real: l.rogue.real, token: secretCanary}
	l.rogue.misbehaves(g.ServeHTTP)
	s := l.Source("default", l.rogue.URL)
	s.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: "token", Key: "token"}}
	s.Spec.Interval = "1h" // so that it is a query that finds out, and no check
	l.Create(s)
	l.Has(s, ready, isTrue, connected)
	o := l.goal("keeps")
	for i, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			l := l.within(t)
			g.refuse = answering(status, answerCanary)
			all := l.record()

			rotated := fmt.Sprintf("%s-%d", secretCanary, i)
			secret.StringData = map[string]string{"token": rotated}
			if err := l.Site.Admin.Update(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			g.wants(rotated)
			l.Moving("the new token", 5*time.Second, func() bool { return g.was(rotated) })
			l.pass(2 * time.Minute)
			if got := len(all.of(o.Name)); got != 0 {
				t.Errorf("%d writes as a Secret was rotated, want none", got)
			}

			g.wants("another")
			kept := l.keeps(o, v1alpha1.MeasureReasonSourceUnavailable)
			l.Has(s, ready, isFalse, string(v1alpha1.MetricSourceReasonUnauthorized))
			l.seesOf(s, ready)
			g.wants(rotated)
			l.heals(kept)
		})
	}
	l.noEvents(o)
	l.sees("a Secret rotated in time is taken at once, and nobody sees anything")
}
