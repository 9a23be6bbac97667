/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"regexp"
	"strconv"
	"strings"
)

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))$`)

// mends are what usually helps against a complaint of the YAML library.
var mends = []struct{ complaint, mend string }{
	{"mapping values are not allowed", "quote a value that holds a colon, and check the indentation"},
	{"could not find expected ':'", "put a colon after the key, and indent text below a key"},
	{"did not find expected key", "check the indentation of the lines from here"},
	{"did not find expected node content", "quote text that begins with { or [, and render templates first"},
	{"did not find expected '-' indicator", "check the indentation of the lines from here"},
	{"did not find expected ',' or", "close the bracket"},
	{"cannot start any token", "quote a value that begins with a special character"},
	{"unexpected end of stream", "close the quote"},
	{"unknown anchor", "an alias, *name, needs an anchor, &name, before it; quote text that begins with *"},
	{"control characters", "remove them; inside double quotes they can be written as \\x07"},
	{"exceeded max depth", "no object is that deep, check the indentation"},
	{"found unknown directive", "quote text that begins with %"},
}

// explain turns a complaint of the YAML library into a line of the file and words with a mend.
func explain(err error, c chunk) (line int, message string) {
	parts := yamlError.FindStringSubmatch(err.Error())
	if parts == nil {
		return c.line + 1, err.Error()
	}
	within, _ := strconv.Atoi(parts[1]) // 0 where it names none
	line = c.line + max(within, 1)
	for text, near := c.text, max(within-1, 1); near <= within+1; near++ { // the library is at times one off
		if strings.Contains(indentOf(lineOf(text, near)), "\t") {
			return c.line + near, "not valid YAML: a tab indents this line: indent with spaces"
		}
	}
	for _, m := range mends {
		if strings.Contains(parts[2], m.complaint) {
			return line, "not valid YAML: " + parts[2] + ": " + m.mend
		}
	}
	return line, "not valid YAML: " + parts[2]
}

// indentOf is the white space that a line begins with.
func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// blank tells whether a chunk holds nothing but comments.
func (c chunk) blank() bool {
	for line := range strings.Lines(c.text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}
