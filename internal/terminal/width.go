/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"strings"

	"github.com/rivo/uniseg"
)

// ellipsis stands where something was cut.
const ellipsis = "…"

// trailing is not left before an ellipsis: spaces, and joiners that join nothing any more.
const trailing = " \u200c\u200d"

// Width is how many columns s takes: two for wide characters and pictures, none for marks. The text is clean and has no styles.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	width := 0
	for state := -1; s != ""; {
		var taken int
		_, s, taken, state = grapheme(s, state)
		width += taken
	}
	return width
}

// grapheme parts s after its first character, with all its marks, and says how many columns that takes. The state is that of the last call, and
// -1 at first.
func grapheme(s string, state int) (first, rest string, width, next int) {
	first, rest, width, next = uniseg.FirstGraphemeClusterInString(s, state)
	// The sound marks of halfwidth katakana are drawn beside their letter.
	width += strings.Count(first, "ﾞ") + strings.Count(first, "ﾟ")
	return first, rest, width, next
}

// Truncate is s if it takes at most width columns, else as much of its beginning as fits with an ellipsis behind it. A character is never cut from
// its marks. The text is clean and has no styles.
func Truncate(s string, width int) string {
	switch {
	case width <= 0:
		return ""
	case Width(s) <= width:
		return s
	}
	head, _ := cut(s, width-Width(ellipsis))
	return strings.TrimRight(head, trailing) + ellipsis
}

// cut parts s after as many graphemes as fit in width.
func cut(s string, width int) (head, tail string) {
	tail = s
	for state := -1; tail != ""; {
		_, rest, taken, next := grapheme(tail, state)
		if taken > width {
			break
		}
		width -= taken
		tail, state = rest, next
	}
	return s[:len(s)-len(tail)], tail
}

// Pad is s with spaces behind it up to width columns.
func Pad(s string, width int) string { return s + gap(s, width) }

// PadLeft is s with spaces before it up to width columns.
func PadLeft(s string, width int) string { return gap(s, width) + s }

// gap is the spaces that s lacks.
func gap(s string, width int) string { return strings.Repeat(" ", max(0, width-Width(s))) }
