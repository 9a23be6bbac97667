/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
	"pgregory.net/rapid"
)

// anyQuery generates PromQL of every form that there is, trying to get at other tenants' series. Nearly all of it parses.
func anyQuery() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kind := rapid.SampledFrom([]parser.ValueType{
			parser.ValueTypeVector, parser.ValueTypeVector, parser.ValueTypeVector, parser.ValueTypeScalar, parser.ValueTypeMatrix,
		}).Draw(t, "kind")
		return writer{t}.expression(kind, rapid.IntRange(0, 3).Draw(t, "depth"))
	})
}

// writer writes queries.
type writer struct{ t *rapid.T }

func (w writer) one(of ...string) string { return rapid.SampledFrom(of).Draw(w.t, "one") }

// join puts words beside each other, with any of what stands for a space.
func (w writer) join(words ...string) string {
	words = slices.DeleteFunc(words, func(word string) bool { return word == "" })
	return strings.Join(words, w.one(" ", " ", " ", "  ", "\n", "\t\r\n", ` # {tenant="b"}`+"\n", " #\n"))
}

// expression writes one of a type, so many levels deep.
func (w writer) expression(kind parser.ValueType, depth int) string {
	switch kind {
	case parser.ValueTypeString:
		return w.text(w.one("tenant", "b", "$1", "(.*)", "job", "", "le", `} or m{tenant="b"`, "instance"))
	case parser.ValueTypeMatrix:
		return w.matrix(depth)
	case parser.ValueTypeScalar:
		return w.scalar(depth)
	}
	return w.vector(depth)
}

// text writes a string in one of PromQL's ways.
func (w writer) text(s string) string {
	switch w.one("double", "single", "raw", "escaped") {
	case "single":
		return "'" + s + "'"
	case "raw":
		return "`" + s + "`"
	case "escaped":
		var escaped strings.Builder
		for _, b := range []byte(s) {
			const digits = "0123456789abcdef"
			escaped.WriteString([]string{`\x`, `\u00`}[b&1] + string(digits[b>>4]) + string(digits[b&15]))
		}
		return `"` + escaped.String() + `"`
	}
	return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
}

// selector writes one of instant vectors, mostly of another tenant.
func (w writer) selector() string {
	name := w.one("m", "n", "h_bucket", "target_info", "", "")
	var matchers []string
	if name == "" {
		matchers = append(matchers, w.one(`__name__=~".+"`, `__name__="m"`, `"n"`, `__name__!~"n|target_info"`, `__name__!=""`, `job=~".+"`))
	}
	for range rapid.IntRange(0, 3).Draw(w.t, "matchers") {
		label := w.one("tenant", "tenant", `"tenant"`, "job", "instance", "le")
		value := w.text(w.one("a", "b", "", ".*", ".+", "a|b", "[^a]", "(?i)B", "j", "()", "^b$"))
		matchers = append(matchers, w.join(label, w.one("=", "!=", "=~", "!~"), value))
	}
	if len(matchers) == 0 {
		return name
	}
	return name + "{" + w.join(strings.Join(matchers, w.one(",", " , ")), w.one("", ",")) + "}"
}

// modifiers of what is selected.
func (w writer) modifiers() string {
	return w.one("", "", "", "offset 5m", "@ 1800", "@ end() offset -1m", "offset -5m @ start()", "offset (1m + 2m)", "@ 1.2e3", "offset 90s")
}

func (w writer) matrix(depth int) string {
	if depth > 0 && w.one("selector", "subquery") == "subquery" {
		return w.join("("+w.vector(depth-1)+")", w.one("[10m:1m]", "[5m:]", "[1h:5m]", "[2m*2:1m]", "[10m : step()+1m]"), w.modifiers())
	}
	return w.join(w.selector(), w.one("[5m]", "[10m]", "[1h]", "[5m+5m]", "[300]", "[ 90s ]"), w.one("", "", "", "anchored", "smoothed"), w.modifiers())
}

