/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// deniedDelay is how long a write waits that the role does not allow.
const deniedDelay = 30 * time.Second

// statusWriter writes the status of objects.
type statusWriter struct {
	client   client.Client
	recorder events.EventRecorder
	denied   sync.Map // the types whose status the role does not let us write, of which the log told
	large    sync.Map // the objects too large for a status, of which an event told
	own      *ownWrites
}

// named is an object of a type.
type named struct {
	kind string
	key  client.ObjectKey
}

func nameOf(object client.Object) named {
	return named{fmt.Sprintf("%T", object), client.ObjectKeyFromObject(object)}
}

// patch writes a status in one patch that fails when somebody else wrote in between, so that an evaluation of old news is
// done again and not written, and its events are not told twice. It tells whether the status was written.
func (w *statusWriter) patch(ctx context.Context, before, after client.Object) (written bool, result ctrl.Result, err error) {
	patched, ok := after.DeepCopyObject().(client.Object) // the reply is decoded into it, and after shares memory with the cache
	if !ok {
		return false, ctrl.Result{}, fmt.Errorf("a copy of %T is no object", after)
	}
	name := nameOf(after)
	w.own.note(after)
	err = w.client.Status().Patch(ctx, patched, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{}))
	if err != nil {
		w.own.failed(after)
	}
	switch {
	case err == nil:
		w.denied.Delete(name.kind)
		w.large.Delete(name)
		return true, ctrl.Result{}, nil
	case apierrors.IsConflict(err):
		return false, ctrl.Result{RequeueAfter: conflictDelay}, nil
	case apierrors.IsForbidden(err):
		if _, told := w.denied.LoadOrStore(name.kind, true); !told {
			log.FromContext(ctx).Error(err, "Role lacks a verb, trying again every 30 seconds")
		}
		return false, ctrl.Result{RequeueAfter: deniedDelay}, nil
	case tooLarge(err):
		w.tellLarge(after)
		return false, ctrl.Result{}, nil // tried again with the next news, which an edit is
	}
	return false, ctrl.Result{}, client.IgnoreNotFound(err)
}

// tooLarge tells whether an object would be larger with its status than the API server can store. That of etcd comes
// through as an error of the server, with nothing but its text.
func tooLarge(err error) bool {
	return apierrors.IsRequestEntityTooLargeError(err) || strings.Contains(err.Error(), "etcdserver: request is too large")
}

// tellLarge tells in an event what no status can say, once.
func (w *statusWriter) tellLarge(object client.Object) {
	if _, told := w.large.LoadOrStore(nameOf(object), true); !told {
		event := telemetry.TooLarge()
		w.recorder.Eventf(object, nil, event.Type, event.Reason, event.Action, "%s", event.Note)
	}
}

// forget drops what is remembered of an object that is no more.
func (w *statusWriter) forget(object client.Object, key client.ObjectKey) {
	name := named{fmt.Sprintf("%T", object), key}
	w.large.Delete(name)
	w.own.forget(name)
}
