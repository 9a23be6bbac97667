/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"bytes"
	_ "embed" // for the template and its style
	"html/template"
	"io"
	"maps"
	"strconv"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

//go:embed report.html.tmpl
var page string

//go:embed report.css
var style string

// HTML writes the report as one file that loads nothing and runs nothing.
func (r *Report) HTML(w io.Writer) error {
	charts, links := 0, r.anchors()
	functions := template.FuncMap{
		"css": func() template.CSS { return template.CSS(style) }, //nolint:gosec // embedded, nothing of a user's
		"chart": func(r *Report, kr KeyResult) *chart {
			charts++
			return draw(&kr, r.Time, "chart-"+strconv.Itoa(charts))
		},
		"anchor": links.of,
		"hint":   func(g Goal) string { return g.Kind + " " + g.Namespace + "/" + g.Name },
		"badge":  badge, "unrepeated": unrepeated,
	}
	maps.Copy(functions, r.words())
	t, err := template.New("report").Funcs(functions).Parse(page)
	if err != nil {
		return err
	}
	var b bytes.Buffer // an error in the middle leaves nothing half written
	if err := t.Execute(&b, r); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

// badge says whether an outcome is delivered, in the shape of an outlook.
func badge(d *bool) template.HTML {
	like := v1alpha1.OutlookAtRisk
	switch {
	case d == nil:
		like = v1alpha1.OutlookUnknown
	case *d:
		like = v1alpha1.OutlookAchieved
	}
	return template.HTML(`<span class="outlook ` + string(like) + `">` + delivered(d) + `</span>`) //nolint:gosec // nothing of a user's
}

// anchors are the places that links lead to.
type anchors map[Goal]string

// anchors are those of all goals that the report tells of at length.
func (r *Report) anchors() anchors {
	links := anchors{}
	for _, o := range r.Objectives {
		links.add(o.Goal)
	}
	for _, o := range r.Outcomes {
		links.add(o.Goal)
	}
	for _, vx := range r.Exchanges {
		links.add(vx.Goal)
	}
	return links
}

func (a anchors) add(g Goal) { a[g] = strings.ToLower(g.Kind) + "-" + strconv.Itoa(len(a)+1) }

// of is where a goal is told of; empty: it is not.
func (a anchors) of(g Goal) string { return a[g] }
