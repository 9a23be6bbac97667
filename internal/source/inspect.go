/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// ResultType is what a query gives.
type ResultType string

const (
	// ResultScalar is one number.
	ResultScalar ResultType = "scalar"
	// ResultVector is any number of samples at one time.
	ResultVector ResultType = "instant vector"
	// ResultMatrix is samples over a range of time, which are never one number.
	ResultMatrix ResultType = "range of values"
	// ResultString is a text, which is never a number.
	ResultString ResultType = "string"
)

// Inspection is what a query is made of, for those who advise on it.
type Inspection struct {
	// Result of the query as a whole.
	Result ResultType
	// Selectors of series, in the order of the text.
	Selectors []Selector
	// Ranges of time that are looked back over.
	Ranges []TimeRange
	// AtEnd are the places whose @ is the variable $__end, so that they have no value before the period's end, and which no
	// "or" gives another value in the meantime.
	AtEnd []Place
	// Grouping are the labels that the outermost aggregation tells series apart by, without those that a selector holds to
	// one value. Where there is one, the query gives several series.
	Grouping []string
	// Experimental is what servers refuse that are not told to take it.
	Experimental []Experiment
}

// Experiment is a part of a query that servers take only with a feature flag.
type Experiment struct {
	// Place where it stands.
	Place
	// What it is, such as "the function mad_over_time".
	What string
}

// Selector is one selector of series.
type Selector struct {
	// Place where it stands.
	Place
	// Metric is the name; "" where the selector does not give one.
	Metric string
	// Rise tells whether the selector stands in a function, at any depth, that looks at how series change over a range,
	// or where only their presence counts, rather than at their level.
	Rise bool
}

// TimeRange is the range of a selector or of a subquery.
type TimeRange struct {
	// Place of what has the range.
	Place
	// Length of the range as it is written.
	Length time.Duration
}

// Inspect parses a query, which has the variables of a period or none. The error is a Fault, in the words with which
// Prepare refuses the same text, with its place in the text as it is written.
func Inspect(text string, variables bool) (Inspection, error) {
	before := len(text) - len(strings.TrimLeftFunc(text, isSpace)) // it is not sent
	q := Query{Text: strings.TrimSpace(text)}
	if variables {
		q.Start, q.End = time.Unix(1, 0), time.Unix(1, 0) // what counts is that they are known
	}
	expr, err := q.parse()
	if err != nil {
		var fault *Fault
		if errors.As(err, &fault) && fault.Line > 0 {
			fault.Place = placeAt(text, before+fault.at)
		}
		return Inspection{}, err
	}
	s := survey{text: text, before: before, query: q, found: Inspection{Result: inspectedTypes[expr.Type()]}}
	parser.Inspect(expr, s.visit)
	s.found.Grouping = several(expr)
	return s.found, nil
}

func isSpace(r rune) bool { return strings.TrimSpace(string(r)) == "" }

var inspectedTypes = map[parser.ValueType]ResultType{
	parser.ValueTypeScalar: ResultScalar, parser.ValueTypeVector: ResultVector,
	parser.ValueTypeMatrix: ResultMatrix, parser.ValueTypeString: ResultString,
}

// survey gathers what a query is made of.
type survey struct {
	text   string
	before int // bytes of the text before the query
	query  Query
	found  Inspection
}

func (s *survey) visit(node parser.Node, path []parser.Node) error {
	s.experiment(node)
	switch n := node.(type) {
	case *parser.VectorSelector:
		s.found.Selectors = append(s.found.Selectors, Selector{Place: s.place(n), Metric: metricOf(n), Rise: rises(n, path)})
		s.end(n, n.Timestamp, path)
	case *parser.MatrixSelector:
		s.window(n, n.Range)
	case *parser.SubqueryExpr:
		s.window(n, n.Range)
		s.end(n, n.Timestamp, path)
	}
	return nil
}

// experiment notes what servers refuse by default.
func (s *survey) experiment(node parser.Node) {
	what := ""
	switch n := node.(type) {
	case *parser.Call:
		if n.Func.Experimental {
			what = "the function " + n.Func.Name
		}
	case *parser.AggregateExpr:
		if n.Op.IsExperimentalAggregator() {
			what = "the aggregation " + n.Op.String()
		}
	case *parser.VectorSelector:
		if n.Anchored || n.Smoothed {
			what = "anchored and smoothed"
		}
	}
	if calculates(node) {
		what = "arithmetic in durations"
	}
	if what != "" {
		s.found.Experimental = append(s.found.Experimental, Experiment{s.place(node), what})
	}
}