func (w writer) scalar(depth int) string {
	if depth == 0 {
		return w.one("1", "0.5", "-1", "Inf", "NaN", "0x1F", "1e3", "5m", "time()", "pi()")
	}
	return w.one("scalar("+w.vector(depth-1)+")", "("+w.scalar(depth-1)+" "+w.one("+", "-", "*", "/", "%", "^")+" "+w.scalar(depth-1)+")", w.scalar(0))
}

func (w writer) vector(depth int) string {
	if depth == 0 {
		return w.join(w.selector(), w.modifiers())
	}
	switch w.one("call", "call", "aggregation", "aggregation", "binary", "binary", "other") {
	case "call":
		return w.call(depth - 1)
	case "aggregation":
		return w.aggregation(depth - 1)
	case "binary":
		return w.binary(depth - 1)
	}
	return w.one("", "-", "+") + w.join("("+w.vector(depth-1)+")")
}

// call writes one of any function that gives a vector and is not refused by name.
func (w writer) call(depth int) string {
	f := parser.Functions[rapid.SampledFrom(vectorFunctions).Draw(w.t, "function")]
	count := len(f.ArgTypes)
	switch {
	case f.Variadic > 0:
		count = rapid.IntRange(max(0, count-1), count).Draw(w.t, "arguments")
	case f.Variadic < 0:
		count += rapid.IntRange(-1, 1).Draw(w.t, "arguments")
	}
	arguments := make([]string, count)
	for i := range arguments {
		arguments[i] = w.expression(f.ArgTypes[min(i, len(f.ArgTypes)-1)], depth)
	}
	return f.Name + w.one("", " ") + "(" + strings.Join(arguments, w.one(",", ", ", ",\n")) + ")"
}

// vectorFunctions are all that the parser knows, but for info, which is refused.
var vectorFunctions = slices.DeleteFunc(slices.Sorted(maps.Keys(parser.Functions)), func(name string) bool {
	return name == "info" || parser.Functions[name].ReturnType != parser.ValueTypeVector
})

func (w writer) aggregation(depth int) string {
	operator := w.one("sum", "avg", "min", "max", "group", "stddev", "stdvar", "count", "count_values", "topk", "bottomk", "quantile", "limitk", "limit_ratio")
	parameter := ""
	switch operator {
	case "count_values":
		parameter = w.text(w.one("tenant", "v")) + ","
	case "topk", "bottomk", "quantile", "limitk", "limit_ratio":
		parameter = w.scalar(depth+1) + ","
	}
	grouping := w.one("", "", "by (tenant)", "by (job, tenant)", "without (tenant)", "by ()", `by ("tenant")`, "without (job,)")
	arguments := "(" + w.join(parameter, w.vector(depth)) + ")"
	if w.one("before", "after") == "before" {
		return w.join(operator, grouping, arguments)
	}
	return w.join(operator, arguments, grouping)
}

func (w writer) binary(depth int) string {
	left, right := "("+w.vector(depth)+")", "("+w.vector(depth)+")"
	on := w.one("", "", "on (job)", "on ()", "ignoring (tenant)", "ignoring (tenant, instance)", "on (tenant)")
	operator := w.one("and", "or", "unless", "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", "<=", ">", ">=")
	switch operator {
	case "and", "or", "unless":
		return w.join(left, operator, on, right)
	case "==", "!=", "<", "<=", ">", ">=":
		operator += w.one("", " bool")
	}
	if on != "" {
		on += w.one("", "", " group_left ()", " group_right (tenant)", " group_left (tenant)")
	}
	switch w.one("vectors", "vectors", "fill", "left", "right") {
	case "fill":
		on += w.one(" fill (1)", " fill_left (0)", " fill_right (2)")
	case "left":
		return w.join(w.scalar(depth), operator, right)
	case "right":
		return w.join(left, operator, w.scalar(depth))
	}
	return w.join(left, operator, on, right)
}

func TestNearlyAllGeneratedQueriesParse(t *testing.T) {
	parsed, all := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		all++
		if _, err := promQL.ParseExpr(anyQuery().Draw(rt, "query")); err == nil {
			parsed++
		}
	})
	if parsed*3 < all*2 {
		t.Errorf("%d of %d parse", parsed, all)
	}
}
