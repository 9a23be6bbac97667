/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package controllers

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	ctrlsource "sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/telemetry"
)

// defaultCheckInterval is how often a connection is checked whose source names no interval.
const defaultCheckInterval = time.Minute

// checkJitter spreads the checks of sources that were created together.
const checkJitter = 0.1

// checksAtOnce is how many connections are checked at the same time, so that a few that hang do not delay the others.
const checksAtOnce = 16

// metricSource is a MetricSource or a ClusterMetricSource.
type metricSource struct {
	client.Object
	spec   *v1alpha1.MetricSourceSpec
	status *v1alpha1.MetricSourceStatus
}

// sourceKind is one of the two kinds of source.
type sourceKind struct {
	kind v1alpha1.SourceKind
	make func() metricSource
}

var sourceKinds = []sourceKind{
	{v1alpha1.SourceKindNamespaced, func() metricSource {
		s := &v1alpha1.MetricSource{}
		return metricSource{s, &s.Spec, &s.Status}
	}},
	{v1alpha1.SourceKindCluster, func() metricSource {
		s := &v1alpha1.ClusterMetricSource{}
		return metricSource{s, &s.Spec.MetricSourceSpec, &s.Status}
	}},
}

// MetricSourceReconciler checks the connections to the sources of one kind and hands them to the poller.
type MetricSourceReconciler struct {
	sourceKind
	client   client.Client
	status   *statusWriter
	secrets  client.Reader // past the cache: Secrets are neither listed nor watched
	recorder events.EventRecorder
	options  Options
	refused  func(types.NamespacedName) // has a source looked at whose credentials were refused

	mu   sync.Mutex
	held map[types.NamespacedName]*connection
}

// connection is a source as it was last set up.
type connection struct {
	uid        types.UID
	generation int64
	client     *source.Client // nil where the spec allows none
	problem    *source.Problem
	failed     bool // when it was checked last
}

// +kubebuilder:rbac:groups="",namespace=system,resources=secrets,verbs=get

// Reconcile checks one source.
func (r *MetricSourceReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	s := r.make()
	err := r.client.Get(ctx, request.NamespacedName, s.Object)
	if apierrors.IsNotFound(err) || err == nil && s.GetDeletionTimestamp() != nil {
		r.forget(request.NamespacedName)
		r.status.forget(s.Object, request.NamespacedName)
		return ctrl.Result{}, nil
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	own := r.own(s)
	if !own && !r.options.Poller.Asked(r.key(request.NamespacedName)) {
		r.forget(request.NamespacedName) // until a goal asks it
		return ctrl.Result{}, nil
	}
	info, problem := r.check(ctx, request.NamespacedName, s)
	if ctx.Err() != nil {
		return ctrl.Result{}, ctx.Err() // the manager stops; that says nothing about the source
	}
	var result ctrl.Result
	if own {
		result, err = r.write(ctx, s, info, problem)
	}
	if err == nil && result.RequeueAfter == 0 {
		result.RequeueAfter = jittered(s.spec.Interval.Or(defaultCheckInterval))
	}
	return result, err
}

// own says whether this manager speaks for a source: in its status, and by checking it whether or not it is asked. The
// others are those of namespaces that the shard leaves to another manager.
func (r *MetricSourceReconciler) own(s metricSource) bool {
	return r.kind == v1alpha1.SourceKindCluster || r.options.Shard.ownsNamespace(s.GetNamespace())
}

func jittered(interval time.Duration) time.Duration {
	return time.Duration(float64(interval) * (1 - checkJitter*rand.Float64())) //nolint:gosec // earlier, never later; jitter needs no secret numbers
}

// check sets a source up where its spec is new, and asks whether it is connected.
func (r *MetricSourceReconciler) check(ctx context.Context, name types.NamespacedName, s metricSource) (source.Info, *source.Problem) {
	held := r.hold(name, s)
	if held.client == nil {
		return source.Info{}, held.problem
	}
	info, problem := held.client.Check(ctx)
	if problem == nil && held.failed {
		r.options.Poller.Revive(r.key(name))
	}
	held.failed = problem != nil
	return info, problem
}

// hold gives the connection for a source's present spec.
func (r *MetricSourceReconciler) hold(name types.NamespacedName, s metricSource) *connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	held := r.held[name]
	if held != nil && held.uid == s.GetUID() && held.generation == s.GetGeneration() {
		return held
	}
	if held != nil && held.client != nil {
		held.client.Close()
	}
	held = &connection{uid: s.GetUID(), generation: s.GetGeneration()}
	r.held[name] = held
	held.client, held.problem = source.New(*s.spec, r.sourceOptions(name))
	if held.problem != nil {
		r.options.Poller.SetBroken(r.key(name), "the source cannot be asked ("+string(held.problem.Reason)+"): see its status")
		return held
	}
	r.options.Poller.SetSource(r.key(name), measure.FromClient(held.client))
	return held
}

// forget drops a source that is no more.
func (r *MetricSourceReconciler) forget(name types.NamespacedName) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if held := r.held[name]; held != nil && held.client != nil {
		held.client.Close()
	}
	delete(r.held, name)
	r.options.Poller.RemoveSource(r.key(name))
	r.options.Queries.Forget(string(r.kind), name.Namespace, name.Name)
}

func (r *MetricSourceReconciler) key(name types.NamespacedName) source.Key {
	return source.Key{Kind: r.kind, Namespace: name.Namespace, Name: name.Name}
}

func (r *MetricSourceReconciler) sourceOptions(name types.NamespacedName) source.Options {
	namespace := name.Namespace
	if r.kind == v1alpha1.SourceKindCluster {
		namespace = r.options.OperatorNamespace
	}
	return source.Options{
		Key: r.key(name), Namespace: namespace, Policy: r.options.Policy, Clock: r.options.Clock,
		Secrets:   r.secretReader(namespace),
		OnRefused: func() { r.refused(name) },
		Observe:   r.options.Queries.Observer(string(r.kind), name.Namespace, name.Name),
	}
}

