/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"
	"time"
)

// heldOut are processes of other shapes, lengths and steps. They were written when the test was finished, and are for
// checking it, never for tuning.
var heldOut = []process{
	unrelated("long memory", func(d dice) func() []float64 {
		order := d.between(0.2, 0.45)
		return func() []float64 { return fractional(d.white(3*year), order)[2*year:] }
	}),
	unrelated("regimes of a Markov chain", func(d dice) func() []float64 {
		stay, height := d.between(0.9, 0.99), d.between(1, 6)
		return func() []float64 {
			level := 0.0
			return plus(autoregressive(d.white(year), 0.3), func(int) float64 {
				if d.Float64() > stay {
					level = height * d.NormFloat64()
				}
				return level
			})
		}
	}),
	unrelated("weekly season that drifts", func(d dice) func() []float64 {
		return func() []float64 {
			week := d.white(7)
			e := d.white(year)
			return fill(year, func(i int) float64 {
				week[i%7] += 0.3 * d.NormFloat64()
				return 2*week[i%7] + e[i]
			})
		}
	}),
	unrelated("shares that wander between 0 and 1", func(d dice) func() []float64 {
		return func() []float64 {
			at, pace := d.Float64(), d.between(0.01, 0.05)
			return fill(year, func(int) float64 {
				at = math.Abs(at + pace*d.NormFloat64())
				at = 1 - math.Abs(1-at)
				return at
			})
		}
	}),
	unrelated("hours with days in common", func(d dice) func() []float64 {
		season, phi := wave(d.between(0.5, 4), 24, d.Float64()), d.between(0.5, 0.95)
		return func() []float64 { return plus(autoregressive(d.white(60*24), phi), season) }
	}).stepped(time.Hour, 48),
	unrelated("weeks of three years", func(d dice) func() []float64 {
		season := wave(d.between(0.5, 2), 52, d.Float64())
		return func() []float64 { return plus(autoregressive(d.white(156), d.between(0.3, 0.9)), season) }
	}).stepped(7*day, 12),
	unrelated("half days", func(d dice) func() []float64 {
		week := wave(d.between(0.5, 3), 14, d.Float64())
		return func() []float64 { return plus(summed(d.white(400)), week) }
	}).stepped(day/2, 40),
	unrelated("sums of two memories", func(d dice) func() []float64 {
		return func() []float64 {
			slow := times(autoregressive(d.white(year), 0.98), 3)
			return plus(slow, func(i int) float64 { return d.NormFloat64() })
		}
	}),
	unrelated("growth of a product", func(d dice) func() []float64 {
		return func() []float64 {
			rate, log := d.between(0, 0.01), 0.0
			return fill(year, func(int) float64 {
				log += rate + 0.03*d.NormFloat64()
				return math.Exp(log)
			})
		}
	}),
	unrelated("deployments that change everything", func(d dice) func() []float64 {
		weeks := d.days(8, 52)
		return func() []float64 {
			y := d.white(year)
			for _, week := range weeks {
				step, height := after(7*week), 3*d.NormFloat64()
				y = plus(y, func(day int) float64 { return height * step(day) })
			}
			return y
		}
	}),
	unrelated("outages in common", func(d dice) func() []float64 {
		days := d.days(4, year-3)
		return func() []float64 {
			y := plus(autoregressive(d.white(year), 0.7), func(int) float64 { return 20 })
			for _, at := range days {
				for i := range d.whole(1, 3) {
					y[at+i] = 0
				}
			}
			return y
		}
	}),
	unrelated("medians of two weeks", func(d dice) func() []float64 {
		return func() []float64 {
			y := autoregressive(d.white(year+13), 0.5)
			return fill(year, func(i int) float64 { return quantile(y[i:i+14], 0.5) })
		}
	}),
	unrelated("quarters that begin anew", func(d dice) func() []float64 {
		return func() []float64 {
			rate, e := d.between(0.1, 1), d.white(year)
			return fill(year, func(i int) float64 { return rate*float64(i%91) + 3*e[i] })
		}
	}),
	unrelated("two years of walks", func(d dice) func() []float64 {
		return func() []float64 { return summed(d.white(2 * year)) }
	}),
	{"thirty walks", func(d dice) history {
		h := history{result: summed(d.white(year))}
		for range 30 {
			h.drivers = append(h.drivers, summed(d.white(year)))
		}
		return h
	}},

	linked("slow driver", func(d dice, l *link) { l.driver = autoregressive(d.white(long), 0.9) }),
	linked("fast driver", func(d dice, l *link) { l.driver = autoregressive(d.white(long), 0.3) }),
	linked("longest lags", func(d dice, l *link) { l.lag = d.whole(50, 60) }),
	linked("shortest lags", func(d dice, l *link) { l.lag = d.whole(0, 3) }),
	linked("three days", func(d dice, l *link) { l.width = 3 }),
	linked("yearly season over both", func(d dice, l *link) { l.over = wave(d.between(1, 4), year, d.Float64()) }),
	linked("a step in both", func(d dice, l *link) {
		step, height := after(d.IntN(year)), d.between(2, 6)
		l.over = func(day int) float64 { return height * step(day) }
	}),
	linked("outliers", func(d dice, l *link) {
		days := d.days(6, year)
		l.over = func(day int) float64 {
			if slices.Contains(days, day) {
				return 30
			}
			return 0
		}
	}),
	linked("many gaps", func(d dice, l *link) { l.missing, l.over = 0.15, someWeek(d) }),
	linked("driver that counts", func(d dice, l *link) {
		rate := autoregressive(d.white(long), 0.8)
		l.driver = fill(long, func(i int) float64 { return d.poisson(10 * math.Exp(0.5*rate[i])) })
	}),
	{"walk with a walk's noise, thirty drivers", func(d dice) history {
		h := differences.draw(d)
		for range 27 {
			h.drivers = append(h.drivers, summed(d.white(year)))
		}
		return h
	}},
}

// stepped is the process at another step, with other lags.
func (p process) stepped(step time.Duration, lags int) process {
	return process{p.name, func(d dice) history {
		h := p.draw(d)
		h.step, h.maxLag = step, lags
		return h
	}}
}

// fractional is fractionally integrated noise (Granger & Joyeux 1980): its memory fades like a power of time.
func fractional(shocks []float64, order float64) []float64 {
	weights := make([]float64, len(shocks))
	weights[0] = 1
	for k := 1; k < len(weights); k++ {
		weights[k] = weights[k-1] * (float64(k) - 1 + order) / float64(k)
	}
	return fill(len(shocks), func(i int) float64 {
		v := 0.0
		for k := range i + 1 {
			v += weights[k] * shocks[i-k]
		}
		return v
	})
}
