/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/hack/story"
)

func TestDaysToShift(t *testing.T) {
	cases := map[string]struct {
		reason string
		now    time.Time
		want   int
	}{
		"TheDay":      {"nothing to move", time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), 0},
		"ItsEnd":      {"still the day", time.Date(2026, 11, 22, 23, 59, 59, 0, time.UTC), 0},
		"DayAfter":    {"a day has begun", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), 1},
		"DayBefore":   {"clocks may be behind", time.Date(2026, 11, 21, 23, 59, 0, 0, time.UTC), -1},
		"YearOn":      {"any day works", time.Date(2027, 11, 22, 12, 0, 0, 0, time.UTC), 365},
		"ElsewhereIt": {"the day is that of UTC", time.Date(2026, 11, 23, 1, 0, 0, 0, time.FixedZone("", 2*60*60)), 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := daysToShift(tc.now); got != tc.want {
				t.Errorf("%s: %d days, want %d", tc.reason, got, tc.want)
			}
		})
	}
}

func TestShiftDates(t *testing.T) {
	cases := map[string]struct {
		reason   string
		manifest string
		days     int
		want     string
		wantErr  bool
	}{
		"Period": {"both days move", `period: {start: "2026-10-01", end: "2026-12-31"}`, 1,
			`period: {start: "2026-10-02", end: "2027-01-01"}`, false},
		"Back":    {"earlier", `by: "2026-03-01"`, -1, `by: "2026-02-28"`, false},
		"Leap":    {"a leap day is a day", `by: "2028-02-28"`, 1, `by: "2028-02-29"`, false},
		"Text":    {"a date that is not quoted alone stays", `note: "since 2026-10-01", # 2026-10-01`, 1, `note: "since 2026-10-01", # 2026-10-01`, false},
		"Nothing": {"no date, no change", "kind: Objective\n", 5, "kind: Objective\n", false},
		"NoDate":  {"a mistake is said", `by: "2026-02-30"`, 1, "", true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := shiftDates([]byte(tc.manifest), tc.days)
			if (err != nil) != tc.wantErr {
				t.Fatalf("%s: error %v, want one %t", tc.reason, err, tc.wantErr)
			}
			if !tc.wantErr && string(got) != tc.want {
				t.Errorf("%s: -want +got:\n%s", tc.reason, cmp.Diff(tc.want, string(got)))
			}
		})
	}
}

func TestShiftDatesThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.IntRange(-5000, 5000).Draw(t, "days")
		date := story.Day(story.Today, rapid.IntRange(-5000, 5000).Draw(t, "date")).Format(time.DateOnly)
		manifest := `start: "` + date + `"`
		there, err := shiftDates([]byte(manifest), days)
		if err != nil {
			t.Fatal(err)
		}
		back, err := shiftDates(there, -days)
		if err != nil {
			t.Fatal(err)
		}
		if string(back) != manifest {
			t.Errorf("%s became %s, and back %s", manifest, there, back)
		}
	})
}

func TestWriteSamplesLeavesTheRestAlone(t *testing.T) {
	config, folder := t.TempDir(), t.TempDir()
	files := map[string]string{
		"samples/hotel/goal.yaml":     `end: "2026-12-31"`,
		"samples/METRICS.md":          `"2026-12-31"`,
		"kustomize/kustomizeconfig":   "x",
		"default/kustomization.yaml":  `annotation: "2026-12-31"`,
		"samples/kustomization.yaml":  "resources: [hotel]",
		"samples/hotel/schedule.json": `"2026-12-31"`,
	}
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(config, path)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(config, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeSamples(config, folder, 2); err != nil {
		t.Fatal(err)
	}
	files["samples/hotel/goal.yaml"] = `end: "2027-01-02"`
	for path, want := range files {
		if got, err := os.ReadFile(filepath.Join(folder, path)); err != nil || string(got) != want {
			t.Errorf("%s: %q (%v), want %q", path, got, err, want)
		}
	}
}
