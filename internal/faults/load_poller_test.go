/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// register is a source that answers at once, or each query after a second where it is slow, and counts.
type register struct {
	clock clock.Clock
	slow  bool

	mu    sync.Mutex
	asked map[string]int
	total int
}

func (r *register) MaxConcurrent() int     { return 8 }
func (r *register) HistoryConcurrent() int { return 2 }
func (r *register) Prepare(q source.Query) (measure.Prepared, *source.Answer) {
	return registered{r, q.Text}, nil
}

type registered struct {
	*register
	query string
}

func (r registered) Instant(ctx context.Context, _ time.Time) source.Answer {
	r.mu.Lock()
	r.asked[r.query]++
	r.total++
	r.mu.Unlock()
	if r.slow {
		select {
		case <-r.clock.After(time.Second):
		case <-ctx.Done():
		}
	}
	return source.Answer{Value: 4}
}

func (r registered) Range(context.Context, time.Time, time.Time, time.Duration) source.Range {
	return source.Range{}
}

// atThePoller runs a test with a poller by a clock that stands, in a bubble in which the end of all work is seen.
func atThePoller(t *testing.T, slow bool, test func(*measure.Poller, *clocktesting.FakeClock, *register)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		clock := clocktesting.NewFakeClock(bench.Noon)
		r := &register{clock: clock, slow: slow, asked: map[string]int{}}
		poller := measure.NewPoller(measure.Options{Clock: clock})
		poller.SetSource(source.Key{Name: "main"}, r)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- poller.Start(ctx) }()
		synctest.Wait()
		test(poller, clock, r)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// subscribe lets one goal ask one question every five minutes.
func subscribe(p *measure.Poller, name string, generation int64, urgent bool) {
	goal := measure.Goal{Kind: "Objective", Namespace: "team", Name: name}
	question := measure.Question{Source: source.Key{Name: "main"}, Query: name, Interval: 5 * time.Minute}
	p.Subscribe(goal, generation, urgent, []measure.Question{question})
}

// loadAfterRestart starts all goals as after a restart, and checks how their queries are spread over an interval.
func loadAfterRestart(t *testing.T) {
	atThePoller(t, false, func(p *measure.Poller, clock *clocktesting.FakeClock, r *register) {
		for i := range questions {
			subscribe(p, fmt.Sprint("goal-", i), 1, false)
		}
		most, last := 0, 0
		for range 5 * 60 {
			clock.Step(time.Second)
			synctest.Wait()
			most, last = max(most, r.total-last), r.total
		}
		if len(r.asked) != questions || r.total != questions {
			t.Errorf("%d queries for %d goals in an interval, want one for each of %d", r.total, len(r.asked), questions)
		}
		// By chance alone the busiest of 300 seconds has 1.6 times the mean of 33.
		if mean := questions / 300; most > 2*mean {
			t.Errorf("%d queries in a second, want twice the mean of %d at most", most, mean)
		}
	})
}

// editInACrowd edits a goal while all others, none of which was ever judged, wait at a slow source.
func editInACrowd(t *testing.T) {
	atThePoller(t, true, func(p *measure.Poller, clock *clocktesting.FakeClock, r *register) {
		for i := range questions {
			subscribe(p, fmt.Sprint("goal-", i), 1, true)
			if i == questions/2 {
				subscribe(p, "edited", 2, true)
			}
		}
		synctest.Wait()
		clock.Step(time.Second)
		synctest.Wait()
		if r.asked["edited"] != 1 {
			t.Errorf("the edited goal is not asked after the first %d of %d", r.total, questions)
		}
	})
}
