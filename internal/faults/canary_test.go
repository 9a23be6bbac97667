/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// The canaries: in every Secret and in every bad answer of the battery is one of them, and nowhere else may one be seen.
const (
	secretCanary = "canary-secret-5f0c9d1e"
	answerCanary = "canary-answer-8b27e4a6"
)

// collected is what the battery wrote beside the cluster: metrics, and logs of processes.
var collected collection

type collection struct {
	mu    sync.Mutex
	texts map[string]string
}

func (c *collection) add(what, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts == nil {
		c.texts = map[string]string{}
	}
	c.texts[what] += text
}

// searchForCanaries looks for a canary, plain or in base64, in every status, event, log and metric of the battery.
func searchForCanaries(ctx context.Context) error {
	if err := collectFrom(ctx, site); err != nil {
		return err
	}
	var found error
	for what, text := range collected.texts {
		for _, canary := range []string{secretCanary, answerCanary} {
			if strings.Contains(text, canary) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(canary))) {
				found = errors.Join(found, fmt.Errorf("%s show %s: a secret or a byte of an answer leaked", what, canary))
			}
		}
	}
	return found
}

// collectFrom collects what is seen on a site: status, events and logs.
func collectFrom(ctx context.Context, s *bench.Site) error {
	statuses, err := everyStatus(ctx, s)
	if err != nil {
		return err
	}
	collected.add("status", statuses)
	var events eventsv1.EventList
	if err := s.Admin.List(ctx, &events); err != nil {
		return err
	}
	for _, event := range events.Items {
		collected.add("events", event.Reason+" "+event.Note+"\n")
	}
	collected.add("logs", s.Log.String())
	return nil
}

// everyStatus is the status of every object of ours, as JSON.
func everyStatus(ctx context.Context, s *bench.Site) (string, error) {
	var all strings.Builder
	for _, kind := range []string{"Objective", "CustomerOutcome", "Indicator", "ValueExchange", "Scorecard", "MetricSource", "ClusterMetricSource"} {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(kind + "List"))
		if err := s.Admin.List(ctx, list); err != nil {
			return "", err
		}
		for _, item := range list.Items {
			status, err := json.Marshal(item.Object["status"])
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&all, "%s %s/%s %s\n", kind, item.GetNamespace(), item.GetName(), status)
		}
	}
	return all.String(), nil
}
