/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const watchEvery = 2 * time.Second

// standing is what is told of an objective when it changes.
type standing struct {
	score   string
	outlook v1alpha1.Outlook
}

// standings are those of the objectives, by name.
type standings map[types.NamespacedName]standing

func standingsOf(objectives []v1alpha1.Objective) standings {
	all := standings{}
	for _, o := range objectives {
		s := standing{score: "unknown", outlook: o.Status.Outlook}
		if o.Status.Score != nil {
			s.score = strconv.FormatFloat(*o.Status.Score, 'f', 2, 64)
		}
		all[types.NamespacedName{Namespace: o.Namespace, Name: o.Name}] = s
	}
	return all
}

// changed says what became of an objective; an empty text: nothing.
func (s standing) changed(before standing) string {
	var parts []string
	if s.score != before.score {
		parts = append(parts, fmt.Sprintf("score %s -> %s", before.score, s.score))
	}
	if s.outlook != before.outlook {
		parts = append(parts, fmt.Sprintf("outlook %s -> %s", before.outlook, s.outlook))
	}
	return strings.Join(parts, ", ")
}

// tellChanges says what becomes of the objectives, until ctx ends.
func (d *demo) tellChanges(ctx context.Context) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	var before standings
	for {
		var list v1alpha1.ObjectiveList
		if err := d.goals.List(ctx, &list); err != nil {
			return fmt.Errorf("kube-apiserver does not answer any more, start the demo again: %w", err)
		}
		now := standingsOf(list.Items)
		for _, o := range list.Items { // in their order, not the map's
			key := types.NamespacedName{Namespace: o.Namespace, Name: o.Name}
			if was, known := before[key]; known && now[key] != was {
				d.say("%s: %s", key, now[key].changed(was))
			}
		}
		before = now
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}
