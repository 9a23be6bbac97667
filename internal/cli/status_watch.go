/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// redrawn is how often a screen is drawn anew though nothing changed: ages grow.
const redrawn = 10 * time.Second

// watching is one call of `kubectl goals status --watch`.
type watching struct {
	*statusCommand
	finder *finder
	want   wanted
	now    map[string]entry // by their keys
	screen *screen          // nil: changes are written line by line
	lost   error            // why the API does not answer; nil: it does
	stale  bool             // the screen does not show what is known
}

// follow shows what is wanted until the context ends, which is no error.
func (s *statusCommand) follow(ctx context.Context, f *finder, want wanted) error {
	all, err := f.find(ctx, want)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	w := &watching{statusCommand: s, finder: f, want: want, now: map[string]entry{}, screen: screenOf(s.Out)}
	for _, e := range all.entries {
		w.now[e.key()] = e
	}
	if w.screen == nil {
		err = s.print(ctx, f, want, all)
	}
	if err != nil {
		return unlessEnded(ctx, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	kinds := slices.DeleteFunc(slices.Clone(want.kinds), func(k goalKind) bool {
		return slices.ContainsFunc(slices.Concat(all.unread, all.missing), func(other goalKind) bool { return other.kind == k.kind })
	})
	var named []entry
	if len(want.names) > 0 {
		kinds, named = nil, all.entries
	}
	tell, finished := startFeeds(ctx, f, kinds, named)
	err = w.run(ctx, tell)
	cancel()
	finished()
	return err
}

// unlessEnded is the error, unless that is that somebody ended the command.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// run takes news in until the context ends.
func (w *watching) run(ctx context.Context, tell <-chan news) error {
	var ticks <-chan time.Time
	if c, ok := w.Clock.(clock.WithTicker); ok && w.screen != nil {
		ticker := c.NewTicker(redrawn)
		defer ticker.Stop()
		ticks = ticker.C()
	}
	w.stale = true
	for {
		w.draw(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
			w.stale = true
		case n := <-tell:
			if err := w.take(ctx, n); err != nil {
				return unlessEnded(ctx, err)
			}
		}
	}
}

// take takes one piece of news in.
func (w *watching) take(ctx context.Context, n news) error {
	switch {
	case n.answers:
		w.recovered()
	case n.err == nil:
		return w.apply(n)
	case apierrors.IsForbidden(n.err):
		return fmt.Errorf("you may not watch %s%s: %w", n.kind.many, w.finder.where(), n.err)
	case ctx.Err() == nil && !apierrors.IsResourceExpired(n.err) && !apierrors.IsGone(n.err):
		w.lose(n.err)
	}
	return nil
}

// lose says once that the API does not answer.
func (w *watching) lose(err error) {
	if w.lost == nil && w.screen == nil {
		fmt.Fprintf(w.Err, "%s The cluster does not answer, trying again: %s\n", w.stamp(), terminal.Clean(err.Error()))
	}
	w.lost, w.stale = err, true
}

// recovered says once that it answers again.
func (w *watching) recovered() {
	if w.lost == nil {
		return
	}
	if w.screen == nil {
		fmt.Fprintf(w.Err, "%s The cluster answers again.\n", w.stamp())
	}
	w.lost, w.stale = nil, true
}

func (w *watching) stamp() string { return w.Clock.Now().Format(time.RFC3339) }

// apply changes what is known by what is new, and tells the differences.
func (w *watching) apply(n news) error {
	w.stale = true
	seen := map[string]bool{}
	for _, raw := range n.put {
		e, err := newEntry(n.kind, raw)
		if err != nil {
			return err
		}
		seen[e.key()] = true
		before, known := w.now[e.key()]
		w.now[e.key()] = e
		if known {
			w.say(e, difference(standingOf(before), standingOf(e)))
		} else {
			w.say(e, appearance(standingOf(e)))
		}
	}
	for _, raw := range n.gone {
		if e, err := newEntry(n.kind, raw); err == nil {
			w.drop(e)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(w.now)) {
		if e := w.now[key]; n.whole && n.concerns(e) && !seen[key] {
			w.drop(e)
		}
	}
	return nil
}

// concerns tells whether an entry is one that the news are about.
func (n news) concerns(e entry) bool {
	return e.kind.kind == n.kind.kind && (n.name == "" || n.name == e.goal.GetName())
}

// drop takes an entry out that is no longer there.
func (w *watching) drop(e entry) {
	if _, known := w.now[e.key()]; known {
		delete(w.now, e.key())
		w.say(e, "deleted")
	}
}

// say writes a line about a change.
func (w *watching) say(e entry, text string) {
	if w.screen != nil || text == "" {
		return
	}
	name := e.reference()
	if w.allNamespaces && e.goal.GetNamespace() != "" {
		name = e.goal.GetNamespace() + "/" + name
	}
	fmt.Fprintf(w.Out, "%s %s: %s\n", w.stamp(), terminal.Clean(name), terminal.Clean(text))
}

// draw draws the whole, if there is a screen that does not show it yet.
func (w *watching) draw(ctx context.Context) {
	if w.screen == nil || !w.stale || ctx.Err() != nil {
		return
	}
	w.stale = false
	var entries []entry
	for _, key := range slices.Sorted(maps.Keys(w.now)) {
		entries = append(entries, w.now[key])
	}
	text := "Nothing is there" + w.finder.where() + ".\n"
	if len(entries) > 0 {
		text = w.show(ctx, w.finder.client, w.want, entries)
	}
	if w.lost != nil {
		warning := "The cluster does not answer, so this may be old: " + terminal.Clean(w.lost.Error())
		text = w.palette().Bad(strings.Join(terminal.Wrap(warning, w.columns()), " ")) + "\n\n" + text
	}
	w.screen.draw(text)
}
