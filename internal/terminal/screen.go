/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"io"
	"strconv"

	"golang.org/x/term"
)

// Colour says whether what is written to w may be coloured: w is a terminal, and neither NO_COLOR (whatever it says, see no-color.org) nor
// TERM=dumb is against it. The variables come from lookup, which is os.LookupEnv but in tests.
func Colour(w io.Writer, lookup func(string) (string, bool)) bool {
	file, ok := descriptor(w)
	if !ok || !term.IsTerminal(file) {
		return false
	}
	refused, _ := lookup("NO_COLOR")
	kind, _ := lookup("TERM")
	return refused == "" && kind != "dumb"
}

// Columns is how wide w is: as its terminal says, else as COLUMNS says, else 0, which is no bound: what goes to a pipe is not cut.
func Columns(w io.Writer, lookup func(string) (string, bool)) int {
	if file, ok := descriptor(w); ok {
		if width, _, err := term.GetSize(file); err == nil && width > 0 {
			return width
		}
	}
	value, _ := lookup("COLUMNS")
	width, err := strconv.Atoi(value)
	if err != nil {
		return 0
	}
	return max(0, width)
}

// descriptor is the file below w, if there is one.
func descriptor(w io.Writer) (int, bool) {
	file, ok := w.(interface{ Fd() uintptr })
	if !ok {
		return 0, false
	}
	return int(file.Fd()), true
}
