/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import "math"

// ShareInside is the share of answered grid points whose value is inside the band; the band's tolerance has no part in
// it. values are the answers, points is how many the grid has. NaN and infinities are no answers. ok is false when
// fewer than half of the points are answered, and for a grid without points.
func ShareInside(m Maintain, values []float64, points int) (share float64, ok bool) {
	var answered, inside int
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		answered++
		if m.Inside(v) {
			inside++
		}
	}
	if points <= 0 || answered*2 < points {
		return 0, false
	}
	return float64(inside) / float64(answered), true
}
