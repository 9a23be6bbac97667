/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

func TestBacktestShowsHowGoalsWouldHaveLooked(t *testing.T) {
	_, url := teller(t)
	for name, tc := range map[string]struct {
		files   []string
		columns string
	}{
		"running.80":  {[]string{"guests-belong", "arrive-without-a-queue", "indicators"}, "80"},
		"running.200": {[]string{"guests-belong", "arrive-without-a-queue", "indicators"}, "200"},
		"judged.120":  {[]string{"rooms-ready"}, "120"},
		"outcome.0":   {[]string{"outcomes", "indicators"}, ""},
	} {
		args := []string{"backtest", "--prometheus", url}
		for _, file := range tc.files {
			args = append(args, "-f", samples+"/hotel/"+file+".yaml")
		}
		got := offlineRunWith(t, map[string]string{"COLUMNS": tc.columns}, "", args...)
		if got.code != exitFine || got.err != "" {
			t.Errorf("%s: code %d: %s", name, got.code, got.err)
		}
		golden(t, "backtest/"+name+".txt", got.out)
	}
}

// backtested reads the output of -o json.
func backtested(t *testing.T, got answer) film {
	t.Helper()
	var f film
	if err := json.Unmarshal([]byte(got.out), &f); err != nil || got.code != exitFine {
		t.Fatalf("code %d, %v: %s", got.code, err, got.err)
	}
	return f
}

func TestBacktestDoesNotLookAhead(t *testing.T) {
	p, url := blank(t)
	from, middle := storyNow.Add(-40*day), storyNow.Add(-20*day)
	rising := testlab.Sum(testlab.Ramp(from, storyNow, 0, 3), testlab.Noise(7, 0.1, time.Hour))
	if err := p.Append("seats_rising", testlab.History(from, middle, 4*time.Minute, rising)...); err != nil {
		t.Fatal(err)
	}
	run := func(to time.Time) film {
		return backtested(t, offlineRun(t, seats("seats_rising"), "backtest", "-f", "-", "--prometheus", url, "-o", "json",
			"--from", from.Add(day).Format(time.RFC3339), "--to", to.Format(time.RFC3339), "--step", "12h"))
	}
	before := run(middle)
	if err := p.Append("seats_rising", testlab.History(middle.Add(4*time.Minute), storyNow, 4*time.Minute, rising)...); err != nil {
		t.Fatal(err)
	}
	after := run(storyNow)
	looks := before.Goals[0].Looks
	for i, l := range looks {
		was, _ := json.Marshal(l)
		now, _ := json.Marshal(after.Goals[0].Looks[i])
		if string(was) != string(now) {
			t.Errorf("what came later changed a look:\n%s\n%s", was, now)
		}
	}
	if last := looks[len(looks)-1]; last.Probability == nil || last.Score == nil {
		t.Errorf("the last look before the middle knows nothing: %+v", last)
	}
}

func TestBacktestWritesATable(t *testing.T) {
	_, url := teller(t)
	args := []string{"backtest", "-f", samples + "/hotel/rooms-ready.yaml", "--prometheus", url, "--step", "1w"}
	f := backtested(t, offlineRun(t, "", append(args, "-o", "json")...))
	s := f.Goals[0]
	if len(s.Looks) != 15 || s.Verdict != "Achieved" || s.BrierScore == nil || s.Changes == 0 {
		t.Fatalf("%d looks, verdict %s, Brier score %v", len(s.Looks), s.Verdict, s.BrierScore)
	}
	sum, count := 0.0, 0.0
	for _, l := range s.Looks {
		if l.Probability != nil && l.Outlook != "Achieved" {
			sum, count = sum+(1-*l.Probability)*(1-*l.Probability), count+1
		}
	}
	if want := sum / count; math.Abs(*s.BrierScore-want) > 1e-12 {
		t.Errorf("Brier score %v, want %v", *s.BrierScore, want)
	}
	rows, err := csv.NewReader(strings.NewReader(offlineRun(t, "", append(args, "-o", "csv")...).out)).ReadAll()
	if err != nil || len(rows) != 1+2*len(s.Looks) {
		t.Fatalf("%d rows, want a title and two for each of %d looks: %v", len(rows), len(s.Looks), err)
	}
	for i, l := range s.Looks {
		goal, part := rows[1+2*i], rows[2+2*i]
		if goal[0] != l.Time.UTC().Format(time.RFC3339) || goal[9] != l.Outlook || part[4] != "ready-by-three" || part[5] != asCSV(l.Parts[0].Value) {
			t.Errorf("rows %v and %v, want what JSON says: %+v", goal, part, l)
		}
	}
}

func TestBacktestSaysWhatKeepsItFromItsWork(t *testing.T) {
	_, url := teller(t)
	for _, tc := range []struct {
		reason string
		args   []string
		err    string
	}{
		{"no length", []string{"--step", "often"}, `error: --step "often" is no length of a minute or more`},
		{"too many looks", []string{"--from", "60d", "--step", "1m"}, "error: these are over 10000 looks"},
		{"backwards", []string{"--from", "2026-11-20", "--to", "2026-11-10"}, "error: nothing to look at: it begins at 2026-11-20T00:00:00Z"},
		{"the future", []string{"--to", "2027-01-01"}, "error: --to 2027-01-01 is in the future"},
		{"nobody answers", []string{"--prometheus", "http://127.0.0.1:1"}, "ClusterMetricSource default: Unreachable: "},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := offlineRun(t, seats("a"), append([]string{"backtest", "-f", "-", "--prometheus", url}, tc.args...)...)
			if got.code != exitTrouble || got.out != "" || !strings.HasPrefix(got.err, tc.err) {
				t.Errorf("code %d, stdout %s, stderr %swant %s", got.code, got.out, got.err, tc.err)
			}
		})
	}
}
