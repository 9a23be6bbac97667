/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// ShareCase is what the forecast of a share of the time is made from.
type ShareCase struct {
	// First is the time of the first of Values.
	First time.Time
	// Step is the time from one of Values to the next.
	Step time.Duration
	// Values is the history of the value itself; NaN and infinities are points without an answer.
	Values []float64
	// Start is the beginning of the period.
	Start time.Time
	// Due is when the share will be judged.
	Due time.Time
	// Inside is the values that count.
	Inside Band
	// Target is the share of the time, 0..1, that is success.
	Target float64
	// SoFar is the share measured from Start on until the history's end; NaN: the history's own.
	SoFar float64
}

// Share forecasts the share of the time from Start to Due that the value is inside a band. It is false as Value is.
//
// Being inside or not is taken for a two-state Markov chain. The share of the time to come then has the mean of the
// chain, drawn to the present state while that is remembered, and a variance that is that of a proportion of so many
// independent points as the chain is worth: n (1-r)/(1+r) of n, for an autocorrelation of r (Bayley and Hammersley
// (1946), The "effective" number of independent observations in an autocorrelated time series). How often it is inside
// is learnt from three pasts, as it may have changed: all of it, the period's, and the latest quarter of that. Each of
// them gives a beta distribution, and they count the same.
func Share(c ShareCase) (Forecast, bool) {
	w, ok := newWindow(c.First, c.Step, c.Values, c.Start, c.Due)
	if !ok {
		return Forecast{}, false
	}
	inside := insides(w.values, c.Inside)
	gone := w.last().Sub(c.Start).Seconds() / c.Due.Sub(c.Start).Seconds()
	s := shareLaw{gone: gone, sure: max(0, min(c.SoFar, 1)) * gone}
	if !isNumber(c.SoFar) {
		s.sure = share(inside[w.start:]) * gone
	}
	ahead := float64(c.Due.Sub(w.last())) / float64(c.Step)
	since := inside[w.start:]
	for _, past := range [][]float64{inside, since, since[len(since)-max(MinPoints, len(since)/4):]} {
		s.parts = append(s.parts, rest(past, ahead))
	}
	// So many points are to come, and a whole number of them will be inside: maybe all, maybe none.
	points, median := max(1, math.Ceil(ahead)), s.quantile(0.5)
	low, high := math.Floor(s.quantile(0.1)*points+rounding)/points, math.Ceil(s.quantile(0.9)*points-rounding)/points
	return Forecast{
		Value: s.whole(median), Low: s.whole(min(low, median)), High: s.whole(max(median, high)),
		Probability: s.reaches(c.Target),
	}, true
}

// last is the time of the last point.
func (w window) last() time.Time { return w.first.Add(time.Duration(len(w.values)-1) * w.step) }

// insides is 1 where a value is inside the band, 0 where it is not and NaN where there is none.
func insides(values []float64, band Band) []float64 {
	inside := make([]float64, len(values))
	for i, v := range values {
		switch {
		case !isNumber(v):
			inside[i] = math.NaN()
		case band.Holds(v):
			inside[i] = 1
		}
	}
	return inside
}

// share is the mean of those that are known.
func share(inside []float64) float64 {
	mean, _, _ := meanOf(inside)
	return mean
}

// memoryless and forgetful bound the autocorrelation, which a short or constant past tells little about.
const (
	usualMemory = 0.5
	mostMemory  = 0.98
)

// rest is the distribution of the share of the time to come, of so many steps, by one past. The last of the past is known.
func rest(past []float64, ahead float64) distuv.Beta {
	mean, squares, count := meanOf(past)
	memory := autocorrelation(past, mean, squares)
	worth := (1 - memory) / (1 + memory)
	known := max(1, float64(count)*worth)
	level := (mean*known + 0.5) / (known + 1)
	center := level
	if ahead > 0 {
		remembered := min(1, memory*(1-math.Pow(memory, ahead))/(1-memory)/ahead)
		now := past[len(past)-1]
		center += (now - level) * remembered
	}
	center = max(1e-6, min(center, 1-1e-6))
	// The variance of the level and that of the time to come, as that of one proportion.
	pieces := 1 / (1/(known+2) + 1/max(1, ahead*worth))
	return distuv.Beta{Alpha: center * pieces, Beta: (1 - center) * pieces}
}

// autocorrelation of neighbours, drawn to the usual one as far as the past is short.
func autocorrelation(past []float64, mean, squares float64) float64 {
	const doubt = 10
	var products, pairs float64
	for i := 1; i < len(past); i++ {
		if p := (past[i] - mean) * (past[i-1] - mean); !math.IsNaN(p) {
			products += p
			pairs++
		}
	}
	r := usualMemory
	if squares > tiny && pairs > 0 {
		r = (products/squares*pairs + usualMemory*doubt) / (pairs + doubt)
	}
	return max(0, min(r, mostMemory))
}

// shareLaw is the distribution of a share of the time: what is sure, and what is to come.
type shareLaw struct {
	gone  float64 // share of the period that is over
	sure  float64 // share of the period that was inside
	parts []distuv.Beta
}

// reaches is the probability of at least a target. Rounding does not keep one that is just reached from it.
func (s shareLaw) reaches(target float64) float64 {
	const rounding = 1e-9
	switch missing := target - s.sure; {
	case missing <= rounding:
		return 1
	case !(missing <= 1-s.gone+rounding): // too much, or not a number
		return 0
	default:
		return 1 - s.below(missing/(1-s.gone)-rounding)
	}
}

// below is the probability that a share of the time to come is at most u.
func (s shareLaw) below(u float64) float64 {
	sum := 0.0
	for _, part := range s.parts {
		sum += part.CDF(max(0, min(u, 1)))
	}
	return sum / float64(len(s.parts))
}

// whole is the share of the whole period where u is the share of the time to come.
func (s shareLaw) whole(u float64) float64 { return s.sure + (1-s.gone)*u }

// quantile is the share of the time to come that a share of the probability is below.
func (s shareLaw) quantile(q float64) float64 {
	low, high := 0.0, 1.0
	for range 40 {
		middle := (low + high) / 2
		if s.below(middle) < q {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
