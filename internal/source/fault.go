/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/prometheus/prometheus/promql/parser"
)

// Place is where something stands in a query, line and column (in characters) counted from 1.
type Place struct {
	// Line of the text.
	Line int
	// Column of the line.
	Column int
}

// placeAt is the place of a byte of a text.
func placeAt(text string, at int) Place {
	at = min(max(at, 0), len(text))
	return Place{
		Line:   1 + strings.Count(text[:at], "\n"),
		Column: 1 + utf8.RuneCountInString(text[strings.LastIndex(text[:at], "\n")+1:at]),
	}
}

// Fault is why a text is no query that can be sent.
type Fault struct {
	// Place of what is wrong; zero: the text as a whole.
	Place
	// Message in our own words, on one line.
	Message string

	at int // the place as an offset in bytes
}

// Error is the message with its place as line:column.
func (f *Fault) Error() string {
	if f.Line == 0 {
		return f.Message
	}
	return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Message)
}

func tooLong() *Fault {
	return &Fault{Message: fmt.Sprintf("the query is longer than %d characters: record parts of it with recording rules", longestQuery)}
}

// parseFault is the parser's first complaint, with its place.
func parseFault(query string, err error) error {
	var faults parser.ParseErrors
	if !errors.As(err, &faults) || len(faults) == 0 {
		return &Fault{Message: "the query is not PromQL"}
	}
	at := min(max(int(faults[0].PositionRange.Start), 0), len(query))
	fault := &Fault{Place: placeAt(query, at), Message: printable(faults[0].Err.Error()), at: at}
	if strings.HasPrefix(query[at:], "$") {
		fault.Message = fmt.Sprintf("there is no such variable here: only an Objective's queries have %s, %s and %s, each as a word of its own",
			startVariable, endVariable, elapsedVariable)
	}
	return fault
}

// printable keeps a text, which may quote the query, to one line of bounded length.
func printable(text string) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text))
	if len(clean) > longestFault {
		return string(clean[:longestFault]) + "…"
	}
	return string(clean)
}
