/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// goalChecks are what is found of sources and goals.
type goalChecks struct{ sources, goals []checked }

// behindAfter is how long an object may be there before the operator has looked at it.
const behindAfter = 2 * time.Minute

// goals looks at all that the reader may list.
func (c *checker) goals(ctx context.Context) goalChecks {
	s, err := takeSnapshot(ctx, c.client, c.namespace)
	if errors.Is(err, errNotInstalled) {
		err = errNotInstalled // what it says to do is asked already
	}
	if err != nil {
		return goalChecks{[]checked{unseen("which sources there are", err)}, []checked{unseen("how the goals are", err)}}
	}
	entries := s.entries()
	sources, goals := unlisted(s, true), unlisted(s, false)
	checks := goalChecks{
		append(sources, judgeSources(entries, len(sources) == 0)...),
		append(goals, c.judgeGoals(entries, len(goals) == 0)...),
	}
	if !c.nowhere {
		checks.sources = append(checks.sources, c.defaultSource(ctx, s))
	}
	return checks
}

// unlisted says of which kinds, sources or goals, the reader sees a part at most, and which are not served.
func unlisted(s *snapshot, sources bool) []checked {
	var closed, missing []string
	for _, kind := range goalKinds {
		switch {
		case kind.isSource() != sources:
		case slices.Contains(s.unread, kind.many):
			closed = append(closed, kind.many)
		case slices.Contains(s.missing, kind.many):
			missing = append(missing, kind.many)
		}
	}
	var checks []checked
	if len(missing) > 0 {
		checks = append(checks, checked{checkUnknown, "the cluster does not serve " + strings.Join(missing, ", ") + ": what follows is said of the others", ""})
	}
	if len(closed) > 0 {
		checks = append(checks, checked{checkUnknown, "you may not list all " + strings.Join(closed, ", ") + ": what follows is said of those that you see", ""})
	}
	return checks
}

// entries are all goals and sources of a snapshot.
func (s *snapshot) entries() []entry {
	objects := s.goals()
	for _, o := range s.MetricSources() {
		objects = append(objects, o)
	}
	for _, o := range s.ClusterMetricSources() {
		objects = append(objects, o)
	}
	all := make([]entry, len(objects))
	for i, o := range objects {
		at := slices.IndexFunc(goalKinds, func(k goalKind) bool { return reflect.TypeOf(k.empty()) == reflect.TypeOf(o) })
		all[i] = entry{kind: goalKinds[at], goal: o}
	}
	return all
}

// isSource tells sources from goals.
func (k goalKind) isSource() bool { return strings.HasSuffix(k.resource, "metricsources") }

// full names an entry with its namespace.
func (e entry) full() string {
	if e.goal.GetNamespace() == "" {
		return e.reference()
	}
	return e.goal.GetNamespace() + "/" + e.reference()
}

// judgeSources says which sources are connected. That there are none is known where the reader sees all.
func judgeSources(entries []entry, all bool) []checked {
	var checks []checked
	var connected []string
	for _, e := range entries {
		if !e.kind.isSource() {
			continue
		}
		s := standingOf(e)
		ready := s.condition(v1alpha1.MetricSourceConditionReady)
		switch ready.Status {
		case metav1.ConditionTrue:
			connected = append(connected, e.full())
		case metav1.ConditionFalse:
			checks = append(checks, checked{checkFailed, fmt.Sprintf("%s is not connected: %s: %s", e.full(), ready.Reason, ready.Message), ""})
		default:
			checks = append(checks, checked{checkWarning, e.full() + " was not checked yet", "Does the operator run, and does it watch that namespace?"})
		}
	}
	switch {
	case len(connected) > 0:
		checks = append([]checked{fine("connected: %s", some(connected))}, checks...)
	case len(checks) == 0 && all:
		checks = []checked{{checkWarning, "there is no source", "Goals get their numbers from a MetricSource or a ClusterMetricSource: see config/samples/source"}}
	}
	return checks
}

// defaultSource says what goals of the namespace use that name no source.
func (c *checker) defaultSource(ctx context.Context, s *snapshot) checked {
	own := world.NamespaceMetadata()
	labelled := c.client.Get(ctx, client.ObjectKey{Name: c.namespace}, own) == nil
	if labelled {
		s.Put(own)
	}
	found := world.New(s.Set).Source(c.namespace, v1alpha1.SourceReference{Name: v1alpha1.DefaultSourceName})
	what := fmt.Sprintf("the default source of namespace %q", c.namespace)
	switch {
	case found.Found:
		return fine("%s is the %s %q", what, found.Key.Kind, found.Key.Name)
	case !labelled || !s.mayList("metric sources", c.namespace) || !s.mayList("cluster metric sources", ""):
		return unseen(what, errNotListed)
	}
	return checked{checkWarning, fmt.Sprintf("namespace %q has no default source", c.namespace),
		"Goals have to name theirs in sourceRef, or the admin opens a ClusterMetricSource named default"}
}

// judgeGoals says which goals the operator could not work on, and whether it keeps up with them. That there are none is
// known where the reader sees all.
func (c *checker) judgeGoals(entries []entry, all bool) []checked {
	var blocked, behind, deleted []string
	count := 0
	for _, e := range entries {
		if e.kind.isSource() {
			continue
		}
		count++
		s := standingOf(e)
		ready := s.condition(v1alpha1.GoalConditionReady)
		switch {
		case e.goal.GetDeletionTimestamp() != nil: // the operator leaves it alone
			deleted = append(deleted, e.full()+heldBy(e.goal.GetFinalizers()))
		case c.behind(e, s):
			behind = append(behind, e.full())
		case ready.Status == metav1.ConditionFalse:
			blocked = append(blocked, e.full()+" ("+ready.Reason+")")
		}
	}
	var checks []checked
	if all || count > 0 {
		checks = append(checks, fine("goals seen: %d", count))
	}
	if len(behind) > 0 {
		checks = append(checks, checked{checkFailed, "the status is older than the spec: " + some(behind),
			"The operator does not look at them: does it run, and do --watch-namespaces and --watch-label-selector let it?"})
	}
	if len(blocked) > 0 {
		checks = append(checks, checked{checkWarning, "not ready: " + some(blocked), "kubectl goals status KIND/NAME says what has to be changed"})
	}
	if len(deleted) > 0 {
		checks = append(checks, checked{checkWarning, "being deleted: " + some(deleted), "Whoever set a finalizer has to take it off: see whether that runs"})
	}
	return checks
}

// heldBy says which finalizers keep an object.
func heldBy(finalizers []string) string {
	if len(finalizers) == 0 {
		return ""
	}
	return " (held by finalizer " + some(finalizers) + ")"
}

// behind tells whether the operator should have looked at an object and has not. When it was changed last, managed fields
// say.
func (c *checker) behind(e entry, s standing) bool {
	if s.generation >= e.goal.GetGeneration() {
		return false
	}
	last := e.goal.GetCreationTimestamp().Time
	for _, f := range e.goal.GetManagedFields() {
		if f.Subresource == "" && f.Time != nil && f.Time.After(last) {
			last = f.Time.Time
		}
	}
	return c.Clock.Since(last) > behindAfter
}
