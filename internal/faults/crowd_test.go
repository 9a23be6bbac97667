/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// writers is how many requests create or delete a crowd at the same time.
const writers = 16

// crowd creates n objects, several at a time. Crowds of objectives are deleted after the test, so that they do not burden
// others.
func (l *lab) crowd(n int, object func(i int) client.Object) {
	l.Helper()
	l.Cleanup(func() {
		for _, namespace := range l.Shard.Namespaces {
			l.Eventually("the crowd to be gone", func() bool { // a busy API server cuts a request for thousands off after a minute
				return site.Admin.DeleteAllOf(context.Background(), &v1alpha1.Objective{}, client.InNamespace(namespace)) == nil
			})
		}
	})
	each(l.T, n, func(i int) error { return site.Admin.Create(l.Context(), object(i)) })
}

// each does something n times, several at a time.
func each(t *testing.T, n int, do func(i int) error) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(writers)
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// asking is an objective that asks one question of a source.
func (l *lab) asking(namespace, name, query string, source *v1alpha1.SourceReference) *v1alpha1.Objective {
	o := l.Objective(name, bench.Reaches("stays", bench.Asks(query)))
	o.Namespace, o.Spec.SourceRef = namespace, source
	return o
}

// patches counts what a manager writes into the status of each goal. Its client is for bench.Options.
type patches struct {
	mu sync.Mutex
	of map[string]int // by type, namespace and name
}

func (p *patches) client(config *rest.Config, options client.Options) (client.Client, error) {
	real, err := client.NewWithWatch(config, options)
	if err != nil {
		return nil, err
	}
	return interceptor.NewClient(real, interceptor.Funcs{
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, object client.Object, patch client.Patch, o ...client.SubResourcePatchOption) error {
			err := c.SubResource(sub).Patch(ctx, object, patch, o...)
			if err == nil {
				p.count(object)
			}
			return err
		},
	}), nil
}

func (p *patches) count(object client.Object) {
	if _, source := object.(*v1alpha1.MetricSource); source {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[string]int{}
	}
	p.of[fmt.Sprintf("%T %s", object, client.ObjectKeyFromObject(object))]++
}

// total is how many there were since the last reset.
func (p *patches) total() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	total := 0
	for _, n := range p.of {
		total += n
	}
	return total
}

func (p *patches) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of = nil
}

// meter answers every query with 4 and every query for a range with nothing, and notes when it was asked. What asks for
// the connection alone is answered by the real server.
type meter struct {
	clock clock.Clock
	real  http.Handler
	// hold returns when a query may be answered; nil: at once.
	hold func(ctx context.Context, query string)

	mu    sync.Mutex
	asked map[string][]time.Time // by the clock; a query for a range counts too
	total int
}

func (l *lab) meter() *meter {
	return &meter{clock: l.Clock, real: l.Prometheus.Handler(), asked: map[string][]time.Time{}}
}

// ServeHTTP answers a query.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.FormValue("query")
	if query == "" || query == "vector(1)" {
		m.real.ServeHTTP(w, r)
		return
	}
	ranged := strings.HasSuffix(r.URL.Path, "/query_range")
	m.note(query, ranged)
	answer := `{"status":"success","data":{"resultType":"scalar","result":[1,"4"]}}`
	if ranged {
		answer = `{"status":"success","data":{"resultType":"matrix","result":[]}}`
	} else if m.hold != nil {
		m.hold(r.Context(), query)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, answer)
}

func (m *meter) note(query string, ranged bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.total++
	if ranged {
		query = "range of " + query
	}
	m.asked[query] = append(m.asked[query], m.clock.Now())
}

// count is how many queries came since the last reset.
func (m *meter) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked, m.total = map[string][]time.Time{}, 0
}

// times is when a query was asked.
func (m *meter) times(query string) []time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]time.Time(nil), m.asked[query]...)
}

// stepwise moves the clock in steps, and lets what is due in each be asked before the next: nothing is asked any more
// in five looks one after the other.
func (l *lab) stepwise(m *meter, total, step time.Duration) {
	l.Helper()
	for ; total > 0; total -= step {
		l.Eventually("the poller to wait", l.Clock.HasWaiters)
		l.Clock.Step(min(step, total))
		last, calm := m.count(), 0
		l.Eventually("the queries of a step", func() bool {
			if now := m.count(); now != last {
				last, calm = now, 0
			}
			calm++
			return calm > 5
		})
	}
}

// longestGap is the longest time between two moments that follow one another, from a first moment to a last.
func longestGap(from time.Time, moments []time.Time, to time.Time) time.Duration {
	longest := time.Duration(0)
	for _, moment := range append(moments, to) {
		longest = max(longest, moment.Sub(from))
		from = moment
	}
	return longest
}
