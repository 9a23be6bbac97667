/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
)

// dice draw parameters and noise.
type dice struct{ *rand.Rand }

// diceOf are the dice of one exchange of a process: its own, so that it is the same however many others are drawn.
func diceOf(process string, seed uint64, i int) dice {
	name := fnv.New64a()
	_, _ = name.Write([]byte(process + "/" + strconv.Itoa(i)))
	return dice{rand.New(rand.NewPCG(seed, name.Sum64()))}
}

// between is a number from a range.
func (d dice) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// whole is a whole number from a range, its ends included.
func (d dice) whole(low, high int) int { return low + d.IntN(high-low+1) }

// sign is up or down.
func (d dice) sign() float64 {
	if d.IntN(2) == 0 {
		return 1
	}
	return -1
}

// white is independent normal numbers of deviation 1.
func (d dice) white(n int) []float64 {
	return fill(n, func(int) float64 { return d.NormFloat64() })
}

// heavy is independent numbers of deviation 1 that follow Student's t with 3 degrees of freedom.
func (d dice) heavy(n int) []float64 {
	return fill(n, func(int) float64 {
		a, b, c := d.NormFloat64(), d.NormFloat64(), d.NormFloat64()
		return d.NormFloat64() / math.Sqrt(a*a+b*b+c*c)
	})
}

// clustered is numbers of deviation 1 of which great ones come together, a GARCH(1,1) process (Bollerslev 1986).
func (d dice) clustered(n int) []float64 {
	variance, last := 1.0, 0.0
	return fill(n, func(int) float64 {
		variance = 0.05 + 0.15*last*last + 0.8*variance
		last = math.Sqrt(variance) * d.NormFloat64()
		return last
	})
}

// poisson is a count (Knuth's product of uniforms, in parts for great means).
func (d dice) poisson(mean float64) float64 {
	k := 0.0
	for ; mean > 30; mean -= 30 {
		k += d.poisson(30)
	}
	for p := d.Float64(); p > math.Exp(-mean); p *= d.Float64() {
		k++
	}
	return k
}

// days are some different days of the first n.
func (d dice) days(count, n int) []int { return d.Perm(n)[:count] }

// fill is n numbers, the first one first.
func fill(n int, value func(i int) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = value(i)
	}
	return values
}

// autoregressive is noise of which a share is left the next day; its deviation is 1 where that of the shocks is.
func autoregressive(shocks []float64, phi float64) []float64 {
	last, scale := shocks[0], math.Sqrt(1-phi*phi)
	return fill(len(shocks), func(i int) float64 {
		if i > 0 {
			last = phi*last + scale*shocks[i]
		}
		return last
	})
}

// summed is the sums of all shocks until then.
func summed(shocks []float64) []float64 {
	total := 0.0
	return fill(len(shocks), func(i int) float64 {
		total += shocks[i]
		return total
	})
}

// rolling is the means over a window that ends at each value; there are window-1 fewer.
func rolling(values []float64, window int) []float64 {
	return fill(len(values)-window+1, func(i int) float64 {
		mean := 0.0
		for _, v := range values[i : i+window] {
			mean += v / float64(window)
		}
		return mean
	})
}

// plus adds a function of the day to a series.
func plus(values []float64, f func(day int) float64) []float64 {
	return fill(len(values), func(i int) float64 { return values[i] + f(i) })
}

// times multiplies a series.
func times(values []float64, by float64) []float64 {
	return fill(len(values), func(i int) float64 { return by * values[i] })
}

// wave is a season in the shape of a sine.
func wave(amplitude, length, phase float64) func(day int) float64 {
	return func(day int) float64 { return amplitude * math.Sin(2*math.Pi*(float64(day)/length+phase)) }
}

// weekend is a season of two days a week that are lower.
func weekend(amplitude float64, first int) func(day int) float64 {
	return func(day int) float64 {
		if (day+first)%7 < 2 {
			return -amplitude
		}
		return 0
	}
}

// logistic is a curve from 0 to 1 around a day.
func logistic(middle, width float64) func(day int) float64 {
	return func(day int) float64 { return 1 / (1 + math.Exp(-(float64(day)-middle)/width)) }
}

// after is a step up on a day.
func after(from int) func(day int) float64 {
	return func(day int) float64 {
		if day >= from {
			return 1
		}
		return 0
	}
}

// held is a series that shows each value until the next period begins.
func held(values []float64, period, first int) []float64 {
	return fill(len(values), func(i int) float64 { return values[max(0, i-(i+first)%period)] })
}

// without takes values away: a share of single ones, and one stretch.
func without(d dice, values []float64, share float64, stretch int) []float64 {
	from := d.IntN(len(values) - stretch)
	return fill(len(values), func(i int) float64 {
		if d.Float64() < share || i >= from && i < from+stretch {
			return math.NaN()
		}
		return values[i]
	})
}
