/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "math"

// cycle is a season that comes back, in slots of the grid.
type cycle struct {
	length float64 // slots until it begins again
	phases int     // parts of it that differ
}

// mostPhases of a cycle that are told apart.
const mostPhases = 24

// fewestCycles must have been seen before a season is believed.
const fewestCycles = 2

func (c cycle) phase(slot float64) int {
	turn := slot/c.length + 1e-9
	return min(int((turn-math.Floor(turn))*float64(c.phases)), c.phases-1)
}

// takeSeasons takes the seasons of the day and the week out of a series, and returns what they add at the due date.
func takeSeasons(s *series, memory *memory) float64 {
	size := 1.0
	if len(s.slots) > 1 {
		size = s.slots[1] - s.slots[0]
	}
	added := 0.0
	if perDay := s.perDay / size; perDay >= 2 {
		added += takeSeason(s, cycle{s.perDay, int(min(perDay, mostPhases))}, size, memory)
	}
	if size <= s.perDay {
		added += takeSeason(s, cycle{7 * s.perDay, 7}, size, memory)
	}
	return added
}

// takeSeason takes one cycle out: the means over its phases of the distance from a moving average over a whole cycle.
// They are shrunk by what chance alone would make of them, by the F statistic as in James and Stein (1961), Estimation
// with quadratic loss; so a series without a season keeps still.
func takeSeason(s *series, c cycle, size float64, memory *memory) float64 {
	points := c.length / size
	window := int(math.Round(points))
	if n := len(s.y); math.Abs(points-float64(window)) > 1e-6 || n < fewestCycles*window {
		return 0
	}
	var sum, squares [mostPhases]float64
	var count [mostPhases]float64
	half := window / 2
	average := newMovingAverage(s.y, window, memory)
	for i := half; i < len(s.y)-half; i++ {
		r, p := s.y[i]-average.at(i), c.phase(s.slots[i])
		sum[p] += r
		squares[p] += r * r
		count[p]++
	}
	profile := shrink(c.phases, sum, squares, count)
	for i := range s.y {
		s.y[i] -= profile[c.phase(s.slots[i])]
	}
	return profile[c.phase(s.due)]
}

// kinship is how much of the variance of means chance makes where neighbours are alike, against none.
const kinship = 1.5

// shrink is the means of groups, shrunk towards 0.
func shrink(phases int, sum, squares, count [mostPhases]float64) (profile [mostPhases]float64) {
	var between, total, n, groups float64
	for p := range phases {
		if count[p] == 0 {
			continue
		}
		groups++
		n += count[p]
		between += sum[p] * sum[p] / count[p]
		total += squares[p]
	}
	within := max(total-between, tiny*tiny)
	if groups < 2 || n <= groups || between <= tiny*tiny {
		return profile
	}
	f := between / (groups - 1) / (within / (n - groups)) / kinship
	for p := range phases {
		if count[p] > 0 {
			profile[p] = sum[p] / count[p] * max(0, 1-1/f)
		}
	}
	return profile
}

// movingAverage is centred and over a whole cycle; of an even number of points the outermost two count half.
type movingAverage struct {
	sums []float64 // of all before
	y    []float64
	size int
}

func newMovingAverage(y []float64, size int, memory *memory) movingAverage {
	sums := append(memory.floats(len(y) + 1)[:0], 0)
	for i, v := range y {
		sums = append(sums, sums[i]+v)
	}
	return movingAverage{sums: sums, y: y, size: size}
}

func (m movingAverage) at(i int) float64 {
	half := m.size / 2
	sum := m.sums[i+half+1] - m.sums[i-half]
	if m.size%2 == 0 {
		sum -= (m.y[i-half] + m.y[i+half]) / 2
	}
	return sum / float64(m.size)
}