// secretReader reads keys of Secrets in one namespace.
func (r *MetricSourceReconciler) secretReader(namespace string) source.SecretReader {
	return func(ctx context.Context, ref v1alpha1.SecretKeyReference) ([]byte, error) {
		var secret corev1.Secret
		err := r.secrets.Get(ctx, client.ObjectKey{Namespace: namespace, Name: ref.Name}, &secret)
		switch {
		case apierrors.IsNotFound(err):
			return nil, fmt.Errorf("there is no Secret %s in namespace %s: create it", ref.Name, namespace)
		case apierrors.IsForbidden(err):
			return nil, fmt.Errorf("the operator may not get Secret %s in namespace %s: bind it a role that may", ref.Name, namespace)
		case err != nil:
			return nil, errors.New("the API server did not give the Secret " + ref.Name)
		case len(secret.Data[ref.Key]) == 0:
			return nil, fmt.Errorf("the Secret %s has nothing under the key %s: add it", ref.Name, ref.Key)
		}
		return secret.Data[ref.Key], nil
	}
}

// write writes what a check found, if it is news.
func (r *MetricSourceReconciler) write(ctx context.Context, s metricSource, info source.Info, problem *source.Problem) (ctrl.Result, error) {
	before, ok := s.DeepCopyObject().(client.Object)
	if !ok {
		return ctrl.Result{}, nil
	}
	old := *s.status.DeepCopy()
	next := sourceStatus(old, s.GetGeneration(), info, problem)
	if equality.Semantic.DeepEqual(comparableSource(old), comparableSource(next)) {
		return ctrl.Result{}, nil
	}
	*s.status = next
	written, result, err := r.status.patch(ctx, before, s.Object)
	if !written {
		return result, err
	}
	for _, event := range telemetry.SourceEvents(&old, &next) {
		r.recorder.Eventf(s.Object, nil, event.Type, event.Reason, event.Action, "%s", event.Note)
	}
	return ctrl.Result{}, nil
}

// sourceStatus is the status after a check. Version and flavor stay as they were last seen.
func sourceStatus(old v1alpha1.MetricSourceStatus, generation int64, info source.Info, problem *source.Problem) v1alpha1.MetricSourceStatus {
	next := *old.DeepCopy()
	next.ObservedGeneration = generation
	ready := metav1.Condition{
		Type: v1alpha1.MetricSourceConditionReady, ObservedGeneration: generation, Status: metav1.ConditionTrue,
		Reason: string(v1alpha1.MetricSourceReasonConnected), Message: "the server answers",
	}
	if problem != nil {
		ready.Status, ready.Reason, ready.Message = metav1.ConditionFalse, string(problem.Reason), problem.Message
	} else {
		next.Version, next.Flavor = info.Version, info.Flavor
	}
	meta.SetStatusCondition(&next.Conditions, ready)
	if problem == nil || !problem.Terminal() {
		meta.RemoveStatusCondition(&next.Conditions, v1alpha1.MetricSourceConditionStalled)
		return next
	}
	ready.Type, ready.Status = v1alpha1.MetricSourceConditionStalled, metav1.ConditionTrue
	meta.SetStatusCondition(&next.Conditions, ready)
	return next
}

// comparableSource is a status without what changes without a reader acting on it.
func comparableSource(s v1alpha1.MetricSourceStatus) v1alpha1.MetricSourceStatus {
	s = *s.DeepCopy()
	for i := range s.Conditions {
		s.Conditions[i].Message, s.Conditions[i].LastTransitionTime = "", metav1.Time{}
	}
	return s
}

// setupMetricSources adds the controllers of both kinds of source.
func setupMetricSources(mgr ctrl.Manager, status *statusWriter, o Options) error {
	for _, kind := range sourceKinds {
		refused := make(chan types.NamespacedName, checksAtOnce)
		r := &MetricSourceReconciler{
			sourceKind: kind, client: mgr.GetClient(), status: status, secrets: mgr.GetAPIReader(),
			recorder: mgr.GetEventRecorder("truenorth"), options: o, held: map[types.NamespacedName]*connection{},
			refused: func(name types.NamespacedName) {
				select {
				case refused <- name:
				default: // it is looked at within its interval anyway
				}
			},
		}
		options := o.controllerOptions()
		options.MaxConcurrentReconciles = checksAtOnce
		err := ctrl.NewControllerManagedBy(mgr).Named(strings.ToLower(string(kind.kind))).
			For(kind.make().Object, builder.WithPredicates(respecified())).
			WatchesRawSource(refusals(refused)).
			WatchesRawSource(needs(o.Poller, kind.kind)).
			WithOptions(options).
			Complete(r)
		if err != nil {
			return err
		}
	}
	return nil
}

// needs is the source of checks because goals ask what was not set up.
func needs(poller *measure.Poller, kind v1alpha1.SourceKind) ctrlsource.Source {
	return ctrlsource.Func(func(_ context.Context, q queue) error {
		poller.OnNeed(kind, func(key source.Key) {
			q.Add(reconcile.Request{NamespacedName: types.NamespacedName{Namespace: key.Namespace, Name: key.Name}})
		})
		return nil
	})
}

// refusals is the source of checks because credentials were refused.
func refusals(refused <-chan types.NamespacedName) ctrlsource.Source {
	return ctrlsource.Func(func(ctx context.Context, q queue) error {
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case name := <-refused:
					q.Add(reconcile.Request{NamespacedName: name})
				}
			}
		}()
		return nil
	})
}
