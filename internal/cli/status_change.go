/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"math"
	"strings"

	"github.com/truenorth-dev/truenorth/internal/evaluate"
)

// appearance says how something stands that was not there before.
func appearance(s standing) string {
	parts := []string{"new, " + s.verdict}
	if !math.IsNaN(s.score) {
		parts = append(parts, "score "+figure(s.score))
	}
	return joined(strings.Join(parts, ", "), s.why)
}

// difference says what a reader would act on that has changed; empty where it is nothing.
func difference(before, after standing) string {
	var parts []string
	for _, part := range []struct{ name, before, after string }{
		{"", before.verdict, after.verdict},
		{"score ", shown(before.score, figure), shown(after.score, figure)},
		{"probability ", shown(before.probability, evaluate.Chance), shown(after.probability, evaluate.Chance)},
		{"met ", orNone(before.met), orNone(after.met)},
		{"ends ", before.ends, after.ends},
	} {
		if part.before != part.after {
			parts = append(parts, part.name+part.before+" -> "+part.after)
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case before.why == after.why && text == "":
		return ""
	case after.why == "" && before.why != after.why:
		return joined(text, "nothing stands against it any more")
	}
	return joined(text, after.why)
}

// shown is a number in words, or that there is none.
func shown(v float64, words func(float64) string) string {
	if math.IsNaN(v) {
		return "none"
	}
	return words(v)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
