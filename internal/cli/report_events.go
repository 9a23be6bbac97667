/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/report"
)

// toldKinds are the kinds whose events a report tells of.
var toldKinds = []string{"Objective", "CustomerOutcome", "ValueExchange"}

// reportEvents are the events of goals, the earliest first, of a namespace or of all. It is false where the reader may not
// list them.
func reportEvents(ctx context.Context, reader client.Reader, namespace string) (events []report.Event, may bool, err error) {
	for _, kind := range toldKinds {
		list := &eventsv1.EventList{}
		err := reader.List(ctx, list, client.InNamespace(namespace), client.MatchingFields{"regarding.kind": kind})
		switch {
		case apierrors.IsForbidden(err):
			return nil, false, nil
		case err != nil:
			return nil, false, fmt.Errorf("cannot read events: %w", err)
		}
		for _, e := range list.Items {
			if strings.HasPrefix(e.Regarding.APIVersion, v1alpha1.GroupVersion.Group+"/") {
				events = append(events, report.Event{
					Kind: kind, Namespace: e.Regarding.Namespace, Name: e.Regarding.Name, Reason: e.Reason, Note: e.Note,
					Warning: e.Type == corev1.EventTypeWarning, Time: eventTime(e).Time,
				})
			}
		}
	}
	slices.SortStableFunc(events, func(a, b report.Event) int { return a.Time.Compare(b.Time) })
	return events, true, nil
}
