/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package figures

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPrinters(t *testing.T) {
	full := Table{Heading: "Lags", About: "In days.", Columns: []string{"process", "median"}, Rows: [][]string{{"a walk", "3"}, {"noise", "21"}}}
	bare := Table{Heading: "Lags", Columns: []string{"process"}, Rows: [][]string{{"noise"}}}
	for _, tc := range []struct {
		format string
		table  Table
		want   string
	}{
		{"table", full, "LAGS\nIn days.\nprocess  median\na walk   3\nnoise    21\n\n"},
		{"table", bare, "LAGS\nprocess\nnoise\n\n"},
		{"markdown", full, "**Lags.** In days.\n\n| process | median |\n|---|---:|\n| a walk | 3 |\n| noise | 21 |\n\n"},
		{"markdown", bare, "**Lags.**\n\n| process |\n|---|\n| noise |\n\n"},
	} {
		var got strings.Builder
		printer, err := PrinterOf(tc.format)
		if err != nil {
			t.Fatal(err)
		}
		printer(&got, tc.table)
		if diff := cmp.Diff(tc.want, got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.format, diff)
		}
	}
	if _, err := PrinterOf("yaml"); err == nil || !strings.Contains(err.Error(), "[markdown table]") {
		t.Errorf("error %v, want it to name the formats", err)
	}
}

func TestNumber(t *testing.T) {
	for _, tc := range []struct {
		v    float64
		want string
	}{{0.5, "0.5"}, {100, "100.0"}, {math.NaN(), "-"}, {math.Inf(1), "never"}} {
		if got := Number("%.1f", tc.v); got != tc.want {
			t.Errorf("%v is printed as %q, want %q", tc.v, got, tc.want)
		}
	}
}

func TestGoals(t *testing.T) {
	goals := []Goal{AtMost("lag", 2, 2, "%.0f"), AtLeast("found", 90.5, 90, "%.1f %%")}
	if !AllMet(goals) {
		t.Errorf("%+v are not all met", goals)
	}
	goals = append(goals, AtMost("lag", 2.1, 2, "%.1f"), AtLeast("found", 89.9, 90, "%.1f"), AtMost("none", math.NaN(), 1, "%.0f"))
	if AllMet(goals) {
		t.Error("all are met, the missed ones, too")
	}
	want := [][]string{
		{"lag", "<= 2", "2", "met"}, {"found", ">= 90.0 %", "90.5 %", "met"},
		{"lag", "<= 2.0", "2.1", "missed"}, {"found", ">= 90.0", "89.9", "missed"}, {"none", "<= 1", "NaN", "missed"},
	}
	if diff := cmp.Diff(want, GoalTable(goals).Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestExtreme(t *testing.T) {
	most, least := Most(), Least()
	for of, v := range map[string]float64{"a": 1, "b": 3, "c": -2} {
		most.Raise(v, of)
		least.Lower(v, of)
	}
	if most != (Extreme{3, "b"}) || least != (Extreme{-2, "c"}) {
		t.Errorf("the greatest is %v and the least %v", most, least)
	}
	if g := most.Goal(AtMost("lag", 3, 2, "%.0f")); g.Figure != "3 (b)" {
		t.Errorf("figure %q, want whose it is", g.Figure)
	}
	most.Raise(math.NaN(), "none")
	if !math.IsNaN(most.At) || most.Of != "none" {
		t.Errorf("%v, want what is no number to be the extreme", most)
	}
}
