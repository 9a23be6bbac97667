/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"fmt"
	"strings"
)

// summaryOf says the whole in a paragraph.
func summaryOf(r *Report) Summary {
	s := Summary{Counts: countsOf(r.Objectives)}
	sentences := []string{objectivesInShort(r, s.Counts)}
	if len(r.Outcomes) > 0 {
		sentences = append(sentences, outcomesInShort(r.Outcomes))
	}
	sentences = append(sentences, changesInShort(r))
	if n := len(r.Gaps); n > 0 {
		sentences = append(sentences, counted(n, "thing", "things")+" cannot be told, and the report says which and why.")
	}
	if n := len(r.Unaligned); n > 0 {
		sentences = append(sentences, counted(n, "objective serves", "objectives serve")+" no customer outcome.")
	}
	s.Text = strings.Join(sentences, " ")
	return s
}

func countsOf(objectives []Objective) []Count {
	var counts []Count
	for _, outlook := range worstFirst {
		var doubts [][]string
		for _, o := range objectives {
			if o.Outlook == outlook {
				doubts = append(doubts, o.Doubts)
			}
		}
		if n := len(doubts); n > 0 {
			counts = append(counts, Count{outlook, n, doubtsAmong(doubts)})
		}
	}
	return counts
}

func objectivesInShort(r *Report, counts []Count) string {
	if len(r.Objectives) == 0 {
		return "There is no objective."
	}
	var parts []string
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d %s%s", c.Objectives, outlookWords[c.Outlook], bracketed(c.Doubts)))
	}
	return fmt.Sprintf("Of %s, %s.", counted(len(r.Objectives), "objective", "objectives"), list(parts))
}

func outcomesInShort(outcomes []Outcome) string {
	delivered, unknown := 0, 0
	var doubts [][]string
	for _, o := range outcomes {
		doubts = append(doubts, o.Doubts)
		switch {
		case o.Delivered == nil:
			unknown++
		case *o.Delivered:
			delivered++
		}
	}
	text := fmt.Sprintf("Customers get %d of %s in full", delivered, counted(len(outcomes), "outcome", "outcomes"))
	if unknown > 0 {
		text += fmt.Sprintf("; of %d it is not known", unknown)
	}
	return text + bracketed(doubtsAmong(doubts)) + "."
}

func changesInShort(r *Report) string {
	better, worse := 0, 0
	for _, c := range r.Changes.News {
		switch c.Course {
		case Better:
			better++
		case Worse:
			worse++
		}
	}
	text := "Since " + r.Since.Format("2 January")
	if better+worse == 0 {
		text += " nothing is known to have become better or worse."
	} else {
		text += fmt.Sprintf(", %s for the better and %d for the worse.", counted(better, "change is", "changes are"), worse)
	}
	if n := len(r.Changes.New); n > 0 {
		text += " " + counted(n, "goal is", "goals are") + " new here, and how it stood before is not known."
	}
	return text
}
