/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import "math"

// unrelatedSeries are processes in which no driver moves the result, whatever they seem to have in common.
var unrelatedSeries = []process{
	unrelated("random walks", func(d dice) func() []float64 {
		return func() []float64 { return summed(d.white(year)) }
	}),
	unrelated("AR(0.9)", func(d dice) func() []float64 {
		return func() []float64 { return autoregressive(d.white(year), 0.9) }
	}),
	unrelated("shared weekly season", func(d dice) func() []float64 {
		season, phi := someWeek(d), d.between(0, 0.8)
		return func() []float64 { return plus(autoregressive(d.white(year), phi), season) }
	}),
	unrelated("shared trend", func(d dice) func() []float64 {
		slope, phi := d.sign()*d.between(2, 20)/year, d.between(0, 0.9)
		return func() []float64 {
			return plus(autoregressive(d.white(year), phi), func(day int) float64 { return slope * float64(day) })
		}
	}),
	unrelated("steps at unrelated times", func(d dice) func() []float64 {
		phi := d.between(0, 0.6)
		return func() []float64 {
			y := autoregressive(d.white(year), phi)
			for range d.whole(1, 4) {
				step, height := after(d.IntN(year)), d.sign()*d.between(2, 10)
				y = plus(y, func(day int) float64 { return height * step(day) })
			}
			return y
		}
	}),
	unrelated("steps in the same weeks", func(d dice) func() []float64 {
		phi, weeks := d.between(0, 0.6), d.days(d.whole(1, 3), 52)
		return func() []float64 {
			y := autoregressive(d.white(year), phi)
			for _, week := range weeks {
				step, height := after(7*week+d.IntN(7)), d.between(2, 10)
				y = plus(y, func(day int) float64 { return height * step(day) })
			}
			return y
		}
	}),
	unrelated("near unit root", func(d dice) func() []float64 {
		return func() []float64 { return autoregressive(d.white(year), 0.97) }
	}),
	unrelated("integrated AR", func(d dice) func() []float64 {
		phi := d.between(0.3, 0.8)
		return func() []float64 { return summed(autoregressive(d.white(year), phi)) }
	}),
	unrelated("over-differenced", func(d dice) func() []float64 {
		return func() []float64 {
			e := d.white(year + 1)
			return fill(year, func(i int) float64 { return e[i+1] - e[i] })
		}
	}),
	unrelated("rolling 30 day means", func(d dice) func() []float64 {
		phi := d.between(0, 0.7)
		return func() []float64 { return rolling(autoregressive(d.white(year+29), phi), 30) }
	}),
	unrelated("rolling 7 day means", func(d dice) func() []float64 {
		phi := d.between(0, 0.7)
		return func() []float64 { return rolling(autoregressive(d.white(year+6), phi), 7) }
	}),
	unrelated("cumulative counters", func(d dice) func() []float64 {
		week, rate := someWeek(d), d.between(5, 200)
		return func() []float64 { return summed(counts(d, rate, week)) }
	}),
	unrelated("counts", func(d dice) func() []float64 {
		week, rate := someWeek(d), d.between(0.5, 20)
		return func() []float64 { return counts(d, rate, week) }
	}),
	unrelated("heavy tails", func(d dice) func() []float64 {
		phi := d.between(0, 0.9)
		return func() []float64 { return autoregressive(d.heavy(year), phi) }
	}),
	unrelated("volatility clusters", func(d dice) func() []float64 {
		return func() []float64 { return summed(d.clustered(year)) }
	}),
	unrelated("shared monthly season", func(d dice) func() []float64 {
		season, phi := wave(d.between(0.5, 3), 30.4, d.Float64()), d.between(0, 0.6)
		return func() []float64 { return plus(autoregressive(d.white(year), phi), season) }
	}),
	unrelated("shared yearly season", func(d dice) func() []float64 {
		season, phi := wave(d.between(1, 10), year, d.Float64()), d.between(0, 0.8)
		return func() []float64 { return plus(autoregressive(d.white(year), phi), season) }
	}),
	unrelated("S-curves", func(d dice) func() []float64 {
		middle, phi := d.between(100, 265), d.between(0, 0.6)
		return func() []float64 {
			curve, height := logistic(middle+d.between(-30, 30), d.between(5, 40)), d.between(5, 30)
			return plus(autoregressive(d.white(year), phi), func(day int) float64 { return height * curve(day) })
		}
	}),
	unrelated("month-end spikes", func(d dice) func() []float64 {
		phi, height := d.between(0, 0.6), d.between(2, 10)
		return func() []float64 {
			high := height * d.between(0.5, 1.5)
			return plus(autoregressive(d.white(year), phi), func(day int) float64 { return high * monthEnd(day) })
		}
	}),
	unrelated("shared holidays", func(d dice) func() []float64 {
		phi, height, days := d.between(0, 0.6), d.between(2, 8), d.days(12, year)
		return func() []float64 {
			y, high := autoregressive(d.white(year), phi), height*d.between(0.7, 1.3)
			for _, day := range days {
				y[day] -= high
			}
			return y
		}
	}),
	unrelated("seasonal ARMA", func(d dice) func() []float64 {
		phi, again := d.between(0.2, 0.7), d.between(0.3, 0.8)
		return func() []float64 {
			y := autoregressive(d.white(year+70), phi)
			for i := 7; i < len(y); i++ {
				y[i] += again * y[i-7]
			}
			return y[70:]
		}
	}),
	unrelated("weekly check-ins", func(d dice) func() []float64 {
		first := d.IntN(7)
		return func() []float64 { return held(summed(d.white(year)), 7, first) }
	}),
	unrelated("monthly check-ins", func(d dice) func() []float64 {
		first := d.IntN(30)
		return func() []float64 { return held(summed(d.white(year)), 30, first) }
	}),
	unrelated("ratios near 1", func(d dice) func() []float64 {
		phi, week := d.between(0.5, 0.95), someWeek(d)
		return func() []float64 {
			y := plus(autoregressive(d.white(year), phi), week)
			return fill(year, func(i int) float64 { return 1 / (1 + math.Exp(-3-y[i])) })
		}
	}),
	unrelated("few distinct values", func(d dice) func() []float64 {
		phi := d.between(0.3, 0.95)
		return func() []float64 {
			y := autoregressive(d.white(year), phi)
			return fill(year, func(i int) float64 { return math.Round(y[i] * 1.5) })
		}
	}),
	unrelated("gaps", func(d dice) func() []float64 {
		phi, week := d.between(0.5, 1), someWeek(d)
		return func() []float64 {
			y := summed(d.white(year))
			if phi < 0.95 {
				y = autoregressive(d.white(year), phi)
			}
			return without(d, plus(y, week), 0.08, 21)
		}
	}),
	unrelated("common volatility", func(d dice) func() []float64 {
		volatility, phi := autoregressive(d.white(year), 0.95), d.between(0, 0.9)
		return func() []float64 {
			e := d.white(year)
			return autoregressive(fill(year, func(i int) float64 { return e[i] * math.Exp(volatility[i]) }), phi)
		}
	}),
	unrelated("growing weekly season", func(d dice) func() []float64 {
		week, phi, growth := someWeek(d), d.between(0, 0.8), d.between(1, 4)/year
		return func() []float64 {
			return plus(autoregressive(d.white(year), phi), func(day int) float64 { return (1 + growth*float64(day)) * week(day) })
		}
	}),
	unrelated("growing counts, closed at weekends", func(d dice) func() []float64 {
		closed, growth, rate := weekend(1, d.IntN(7)), d.between(0.5, 2)/year, d.between(3, 50)
		return func() []float64 {
			return fill(year, func(i int) float64 {
				if closed(i) != 0 {
					return 0
				}
				return d.poisson(rate * math.Exp(growth*float64(i)))
			})
		}
	}),
	unrelated("totals of the month", func(d dice) func() []float64 {
		rate := d.between(5, 50)
		return func() []float64 {
			total := 0.0
			return fill(year, func(i int) float64 {
				if i > 0 && monthEnd(i-1) > 0 {
					total = 0
				}
				total += d.poisson(rate)
				return total
			})
		}
	}),
	unrelated("on and off", func(d dice) func() []float64 {
		return func() []float64 {
			rate, state := d.between(0.05, 0.3), 0.0
			return fill(year, func(int) float64 {
				if d.Float64() < rate {
					state = 1 - state
				}
				return state
			})
		}
	}),
	unrelated("half a year", func(d dice) func() []float64 {
		return func() []float64 {
			e := d.white(year / 2)
			if d.IntN(2) == 0 {
				return summed(e)
			}
			return autoregressive(e, 0.9)
		}
	}),
}

// someWeek is a season of a week: a sine, or weekends that differ.
func someWeek(d dice) func(day int) float64 {
	if d.IntN(2) == 0 {
		return wave(d.between(0.5, 3), 7, d.Float64())
	}
	return weekend(d.sign()*d.between(0.5, 4), d.IntN(7))
}

// counts are Poisson counts whose rate has a season.
func counts(d dice, rate float64, season func(day int) float64) []float64 {
	return fill(year, func(i int) float64 { return d.poisson(rate * math.Exp(season(i)/4)) })
}

// monthEnd is 1 on the last day of each month of a common year.
func monthEnd(day int) float64 {
	end := 0
	for _, days := range [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
		if end += days; day%year == end-1 {
			return 1
		}
	}
	return 0
}

// mixed has series of different kinds and sizes beside each other.
var mixed = unrelated("mixed", func(d dice) func() []float64 {
	return func() []float64 {
		for {
			kind := unrelatedSeries[d.IntN(len(unrelatedSeries))]
			if values := kind.draw(d).result; len(values) == year {
				return times(values, math.Pow(10, d.between(-3, 3)))
			}
		}
	}
})
