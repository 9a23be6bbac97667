/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast_test

import (
	"fmt"
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/internal/forecast"
)

// Sixty days into a quarter a number that is to get from 0 to 100 makes good progress, with some ups and downs.
func ExampleValue() {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	c := forecast.Case{
		First: start, Step: 24 * time.Hour,
		Start: start, Due: start.AddDate(0, 3, 0),
		Success: forecast.AtLeast(100), Bounds: forecast.Everything(), Way: 100,
	}
	for day := range 60 {
		c.Values = append(c.Values, 1.3*float64(day)+2*math.Sin(10*float64(day)))
	}
	if f, ok := forecast.Value(c); ok {
		fmt.Printf("likely: %t\n", f.Probability > 0.9)
		fmt.Printf("about %.0f0\n", f.Value/10)
	}
	// Output:
	// likely: true
	// about 120
}

// A service is to be fast enough for 90 % of the quarter. It was on 27 days of the first thirty.
func ExampleShare() {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	c := forecast.ShareCase{
		First: start, Step: 24 * time.Hour,
		Start: start, Due: start.AddDate(0, 3, 0),
		Inside: forecast.AtMost(0.3), Target: 0.9, SoFar: math.NaN(),
	}
	for day := range 30 {
		latency := 0.2
		if day%10 == 5 {
			latency = 0.5
		}
		c.Values = append(c.Values, latency)
	}
	if f, ok := forecast.Share(c); ok {
		fmt.Printf("%.1f of the time, between %.1f and %.1f\n", f.Value, f.Low, f.High)
		fmt.Printf("as likely as not: %t\n", math.Abs(f.Probability-0.5) < 0.2)
	}
	// Output:
	// 0.9 of the time, between 0.8 and 0.9
	// as likely as not: true
}

// Three goals that are each as likely as not are more likely to be reached together than three coins are to show heads:
// what makes one succeed helps the others.
func ExampleAll() {
	fmt.Printf("%.2f\n", forecast.All(0.5, 0.5, 0.5))
	fmt.Printf("%.2f\n", forecast.All(0.9, 0.9, 0.9))
	fmt.Printf("%.2f\n", forecast.All(0.9))
	// Output:
	// 0.25
	// 0.78
	// 0.90
}
