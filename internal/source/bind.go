/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"strconv"
	"strings"
	"time"
)

// shortestElapsed keeps $__elapsed a range that a rate can be taken over, right after the start too.
const shortestElapsed = 5 * time.Minute

// The variables that a query may hold. None is another's beginning.
const (
	startVariable   = "$__start"
	endVariable     = "$__end"
	elapsedVariable = "$__elapsed"
)

// Variables are what a query's variables stand for. One whose time is zero stays as it is, and the parser refuses it.
type Variables struct {
	// Start of the period: $__start, in Unix seconds.
	Start time.Time
	// End of the period: $__end, in Unix seconds.
	End time.Time
	// Now is when the query is asked for: $__elapsed is the time from Start to it in whole seconds, such as 3600s, and
	// never under 5 minutes.
	Now time.Time
}

// Bind puts the values of variables into a query. What is put in is digits, or digits and an s, and only where the
// variable is a word of its own, so that no value can become part of another word and change what the query means.
func Bind(query string, v Variables) string {
	return replaceVariables(query, func(name string) string {
		switch {
		case name == startVariable && !v.Start.IsZero():
			return strconv.FormatInt(v.Start.Unix(), 10)
		case name == endVariable && !v.End.IsZero():
			return strconv.FormatInt(v.End.Unix(), 10)
		case name == elapsedVariable && !v.Start.IsZero() && !v.Now.IsZero():
			elapsed := max(shortestElapsed, v.Now.Sub(v.Start))
			return strconv.FormatInt(int64(elapsed/time.Second), 10) + "s"
		}
		return name
	})
}

// What placeholders stand for.
const (
	placeheldEnd     = 100000
	placeheldElapsed = 100000000 * time.Second
)

// placeholders have the length of their variables, so that a position in the query with them is one in the query.
func placeholders(query string, v Variables) string {
	return replaceVariables(query, func(name string) string {
		switch {
		case name == startVariable && !v.Start.IsZero():
			return "10000000"
		case name == endVariable && !v.End.IsZero():
			return strconv.Itoa(placeheldEnd)
		case name == elapsedVariable && !v.Start.IsZero():
			return strconv.Itoa(int(placeheldElapsed/time.Second)) + "s"
		}
		return name
	})
}

// uses says whether the query holds that variable as a word of its own.
func uses(query, variable string) bool {
	found := false
	replaceVariables(query, func(name string) string {
		found = found || name == variable
		return name
	})
	return found
}

func replaceVariables(query string, value func(name string) string) string {
	var bound strings.Builder
	rest := query
	for {
		at := strings.Index(rest, "$__")
		if at < 0 {
			bound.WriteString(rest)
			return bound.String()
		}
		name := variableAt(rest[at:])
		before := query[:len(query)-len(rest)+at]
		bound.WriteString(rest[:at])
		rest = rest[at+len(name):]
		if glued(before, rest) {
			bound.WriteString(name)
		} else {
			bound.WriteString(value(name))
		}
	}
}

// variableAt is the variable that the text begins with; where it is none, the dollar sign.
func variableAt(text string) string {
	for _, name := range []string{startVariable, endVariable, elapsedVariable} {
		if strings.HasPrefix(text, name) {
			return name
		}
	}
	return "$"
}

// glued says whether a word between those two texts is a part of a larger one. A colon before it makes names, and a
// sign after 1e makes numbers; a colon after it is that of a subquery.
func glued(before, after string) bool {
	if after != "" && (wordByte(after[0]) || after[0] == '.') {
		return true
	}
	if before == "" {
		return false
	}
	switch last := before[len(before)-1]; last {
	case '.', ':':
		return true
	case '+', '-':
		return exponent(before[:len(before)-1])
	default:
		return wordByte(last)
	}
}

func wordByte(b byte) bool {
	return b == '_' || b == '$' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

// exponent says whether the text ends as 1e and 1.E do.
func exponent(text string) bool {
	digits, found := strings.CutSuffix(text, "e")
	if !found {
		digits, found = strings.CutSuffix(text, "E")
	}
	return found && digits != "" && (digits[len(digits)-1] == '.' || digits[len(digits)-1] >= '0' && digits[len(digits)-1] <= '9')
}
