/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkOf(b *testing.B) {
	points := every(day, ar(rand.New(rand.NewPCG(1, 2)), 400, 0.6)...)
	for b.Loop() {
		Of(points)
	}
}
