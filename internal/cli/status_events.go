/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"slices"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// mostEvents is how many last changes a page shows.
const mostEvents = 5

// lastChanges writes what the cluster still knows of what happened to an object, the newest first.
func (p *page) lastChanges(ctx context.Context, object client.Object) {
	p.section("Last changes")
	events, err := eventsOf(ctx, p.reader, object)
	switch {
	case apierrors.IsForbidden(err):
		p.text(2, "not known: you may not list events.events.k8s.io here", p.Muted)
	case err != nil:
		p.text(2, "not known: the events cannot be read: "+err.Error(), p.Muted)
	case len(events) == 0:
		p.text(2, "no events; the cluster keeps them for a short time", p.Muted)
	}
	var rows [][]terminal.Cell
	for _, e := range events[:min(mostEvents, len(events))] {
		style := plain
		if e.Type == corev1.EventTypeWarning {
			style = p.Warn
		}
		rows = append(rows, []terminal.Cell{{Text: p.ago(eventTime(e))}, {Text: e.Reason, Style: style}, {Text: e.Note}})
	}
	p.rows(rows)
}

// eventsOf are the events about an object, the newest first. Those about what is in no namespace are in "default".
func eventsOf(ctx context.Context, reader client.Reader, object client.Object) ([]eventsv1.Event, error) {
	list := &eventsv1.EventList{}
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	err := reader.List(ctx, list, client.InNamespace(namespace), client.MatchingFields{"regarding.uid": string(object.GetUID())})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list.Items, func(a, b eventsv1.Event) int {
		return eventTime(b).Compare(eventTime(a).Time)
	})
	return list.Items, nil
}

// eventTime is when an event was last seen, by the newer or the older way to write it.
func eventTime(e eventsv1.Event) metav1.Time {
	last := e.EventTime.Time
	if e.Series != nil {
		last = e.Series.LastObservedTime.Time
	}
	if last.IsZero() {
		last = e.DeprecatedLastTimestamp.Time
	}
	if last.IsZero() {
		last = e.CreationTimestamp.Time
	}
	return metav1.NewTime(last)
}
