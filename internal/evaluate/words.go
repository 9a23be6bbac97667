/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// number writes a double as people do, in the shortest form that reads back as the same.
func number(v float64) string {
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// placeOf is the decimal place at which numbers of a size, over 0, have so many digits: 2 of 25 is 0, of 0.25 it is 2, of
// 2500 it is -2.
func placeOf(size float64, digits int) int {
	const leastNormal, up = 0x1p-1022, 300 // below the first, logarithms are not to be relied on
	if size < leastNormal {
		return placeOf(size*1e300, digits) + up
	}
	return digits - 1 - int(math.Floor(math.Log10(size)))
}

// round is v at a decimal place, such as 2 for hundredths and -2 for hundreds: the double that reads as those digits.
func round(v float64, place int) float64 {
	text := strconv.FormatFloat(v, 'f', max(place, 0), 64)
	if place < 0 {
		units := v / math.Pow10(-place)
		if math.Abs(units) >= 1<<52 {
			return v // it has no digits as fine as that
		}
		text = strconv.FormatFloat(math.Round(units), 'f', 0, 64) + "e" + strconv.Itoa(-place)
	}
	rounded, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return v // up, and out of what a double holds
	}
	return rounded + 0 // never -0
}

// chances are the fractions that probabilities are told by.
var chances = []struct{ of, in float64 }{
	{1, 100}, {1, 50}, {1, 20}, {1, 10}, {1, 7}, {1, 5}, {1, 4}, {1, 3}, {2, 5}, {1, 2}, {3, 5}, {2, 3}, {3, 4}, {4, 5},
	{6, 7}, {9, 10}, {19, 20}, {49, 50}, {99, 100},
}

// Chance tells a probability, 0 to 1, as people do: "about 1 in 5". It takes the fraction whose odds are nearest, as the step
// from 1 in 50 to 1 in 20 is as large as that from 1 in 2 to 3 in 4.
func Chance(p float64) string {
	first, last := chances[0], chances[len(chances)-1]
	switch {
	case p < first.of/first.in:
		return "under 1 in 100"
	case p > last.of/last.in:
		return "over 99 in 100"
	}
	best := first
	for _, chance := range chances {
		if distance(p, chance.of/chance.in) < distance(p, best.of/best.in) {
			best = chance
		}
	}
	return fmt.Sprintf("about %.0f in %.0f", best.of, best.in)
}

// distance of two probabilities between 0 and 1, by their odds.
func distance(p, q float64) float64 { return math.Abs(math.Log(p/(1-p)) - math.Log(q/(1-q))) }

// spell writes a length of time as goals do: "12h", "30m".
func spell(d time.Duration) string {
	if d%time.Hour == 0 {
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	return strconv.Itoa(int(d/time.Minute)) + "m"
}

// unitOf is a unit to go after a number, without what does not print.
func unitOf(unit string) string {
	if unit = printable(unit); unit == "" {
		return ""
	}
	return " " + unit
}

// counted is a number of things: "1 driver", "3 drivers".
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// every is all of a number of things: "the driver", "all 3 drivers".
func every(n int, thing string) string {
	if n == 1 {
		return "the " + thing
	}
	return "all " + counted(n, thing)
}

// printable is a text of the user's without what does not print.
func printable(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text))
}
