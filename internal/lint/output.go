/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// Format is how findings are written.
type Format string

const (
	// Text is one line for each finding, as compilers write it.
	Text Format = "text"
	// JSON is a list of objects with file, line, column, severity, code, object, field, message and mend, each of them there.
	JSON Format = "json"
	// GitHub is annotations by the workflow commands of GitHub Actions.
	GitHub Format = "github"
	// SARIF is a log of the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).
	SARIF Format = "sarif"
)

// Formats are all of them, the default first.
func Formats() []Format { return []Format{Text, JSON, GitHub, SARIF} }

// Write writes findings. No control character of a file reaches the output: lines are without them, in JSON they are
// escaped.
func Write(w io.Writer, found []Finding, format Format) error {
	switch format {
	case Text:
		return writeLines(w, found, func(f Finding) string { return terminal.Clean(f.String()) })
	case JSON:
		return writeJSON(w, asRecords(found))
	case GitHub:
		return writeLines(w, found, annotation)
	case SARIF:
		return writeJSON(w, sarifLog(found))
	}
	return fmt.Errorf("there is no format %q: use text, json, github or sarif", format)
}

// Summary is one line on what was found in how many objects of ours: "2 errors and 1 warning in 14 objects".
func Summary(found []Finding, goals int) string {
	errors, warnings := Count(found)
	in := " in " + counted(goals, "object")
	switch {
	case errors > 0 && warnings > 0:
		return counted(errors, "error") + " and " + counted(warnings, "warning") + in
	case errors > 0:
		return counted(errors, "error") + in
	case warnings > 0:
		return counted(warnings, "warning") + in
	case goals == 0:
		return "no goals among what was read: nothing was checked"
	}
	return "nothing to mend in " + counted(goals, "object")
}

// Count counts the errors and the warnings.
func Count(found []Finding) (errors, warnings int) {
	for _, f := range found {
		if f.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

func writeLines(w io.Writer, found []Finding, line func(Finding) string) error {
	var text strings.Builder
	for _, f := range found {
		text.WriteString(line(f) + "\n")
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// writeJSON writes a value whose texts are exact: what is not to be printed is escaped.
func writeJSON(w io.Writer, value any) error {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	var text strings.Builder
	for _, r := range plain.String() {
		if r == '\n' || unicode.IsPrint(r) {
			text.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&text, `\u%04x`, unit)
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// record is a finding in JSON. Its fields are a promise.
type record struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Object   string   `json:"object"`
	Field    string   `json:"field"`
	Message  string   `json:"message"`
	Mend     string   `json:"mend"`
}

func asRecords(found []Finding) []record {
	records := make([]record, 0, len(found))
	for _, f := range found {
		records = append(records, record{
			File: f.File, Line: f.Line, Column: f.Column, Severity: f.Severity, Code: f.Code,
			Object: f.Object, Field: f.Field, Message: f.Message, Mend: f.Mend,
		})
	}
	return records
}

// withMend are the words with what to do.
func (f Finding) withMend() string {
	if f.Mend == "" {
		return f.words()
	}
	return f.words() + " (" + f.Mend + ")"
}

// The escapes of workflow commands, as GitHub's own toolkit has them (actions/toolkit, command.ts).
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotation is a finding as a workflow command.
func annotation(f Finding) string {
	var command strings.Builder
	fmt.Fprintf(&command, "::%s file=%s", f.Severity, escapeProperty.Replace(f.File))
	if f.Line > 0 {
		fmt.Fprintf(&command, ",line=%d,col=%d", f.Line, f.Column)
	}
	fmt.Fprintf(&command, ",title=%s::%s", escapeProperty.Replace(f.Code), escapeData.Replace(f.withMend()))
	return terminal.Clean(command.String())
}
