/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const (
	historyDays = 430             // a year, and the longest lag before it
	historyStep = 4 * time.Minute // within the five minutes that Prometheus looks back
	liveStep    = 15 * time.Second
)

// track is one series and how far it was written.
type track struct {
	name    string
	shape   testlab.Shape // a gauge's value, or what a counter grows by in a day
	counter bool
	daily   bool
	last    time.Time // of the newest sample, or of the moment before the first
	total   float64   // of a counter
}

// newTracks is the whole story from a midnight on, with nothing written yet.
func newTracks(days int, from time.Time) []*track {
	var tracks []*track
	for _, m := range metrics {
		for _, name := range m.series() {
			tracks = append(tracks, &track{
				name: name, shape: m.shape(name, days), counter: m.counter, daily: m.hour > 0,
				last: from.Add(time.Duration(m.hour) * time.Hour),
			})
		}
	}
	return tracks
}

// advance returns the samples that follow the newest one, one a step, until now. One written daily follows its own step.
func (t *track) advance(now time.Time, step time.Duration) []testlab.Sample {
	if t.daily {
		step = 24 * time.Hour
	}
	var samples []testlab.Sample
	for next := t.last.Add(step); !next.After(now); next = next.Add(step) {
		samples = append(samples, testlab.Sample{Time: next, Value: t.value(next, step)})
		t.last = next
	}
	return samples
}

func (t *track) value(at time.Time, step time.Duration) float64 {
	if !t.counter {
		return t.shape(at)
	}
	t.total += t.shape(at) * step.Hours() / 24
	return t.total
}

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
	d.tracks = newTracks(d.days, time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -historyDays))
	samples, err := d.write(historyStep)
	if err != nil {
		return err
	}
	d.say("Prometheus %s answers at %s; it remembers %d days of %d series, %d samples",
		testlab.PrometheusVersion, d.sourceURL, historyDays, len(d.tracks), samples)
	d.later(d.keepWriting(fail))
	return nil
}

// write brings every series up to now and returns how many samples that took.
func (d *demo) write(step time.Duration) (int, error) {
	count := 0
	for _, t := range d.tracks {
		samples := t.advance(time.Now(), step)
		if err := d.prometheus.Append(t.name, samples...); err != nil {
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
