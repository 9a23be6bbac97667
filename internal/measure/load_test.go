/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/internal/source"
)

// quick is a source that costs nothing.
type quick struct{}

func (quick) MaxConcurrent() int                                   { return 8 }
func (quick) HistoryConcurrent() int                               { return 2 }
func (quick) Prepare(source.Query) (Prepared, *source.Answer)      { return quick{}, nil }
func (quick) Instant(context.Context, time.Time) (a source.Answer) { return a }
func (quick) Range(_ context.Context, from, to time.Time, step time.Duration) source.Range {
	return source.Range{Values: make([]float64, to.Sub(from)/step+1)}
}

// load is a poller that is not started with goals of three questions each.
func load(goals int) *Poller {
	p := NewPoller(Options{})
	p.SetSource(main, quick{})
	for i := range goals {
		questions := make([]Question, 3)
		for k := range questions {
			questions[k] = live(fmt.Sprintf("sum(rate(stays{hotel=%q,kind=%q}[5m]))", fmt.Sprint(i), fmt.Sprint(k)))
		}
		p.Subscribe(goal(fmt.Sprint("team-", i%100), i), 1, false, questions)
	}
	return p
}

func heapInUse() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestTenThousandGoalsFitInMemory(t *testing.T) {
	const most = 40 << 20
	before := heapInUse()
	p := load(10000)
	if used := heapInUse() - before; used > most {
		t.Errorf("10,000 goals of three questions take %d MiB, want at most %d", used>>20, most>>20)
	} else {
		t.Logf("10,000 goals of three questions take %d MiB", used>>20)
	}
	runtime.KeepAlive(p)
}

// loadHistories is a poller that has loaded histories of 400 points, and its clock.
func loadHistories(goals, each int) (*Poller, *ticking) {
	at := &ticking{now: morning}
	p := NewPoller(Options{Clock: at})
	p.started = true
	p.SetSource(main, quick{})
	for i := range goals {
		questions := make([]Question, each)
		for k := range questions {
			questions[k] = grown(fmt.Sprintf("sum(rate(stays{hotel=%q,kind=%q}[5m]))", fmt.Sprint(i), fmt.Sprint(k)))
			questions[k].From = morning.Add(-399 * questions[k].Step)
		}
		p.Subscribe(goal(fmt.Sprint("team-", i%100), i), 1, true, questions)
	}
	p.workers.Wait()
	return p, at
}

func TestThirtyThousandHistoriesFitInMemory(t *testing.T) {
	const most = 90 << 20
	before := heapInUse()
	p, _ := loadHistories(10000, 3)
	if used := heapInUse() - before; used > most {
		t.Errorf("30,000 histories of 400 points take %d MiB, want at most %d", used>>20, most>>20)
	} else {
		t.Logf("30,000 histories of 400 points take %d MiB", used>>20)
	}
	loaded := 0
	for _, e := range p.lanes[main].questions {
		if e.answer.History.Len() == 400 && e.prepared == nil {
			loaded++
		}
	}
	if loaded != 30000 {
		t.Errorf("%d histories are loaded and have given their query back, want all", loaded)
	}
}

// A new point costs the history that has it, and nothing that lasts.
func TestAllocationsOfANewPoint(t *testing.T) {
	const runs, most = 100, 12
	p, at := loadHistories(1, 1)
	got := testing.AllocsPerRun(runs, func() {
		at.now = time.UnixMicro(p.schedule[0].place().at)
		p.seen = at.now.UnixMicro()
		p.tick()
		p.workers.Wait()
	})
	t.Logf("a new point takes %v allocations", got)
	if got > most {
		t.Errorf("a new point takes %v allocations, want at most %d", got, most)
	}
	for _, e := range p.lanes[main].questions {
		if got := e.answer.History.Len(); got != 400+runs { // the run to warm up finds the point of now there
			t.Errorf("%d points after %d more, want them all", got, runs)
		}
	}
}

// BenchmarkPoll is what one poll costs beside the source: due, at the desk, asked, answered as before, planned anew.
func BenchmarkPoll(b *testing.B) {
	p := load(10000)
	at := &ticking{now: time.Now()}
	p.clock = at
	p.started = true
	l := p.lanes[main]
	b.ReportAllocs()
	polls := 0
	for b.Loop() {
		at.now = time.UnixMicro(p.schedule[0].place().at)
		p.seen = at.now.UnixMicro()
		p.tick()
		p.workers.Wait()
		polls++
	}
	if len(l.questions) != 30000 || len(p.schedule) != 30000 {
		b.Fatalf("%d questions, %d planned after %d polls", len(l.questions), len(p.schedule), polls)
	}
}

// BenchmarkSubscribeAgain is what a reconcile that changes nothing costs.
func BenchmarkSubscribeAgain(b *testing.B) {
	p := load(10000)
	questions := make([]Question, 0, 3)
	for _, l := range p.askers[goal("team-0", 0)].links {
		questions = append(questions, l.entry.question)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Subscribe(goal("team-0", 0), 1, false, questions)
	}
}

// ticking is a clock that stands where it is put.
type ticking struct {
	clock.RealClock
	now time.Time
}

func (c *ticking) Now() time.Time { return c.now }
