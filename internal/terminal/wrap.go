/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Wrap is s, cleaned, in lines of at most width columns: it breaks at spaces and between the characters of scripts that write without them, and
// within words that are longer than a line. Width 0, or less, is no bound. A line has at least one character, however wide. No words, no lines.
func Wrap(s string, width int) []string {
	s = Clean(s)
	if width <= 0 {
		return flush(nil, s)
	}
	var lines []string
	line := ""
	for _, word := range words(s) {
		if Width(strings.TrimRight(line+word, " ")) <= width {
			line += word
			continue
		}
		lines = flush(lines, line)
		for line = word; ; {
			head, tail := cutSome(line, width)
			if strings.Trim(tail, " ") == "" {
				break
			}
			lines, line = flush(lines, head), tail
		}
	}
	return flush(lines, line)
}

// flush appends a line without the spaces around it, unless nothing is left.
func flush(lines []string, line string) []string {
	if line = strings.Trim(line, " "); line == "" {
		return lines
	}
	return append(lines, line)
}

// cutSome is cut, but for at least one grapheme.
func cutSome(s string, width int) (head, tail string) {
	if head, tail = cut(s, width); head != "" {
		return head, tail
	}
	head, tail, _, _ = grapheme(s, -1)
	return head, tail
}

// words are the parts of s, spaces behind them included, between which a line may break by Unicode's rules (UAX 14). It does not break at the
// hyphens that those allow: names and flags are copied from what is printed.
func words(s string) []string {
	var parts []string
	start, rest := 0, s
	for state := -1; rest != ""; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		end := len(s) - len(rest)
		if last, _ := utf8.DecodeLastRuneInString(part); last == ' ' || Width(string(last)) > 1 || rest == "" {
			parts = append(parts, s[start:end])
			start = end
		}
	}
	return parts
}
