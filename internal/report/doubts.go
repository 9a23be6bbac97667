/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import "fmt"

// Why what is told of a goal may not be of today.
const (
	// DoubtNumbers are values that could not be measured anew.
	DoubtNumbers = "of old numbers"
	// DoubtSpec is a status that was written before the spec was changed.
	DoubtSpec = "status older than the spec"
)

func doubts(numbers, spec bool) []string {
	var found []string
	if numbers {
		found = append(found, DoubtNumbers)
	}
	if spec {
		found = append(found, DoubtSpec)
	}
	return found
}

// doubtsAmong counts those that are in doubt: "2 of old numbers".
func doubtsAmong(all [][]string) []string {
	counts := map[string]int{}
	for _, found := range all {
		for _, doubt := range found {
			counts[doubt]++
		}
	}
	var told []string
	for _, doubt := range doubts(true, true) {
		if n := counts[doubt]; n > 0 {
			told = append(told, fmt.Sprintf("%d %s", n, doubt))
		}
	}
	return told
}
