/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/truenorth-dev/truenorth/hack/story"
)

// daysToShift is by how many days the samples have to be moved so that now is their today.
func daysToShift(now time.Time) int {
	return int(math.Round(now.UTC().Truncate(24*time.Hour).Sub(story.Day(story.Today, 0)).Hours() / 24))
}

var quotedDate = regexp.MustCompile(`"(\d{4}-\d{2}-\d{2})"`)

// shiftDates moves every quoted date in a manifest and leaves the rest as it is.
func shiftDates(manifest []byte, days int) ([]byte, error) {
	var wrong error
	shifted := quotedDate.ReplaceAllFunc(manifest, func(quoted []byte) []byte {
		date, err := time.Parse(time.DateOnly, string(bytes.Trim(quoted, `"`)))
		if err != nil {
			wrong = fmt.Errorf("%s is no date", quoted)
			return quoted
		}
		return fmt.Appendf(nil, "%q", date.AddDate(0, 0, days).Format(time.DateOnly))
	})
	return shifted, wrong
}

// writeSamples copies the manifests from config to folder; in those of the samples the dates are moved.
func writeSamples(config, folder string, days int) error {
	return fs.WalkDir(os.DirFS(config), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(folder, path)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		text, err := os.ReadFile(filepath.Join(config, path))
		if err != nil {
			return err
		}
		if strings.HasPrefix(path, "samples/") && filepath.Ext(path) == ".yaml" {
			if text, err = shiftDates(text, days); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return os.WriteFile(target, text, 0o600)
	})
}

// overlay is what the demo changes in the samples beside their dates.
var overlay = template.Must(template.New("kustomization.yaml").Parse(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- ../config/samples
- team-source.yaml
patches:
- target: {kind: ClusterMetricSource}
  patch: '[{"op": "replace", "path": "/spec/prometheus/url", "value": "{{.URL}}"}]'
- target: {kind: Objective}
  patch: '[{"op": "add", "path": "/spec/interval", "value": "{{.Interval}}"}]'
- target: {kind: CustomerOutcome}
  patch: '[{"op": "add", "path": "/spec/interval", "value": "{{.Interval}}"}]'
- target: {kind: Indicator}
  patch: '[{"op": "add", "path": "/spec/interval", "value": "{{.Interval}}"}]'
- target: {kind: Scorecard}
  patch: '[{"op": "add", "path": "/spec/interval", "value": "{{.Interval}}"}]'
`))

// teamSource is a source of the airline's own, which stands before the cluster's of the same name.
var teamSource = template.Must(template.New("team-source.yaml").Parse(`apiVersion: goals.truenorth.dev/v1alpha1
kind: MetricSource
metadata: {name: default, namespace: airline}
spec:
  prometheus: {url: "{{.URL}}"}
`))

// applySamples does what a user does with the samples, who would write the URL of their own Prometheus.
func (d *demo) applySamples(ctx context.Context) error {
	if err := writeSamples(d.config, filepath.Join(d.folder, "config"), d.days); err != nil {
		return err
	}
	if err := os.MkdirAll(d.samples(), 0o700); err != nil {
		return err
	}
	for _, file := range []*template.Template{overlay, teamSource} {
		var text bytes.Buffer
		if err := file.Execute(&text, map[string]string{"URL": d.sourceURL, "Interval": interval}); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(d.samples(), file.Name()), text.Bytes(), 0o600); err != nil {
			return err
		}
	}
	if d.days != 0 {
		d.say("the samples' dates are moved by %+d days, so that today is in the middle of their quarter", d.days)
	}
	_, err := d.kubectl(ctx, "apply", "-k", d.samples())
	if err == nil {
		d.say("applied the samples with `kubectl apply -k`; they are measured every %s here, not every 5m", interval)
	}
	return err
}

// interval is how often the demo's goals are measured, so that there is something to see.
const interval = "15s"

// samples is the folder to apply.
func (d *demo) samples() string { return filepath.Join(d.folder, "samples") }
