/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/terminal"
)

// ofExchange writes a value exchange.
func (p *page) ofExchange(o *v1alpha1.ValueExchange) {
	supported := p.condition(v1alpha1.ValueExchangeConditionSupported)
	p.field("Supported", joinedBy(", ", deliveredWords(supported.Status), supported.Message), outlookStyle(p.Palette, p.outlook))
	p.field("Result", cmp.Or(o.Spec.Result.Title, "the result"), p.Bold)
	p.field("Critical", strings.Join(o.Status.Critical, ", "), p.Bold)
	p.field("Looks at", fmt.Sprintf("the last %s, with effects up to %s later", cmp.Or(o.Spec.Lookback, "365d"), cmp.Or(o.Spec.MaxLag, "60d")), plain)
	p.asOf()
	p.section("Drivers, the strongest first")
	for _, d := range driversRanked(o) {
		p.driver(o, d)
	}
	p.text(2, notProof, p.Muted)
}

// driversRanked are the drivers of the spec with what the status says of them, by rank; those without one come last.
func driversRanked(o *v1alpha1.ValueExchange) []v1alpha1.ExchangeDriverStatus {
	var drivers []v1alpha1.ExchangeDriverStatus
	for _, d := range o.Spec.Drivers {
		at := slices.IndexFunc(o.Status.Drivers, func(s v1alpha1.ExchangeDriverStatus) bool { return s.Name == d.Name })
		if at < 0 {
			drivers = append(drivers, v1alpha1.ExchangeDriverStatus{Name: d.Name})
			continue
		}
		drivers = append(drivers, o.Status.Drivers[at])
	}
	place := func(d v1alpha1.ExchangeDriverStatus) int32 { return cmp.Or(d.Rank, math.MaxInt32) }
	slices.SortStableFunc(drivers, func(a, b v1alpha1.ExchangeDriverStatus) int { return cmp.Compare(place(a), place(b)) })
	return drivers
}

// driver writes one driver: what the test came to, how strong the link is, and whose words it stands for.
func (p *page) driver(o *v1alpha1.ValueExchange, d v1alpha1.ExchangeDriverStatus) {
	place := "-"
	if d.Rank > 0 {
		place = fmt.Sprint(d.Rank)
	}
	verdict, paint := "not tested yet", p.Warn
	if d.Verdict != "" {
		verdict, paint = inWords(string(d.Verdict)), verdictStyle(p.Palette, d.Verdict)
	}
	p.b.WriteString("  " + place + "  " + p.Bold(terminal.Clean(d.Name)) + "  " + paint(verdict) + "\n")
	p.text(5, p.wordsOf(o, d.Name), plain)
	p.text(5, strings.Join(strengths(d), "; "), plain)
	p.text(5, joinedBy(": ", string(d.Reason), d.Message), plain)
}

// wordsOf is what the customer says of a driver that is an outcome's indicator.
func (p *page) wordsOf(o *v1alpha1.ValueExchange, name string) string {
	at := slices.IndexFunc(o.Spec.Drivers, func(d v1alpha1.ExchangeDriver) bool { return d.Name == name })
	ref := o.Spec.Drivers[at].OutcomeRef
	if ref == nil {
		return ""
	}
	if outcome := p.world.Outcome(o.Namespace, ref.ObjectReference); outcome != nil {
		return quoted(outcome.Spec.Statement)
	}
	return ""
}

// strengths are the numbers of a tested driver in words.
func strengths(d v1alpha1.ExchangeDriverStatus) []string {
	var texts []string
	if d.Lag == "0d" {
		texts = append(texts, "at once")
	} else if d.Lag != "" {
		texts = append(texts, "after "+d.Lag)
	}
	for _, number := range []struct {
		name  string
		value *float64
	}{
		{"correlation", d.Correlation}, {"p", d.PValue}, {"independent points", d.EffectiveSamples}, {"forecast gain", d.Skill},
	} {
		if number.value != nil {
			texts = append(texts, number.name+" "+figure(*number.value))
		}
	}
	return texts
}

func verdictStyle(p terminal.Palette, v v1alpha1.ExchangeVerdict) func(string) string {
	switch v {
	case v1alpha1.ExchangeSupported:
		return p.Good
	case v1alpha1.ExchangeWrongDirection:
		return p.Bad
	case v1alpha1.ExchangeInsufficientData:
		return p.Warn
	}
	return p.Muted
}
