/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/hack/story"
)

const samplesFolder = "../../config/samples"

// goalManifest is as much as the demo's tests need of a sample of any kind.
type goalManifest struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name   string            `json:"name"`
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
	Spec struct {
		Period     v1alpha1.Period  `json:"period"`
		KeyResults []measured       `json:"keyResults"`
		Indicators []measured       `json:"indicators"`
		Drivers    []measured       `json:"drivers"`
		NorthStar  measured         `json:"northStar"`
		Result     measured         `json:"result"`
		Measure    v1alpha1.Measure `json:"measure"`
	} `json:"spec"`
}

type measured struct {
	Measure v1alpha1.Measure `json:"measure"`
}

// selectors are those of the goal's queries.
func (g goalManifest) selectors(t *testing.T) [][]*labels.Matcher {
	t.Helper()
	variables := strings.NewReplacer("$__elapsed", "1d", "$__start", "0", "$__end", "0")
	var all [][]*labels.Matcher
	for _, m := range slices.Concat(g.Spec.KeyResults, g.Spec.Indicators, g.Spec.Drivers, []measured{g.Spec.NorthStar, g.Spec.Result, {g.Spec.Measure}}) {
		if m.Measure.Prometheus == nil {
			continue
		}
		expr, err := parser.NewParser(parser.Options{}).ParseExpr(variables.Replace(m.Measure.Prometheus.Query))
		if err != nil {
			t.Fatalf("%s: %v", g.Metadata.Name, err)
		}
		all = append(all, parser.ExtractSelectors(expr)...)
	}
	return all
}

// eachSample hands over every manifest of the samples.
func eachSample(t *testing.T, do func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(samplesFolder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		do(path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sampleGoals(t *testing.T) []goalManifest {
	t.Helper()
	var goals []goalManifest
	eachSample(t, func(path string, text []byte) {
		decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
		for {
			var g goalManifest
			err := decoder.Decode(&g)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if slices.Contains([]string{"Objective", "CustomerOutcome", "Indicator", "ValueExchange", "Scorecard"}, g.Kind) {
				goals = append(goals, g)
			}
		}
	})
	if len(goals) == 0 {
		t.Fatalf("no goals in %s", samplesFolder)
	}
	return goals
}

// storySeries are the labels of every series that the demo writes.
func storySeries(t *testing.T) []labels.Labels {
	t.Helper()
	var all []labels.Labels
	for _, track := range story.NewTracks(0, time.Now()) {
		metric, err := parser.NewParser(parser.Options{}).ParseMetric(track.Name)
		if err != nil {
			t.Fatalf("%s: %v", track.Name, err)
		}
		all = append(all, metric)
	}
	return all
}

func selects(selector []*labels.Matcher, series labels.Labels) bool {
	return !slices.ContainsFunc(selector, func(m *labels.Matcher) bool { return !m.Matches(series.Get(m.Name)) })
}

// Whatever a sample asks for is there, but for the example of what is not.
func TestStoryAnswersEverySample(t *testing.T) {
	told := storySeries(t)
	missing := 0
	for _, g := range sampleGoals(t) {
		wantSeries := g.Metadata.Labels[exampleLabel] != notMeasuredYet
		if !wantSeries {
			missing++
		}
		for _, selector := range g.selectors(t) {
			found := slices.ContainsFunc(told, func(s labels.Labels) bool { return selects(selector, s) })
			if found != wantSeries {
				t.Errorf("%s %s asks for %v: a series of the story %t, want %t", g.Kind, g.Metadata.Name, selector, found, wantSeries)
			}
		}
	}
	if missing == 0 {
		t.Errorf("no sample has the label %s=%s", exampleLabel, notMeasuredYet)
	}
}

func TestEverySampleNeedsTheStory(t *testing.T) {
	var selectors [][]*labels.Matcher
	for _, g := range sampleGoals(t) {
		selectors = append(selectors, g.selectors(t)...)
	}
	asked := map[string]bool{} // by metric: flights that were delayed count, even where only those on time are named
	for _, series := range storySeries(t) {
		name := series.Get(model.MetricNameLabel)
		asked[name] = asked[name] || slices.ContainsFunc(selectors, func(s []*labels.Matcher) bool { return selects(s, series) })
	}
	for name, isAsked := range asked {
		if !isAsked {
			t.Errorf("no sample asks for %s: remove it from the story", name)
		}
	}
}

func TestStoryIsWhatTheSamplesDocument(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(samplesFolder, "METRICS.md"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` ").FindAllSubmatch(text, -1) {
		want = append(want, string(row[1]))
	}
	got := story.Metrics()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("metrics: -METRICS.md +story:\n%s", diff)
	}
}

// A date that is not quoted would stay where it is, and what it stands in would contradict the rest.
func TestEveryDateOfTheSamplesMoves(t *testing.T) {
	anyDate := regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
	eachSample(t, func(path string, text []byte) {
		rest := quotedDate.ReplaceAll(text, nil)
		if left := anyDate.Find(rest); left != nil {
			t.Errorf("%s: %s stays where it is: quote it", path, left)
		}
		if _, err := shiftDates(text, 1); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	})
}

func TestTodayIsInTheMiddleOfTheSamplesQuarter(t *testing.T) {
	now := story.Day(story.Today, 0)
	counts := map[string]int{}
	for _, g := range sampleGoals(t) {
		if g.Kind != "Objective" {
			continue
		}
		start, end := story.Day(string(g.Spec.Period.Start), 0), story.Day(string(g.Spec.Period.End), 1)
		share := now.Sub(start).Hours() / end.Sub(start).Hours()
		switch {
		case share < 0:
			counts["later"]++
		case share > 1:
			counts["over"]++
		case share > 0.5 && share < 0.7:
			counts["running"]++
		default:
			t.Errorf("%s is %.0f %% through its period, want about 60 %%", g.Metadata.Name, 100*share)
		}
	}
	for _, which := range []string{"over", "running", "later"} {
		if counts[which] == 0 {
			t.Errorf("no sample has a period that is %s on %s", which, story.Today)
		}
	}
}
