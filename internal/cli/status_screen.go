/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

// Control sequences (ECMA-48, and DEC's for wrapping), which terminals agree on.
const (
	clearBelow   = "\x1b[J"
	withoutWraps = "\x1b[?7l"
	withWraps    = "\x1b[?7h"
)

// screen draws a text over the one that it drew before.
type screen struct {
	out    io.Writer
	file   int
	height int // of what was drawn last
}

// screenOf is a screen for what is written to a terminal; nil for all else.
func screenOf(w io.Writer) *screen {
	file, ok := w.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return &screen{out: w, file: int(file.Fd())}
}

// draw replaces what was drawn before. What is higher than the terminal is cut at its end: the worst comes first.
func (s *screen) draw(text string) {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	if _, height, err := term.GetSize(s.file); err == nil && height > 2 && len(lines) > height-1 {
		more := len(lines) - (height - 2)
		lines = append(lines[:height-2], fmt.Sprintf("... %d more lines", more))
	}
	up := ""
	if s.height > 0 {
		up = fmt.Sprintf("\x1b[%dA\r", s.height)
	}
	s.height = len(lines)
	fmt.Fprint(s.out, withoutWraps+up+clearBelow+strings.TrimSuffix(strings.Join(lines, ""), "\n")+"\n"+withWraps)
}
