/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package lint says offline what is wrong with goals in files: what an API server with our definitions would refuse, in
// its words, and what the operator would.
package lint

import (
	"fmt"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// Severity says whether a finding must be mended before the object can do its work.
type Severity string

const (
	// Error is a finding that the API server or the operator refuses.
	Error Severity = "error"
	// Warning is advice.
	Warning Severity = "warning"
)

// Finding is one thing to say of a file or of an object in it.
type Finding struct {
	manifest.Position
	// Severity is Error or Warning.
	Severity Severity
	// Code names the kind of finding, such as "schema" or "no-outcome".
	Code string
	// Object is kind and name, such as "Objective hospitality/guests-belong"; "" for a file as a whole.
	Object string
	// Field is where in the object, in the words of field.Path; "" for the object as a whole.
	Field string
	// Message says what is wrong.
	Message string
	// Mend says what to do; "" where the message says it.
	Mend string
}

// String is the finding on one line: file:line:column: severity [code] words (mend).
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s [%s] %s", f.Position, f.Severity, f.Code, f.withMend())
}

// words are the message as it is to be read: the API server's with the field before it, as the server writes it.
func (f Finding) words() string {
	if f.Field == "" || f.Code != codeSchema && f.Code != codeMetadata {
		return f.Message
	}
	return f.Field + ": " + f.Message
}
