/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// A year of days. What guests spend follows, three weeks later, how many of them are recognised at the desk, and has
// nothing to do with how many walk in, although both grow.
func ExampleTest() {
	r := rand.New(rand.NewPCG(1, 2))
	const days, lag = 365, 21
	recognised := make([]float64, days+lag)
	for i := range recognised {
		recognised[i] = 60 + 5*r.NormFloat64()
		if i > 0 {
			recognised[i] = 12 + 0.8*recognised[i-1] + 5*r.NormFloat64()
		}
	}
	spent, walkIns := make([]float64, days), make([]float64, days)
	for i := range days {
		spent[i] = 100 + 2*recognised[i] + 0.1*float64(i) + 8*r.NormFloat64()
		walkIns[i] = 30 + 0.1*float64(i) + 3*r.NormFloat64()
	}
	findings := exchange.Test(exchange.Case{
		Result: spent,
		Drivers: []exchange.Driver{
			{Values: recognised[lag:], Expected: exchange.Increase},
			{Values: walkIns, Expected: exchange.Increase},
		},
		Step: 24 * time.Hour, MaxLag: 60, Confidence: 0.95,
	})
	for _, f := range findings {
		fmt.Println(f.Verdict, f.PValue < 0.001)
	}
	best := findings[0]
	fmt.Printf("%d days later, %.1f %% for 1 %%\n", best.Lag, best.Elasticity)
	fmt.Printf("better than its own history: %t\n", math.Round(best.Skill*10) > 0)
	// Output:
	// Supported true
	// NotSupported false
	// 21 days later, 0.5 % for 1 %
	// better than its own history: true
}
