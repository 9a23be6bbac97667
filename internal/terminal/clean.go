/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	nonJoiner = '\u200c' // parts letters in Persian and Indic scripts
	joiner    = '\u200d' // makes one picture of several, and joins letters of Indic scripts

	mostMarks   = 6   // on one letter; Hebrew and Tibetan need five, more only smear over other lines
	mostJoins   = 3   // in one picture: a family of four
	firstJoined = 'א' // scripts before Hebrew join no letters
)

// sequence is what a terminal obeys rather than shows: ECMA-48 control sequences, control strings with their end, and other escapes, with
// seven-bit and eight-bit introducers. A string without an end loses its introducer alone, so that nothing hides what follows.
var sequence = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
	`|(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\x00-\x1f\x7f-\x{9f}]*(?:\x07|\x1b\\|\x{9c})` +
	`|\x1b[ -/]*[0-~]`)

// Clean is what of s may be printed, on one line. Control sequences and characters are left out, and so is what is invisible or turns the direction
// of text; joiners and marks stay where a script needs them. A tab, and the end of a line or paragraph, become a space each; what is no UTF-8
// becomes U+FFFD. Clean of a clean text is that text.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	// First make it valid: to take out a sequence between two halves of a character could make another control character.
	s = sequence.ReplaceAllString(strings.ToValidUTF8(s, string(utf8.RuneError)), "")
	var c cleaner
	c.out.Grow(len(s))
	for _, r := range s {
		c.add(r)
	}
	return c.out.String()
}

// isPlain says whether s is printable ASCII, which most texts are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// cleaner holds what the next character is judged by.
type cleaner struct {
	out     strings.Builder
	last    rune // the last one that stayed; 0: none
	waiting rune // a joiner that stays if the next character can be joined to the last; 0: none
	marks   int  // since the last letter
	joins   int  // since the last letter or picture that stands for itself
}

// add judges one character.
func (c *cleaner) add(r rune) {
	switch {
	case r == joiner || r == nonJoiner:
		c.waiting = r
	case breaksLine(r):
		c.keep(' ')
	case !isHidden(r):
		c.keep(r)
	}
}

// keep writes a character that may be seen, unless it is one mark too many, and before it a joiner that it needs.
func (c *cleaner) keep(r rune) {
	mark := unicode.IsMark(r) || isSkin(r)
	switch {
	case !mark:
		c.marks = 0
	case !c.takes(r):
		return
	default:
		c.marks++
	}
	if c.waiting != 0 && c.joins < mostJoins && joins(c.last) && joins(r) {
		c.out.WriteRune(c.waiting)
		c.joins++
	} else if !mark {
		c.joins = 0
	}
	c.waiting, c.last = 0, r
	c.out.WriteRune(r)
}

// takes says whether what stayed last takes a mark. At the start of a text a mark would change what stands before the text.
func (c *cleaner) takes(mark rune) bool {
	if isSkin(mark) && !unicode.Is(unicode.So, c.last) {
		return false
	}
	return c.last != 0 && c.marks < mostMarks
}

// isSkin says whether r is a colour of skin, which is no mark to Unicode, but is one of a picture.
func isSkin(r rune) bool { return '🏻' <= r && r <= '🏿' }

// joins says whether a joiner beside r has a meaning.
func joins(r rune) bool {
	return r >= firstJoined && unicode.In(r, unicode.L, unicode.M, unicode.S)
}

// breaksLine says whether r moves to another place of the page.
func breaksLine(r rune) bool {
	return unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp))
}

// isHidden says whether r is nothing to be seen: a control character, or one of Unicode's default ignorable ones. Signs of Arabic that stand
// around a number are formats to Unicode, and are seen.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
