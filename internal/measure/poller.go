/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/source"
)

const (
	// maxSleep is how long the scheduler sleeps at most. Timers do not see the wall clock jump, so it looks.
	maxSleep = 30 * time.Second
	// maxLag is how much later than planned the scheduler may wake before that counts as a jump of the clock.
	maxLag = 5 * time.Second
	// stopGrace is how long a stop waits for a source that does not heed its context.
	stopGrace = 3 * time.Second
)

// Options of a Poller.
type Options struct {
	// Clock tells the time. Nil: the real one. A step of over 35 s at once counts as a jump of the wall clock.
	Clock clock.Clock
	// Logger says when the clock jumped. Zero: nobody is told.
	Logger logr.Logger
}

// Poller asks the questions of all goals and wakes the goals whose answers changed. Make one with NewPoller. Its
// methods may be called concurrently, before Start as well: what they say is then kept, and nothing is asked yet.
type Poller struct {
	clock   clock.Clock
	logger  logr.Logger
	kick    chan struct{} // tells the scheduler that something is due before it means to wake
	workers sync.WaitGroup

	mu       sync.Mutex // guards what follows; not held while a source is asked or a goal woken
	started  bool
	lanes    map[source.Key]*lane
	askers   map[Goal]*asker
	wakers   map[string]func(Goal)
	needs    map[v1alpha1.SourceKind]func(source.Key)
	schedule timeline // entries by their next poll, askers by their date
	seen     int64    // the time when the scheduler last looked, in microseconds since 1970
	alarm    int64    // when it will look again
}

// wake is a goal to be woken once the lock is released.
type wake struct {
	call func(Goal)
	goal Goal
}

func wakeAll(wakes []wake) {
	for _, w := range wakes {
		w.call(w.goal)
	}
}

// NewPoller makes a Poller that knows nothing yet.
func NewPoller(o Options) *Poller {
	p := &Poller{
		clock:  o.Clock,
		logger: o.Logger,
		kick:   make(chan struct{}, 1),
		lanes:  map[source.Key]*lane{},
		askers: map[Goal]*asker{},
		wakers: map[string]func(Goal){},
		needs:  map[v1alpha1.SourceKind]func(source.Key){},
	}
	if p.clock == nil {
		p.clock = clock.RealClock{}
	}
	p.seen = p.now().UnixMicro()
	return p
}

// NeedLeaderElection is true: only the leader measures.
func (p *Poller) NeedLeaderElection() bool { return true }

// OnWake registers what wakes goals of a kind, before Start. It is called without a lock held, from the goroutines
// that measure, and so must be cheap. Goals of a kind that nobody registered are not woken.
func (p *Poller) OnWake(kind string, call func(Goal)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wakers[kind] = call
}

// Start measures until ctx ends. Then it cuts what is being asked, drops those answers, and returns when all its
// goroutines have ended, or with an error when a source holds one of them for over three seconds.
func (p *Poller) Start(ctx context.Context) error {
	p.open()
	p.run(ctx)
	p.shut()
	ended := make(chan struct{})
	go func() {
		p.workers.Wait()
		close(ended)
	}()
	grace := p.clock.NewTimer(stopGrace)
	defer grace.Stop()
	select {
	case <-ended:
		return nil
	case <-grace.C():
		return fmt.Errorf("queries are still running %s after the poller was stopped: their source ignores the end of its context", stopGrace)
	}
}

func (p *Poller) open() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started = true
	for _, l := range p.lanes {
		if l.desk != nil {
			p.staff(l.desk)
		}
	}
}

func (p *Poller) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started = false
	for _, l := range p.lanes {
		if l.desk != nil {
			l.desk.close()
		}
	}
}

// run is the scheduler.
func (p *Poller) run(ctx context.Context) {
	timer := p.clock.NewTimer(p.tick())
	defer timer.Stop()
	p.checkAlarm()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.kick:
		case <-timer.C():
		}
		sleep := p.tick()
		if !timer.Stop() {
			select { // it fired meanwhile
			case <-timer.C():
			default:
			}
		}
		timer.Reset(sleep)
		p.checkAlarm()
	}
}

