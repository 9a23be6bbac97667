/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Within is the position of a place in the text of a string field, line and column (in characters) counted from 1. It is
// exact for literal blocks and for scalars on one line, escapes in them counted; the value's start for others.
func (d *Document) Within(path string, line, column int) Position {
	if d.node == nil {
		return d.At(path)
	}
	_, value := d.find(path)
	if value == nil || value.Kind != yaml.ScalarNode {
		return d.At(path)
	}
	locate := inLine
	if value.Style&yaml.LiteralStyle != 0 {
		locate = inBlock
	}
	if l, c, ok := locate(d.text, value, line, column); ok {
		return d.position(l, c)
	}
	return d.position(value.Line, value.Column)
}

// inBlock finds a place of a literal block, whose text begins on the line after the | and is indented alike.
func inBlock(source string, value *yaml.Node, line, column int) (l, c int, ok bool) {
	indent, lines := 0, strings.Split(value.Value, "\n")
	for i, text := range lines {
		if strings.TrimSpace(text) != "" {
			indent = len(lineOf(source, value.Line+i+1)) - len(text)
			break
		}
	}
	if line < 1 || line > len(lines) || indent < 0 {
		return 0, 0, false
	}
	written := lineOf(source, value.Line+line)
	indent = min(indent, len(written)) // an empty line needs none
	if written[indent:] != lines[line-1] {
		return 0, 0, false
	}
	return value.Line + line, indent + column, true
}

// inLine finds a place of a plain or quoted scalar that is written on one line.
func inLine(source string, value *yaml.Node, line, column int) (l, c int, ok bool) {
	written := []rune(lineOf(source, value.Line))
	if value.Column > len(written) {
		return 0, 0, false
	}
	written = written[value.Column-1:]
	next, at := plain, 0
	switch {
	case value.Style&yaml.DoubleQuotedStyle != 0 && written[0] == '"':
		next, at = doubleQuoted, 1
	case value.Style&yaml.SingleQuotedStyle != 0 && written[0] == '\'':
		next, at = singleQuoted, 1
	case value.Style == 0 && strings.HasPrefix(string(written), value.Value):
		written = written[:utf8.RuneCountInString(value.Value)]
	default:
		return 0, 0, false
	}
	for l, c := 1, 1; at <= len(written); {
		if l == line && c == column {
			return value.Line, value.Column + at, true
		}
		length, breaks := next(written[at:])
		if length == 0 {
			break
		}
		at += length
		c++
		if breaks {
			l, c = l+1, 1
		}
	}
	return 0, 0, false
}

// How long the next character of a scalar is as it is written, 0 at the scalar's end, and whether it is a line break.

func plain(written []rune) (length int, breaks bool) { return min(1, len(written)), false }

func singleQuoted(written []rune) (length int, breaks bool) {
	switch {
	case len(written) == 0:
		return 0, false
	case written[0] != '\'':
		return 1, false
	case len(written) > 1 && written[1] == '\'':
		return 2, false
	}
	return 0, false
}

func doubleQuoted(written []rune) (length int, breaks bool) {
	switch {
	case len(written) == 0 || written[0] == '"':
		return 0, false
	case written[0] != '\\':
		return 1, false
	case len(written) == 1: // the break is not part of the text
		return 0, false
	}
	switch written[1] {
	case 'n':
		return 2, true
	case 'x':
		return 4, false
	case 'U':
		return 10, false
	case 'u':
		return 6 + second(written), false
	}
	return 2, false
}

// second is the length of the other half of a character that JSON writes as two escapes.
func second(written []rune) int {
	if len(written) < 12 || written[6] != '\\' || written[7] != 'u' {
		return 0
	}
	if utf16.IsSurrogate(hex(written[2:6])) && utf16.IsSurrogate(hex(written[8:12])) {
		return 6
	}
	return 0
}

func hex(digits []rune) (value rune) {
	for _, d := range digits {
		value = value<<4 | rune(strings.IndexRune("0123456789abcdef", d|0x20)&0xf)
	}
	return value
}
