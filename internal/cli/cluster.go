/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// client reaches the cluster of the flags and the kubeconfig.
func (o *options) client() (client.WithWatch, error) { return o.clientWith(nil) }

// clientOfGoals knows where our kinds are served without asking, and knows no others. No request of it outlives its context.
func (o *options) clientOfGoals() (client.WithWatch, error) {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{v1alpha1.GroupVersion})
	for _, kind := range goalKinds {
		scope := meta.RESTScopeNamespace
		if kind.cluster {
			scope = meta.RESTScopeRoot
		}
		mapper.AddSpecific(kind.gvk(), v1alpha1.GroupVersion.WithResource(kind.resource),
			v1alpha1.GroupVersion.WithResource(strings.ToLower(kind.kind)), scope)
	}
	return o.clientWith(mapper)
}

// clientWith looks up where kinds are served; nil: it asks the cluster, which a context does not end.
func (o *options) clientWith(mapper meta.RESTMapper) (client.WithWatch, error) {
	config, err := o.config.ToRESTConfig()
	if err != nil {
		return nil, noKubeconfig(err)
	}
	config.QPS = -1               // a command asks a handful of lists
	log.SetLogger(logr.Discard()) // without it the client library complains on standard error after 30 seconds
	known := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(known); err != nil {
			return nil, err
		}
	}
	return client.NewWithWatch(config, client.Options{Scheme: known, Mapper: mapper})
}

// snapshot is what a reader may see of a cluster's goals at one moment.
type snapshot struct {
	// Set holds the goals, sources and namespaces.
	*world.Set
	// unread names what the reader may not list in all namespaces: "objectives".
	unread []string
	// missing names what the cluster does not serve.
	missing []string
	// listed is what he may.
	listed map[listing]bool
}

// listing is a kind, by the name that people read, in a namespace; in all where that is empty.
type listing struct{ kind, namespace string }

// mayList tells whether the reader may list a kind in a namespace, or in all where that is empty. Of a kind that is not
// served he knows all.
func (s *snapshot) mayList(kind, namespace string) bool {
	return slices.Contains(s.missing, kind) || s.listed[listing{kind, ""}] || s.listed[listing{kind, namespace}]
}

// mayListAny tells whether he may list a kind in any namespace.
func (s *snapshot) mayListAny(kind string) bool {
	for l := range s.listed {
		if l.kind == kind {
			return true
		}
	}
	return false
}

// goalLists are empty lists of what a snapshot holds, with the names that people read.
func goalLists() []namedList {
	return []namedList{
		{"objectives", &v1alpha1.ObjectiveList{}}, {"customer outcomes", &v1alpha1.CustomerOutcomeList{}},
		{"indicators", &v1alpha1.IndicatorList{}}, {"value exchanges", &v1alpha1.ValueExchangeList{}},
		{"scorecards", &v1alpha1.ScorecardList{}}, {"metric sources", &v1alpha1.MetricSourceList{}},
		{"cluster metric sources", &v1alpha1.ClusterMetricSourceList{}},
	}
}

type namedList struct {
	name string
	list client.ObjectList
}

// takeSnapshot lists everything in all namespaces. Of what the reader may not list so, it lists what is in the namespaces
// that he may read: his own, those that he may list, and those that goals in these refer to. It is an error where the cluster
// serves none of the kinds.
func takeSnapshot(ctx context.Context, reader client.Reader, own string) (*snapshot, error) {
	s := &snapshot{Set: &world.Set{}, listed: map[listing]bool{}}
	namespaces, err := s.takeNamespaces(ctx, reader)
	if err != nil {
		return nil, err
	}
	var closed []namedList // of which the reader may not list all
	kinds := goalLists()
	for _, kind := range kinds {
		err := s.take(ctx, reader, kind, "")
		switch {
		case apierrors.IsForbidden(err):
			s.unread = append(s.unread, kind.name)
			closed = append(closed, kind)
		case notServed(err):
			if s.missing = append(s.missing, kind.name); len(s.missing) == len(kinds) {
				return nil, unreachable(err)
			}
		case err != nil:
			return nil, unreachable(err)
		}
	}
	if len(closed) > 0 {
		err = s.takeOpen(ctx, reader, closed, append(namespaces, own))
	}
	s.nameNamespaces()
	return s, err
}

// takeOpen lists kinds in namespaces, and in those that goals in these refer to, where the reader may.
func (s *snapshot) takeOpen(ctx context.Context, reader client.Reader, kinds []namedList, namespaces []string) error {
	tried := map[string]bool{}
	for next := namespaces; len(next) > 0; next = s.named(tried) {
		for _, namespace := range next {
			tried[namespace] = true
			for _, kind := range kinds {
				if err := s.take(ctx, reader, kind, namespace); err != nil && !apierrors.IsForbidden(err) {
					return unreachable(err)
				}
			}
		}
	}
	return nil
}

