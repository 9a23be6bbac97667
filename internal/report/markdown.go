/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"bytes"
	_ "embed" // for the template
	"html"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

//go:embed report.md.tmpl
var document string

// Markdown writes the report in the flavour of GitHub and GitLab.
func (r *Report) Markdown(w io.Writer) error {
	functions := template.FuncMap{
		"md": escape, "summary": escapeInHTML, "spark": spark,
		"pressing": func(o v1alpha1.Outlook) bool { return slices.Contains(concerns, o) },
	}
	maps.Copy(functions, r.words())
	t, err := template.New("report").Funcs(functions).Parse(document)
	if err != nil {
		return err
	}
	var b bytes.Buffer // an error in the middle leaves nothing half written
	if err := t.Execute(&b, r); err != nil {
		return err
	}
	_, err = io.WriteString(w, tight(b.String()))
	return err
}

// tight leaves one empty line where there are several.
func tight(text string) string {
	return strings.TrimSpace(emptyLines.ReplaceAllString(text, "\n\n")) + "\n"
}

var emptyLines = regexp.MustCompile(`\n{3,}`)

var (
	// special are the characters that mean something within a line of Markdown.
	special = regexp.MustCompile("[\\\\`*_\\[\\]<|~&#$!^{}]")
	// opening is what means something at the beginning of an item of a list.
	opening = regexp.MustCompile(`^(?:[-+>]|\d+[.)](?:\s|$))`)
	// linking is what hosts of Markdown make links, mentions or pictures of, whether escaped or not.
	linking = regexp.MustCompile(`(?i)@|://|www\.|#\d|:[a-z0-9_+-]+:|(?:mailto|xmpp):`)
)

// gap is nothing to a reader, and ends a word for whoever looks for links.
const gap = "<!-- -->"

// escape makes a text stand for itself in Markdown, whatever it is made of.
func escape(text string) string {
	escaped := unlinked(strings.TrimSpace(text), func(part string) string { return special.ReplaceAllString(part, `\$0`) })
	if start := strings.TrimSpace(opening.FindString(escaped)); start != "" {
		last := len(start) - 1
		escaped = start[:last] + `\` + escaped[last:]
	}
	return escaped
}

// escapeInHTML makes a text stand for itself inside an HTML element of a Markdown document.
func escapeInHTML(text string) string { return unlinked(text, html.EscapeString) }

// unlinked is a text whose parts are escaped, with gaps in what would become a link.
func unlinked(text string, escape func(part string) string) string {
	var b strings.Builder
	at := 0
	for _, found := range linking.FindAllStringIndex(text, -1) {
		b.WriteString(escape(text[at:found[0]+1]) + gap)
		at = found[0] + 1
	}
	return b.String() + escape(text[at:])
}

// sparkWidth is how many columns a path has.
const sparkWidth = 24

// spark draws the past of a key result in a line of text; empty: there is none.
func spark(c *Course) string {
	if c == nil || len(c.Past) == 0 {
		return ""
	}
	width := min(sparkWidth, len(c.Past))
	values := make([]float64, width)
	known := false
	for i := range values {
		values[i] = meanOf(c.Past[i*len(c.Past)/width : (i+1)*len(c.Past)/width])
		known = known || finite(values[i])
	}
	if !known {
		return ""
	}
	return strings.ReplaceAll(terminal.Sparkline(values), " ", "·")
}

// meanOf is the mean of the values that are known; NaN where over half are not.
func meanOf(points []Point) float64 {
	var mean, n float64
	for _, p := range points {
		if p.Value != nil {
			n++
			mean += *p.Value/n - mean/n // in an order that cannot overflow
		}
	}
	if 2*n < float64(len(points)) {
		return math.NaN()
	}
	return mean
}
