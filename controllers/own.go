/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// foreignPause is how long after somebody else changed a status it is looked at. Where two managers lead at once, the
// other's newer answer comes to this one, too, meanwhile, and they do not take turns with an old value and a new one.
const foreignPause = time.Second

// ownWrites remembers the statuses that were sent and that the watch has not shown yet, as hashes, so that what others
// write is told from them.
type ownWrites struct {
	mu   sync.Mutex
	sent map[named][]uint64 // in the order in which they were sent
	seed maphash.Seed
}

func newOwnWrites() *ownWrites {
	return &ownWrites{sent: map[named][]uint64{}, seed: maphash.MakeSeed()}
}

// note remembers a status that is about to be sent: the watch may show it before the reply comes.
func (w *ownWrites) note(object client.Object) {
	hash, ok := w.hash(object)
	if !ok {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	name := nameOf(object)
	if !slices.Contains(w.sent[name], hash) {
		w.sent[name] = append(w.sent[name], hash)
	}
}

// seen tells whether a status that the watch shows was sent by this manager. It, and those before it, are shown once.
func (w *ownWrites) seen(object client.Object) bool {
	return w.drop(object, func(sent []uint64, i int) []uint64 { return sent[i+1:] })
}

// failed drops a status that was not written. Should it have been for all that, it is looked at as if it were foreign.
func (w *ownWrites) failed(object client.Object) {
	w.drop(object, func(sent []uint64, i int) []uint64 { return slices.Delete(sent, i, i+1) })
}

// drop leaves of an object's statuses what keep does, and tells whether this one is among them.
func (w *ownWrites) drop(object client.Object, keep func(sent []uint64, i int) []uint64) bool {
	hash, ok := w.hash(object)
	if !ok {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	name := nameOf(object)
	i := slices.Index(w.sent[name], hash)
	if i < 0 {
		return false
	}
	if w.sent[name] = keep(w.sent[name], i); len(w.sent[name]) == 0 {
		delete(w.sent, name)
	}
	return true
}

// forget drops an object that is no more.
func (w *ownWrites) forget(name named) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.sent, name)
}

// hash is that of a goal's status as the API server is sent it; false for what is no goal.
func (w *ownWrites) hash(object client.Object) (uint64, bool) {
	status := goalStatus(object)
	if status == nil {
		return 0, false
	}
	text, err := json.Marshal(status)
	return maphash.Bytes(w.seed, text), err == nil
}

// goalStatus points to the status of a goal, and is nil for other objects.
func goalStatus(object client.Object) any {
	switch o := object.(type) {
	case *v1alpha1.Objective:
		return &o.Status
	case *v1alpha1.CustomerOutcome:
		return &o.Status
	case *v1alpha1.Indicator:
		return &o.Status
	case *v1alpha1.ValueExchange:
		return &o.Status
	case *v1alpha1.Scorecard:
		return &o.Status
	}
	return nil
}

// overwritten finds a goal itself when somebody else changed its status.
func (g *goalContext) overwritten(_ context.Context, before, after client.Object) []types.NamespacedName {
	if before == nil || after == nil || !g.shard.owns(after) || equality.Semantic.DeepEqual(goalStatus(before), goalStatus(after)) ||
		g.status.own.seen(after) {
		return nil
	}
	return []types.NamespacedName{client.ObjectKeyFromObject(after)}
}
