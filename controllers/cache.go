/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
)

// watchHealed is how long after its last failure a watch counts as healed: longer than the pause between two tries.
const watchHealed = 2 * time.Minute

// CacheOptions are those of a manager's cache. What is read from it must not be changed: it is shared.
func CacheOptions(log logr.Logger) cache.Options {
	shared := true
	failures := &watchFailures{log: log, now: time.Now, last: map[watchFailure]time.Time{}}
	return cache.Options{
		DefaultTransform:             cache.TransformStripManagedFields(),
		DefaultUnsafeDisableDeepCopy: &shared,
		DefaultWatchErrorHandler: func(_ context.Context, r *toolscache.Reflector, err error) {
			failures.note(r.TypeDescription(), err)
		},
	}
}

// watchFailures tells once of a kind of object that cannot be watched. Meanwhile the cache holds what it has and tries
// again.
type watchFailures struct {
	log logr.Logger
	now func() time.Time

	mu   sync.Mutex
	last map[watchFailure]time.Time // there are few: a kind of object, and a reason
}

type watchFailure struct{ kind, reason string }

// note tells of a failure, unless it is the same as shortly before.
func (w *watchFailures) note(kind string, err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || apierrors.IsResourceExpired(err) || apierrors.IsGone(err) {
		return // a watch ends now and then, and is begun anew
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	failure, now := watchFailure{kind, string(apierrors.ReasonForError(err))}, w.now()
	last, told := w.last[failure]
	w.last[failure] = now
	if !told || now.Sub(last) > watchHealed {
		w.log.Error(err, "Cannot watch, knowing no more of this kind than before and trying again", "kind", kind, "mend", mendOf(err))
	}
}

// mendOf says what to do about a watch that fails.
func mendOf(err error) string {
	switch {
	case apierrors.IsForbidden(err):
		return "let the operator's cluster role list and watch this kind, as config/rbac does"
	case apierrors.IsNotFound(err):
		return "install the custom resource definition of this kind, with config/crd"
	}
	return "nothing, once the API server answers"
}