// checkAlarm notices when the clock moved between the last look at it and the setting of the timer.
func (p *Poller) checkAlarm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.now().UnixMicro(); now >= p.alarm {
		p.hurry(p.alarm - 1)
	}
}

// tick does all that is due, and returns how long to sleep.
func (p *Poller) tick() time.Duration {
	wakes, sleep := p.comeDue()
	wakeAll(wakes)
	return sleep
}

func (p *Poller) comeDue() ([]wake, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now().UnixMicro()
	jumped := p.noticeJump(now)
	var wakes []wake
	for due, ok := p.schedule.first(now); ok; due, ok = p.schedule.first(now) {
		switch due := due.(type) {
		case *asker:
			wakes = p.wake(wakes, due)
			p.pruneAsker(due)
		case *entry:
			p.pollOrPostpone(due, now, jumped)
		}
	}
	p.alarm = now + maxSleep.Microseconds()
	if len(p.schedule) > 0 {
		p.alarm = min(p.alarm, p.schedule[0].place().at)
	}
	return wakes, time.Duration(p.alarm-now) * time.Microsecond
}

// noticeJump reports whether the clock jumped forward. If it jumped back, what would be due too late is planned anew.
func (p *Poller) noticeJump(now int64) bool {
	passed := time.Duration(now-p.seen) * time.Microsecond
	p.seen = now
	if passed >= 0 && passed <= maxSleep+maxLag {
		return false
	}
	if p.alarm > 0 { // else it is the start, perhaps after hours as a standby
		p.logger.Info("Clock jumped", "by", passed.String())
	}
	if passed < 0 {
		p.rewind(now)
	}
	return passed > 0
}

func (p *Poller) rewind(now int64) {
	var late []*entry
	for _, t := range p.schedule {
		if e, ok := t.(*entry); ok && e.at > e.next(now) {
			late = append(late, e)
		}
	}
	for _, e := range late {
		p.plan(e, e.next(now))
	}
}

// pollOrPostpone lets a due question be asked. After a jump of the clock nearly all are due, and what came due in it
// is planned anew, once.
func (p *Poller) pollOrPostpone(e *entry, now int64, jumped bool) {
	if jumped && !e.postponed && now-e.at > maxLag.Microseconds() {
		e.postponed = true
		p.plan(e, e.next(now))
		return
	}
	p.poll(e, e.at, now)
}

// now is the wall clock's time, with which dates and phases are compared.
func (p *Poller) now() time.Time { return p.clock.Now().Round(0).UTC() }

// plan lets e be asked at a time. The caller holds the lock.
func (p *Poller) plan(e *entry, at int64) {
	e.withdraw()
	if e.lane.desk == nil || e.asking {
		return
	}
	p.schedule.add(e, at)
	p.hurry(at)
}

// hurry wakes the scheduler if it means to sleep longer.
func (p *Poller) hurry(at int64) {
	if at >= p.alarm {
		return
	}
	select {
	case p.kick <- struct{}{}:
	default: // told already
	}
}

// poll lets e, which was due some time until now, be asked as soon as its source has room, unless there is nothing to
// ask yet. The caller holds the lock.
func (p *Poller) poll(e *entry, due, now int64) {
	was := e.seat
	e.withdraw()
	e.postponed = false
	if e.lane.desk == nil || e.asking {
		return
	}
	if e.complete(time.UnixMicro(now)) {
		e.wanted, e.edited = false, false
		p.plan(e, e.nextPhase(now))
		return
	}
	e.lane.desk.seat(e, due, was)
	p.staff(e.lane.desk)
}

// wake adds a to those to be woken.
func (p *Poller) wake(wakes []wake, a *asker) []wake {
	if call := p.wakers[a.goal.Kind]; call != nil {
		wakes = append(wakes, wake{call: call, goal: a.goal})
	}
	return wakes
}
