/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import "strings"

// chunk is the text of one document of a YAML stream.
type chunk struct {
	text string
	line int // lines of the file before it
	// separator is what stands after the --- that ends the chunk before; kubectl takes nothing but comments there.
	separator string
}

// split cuts a YAML stream into documents where kubectl does: at each line that begins with ---, whatever it stands in.
func split(stream string) []chunk {
	var chunks []chunk
	current, start, lines := chunk{}, 0, 0
	for at := 0; at < len(stream); {
		end := len(stream)
		if i := strings.IndexByte(stream[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		lines++
		if after, ok := strings.CutPrefix(stream[at:end], "---"); ok {
			current.text = stream[start:at]
			chunks = append(chunks, current)
			current, start = chunk{line: lines, separator: strings.TrimSpace(after)}, end
		}
		at = end
	}
	current.text = stream[start:]
	return append(chunks, current)
}