// calculates tells whether a duration of a node is an expression.
func calculates(node parser.Node) bool {
	switch n := node.(type) {
	case *parser.VectorSelector:
		return n.OriginalOffsetExpr != nil
	case *parser.MatrixSelector:
		return n.RangeExpr != nil
	case *parser.SubqueryExpr:
		return n.RangeExpr != nil || n.StepExpr != nil || n.OriginalOffsetExpr != nil
	}
	return false
}

func (s *survey) place(n parser.Node) Place {
	return placeAt(s.text, s.before+int(n.PositionRange().Start))
}

// window notes a range whose length the text gives; that of $__elapsed depends on the time.
func (s *survey) window(n parser.Node, length time.Duration) {
	if length > 0 && length != placeheldElapsed {
		s.found.Ranges = append(s.found.Ranges, TimeRange{s.place(n), length})
	}
}

// end notes what is taken at the period's end.
func (s *survey) end(n parser.Node, timestamp *int64, path []parser.Node) {
	const perSecond = 1000
	if timestamp == nil || *timestamp != placeheldEnd*perSecond || !uses(s.query.Text, endVariable) {
		return
	}
	replaced := under(n, path, func(parent, child parser.Node) bool {
		binary, ok := parent.(*parser.BinaryExpr)
		return ok && binary.Op == parser.LOR && binary.LHS == child
	})
	if !replaced {
		s.found.AtEnd = append(s.found.AtEnd, s.place(n))
	}
}

// under tells whether any two neighbours on the path down to a node are so.
func under(n parser.Node, path []parser.Node, so func(parent, child parser.Node) bool) bool {
	for i, parent := range path {
		child := n
		if i+1 < len(path) {
			child = path[i+1]
		}
		if so(parent, child) {
			return true
		}
	}
	return false
}

func metricOf(n *parser.VectorSelector) string {
	for _, m := range n.LabelMatchers {
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
			return m.Value
		}
	}
	return n.Name
}

// changeFunctions look at how counters rise, or at nothing but their presence. What is made of a counter before one of
// them looks at it is none any more: a sum of counters falls when one of them begins anew.
var changeFunctions = []string{
	"rate", "irate", "increase", "resets", "changes", "absent", "absent_over_time", "present_over_time", "count_over_time", "timestamp",
}

// rises tells whether a selector's level does not matter.
func rises(n parser.Node, path []parser.Node) bool {
	return under(n, path, func(parent, child parser.Node) bool {
		switch p := parent.(type) {
		case *parser.Call:
			return slices.Contains(changeFunctions, p.Func.Name) && !summed(n, path, p)
		case *parser.AggregateExpr:
			return (p.Op == parser.COUNT || p.Op == parser.GROUP) && p.Expr == child
		case *parser.BinaryExpr:
			return (p.Op == parser.LAND || p.Op == parser.LUNLESS) && p.RHS == child
		}
		return false
	})
}

// summed tells whether a selector's series are aggregated on the way up to a function.
func summed(n parser.Node, path []parser.Node, by *parser.Call) bool {
	below := path[slices.Index(path, parser.Node(by))+1:]
	return under(n, below, func(parent, _ parser.Node) bool { _, ok := parent.(*parser.AggregateExpr); return ok })
}

// several are the labels by which the outermost aggregation tells series apart.
func several(expr parser.Expr) []string {
	aggregation := outermost(expr)
	if aggregation == nil || aggregation.Without {
		return nil
	}
	held := map[string]bool{}
	for _, matchers := range parser.ExtractSelectors(aggregation) {
		for _, m := range matchers {
			held[m.Name] = held[m.Name] || m.Type == labels.MatchEqual
		}
	}
	return slices.DeleteFunc(slices.Clone(aggregation.Grouping), func(label string) bool { return held[label] })
}

// outermost is the aggregation whose series the query gives; nil: there is none.
func outermost(expr parser.Expr) *parser.AggregateExpr {
	switch n := expr.(type) {
	case *parser.AggregateExpr:
		return n
	case *parser.ParenExpr:
		return outermost(n.Expr)
	case *parser.UnaryExpr:
		return outermost(n.Expr)
	case *parser.BinaryExpr:
		switch {
		case n.RHS.Type() == parser.ValueTypeScalar:
			return outermost(n.LHS)
		case n.LHS.Type() == parser.ValueTypeScalar:
			return outermost(n.RHS)
		}
	}
	return nil
}
