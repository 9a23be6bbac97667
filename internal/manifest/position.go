/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import "strconv"

// Position is where something stands in a file.
type Position struct {
	// File as it was given; "stdin" for standard input.
	File string
	// Line counts from 1; 0: the file as a whole.
	Line int
	// Column counts characters, from 1.
	Column int
}

// String is file:line:column, or the file alone where the position is the file as a whole.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Problem is why a file, or a part of it, cannot be read as objects.
type Problem struct {
	Position
	// Message says what is wrong and how to mend it.
	Message string
}

// String is the problem on one line, as compilers write it.
func (p Problem) String() string { return p.Position.String() + ": " + p.Message }
