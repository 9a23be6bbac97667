/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/forecast"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// forecastDigits is how many digits of a forecast are written, counted from the first digit of what it is compared with.
const forecastDigits = 4

// sharePrecision stands for the size of a share of the time: what matters of 99.95 % are the last digits.
const sharePrecision = 0.01

// size is that of the numbers of a key result: its target's span, without one their own magnitude.
func (kr *keyResult) size(low, high float64) float64 {
	if _, share := timeShareOf(kr.Target); share {
		return sharePrecision
	}
	if span := targetOf(kr.Target, kr.status.Baseline).Span(); span > 0 {
		return span
	}
	if magnitude := max(math.Abs(low), math.Abs(high)); magnitude > 0 {
		return magnitude
	}
	return 1
}

// tidy is a forecast as it is written.
func (kr *keyResult) tidy(f forecast.Forecast) *v1alpha1.Forecast {
	place := placeOf(kr.size(f.Low, f.High), forecastDigits)
	return &v1alpha1.Forecast{Value: round(f.Value, place), Low: round(f.Low, place), High: round(f.High, place)}
}

// explanation makes sentences of what is written of a key result's forecast.
type explanation struct {
	kr     *keyResult
	due    string  // the day
	unit   string  // with a space before it; empty: none
	factor float64 // by which numbers are shown
	coarse int     // the decimal place of what is forecast
	fine   int     // and of what is measured
	brief  bool
}

// explain says in words what is forecast: briefly where a key result is on track, else with what was expected by the
// last midnight, and how sure the forecast is.
func (j *objectiveJudge) explain(kr *keyResult) string {
	f := kr.status.Forecast
	size := kr.size(f.Low, f.High)
	e := explanation{
		kr: kr, due: j.dueDate(kr), unit: unitOf(kr.Unit), factor: 1,
		coarse: placeOf(size, forecastDigits), fine: placeOf(size, forecastDigits-1),
		brief: kr.status.Outlook == v1alpha1.OutlookOnTrack,
	}
	if fifth := f.High/5 - f.Low/5; fifth > 0 { // finer than that it means nothing
		e.coarse = min(e.coarse, placeOf(fifth, 1))
	}
	chance := "; " + Chance(*kr.status.Probability) + " to make it"
	target, enough := targetOf(kr.Target, kr.status.Baseline), j.enough(kr)
	if share, ok := timeShareOf(kr.Target); ok {
		e.unit, e.factor = " %", 100
		return e.ofTime(*share.Worth(enough).Min) + chance
	}
	if way, ok := target.(route); ok && way.At(0) != way.At(1) {
		return e.ofWay(way.At(kr.expected), way.At(1), target.Worth(enough), enough < 1) + chance
	}
	return e.ofBand(target.Worth(enough)) + chance
}

// number writes a number at a decimal place.
func (e explanation) number(v float64, place int) string {
	if e.factor != 1 {
		v, place = v*e.factor, place-2
	}
	return number(round(v, place))
}

// limit writes a number that somebody chose.
func (e explanation) limit(v float64) string { return e.number(v, e.fine+forecastDigits) + e.unit }

// interval says how sure the forecast is.
func (e explanation) interval() string {
	f := e.kr.status.Forecast
	if e.brief {
		return ""
	}
	return fmt.Sprintf(" (80 %% between %s and %s)", e.number(f.Low, e.coarse), e.number(f.High, e.coarse))
}

func (e explanation) forecast() string { return e.number(e.kr.status.Forecast.Value, e.coarse) }

// ofWay speaks of a value that is to come from one number to another.
func (e explanation) ofWay(expected, goal float64, success scoring.Maintain, inPart bool) string {
	value, planned := e.number(*e.kr.status.Value, e.fine), e.number(expected, e.fine)+e.unit
	if success.Max != nil || goal <= 0 {
		text := fmt.Sprintf("%s%s forecast for %s%s, %s wanted", e.forecast(), e.unit, e.due, e.interval(), e.wanted(success))
		if e.brief {
			return text
		}
		return fmt.Sprintf("%s%s, %s expected by today; %s", value, e.unit, planned, text)
	}
	text := fmt.Sprintf("%s of %s forecast for %s%s", e.forecast(), e.limit(goal), e.due, e.interval())
	if inPart {
		text += ", " + e.limit(*success.Min) + " would do"
	}
	if e.brief {
		return text
	}
	return fmt.Sprintf("%s of %s expected by today; %s", value, planned, text)
}

// ofBand speaks of a value that is to stay.
func (e explanation) ofBand(success scoring.Maintain) string {
	return fmt.Sprintf("forecast %s%s for %s%s, %s wanted", e.forecast(), e.unit, e.due, e.interval(), e.wanted(success))
}

// ofTime speaks of a share of the time.
func (e explanation) ofTime(wanted float64) string {
	text := fmt.Sprintf("inside for %s%s of the time forecast by %s%s, %s wanted", e.forecast(), e.unit, e.due, e.interval(), e.limit(wanted))
	if e.brief || e.kr.share == nil {
		return text
	}
	return fmt.Sprintf("inside for %s%s of the time so far; %s", e.number(*e.kr.share, e.fine), e.unit, text)
}

// wanted says what a success is.
func (e explanation) wanted(success scoring.Maintain) string {
	switch {
	case success.Min != nil && success.Max != nil:
		return e.number(*success.Min, e.fine+forecastDigits) + " to " + e.limit(*success.Max)
	case success.Min != nil:
		return "at least " + e.limit(*success.Min)
	case success.Max != nil:
		return "at most " + e.limit(*success.Max)
	}
	return "anything"
}

// dueDate is the day by the end of which a key result is due, with its year where that is not the period's first.
func (j *objectiveJudge) dueDate(kr *keyResult) string {
	day := kr.plan.Due.Add(-time.Nanosecond).In(j.period.Location)
	if day.Year() != j.period.Start.In(j.period.Location).Year() {
		return day.Format("2 January 2006")
	}
	return day.Format("2 January")
}
