/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// timeHelp is how moment reads a time.
const timeHelp = "a time (RFC 3339), a date (the midnight in UTC that it begins with), or how long ago (90m, 2h, 3d, 4w)"

// moment reads a time that has come: see timeHelp.
func moment(flag, text string, now time.Time) (time.Time, error) {
	at, ok := readMoment(text, now)
	switch {
	case !ok:
		return at, fmt.Errorf("%s %q is no time: write %s", flag, text, timeHelp)
	case at.After(now):
		return at, fmt.Errorf("%s %s is in the future, of which there are no numbers yet: name a time until %s",
			flag, text, now.UTC().Format(time.RFC3339))
	}
	return at.UTC(), nil
}

func readMoment(text string, now time.Time) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	back, ok := length(strings.TrimPrefix(text, "-"))
	return now.Add(-back), ok
}

// length reads a length of time as goals write it, or as Go does.
func length(text string) (time.Duration, bool) {
	if d := v1alpha1.Duration(text).Or(0); d > 0 {
		return d, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d > 0
}
