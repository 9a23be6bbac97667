/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"math"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// ofIndicator writes an indicator.
func (p *page) ofIndicator(o *v1alpha1.Indicator) {
	status := o.Status
	reason := v1alpha1.MeasureReason("")
	if c := p.condition(v1alpha1.GoalConditionMeasured); c.Status != "True" {
		reason = v1alpha1.MeasureReason(c.Reason)
	}
	value := "not known"
	if status.Value != nil {
		value = quantity(*status.Value, o.Spec.Unit)
	}
	p.field("Value", value, p.Bold)
	p.field("", p.age(measuredItem{value: status.Value, observed: status.ObservedTime, reason: reason}), p.Muted)
	p.field("Better", strings.ToLower(string(o.Spec.Better)), plain)
	p.trend(o)
	p.benchmark(o)
	p.field("Perspective", string(o.Spec.Perspective), plain)
	p.field("Description", o.Spec.Description, plain)
	p.asOf()
}

// trend writes where the number goes.
func (p *page) trend(o *v1alpha1.Indicator) {
	window := string(o.Spec.TrendWindow)
	if window == "" {
		window = "28d"
	}
	if o.Status.Trend == nil {
		p.field("Trend", "not known: there are under 8 points in "+window, plain)
		return
	}
	paint := plain
	switch o.Status.Trend.Direction {
	case v1alpha1.TrendImproving:
		paint = p.Good
	case v1alpha1.TrendWorsening:
		paint = p.Warn
	}
	p.field("Trend", trendWords(o.Status.Trend, o.Spec.Unit)+", over "+window, paint)
}

// benchmark writes where the number stands among others, from the worst to the best.
func (p *page) benchmark(o *v1alpha1.Indicator) {
	b := o.Spec.Benchmark
	if b == nil {
		return
	}
	position, text := math.NaN(), "not known"
	if o.Status.Benchmark != nil {
		position, text = o.Status.Benchmark.Position, rankWords(o.Status.Benchmark.Rank)
	}
	const width = 31
	p.line(p.Muted(terminal.Pad("Benchmark", labelWidth))+scaleBar(position, width), "  "+text)
	p.field("", "worst "+figure(b.Worst)+", typical "+figure(b.Typical)+", best "+quantity(b.Best, o.Spec.Unit), plain)
	p.field("", b.Reference, p.Muted)
}

// scaleBar is a line from the worst to the best with the typical in its middle and a dot where a number stands; an
// arrow at the end where it is beyond it; no dot where it is not known.
func scaleBar(position float64, width int) string {
	bar := []rune("├" + strings.Repeat("─", width-2) + "┤")
	bar[width/2] = '┼'
	switch {
	case math.IsNaN(position):
	case position < 0:
		bar[0] = '◀'
	case position > 1:
		bar[width-1] = '▶'
	default:
		bar[int(math.Round(position*float64(width-1)))] = '●'
	}
	return string(bar)
}
