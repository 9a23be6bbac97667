/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// drawn is how many series of each process the oracle is checked on.
const drawn = 400

// all processes.
var all = slices.Concat(standard, heldOut)

// lookOnce is what the oracle says of each series of a process at one share of the period, where it can know.
func lookOnce(p process, share float64) (answers []answer, of []*series) {
	for i := range drawn {
		s := p.series(1, i)
		at := int(share * float64(s.clean.length()))
		if s.clean.share(at) >= s.turn {
			answers, of = append(answers, askOracle(look{s, at}, scoring.Unknown)), append(of, s)
		}
	}
	return answers, of
}

func TestOracleIsCalibrated(t *testing.T) {
	for _, p := range all {
		for _, at := range []float64{0.3, 0.6, 0.85} {
			var over, variance, held, cases float64
			answers, of := lookOnce(p, at)
			for i, a := range answers {
				over -= a.probability
				variance += a.probability * (1 - a.probability)
				if of[i].succeeded() {
					over++
				}
				cases++
				if v := of[i].value(); a.low <= v && v <= a.high {
					held++
				}
			}
			// Four standard errors: of two hundred comparisons of a right oracle one in a hundred runs would have a worse one.
			if math.Abs(over) > 4*math.Sqrt(variance)+0.01 {
				t.Errorf("%s at %v: %+.1f successes more than promised of %v, standard error %.1f", p.name, at, over, cases, math.Sqrt(variance))
			}
			// A count's and a rounded number's interval holds a little more: it cannot end between two numbers.
			if least, most := 0.8-4*0.4/math.Sqrt(cases), 0.86+4*0.4/math.Sqrt(cases); held/cases < least || held/cases > most {
				t.Errorf("%s at %v: the interval held %.2f of values, want %.2f to %.2f", p.name, at, held/cases, least, most)
			}
		}
	}
}

func TestNoRuleBeatsTheOracle(t *testing.T) {
	for _, p := range all {
		var counted standings
		for i := range drawn / 16 {
			s := p.series(2, i)
			for m := oracle; m < methodCount; m++ {
				counted[m].add(tallyOf(judge(s, methods[m])))
			}
		}
		for m := oracle + 1; m < methodCount; m++ {
			if got := counted[m].brier(); got < counted[oracle].brier() {
				t.Errorf("%s: the Brier score of %s is %.3f, the oracle's %.3f", p.name, methods[m].name, got, counted[oracle].brier())
			}
		}
	}
}

func TestOracleDoesNotSeeTheFuture(t *testing.T) {
	for _, p := range all {
		s := p.series(3, 0)
		at := s.clean.length() / 2
		before := s.end(s.clean, at).reaching(s.to)
		blind := pathOf(s.clean.grid, func(i int) float64 {
			if i > at {
				return math.NaN()
			}
			return s.clean.at(i)
		})
		if got := s.end(blind, at).reaching(s.to); got != before {
			t.Errorf("%s: %v with the future and %v without it", p.name, before, got)
		}
	}
}

func TestOracleDoesNotForeseeTurns(t *testing.T) {
	g := grid{10, day}
	m := signal{mean: straight(1), noise: white{0.1}, turn: 0.5, then: straight(1).halted(0.5)}
	known := m.play(chance(), g)
	for at, want := range map[int]float64{4: 1, 5: 0.5} {
		if got := m.end(known, at).quantile(0.5); !near(got, want) {
			t.Errorf("on day %d it expects %v, want %v", at, got, want)
		}
	}
}

func TestOracleCountsOn(t *testing.T) {
	g := grid{10, day}
	m := counter{mean: straight(20), season: flat, spread: 1}
	known := pathOf(g, func(i int) float64 { return 100 })
	want := moved{count{6, 1}, 100, 1} // two a day for three days
	for k := 100.0; k < 115; k++ {
		if got := m.end(known, 7).reaching(k); !near(got, want.reaching(k)) {
			t.Errorf("%v or more: %v, want %v", k, got, want.reaching(k))
		}
	}
}

func TestOracleLearnsFromAR1(t *testing.T) {
	g := grid{10, day}
	n := wandering{sd: 2, memory: 0.5}
	known := pathOf(g, func(int) float64 { return 4 })
	for steps, want := range map[int][2]float64{1: {2, 2 * math.Sqrt(0.75)}, 2: {1, 2 * math.Sqrt(0.9375)}} {
		end := n.end(known, g.length()-steps)
		mean, sd := end.quantile(0.5), end.quantile(0.8413447460685429)-end.quantile(0.5)
		if !near(mean, want[0]) || math.Abs(sd-want[1]) > 1e-6 {
			t.Errorf("%d days ahead: %v, deviation %v; want %v", steps, mean, sd, want)
		}
	}
}

// TestFilterIsTheConditionalLaw compares the filter with the conditional law of a normal vector, which is solved for.
func TestFilterIsTheConditionalLaw(t *testing.T) {
	g := grid{12, day}
	n := noisyWalk{walk{0.4}, white{0.1}}
	p := n.play(chance(), g)
	const at = 7
	covariance := func(i, j int) float64 {
		c := 0.16 * float64(min(i, j)) / 12
		if i == j {
			c += 0.01
		}
		return c
	}
	seen, seenAndEnd := mat.NewSymDense(at+1, nil), mat.NewVecDense(at+1, nil)
	for i := range at + 1 {
		seenAndEnd.SetVec(i, covariance(i, 12))
		for j := range at + 1 {
			seen.SetSym(i, j, covariance(i, j))
		}
	}
	var solver mat.Cholesky
	var weights mat.VecDense
	if !solver.Factorize(seen) || solver.SolveVecTo(&weights, seenAndEnd) != nil {
		t.Fatal("the covariance cannot be solved")
	}
	wantMean := mat.Dot(&weights, mat.NewVecDense(at+1, p.until(0, at)))
	wantSD := math.Sqrt(covariance(12, 12) - mat.Dot(&weights, seenAndEnd))
	end := n.end(p, at)
	mean, sd := end.quantile(0.5), end.quantile(0.8413447460685429)-end.quantile(0.5)
	if !near(mean, wantMean) || math.Abs(sd-wantSD) > 1e-6 {
		t.Errorf("got %v, deviation %v; want %v, %v", mean, sd, wantMean, wantSD)
	}
}
