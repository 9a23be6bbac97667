/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// refusal is why bytes are no text.
type refusal struct {
	line, column int
	message      string
}

// decodeText is what a file says, without a byte order mark.
func decodeText(data []byte) (string, *refusal) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return "", &refusal{message: "UTF-16 text: save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, 0) >= 0 {
		return "", &refusal{message: "binary data, no YAML or JSON: name text files alone, saved as UTF-8"}
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	valid := validPrefix(data)
	line := data[bytes.LastIndexByte(valid, '\n')+1 : len(valid)]
	return "", &refusal{
		line:    bytes.Count(valid, []byte("\n")) + 1,
		column:  utf8.RuneCount(line) + 1,
		message: "bytes that are no UTF-8 text: save the file as UTF-8",
	}
}

func validPrefix(data []byte) []byte {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return data[:at]
		}
		at += size
	}
	return data
}

// lineOf is a line of a text, counted from 1, without its end; "" past the text's end.
func lineOf(text string, line int) string {
	for ; line > 1; line-- {
		_, after, found := strings.Cut(text, "\n")
		if !found {
			return ""
		}
		text = after
	}
	first, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(first, "\r")
}
