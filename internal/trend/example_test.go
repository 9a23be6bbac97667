/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend_test

import (
	"fmt"
	"time"

	"github.com/truenorth-dev/truenorth/internal/trend"
)

func ExampleOf() {
	monday := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	var points []trend.Point
	for week, nps := range []float64{31, 33, 32, 35, 38, 36, 39, 41, 40, 43} {
		points = append(points, trend.Point{Time: monday.AddDate(0, 0, 7*week), Value: nps})
	}
	if got, ok := trend.Of(points); ok {
		fmt.Printf("%+.2f a week, p = %.4f\n", 7*got.PerDay, got.PValue)
	}

	_, ok := trend.Of(points[:trend.MinPoints-1])
	fmt.Println(ok)
	// Output:
	// +1.33 a week, p = 0.0041
	// false
}
