/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"time"

	"github.com/truenorth-dev/truenorth/hack/story"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const liveStep = 15 * time.Second

// startPrometheus opens an empty Prometheus, writes its past into it, and lets that go on; fail is told when it does not.
func (d *demo) startPrometheus(fail func(error)) error {
	var err error
	if d.prometheus, err = testlab.NewPrometheus(testlab.PrometheusOptions{Dir: d.folder}); err != nil {
		return err
	}
	d.later(d.prometheus.Close)
	if d.sourceURL, err = d.prometheus.Start(); err != nil {
		return err
	}
	d.tracks = story.NewTracks(d.days, time.Now())
	samples, err := d.write(story.Step)
	if err != nil {
		return err
	}
	d.say("Prometheus %s answers at %s; it remembers %d days of %d series, %d samples",
		testlab.PrometheusVersion, d.sourceURL, story.Days, len(d.tracks), samples)
	d.later(d.keepWriting(fail))
	return nil
}

// write brings every series up to now and returns how many samples that took.
func (d *demo) write(step time.Duration) (int, error) {
	count := 0
	for _, t := range d.tracks {
		samples := t.Advance(time.Now(), step)
		if err := d.prometheus.Append(t.Name, samples...); err != nil {
			return count, err
		}
		count += len(samples)
	}
	return count, nil
}

// keepWriting lets the history go on until stop is called.
func (d *demo) keepWriting(fail func(error)) (stop func() error) {
	stopping, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(liveStep)
		defer ticker.Stop()
		for {
			if _, err := d.write(liveStep); err != nil {
				fail(err)
				return
			}
			select {
			case <-stopping:
				return
			case <-ticker.C:
			}
		}
	}()
	return func() error {
		close(stopping)
		<-ended
		return nil
	}
}
