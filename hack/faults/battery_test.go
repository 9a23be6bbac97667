/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"strings"
	"testing"
)

const events = `{"Action":"start","Package":"faults"}
{"Action":"run","Test":"TestFault01"}
{"Action":"output","Test":"TestFault01","Output":"=== RUN   TestFault01\n"}
{"Action":"attr","Test":"TestFault01","Key":"fault","Value":"The source answers 5xx"}
{"Action":"attr","Test":"TestFault01","Key":"sees","Value":"a | b"}
{"Action":"attr","Test":"TestFault01/subtest","Key":"sees","Value":"its own"}
{"Action":"attr","Test":"TestFault01","Key":"sees","Value":"c"}
{"Action":"fail","Test":"TestFault01/subtest"}
{"Action":"pass","Test":"TestFault01"}
{"Action":"run","Test":"TestFault02Slow"}
{"Action":"run","Test":"TestFault02Fast"}
{"Action":"attr","Test":"TestFault02Slow","Key":"fault","Value":"Slow"}
{"Action":"output","Test":"TestFault02Slow/case","Output":"it leaked\n"}
{"Action":"fail","Test":"TestFault02Slow"}
{"Action":"pass","Test":"TestFault02Fast"}
{"Action":"run","Test":"TestFault03"}
{"Action":"skip","Test":"TestFault03"}
{"Action":"pass","Test":"TestOther"}
{"Action":"output","Output":"canary\n"}
{"Action":"fail","Package":"faults"}
`

func readEvents(t *testing.T, events string) (*battery, string) {
	t.Helper()
	var progress strings.Builder
	b, err := read(strings.NewReader(events), &progress)
	if err != nil {
		t.Fatal(err)
	}
	return b, progress.String()
}

func TestTheTableTellsEveryNumber(t *testing.T) {
	b, _ := readEvents(t, events)
	var out strings.Builder
	if err := writeMarkdown(&out, b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != count+2 {
		t.Fatalf("%d lines, want one for each of %d faults and two of the head", len(lines), count)
	}
	for i, want := range []string{
		`| 1 | The source answers 5xx | a \| b; c | held |`,
		"| 2 | Slow |  | NOT HELD |",
		"| 3 |  |  | NOT HELD |",
		"| 4 | (no test) |  | not shown |",
	} {
		if got := lines[i+2]; got != want {
			t.Errorf("row %d is %q, want %q", i+1, got, want)
		}
	}
}

func TestTextIsTheSame(t *testing.T) {
	b, _ := readEvents(t, events)
	var out strings.Builder
	if err := writeText(&out, b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"  1  held      The source answers 5xx\n                 a | b; c\n", "  2  NOT HELD  Slow\n", "  4  not shown (no test)\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
}

func TestFailuresAreShown(t *testing.T) {
	_, progress := readEvents(t, events)
	for _, want := range []string{"pass TestFault01\n", "it leaked\n", "fail TestFault02Slow\n", "skip TestFault03\n", "canary\n"} {
		if !strings.Contains(progress, want) {
			t.Errorf("progress lacks %q:\n%s", want, progress)
		}
	}
	if strings.Contains(progress, "RUN") {
		t.Error("what a test printed that passed is noise")
	}
}

func TestVerdict(t *testing.T) {
	whole := &battery{faults: map[int]*fault{}}
	for number := 1; number <= count; number++ {
		whole.faults[number] = &fault{begun: 2, passed: 2}
	}
	if err := whole.verdict(nil); err != nil {
		t.Errorf("all were held: %v", err)
	}
	leaked := errors.New("exit status 1")
	if err := whole.verdict(leaked); !errors.Is(err, leaked) {
		t.Errorf("what the battery left behind leaked: %v", err)
	}
	whole.faults[7].passed = 1
	delete(whole.faults, 9)
	if err := whole.verdict(nil); err == nil || err.Error() != "not held: 7, 9" {
		t.Errorf("verdict: %v, want the two that were not held", err)
	}
}

func TestWhatIsNoEventIsAnError(t *testing.T) {
	if _, err := read(strings.NewReader("panic: no\n"), &strings.Builder{}); err == nil {
		t.Error("no error for a line that is no event")
	}
}
