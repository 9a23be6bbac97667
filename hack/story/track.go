/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package story

import (
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

const (
	// Today is the day on which the samples tell their story: three fifths into the quarter that most of them are about.
	Today = "2026-11-22"
	// Days is how many days of the past are told: a year, and the longest lag before it.
	Days = 430
	// Step is the time between two samples of the past, within the five minutes that Prometheus looks back.
	Step = 4 * time.Minute
)

// Tell writes the story of the samples as they are, up to a time, into a Prometheus that knows nothing yet.
func Tell(prometheus *testlab.Prometheus, now time.Time) error {
	for _, track := range NewTracks(0, now) {
		if err := prometheus.Append(track.Name, track.Advance(now, Step)...); err != nil {
			return err
		}
	}
	return nil
}

// Metrics are the names of all metrics of the story.
func Metrics() []string {
	var names []string
	for _, m := range metrics {
		names = append(names, m.name)
	}
	return names
}

// Track is one series and how far it was written.
type Track struct {
	// Name of the series, as in PromQL.
	Name string

	shape   testlab.Shape // a gauge's value, or what a counter grows by in a day
	counter bool
	daily   bool
	last    time.Time // of the newest sample, or of the moment before the first
	total   float64   // of a counter
}

// NewTracks is the whole story, its days moved by so many, with nothing told yet; it begins Days before now.
func NewTracks(days int, now time.Time) []*Track {
	return tracksFrom(days, now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -Days))
}

// tracksFrom is the story from a midnight on.
func tracksFrom(days int, from time.Time) []*Track {
	var tracks []*Track
	for _, m := range metrics {
		for _, name := range m.series() {
			tracks = append(tracks, &Track{
				Name: name, shape: m.shape(name, days), counter: m.counter, daily: m.hour > 0,
				last: from.Add(time.Duration(m.hour) * time.Hour),
			})
		}
	}
	return tracks
}

// Advance returns the samples that follow the newest one, one a step, until now. One written daily follows its own step.
func (t *Track) Advance(now time.Time, step time.Duration) []testlab.Sample {
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

func (t *Track) value(at time.Time, step time.Duration) float64 {
	if !t.counter {
		return t.shape(at)
	}
	t.total += t.shape(at) * step.Hours() / 24
	return t.total
}
