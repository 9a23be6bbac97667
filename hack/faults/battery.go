/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// fault is one line of the battery: one test, or several that have its number.
type fault struct {
	title  string
	sees   string
	begun  int // tests
	passed int
}

// held says whether the fault broke nothing in any of its tests; one that did not end was broken by something.
func (f fault) held() bool { return f.passed > 0 && f.passed == f.begun }

// battery is what the tests told, by the faults' numbers.
type battery struct {
	faults map[int]*fault
}

// event is one of go test -json.
type event struct {
	Action, Test, Key, Value, Output string
}

var testName = regexp.MustCompile(`^TestFault(\d+)[^/]*$`)

// read follows the events of go test -json. What a test prints is shown on progress when it fails, and so is what belongs to no
// test; besides a line for each test that ends.
func read(events io.Reader, progress io.Writer) (*battery, error) {
	b := &battery{faults: map[int]*fault{}}
	printed := map[string]*strings.Builder{}
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("go test -json printed what is no event: %w", err)
		}
		test, _, _ := strings.Cut(e.Test, "/")
		if printed[test] == nil {
			printed[test] = &strings.Builder{}
		}
		if e.Action == "output" {
			printed[test].WriteString(e.Output)
		}
		if f := b.at(e.Test); f != nil && f.note(e) {
			tellEnd(progress, e, printed[test].String())
		}
		if e.Action == "fail" && e.Test == "" {
			_, _ = io.WriteString(progress, printed[""].String())
		}
	}
	return b, lines.Err()
}

// at is the fault of a test, nil for a subtest and for what belongs to no fault.
func (b *battery) at(test string) *fault {
	match := testName.FindStringSubmatch(test)
	if match == nil {
		return nil
	}
	number, err := strconv.Atoi(match[1])
	if err != nil {
		return nil
	}
	if b.faults[number] == nil {
		b.faults[number] = &fault{}
	}
	return b.faults[number]
}

// note takes what an event says of the fault, and tells whether it ended.
func (f *fault) note(e event) (ended bool) {
	switch e.Action {
	case "run":
		f.begun++
	case "attr":
		switch e.Key {
		case "fault":
			f.title = joined(f.title, e.Value)
		case "sees":
			f.sees = joined(f.sees, e.Value)
		}
	case "pass":
		f.passed++
		return true
	case "fail", "skip":
		return true
	}
	return false
}

// joined puts what several tests of a number say one after the other, and what all of them say once.
func joined(before, more string) string {
	switch {
	case before == "":
		return more
	case strings.Contains(before, more):
		return before
	}
	return before + "; " + more
}

func tellEnd(progress io.Writer, e event, printed string) {
	if e.Action != "pass" {
		fmt.Fprint(progress, printed)
	}
	fmt.Fprintln(progress, e.Action, e.Test)
}

// verdict is an error that names the faults that were not held; ended is how go test did.
func (b *battery) verdict(ended error) error {
	var broken []string
	for number := 1; number <= count; number++ {
		if f := b.faults[number]; f == nil || !f.held() {
			broken = append(broken, strconv.Itoa(number))
		}
	}
	if len(broken) > 0 {
		return errors.New("not held: " + strings.Join(broken, ", "))
	}
	if ended != nil {
		return fmt.Errorf("every fault was held, but the battery failed, see above: %w", ended)
	}
	return nil
}
