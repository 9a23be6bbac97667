/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package suggest finds the name that somebody meant who wrote another one.
package suggest

import (
	"slices"
	"strings"
)

// maxName bounds what a comparison costs; longer names are not compared.
const maxName = 64

// Distance is by how many letters two names differ, written large or small (Levenshtein's distance over bytes). It is 1
// where one is a part of the other, and has at least three letters; names of over 64 letters differ by all of them.
func Distance(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	switch {
	case a == b:
		return 0
	case len(a) > maxName || len(b) > maxName:
		return max(len(a), len(b))
	case len(a) > 2 && strings.Contains(b, a), len(b) > 2 && strings.Contains(a, b):
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// Near tells whether a distance is so small that a name may have been meant by what was written.
func Near(written string, distance int) bool { return distance <= 1+min(3, len(written)/3) }

// Candidate is a name that may have been meant.
type Candidate struct {
	// Text is what is proposed.
	Text string
	// Distance is how far it is from what was written; those that are worse for another reason have more.
	Distance int
}

// Best are the texts of the nearest candidates, so many at most, in the order given where they are equally near.
func Best(candidates []Candidate, most int) []string {
	slices.SortStableFunc(candidates, func(a, b Candidate) int { return a.Distance - b.Distance })
	var texts []string
	for _, c := range candidates[:min(most, len(candidates))] {
		texts = append(texts, c.Text)
	}
	return texts
}

// Nearest is the name of some that was meant; "" where none is near.
func Nearest(written string, names []string) string {
	var candidates []Candidate
	for _, name := range names {
		if d := Distance(written, name); Near(written, d) {
			candidates = append(candidates, Candidate{name, d})
		}
	}
	return strings.Join(Best(candidates, 1), "")
}
