/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

const (
	longestQuery = 4096             // characters that a user may write, as in the schema
	longestBound = 2 * longestQuery // and those with the variables' values in
	longestFault = 200              // characters of the parser's own explanation
	longestSent  = 64 << 10         // bytes with enforced matchers in every selector
)

// promQL takes what newer servers take behind flags too: whether a server does is the server's to say.
var promQL = parser.NewParser(parser.Options{
	EnableExperimentalFunctions:  true,
	ExperimentalDurationExpr:     true,
	EnableExtendedRangeSelectors: true,
	EnableBinopFillModifiers:     true,
})

// parseText parses a query of any length. At "offset -(5m)" the parser would panic, which it recovers from with a stack trace
// on the standard error and without a position.
func parseText(query string) (parser.Expr, error) {
	lexer, last := parser.Lex(query), [2]parser.ItemType{}
	for item := (parser.Item{}); item.Typ != parser.EOF && item.Typ != parser.ERROR; {
		lexer.NextItem(&item)
		signed := last[0] == parser.OFFSET && (last[1] == parser.ADD || last[1] == parser.SUB)
		if signed && item.Typ == parser.LEFT_PAREN {
			return nil, parser.ParseErrors{{PositionRange: item.PositionRange(), Query: query,
				Err: errors.New("an offset with a sign and parentheses: write it as in offset -5m")}}
		}
		if item.Typ != parser.COMMENT {
			last[0], last[1] = last[1], item.Typ
		}
	}
	return promQL.ParseExpr(query)
}

// errUnsafe: parsing what was written back did not give what was meant.
var errUnsafe = errors.New("the source's enforcedMatchers cannot be put into this query safely: write it in a simpler way")

// parse reads a query that is short enough for the parser, whose time grows with the square of the nesting and whose
// stack with the nesting.
func parse(query string) (parser.Expr, error) {
	if utf8.RuneCountInString(query) > longestBound {
		return nil, tooLong()
	}
	expr, err := parseText(query)
	if err != nil {
		return nil, parseFault(query, err)
	}
	return expr, nil
}

// Rewrite puts the matchers into every vector selector of a query, wherever it stands: in aggregation parameters,
// subqueries and arguments of functions too. A query into which they cannot be put with certainty is refused; the
// error says where or why.
func Rewrite(query string, matchers []*labels.Matcher) (string, error) {
	expr, err := parse(query)
	if err != nil {
		return "", err
	}
	if len(matchers) == 0 {
		return query, nil
	}
	if err := enforce(expr, matchers); err != nil {
		return "", err
	}
	// What counts is what the server will read: not the tree that was changed, but the text that it became.
	rewritten := expr.String()
	if len(rewritten) > longestSent {
		return "", fmt.Errorf("the query is longer than %d KiB with the source's enforcedMatchers in each of its selectors: select fewer series", longestSent>>10)
	}
	again, err := parseText(rewritten)
	if err != nil || again.String() != rewritten || !sameShape(expr, again) || !enforced(again, matchers) {
		return "", errUnsafe
	}
	return rewritten, nil
}

func enforce(expr parser.Expr, matchers []*labels.Matcher) (err error) {
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.VectorSelector:
			for _, matcher := range matchers {
				if !holds(n.LabelMatchers, matcher) {
					n.LabelMatchers = append(n.LabelMatchers, matcher)
				}
			}
		case *parser.Call:
			if n.Func.Name == "info" {
				err = errors.New("the function info joins series that the source's enforcedMatchers cannot reach: join them with * on (...) group_left (...) in its place")
			}
		}
		return nil
	})
	return err
}

// enforced says whether every selector holds every matcher.
func enforced(expr parser.Expr, matchers []*labels.Matcher) bool {
	all := true
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			for _, matcher := range matchers {
				all = all && holds(selector.LabelMatchers, matcher)
			}
		}
		return nil
	})
	return all
}

func holds(matchers []*labels.Matcher, wanted *labels.Matcher) bool {
	return slices.ContainsFunc(matchers, func(m *labels.Matcher) bool {
		return m.Type == wanted.Type && m.Name == wanted.Name && m.Value == wanted.Value
	})
}

// sameShape says whether two trees have the same kinds of nodes at the same places, with the same constants in them. Two
// that print alike need not: the printer adds no parentheses, and writes -0y as 0s.
func sameShape(a, b parser.Node) bool {
	if reflect.TypeOf(a) != reflect.TypeOf(b) || !reflect.DeepEqual(constants(a), constants(b)) {
		return false
	}
	left, right := parser.Children(a), parser.Children(b)
	return slices.EqualFunc(left, right, sameShape)
}

// constants of one node, numbers by their bits: 0 and -0 differ, and NaN is NaN.
func constants(node parser.Node) []any {
	switch n := node.(type) {
	case *parser.NumberLiteral:
		return []any{math.Float64bits(n.Val)}
	case *parser.StringLiteral:
		return []any{n.Val}
	case *parser.VectorSelector:
		return []any{n.OriginalOffset, n.Timestamp, n.StartOrEnd, n.Anchored, n.Smoothed}
	case *parser.MatrixSelector:
		return []any{n.Range}
	case *parser.SubqueryExpr:
		return []any{n.Range, n.Step, n.OriginalOffset, n.Timestamp, n.StartOrEnd}
	}
	return nil
}
