/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"fmt"
	"maps"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const failed = v1alpha1.MeasureReasonQueryFailed

var (
	morning = time.Date(2026, time.November, 2, 10, 0, 0, 0, time.UTC)
	main    = source.Key{Kind: v1alpha1.SourceKindCluster, Name: "main"}
	other   = source.Key{Kind: v1alpha1.SourceKindCluster, Name: "other"}
)

// wallClock is a clock whose timers do not see its wall time jump, as those of the real one.
type wallClock struct {
	*clocktesting.FakeClock
	offset atomic.Int64
}

func (c *wallClock) Now() time.Time { return c.FakeClock.Now().Add(time.Duration(c.offset.Load())) }

func (c *wallClock) jump(by time.Duration) { c.offset.Add(int64(by)) }

// script is a source that answers as it is told, at once or after as long on the clock as it is told.
type script struct {
	clock     *wallClock
	places    int
	histories int

	mu       sync.Mutex
	answers  map[string]source.Answer // of a query; without one: 1
	refusals map[string]source.Answer
	takes    map[string]time.Duration
	silent   bool // no answer before its context ends
	deaf     chan struct{}
	prepared map[string]int
	asked    map[string][]time.Time // when
	asOf     map[string][]time.Time // the evaluation times
	ranges   map[string][]span
	past     func(time.Time) float64 // the points of a range; nil: all are as the answer
	running  int
	most     int
	mostPast int // of range questions
	pasts    int
}

// span is what was asked for as a range.
type span struct{ from, to time.Time }

func newScript(c *wallClock) *script {
	return &script{
		clock: c, places: 8, histories: 2,
		answers: map[string]source.Answer{}, refusals: map[string]source.Answer{}, takes: map[string]time.Duration{},
		prepared: map[string]int{}, asked: map[string][]time.Time{}, asOf: map[string][]time.Time{}, ranges: map[string][]span{},
	}
}

func (s *script) MaxConcurrent() int     { return s.places }
func (s *script) HistoryConcurrent() int { return s.histories }

func (s *script) Prepare(q source.Query) (Prepared, *source.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prepared[q.Text]++
	if refusal, ok := s.refusals[q.Text]; ok {
		return nil, &refusal
	}
	return scripted{s, q.Text}, nil
}

func (s *script) set(query string, a source.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[query] = a
}

func (s *script) slow(query string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes[query] = d
}

func (s *script) count(query string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked[query])
}

// total is how many questions were asked.
func (s *script) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, times := range s.asked {
		n += len(times)
	}
	return n
}

type scripted struct {
	*script
	query string
}

func (s scripted) Instant(ctx context.Context, at time.Time) source.Answer {
	return s.ask(ctx, at, 0)
}

func (s scripted) Range(ctx context.Context, from, to time.Time, step time.Duration) source.Range {
	got := s.ask(ctx, to, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ranges[s.query] = append(s.ranges[s.query], span{from, to})
	if got.Reason != "" {
		return source.Range{Reason: got.Reason, Message: got.Message}
	}
	result := source.Range{Reason: v1alpha1.MeasureReasonNoData, Message: "nothing"}
	var values []float64
	for t := from; !t.After(to); t = t.Add(step) {
		value := got.Value
		if s.past != nil {
			value = s.past(t)
		}
		values = append(values, value)
		if !math.IsNaN(value) {
			result = source.Range{}
		}
	}
	if result.Reason == "" {
		result.Values = values
	}
	return result
}

func (s scripted) ask(ctx context.Context, at time.Time, past int) source.Answer {
	s.mu.Lock()
	s.asked[s.query] = append(s.asked[s.query], s.clock.Now())
	s.asOf[s.query] = append(s.asOf[s.query], at)
	s.running, s.pasts = s.running+1, s.pasts+past
	s.most, s.mostPast = max(s.most, s.running), max(s.mostPast, s.pasts)
	takes, silent, deaf := s.takes[s.query], s.silent, s.deaf
	s.mu.Unlock()

	switch {
	case deaf != nil:
		<-deaf
	case silent:
		<-ctx.Done()
	case takes > 0:
		select {
		case <-s.clock.After(takes):
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.pasts = s.running-1, s.pasts-past
	if got, ok := s.answers[s.query]; ok {
		return got
	}
	return source.Answer{Value: 1}
}

// lab is a poller in a bubble, with a source and what it woke.
type lab struct {
	*Poller
	clock  *wallClock
	source *script
	ctx    context.Context
	stop   context.CancelFunc
	ended  chan error

	mu    sync.Mutex
	woken map[Goal]int
}

// newLab makes one that is not started.
func newLab() *lab {
	c := &wallClock{FakeClock: clocktesting.NewFakeClock(morning)}
	l := &lab{clock: c, Poller: NewPoller(Options{Clock: c}), source: newScript(c), woken: map[Goal]int{}}
	l.ended = make(chan error, 1)
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.OnWake("Objective", func(g Goal) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.woken[g]++
	})
	return l
}

func (l *lab) start() {
	go func() { l.ended <- l.Start(l.ctx) }()
	synctest.Wait()
}

// inLab runs a test in a bubble, with a started poller that has its source.
func inLab(t *testing.T, test func(t *testing.T, l *lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLab()
		l.SetSource(main, l.source)
		l.start()
		defer func() {
			l.stop()
			if err := <-l.ended; err != nil {
				t.Errorf("Start() = %v, want nil", err)
			}
		}()
		test(t, l)
	})
}

// advance moves the clock second by second, and lets everything happen that follows.
func (l *lab) advance(d time.Duration) {
	synctest.Wait()
	for ; d > 0; d -= time.Second {
		l.clock.Step(min(d, time.Second))
		synctest.Wait()
	}
}

// wakes returns who was woken how often since the last call.
func (l *lab) wakes() map[Goal]int {
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	woken := maps.Clone(l.woken)
	clear(l.woken)
	return woken
}

// standing is the answer that stands for a question, as somebody sees it who asks nothing new.
func (l *lab) standing(q Question) Answer {
	synctest.Wait()
	l.Poller.mu.Lock()
	defer l.Poller.mu.Unlock()
	if known := l.lanes[q.Source]; known != nil && known.questions[q] != nil {
		return known.questions[q].answer
	}
	return Answer{}
}

func goal(namespace string, i int) Goal {
	return Goal{Kind: "Objective", Namespace: namespace, Name: fmt.Sprint("goal-", i)}
}

// live asks main every five minutes.
func live(query string) Question {
	return Question{Source: main, Query: query, Interval: 5 * time.Minute}
}

func fixed(query string) Question {
	q := live(query)
	q.At = morning.AddDate(0, 0, -1)
	return q
}

// ranged is a fixed question for three points.
func ranged(query string) Question {
	q := fixed(query)
	q.From, q.Step = q.At.Add(-time.Hour), 30*time.Minute
	return q
}

// grown is a history that began two hours ago.
func grown(query string) Question {
	q := live(query)
	q.From, q.Step, q.Spread = morning.Add(-2*time.Hour), 30*time.Minute, 10*time.Minute
	return q
}
