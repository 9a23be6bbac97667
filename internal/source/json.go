/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"bytes"
	"errors"
	"strings"
)

// Answers are five levels deep; a server that nests deeper is no Prometheus, or an attack on the stack.
const maxDepth = 32

// errMalformed is the one fault of an answer: where it is does not help who has to mend it, and what stands there must
// not be shown.
var errMalformed = errors.New("the answer is malformed")

// cursor reads JSON (RFC 8259) once from front to back, strictly. It copies nothing: strings and numbers are pieces of
// the data, with escapes as they stand, which no word that this package looks for has.
type cursor struct {
	data  []byte
	pos   int
	depth int
}

// peek is the first byte of the next token, or 0 at the end.
func (c *cursor) peek() byte {
	for c.pos < len(c.data) {
		switch b := c.data[c.pos]; b {
		case ' ', '\t', '\n', '\r':
			c.pos++
		default:
			return b
		}
	}
	return 0
}

// take moves over the next token if it is b.
func (c *cursor) take(b byte) bool {
	if c.peek() != b || c.pos >= len(c.data) {
		return false
	}
	c.pos++
	return true
}

// object calls field for each member, standing at its value, which field has to read.
func (c *cursor) object(field func(name []byte) error) error {
	return c.list('{', '}', func() error {
		name, err := c.text()
		if err != nil || !c.take(':') {
			return errMalformed
		}
		return field(name)
	})
}

// array calls element for each element, standing at it; element has to read it.
func (c *cursor) array(element func() error) error { return c.list('[', ']', element) }

func (c *cursor) list(opening, closing byte, entry func() error) error {
	if !c.take(opening) || c.depth == maxDepth {
		return errMalformed
	}
	c.depth++
	defer func() { c.depth-- }()
	if c.take(closing) {
		return nil
	}
	for {
		if err := entry(); err != nil {
			return err
		}
		if c.take(closing) {
			return nil
		}
		if !c.take(',') {
			return errMalformed
		}
	}
}

// text reads a string.
func (c *cursor) text() ([]byte, error) {
	if !c.take('"') {
		return nil, errMalformed
	}
	start := c.pos
	for c.pos < len(c.data) {
		switch b := c.data[c.pos]; {
		case b == '"':
			c.pos++
			return c.data[start : c.pos-1], nil
		case b == '\\':
			if !c.escape() {
				return nil, errMalformed
			}
		case b < 0x20:
			return nil, errMalformed
		default:
			c.pos++
		}
	}
	return nil, errMalformed
}

func (c *cursor) escape() bool {
	rest := c.data[c.pos+1:]
	if len(rest) == 0 {
		return false
	}
	if rest[0] != 'u' {
		c.pos += 2
		return strings.IndexByte(`"\/bfnrt`, rest[0]) >= 0
	}
	if len(rest) < 5 {
		return false
	}
	for _, b := range rest[1:5] {
		if (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'f') {
			return false
		}
	}
	c.pos += 6
	return true
}

// number reads a number and gives its text.
func (c *cursor) number() ([]byte, error) {
	c.peek()
	start := c.pos
	c.one("-")
	if !c.one("0") && c.digits() == 0 {
		return nil, errMalformed
	}
	if c.one(".") && c.digits() == 0 {
		return nil, errMalformed
	}
	if c.one("eE") {
		c.one("+-")
		if c.digits() == 0 {
			return nil, errMalformed
		}
	}
	return c.data[start:c.pos], nil
}

func (c *cursor) one(of string) bool {
	if c.pos < len(c.data) && strings.IndexByte(of, c.data[c.pos]) >= 0 {
		c.pos++
		return true
	}
	return false
}

func (c *cursor) digits() (count int) {
	for c.pos < len(c.data) && c.data[c.pos] >= '0' && c.data[c.pos] <= '9' {
		c.pos++
		count++
	}
	return count
}

// word moves over the next token if it is that word, such as null, true, false or "".
func (c *cursor) word(w string) bool {
	c.peek()
	if !bytes.HasPrefix(c.data[c.pos:], []byte(w)) {
		return false
	}
	c.pos += len(w)
	return true
}

// skip reads a value that nobody wants, as strictly as one that somebody does.
func (c *cursor) skip() error {
	var err error
	switch c.peek() {
	case '{':
		return c.object(func([]byte) error { return c.skip() })
	case '[':
		return c.array(c.skip)
	case '"':
		_, err = c.text()
	case 'n', 't', 'f':
		if !c.word("null") && !c.word("true") && !c.word("false") {
			return errMalformed
		}
	default:
		_, err = c.number()
	}
	return err
}

// end says whether nothing follows.
func (c *cursor) end() bool { return c.peek() == 0 && c.pos == len(c.data) }
