/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package measure

import (
	"cmp"
	"context"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// ahead puts what somebody edited before all that never had an answer: more than there are turns at any desk.
const ahead = 1 << 60

// desk is the room of one client of a source: who waits for a place, and how many places are taken.
type desk struct {
	source  Source
	ctx     context.Context // of everything asked of source; ends with the desk, which has many callers
	close   context.CancelFunc
	places  int
	workers int // each holds a place
	live    track
	history track
	// namespaces are those that ask the source anything, with how many questions; the lane keeps them.
	namespaces map[string]int
	// historyNext lets the two tracks take turns where both have somebody waiting.
	historyNext bool
}

// track is one of the two kinds of questions at a desk: those with a range, which may take a few places only, and others.
type track struct {
	places     int
	running    int
	tenants    map[string]*tenant // by namespace: who waits or is being served
	turns      uint64
	lastWanted bool // the last one served was wanted
}

// tenant is a namespace at a desk.
type tenant struct {
	track     *track
	namespace string
	queue     timeline
	running   int
	turn      uint64 // when it came or was served last
}

// job is an entry in the hands of a worker.
type job struct {
	entry    *entry
	tenant   *tenant
	missing  missing // of a history
	prepared Prepared
	refused  bool
	asked    time.Time
}

func newDesk(s Source, namespaces map[string]int) *desk {
	d := &desk{source: s, places: max(1, s.MaxConcurrent()), namespaces: namespaces}
	d.ctx, d.close = context.WithCancel(context.Background())
	d.live = track{places: d.places, tenants: map[string]*tenant{}}
	d.history = track{places: max(1, s.HistoryConcurrent()), tenants: map[string]*tenant{}}
	return d
}

func (d *desk) closed() bool { return d.ctx.Err() != nil }

// seat lets e, which waits nowhere, wait for a place; before, it had the seat was, or none. What is wanted goes before
// all that is merely due, edits before what is new, and of each the newest first: who came last still looks on, while
// of thousands that start together all are served in the end, in whatever order.
func (d *desk) seat(e *entry, due int64, was *tenant) {
	t := &d.live
	if e.question.Step > 0 {
		t = &d.history
	}
	if e.wanted {
		t.turns++
		due = -int64(t.turns) //nolint:gosec // far fewer turns than that
	}
	if e.edited {
		due -= ahead
	}
	e.seat = t.host(e, was)
	e.seat.queue.add(e, due)
}

// host is who waits for e: of the namespaces that ask it the one with the least at the desk, so that no question that is
// shared waits behind what others ask beside it. Of one that has a seat only the newest who asks may be a better one.
func (t *track) host(e *entry, was *tenant) *tenant {
	namespace, askers := e.askers[0].goal.Namespace, e.askers[1:]
	if was != nil {
		namespace, askers = was.namespace, e.askers[len(e.askers)-1:]
	}
	for _, a := range askers {
		if other := a.goal.Namespace; other != namespace && t.tenants[other].load() < t.tenants[namespace].load() {
			namespace = other
		}
	}
	return t.tenant(namespace)
}

// next takes whose turn it is from those that wait.
func (d *desk) next(now time.Time) (job, bool) {
	order := [2]*track{&d.live, &d.history}
	if d.historyNext {
		order = [2]*track{&d.history, &d.live}
	}
	for _, t := range order {
		if tenant := t.pick(d.most(t)); tenant != nil {
			d.historyNext = t == &d.live
			e := t.serve(tenant)
			return job{entry: e, tenant: tenant, missing: e.missing(now), prepared: e.prepared, asked: now}, true
		}
	}
	return job{}, false
}

// ask asks a source; it takes as long as the source does.
func (j *job) ask(ctx context.Context, s Source) Answer {
	q := &j.entry.question
	if j.prepared == nil {
		prepared, refusal := s.Prepare(q.query())
		if refusal != nil {
			j.refused = true
			reason := cmp.Or(refusal.Reason, v1alpha1.MeasureReasonInvalidQuery)
			return Answer{Reason: reason, Message: refusal.Message, Time: j.asked}
		}
		j.prepared = prepared
	}
	switch {
	case q.history():
		return j.askHistory(ctx)
	case q.Step > 0:
		got := j.prepared.Range(ctx, q.From, q.At, q.Step)
		return Answer{Values: got.Values, Points: got.Asked, Reason: got.Reason, Message: got.Message, Time: j.asked}
	}
	// A live question has no At, and so is as of the server's now: our clock may be off.
	got := j.prepared.Instant(ctx, q.At)
	return Answer{Value: got.Value, Reason: got.Reason, Message: got.Message, Time: j.asked}
}

func (t *track) tenant(namespace string) *tenant {
	if known := t.tenants[namespace]; known != nil {
		return known
	}
	t.turns++
	added := &tenant{track: t, namespace: namespace, turn: t.turns}
	t.tenants[namespace] = added
	return added
}

// most is how many places one tenant may hold: where several namespaces ask, one is kept for the others, so that they need
// not wait until a slow answer comes.
func (d *desk) most(t *track) int {
	if len(d.namespaces) > 1 && t.places > 2 {
		return t.places - 1
	}
	return t.places
}

// pick is the tenant whose turn it is, of those with fewer places than the most; nil: nobody waits, or there is no place.
func (t *track) pick(most int) *tenant {
	if t.running >= t.places {
		return nil
	}
	var best *tenant
	for _, candidate := range t.tenants {
		if len(candidate.queue) > 0 && candidate.running < most && (best == nil || candidate.before(best)) {
			best = candidate
		}
	}
	return best
}

// serve gives a place to the tenant's first.
func (t *track) serve(by *tenant) *entry {
	t.lastWanted = by.wanted()
	t.turns++
	by.turn = t.turns
	t.running++
	by.running++
	e := by.queue[0].(*entry)
	e.leave()
	e.seat, e.asking = nil, true
	return e
}

// before is the order of service. Who holds the fewest places comes first, so that slow questions cost those who ask
// them and nobody else; then who has a user waiting, but not twice in a row while others are due; then in turn.
func (t *tenant) before(other *tenant) bool {
	if t.running != other.running {
		return t.running < other.running
	}
	if t.wanted() != other.wanted() {
		return t.wanted() != t.track.lastWanted
	}
	return t.turn < other.turn
}

// load is how much it has at the desk; nil: nothing.
func (t *tenant) load() int {
	if t == nil {
		return 0
	}
	return len(t.queue) + t.running
}

// wanted is whether its first in the queue is.
func (t *tenant) wanted() bool { return t.queue[0].(*entry).wanted }

// free gives a place back.
func (t *tenant) free() {
	t.running--
	t.track.running--
	t.prune()
}

// prune forgets a tenant that has nothing at the desk.
func (t *tenant) prune() {
	if t.running == 0 && len(t.queue) == 0 {
		delete(t.track.tenants, t.namespace)
	}
}