// takeNamespaces lists the namespaces with their labels, if the reader may.
func (s *snapshot) takeNamespaces(ctx context.Context, reader client.Reader) (names []string, err error) {
	found := &metav1.PartialObjectMetadataList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "NamespaceList"}}
	err = reader.List(ctx, found)
	switch {
	case apierrors.IsForbidden(err):
		s.unread = append(s.unread, "namespaces")
		return nil, nil
	case err != nil:
		return nil, unreachable(err)
	}
	for i := range found.Items {
		found.Items[i].TypeMeta = world.NamespaceMetadata().TypeMeta
		s.Put(&found.Items[i])
		names = append(names, found.Items[i].Name)
	}
	return names, nil
}

// goals are all of the snapshot.
func (s *snapshot) goals() []world.Object {
	var goals []world.Object
	for _, o := range s.Objectives() {
		goals = append(goals, o)
	}
	for _, o := range s.CustomerOutcomes() {
		goals = append(goals, o)
	}
	for _, o := range s.Indicators() {
		goals = append(goals, o)
	}
	for _, o := range s.ValueExchanges() {
		goals = append(goals, o)
	}
	for _, o := range s.Scorecards() {
		goals = append(goals, o)
	}
	return goals
}

// named are the namespaces that goals refer to and that were not tried.
func (s *snapshot) named(tried map[string]bool) []string {
	var names []string
	for _, goal := range s.goals() {
		for _, refer := range []func(world.Object) []types.NamespacedName{world.Parents, world.Outcomes, world.Objectives, world.Indicators} {
			for _, ref := range refer(goal) {
				if !tried[ref.Namespace] {
					names = append(names, ref.Namespace)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// nameNamespaces gives the namespaces that could not be read the one label that is known of each: the API server puts it
// on all.
func (s *snapshot) nameNamespaces() {
	for _, goal := range s.goals() {
		namespace := world.NamespaceMetadata()
		if found, _ := s.Get(types.NamespacedName{Name: goal.GetNamespace()}, namespace); !found {
			namespace.Name, namespace.Labels = goal.GetNamespace(), map[string]string{corev1.LabelMetadataName: goal.GetNamespace()}
			s.Put(namespace)
		}
	}
}

// take lists one kind in a namespace, or in all where that is empty. What is in no namespace is in none of them.
func (s *snapshot) take(ctx context.Context, reader client.Reader, kind namedList, namespace string) error {
	if _, cluster := kind.list.(*v1alpha1.ClusterMetricSourceList); cluster && namespace != "" {
		return nil
	}
	if err := reader.List(ctx, kind.list, client.InNamespace(namespace)); err != nil {
		return err
	}
	return s.putAll(kind, namespace)
}

// putAll takes in what was listed of a kind in a namespace, or in all where that is empty.
func (s *snapshot) putAll(kind namedList, namespace string) error {
	s.listed[listing{kind.name, namespace}] = true
	return meta.EachListItem(kind.list, func(item runtime.Object) error {
		if object, ok := item.DeepCopyObject().(world.Object); ok {
			s.Put(object)
		}
		return nil
	})
}

// errNotInstalled says that the cluster serves none of our kinds.
var errNotInstalled = errors.New("the cluster does not know goals")

// notServed tells whether a list failed because the cluster does not serve the kind.
func notServed(err error) bool { return meta.IsNoMatchError(err) || apierrors.IsNotFound(err) }

// notServedWords say which kinds the cluster does not serve, and what to do.
func notServedWords(kinds string) string {
	return "The cluster does not serve " + kinds + ": install their CRDs (`kubectl goals check` says which)."
}

// noAnswer tells whether nobody answered a request.
func noAnswer(err error) bool {
	var failed *url.Error
	return errors.As(err, &failed)
}

// noKubeconfig explains why there is no cluster to talk to.
func noKubeconfig(err error) error { return fmt.Errorf("cannot read the kubeconfig: %w", err) }

// unreachable explains why a list failed that the reader may have.
func unreachable(err error) error {
	switch {
	case notServed(err):
		return fmt.Errorf("%w: install truenorth, or ask `kubectl goals check` what is missing: %w", errNotInstalled, err)
	case apierrors.IsUnauthorized(err):
		return fmt.Errorf("the cluster refuses the kubeconfig's credentials: %w", err)
	case noAnswer(err):
		return fmt.Errorf("cannot reach the cluster: is the server up, and is it the right --context? %w", err)
	}
	return fmt.Errorf("cannot read goals: %w", err)
}
