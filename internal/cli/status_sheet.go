/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"strings"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// sheet is a page about one object: labels with texts beside them, and sections. All texts are cleaned and wrapped.
type sheet struct {
	terminal.Palette
	b     strings.Builder
	width int // of the terminal; 0: no bound
}

const (
	labelWidth   = 13
	leastWrapped = 24 // columns of text on a terminal that is too narrow
)

// plain leaves a text as it is.
func plain(text string) string { return text }

// heading begins the page.
func (s *sheet) heading(reference, title string) {
	s.text(0, reference, s.Muted)
	s.text(0, title, s.Bold)
	s.b.WriteByte('\n')
}

// section begins a part of the page.
func (s *sheet) section(title string) {
	s.b.WriteByte('\n')
	s.text(0, title, s.Bold)
}

// field writes a label and a text beside it; nothing where there is no text.
func (s *sheet) field(label, text string, style func(string) string) {
	for i, line := range s.wrap(text, labelWidth) {
		if i > 0 {
			label = ""
		}
		s.b.WriteString(s.Muted(terminal.Pad(label, labelWidth)) + style(line) + "\n")
	}
}

// text writes a text, indented.
func (s *sheet) text(indent int, text string, style func(string) string) {
	for _, line := range s.wrap(text, indent) {
		s.b.WriteString(strings.Repeat(" ", indent) + style(line) + "\n")
	}
}

// line writes one line that is cut and not wrapped, because it holds a bar or a table's row. It is styled already, apart
// from the rest of it.
func (s *sheet) line(styled, rest string) {
	s.b.WriteString(strings.TrimRight(styled+terminal.Clean(rest), " ") + "\n")
}

// bar is a field with a bar and what it stands for.
func (s *sheet) bar(label string, share, expected float64, text string, style func(string) string) {
	const width = 24
	first, rest := text, []string(nil)
	if lines := s.wrap(text, labelWidth+width+2); len(lines) > 0 {
		first, rest = lines[0], lines[1:]
	}
	s.b.WriteString(s.Muted(terminal.Pad(label, labelWidth)) + style(terminal.Bar(share, expected, width)) + "  " + first + "\n")
	for _, line := range rest {
		s.b.WriteString(strings.Repeat(" ", labelWidth+width+2) + line + "\n")
	}
}

// table writes rows without titles, indented.
func (s *sheet) table(t *terminal.Table) {
	width := s.width
	if width > 0 {
		width = max(leastWrapped, width-2)
	}
	var b strings.Builder
	_ = t.Write(&b, width) // a strings.Builder takes everything
	for line := range strings.Lines(b.String()) {
		s.b.WriteString("  " + line)
	}
}

func (s *sheet) wrap(text string, indent int) []string {
	width := 0
	if s.width > 0 {
		width = max(leastWrapped, s.width-indent)
	}
	return terminal.Wrap(text, width)
}
