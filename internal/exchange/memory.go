/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

// memory lends slices for as long as one driver is tested, so that thirty drivers need no more than one.
type memory struct {
	numbers []float64
	used    int
}

// floats lends n zeros.
func (m *memory) floats(n int) []float64 {
	if m.used+n > len(m.numbers) {
		m.numbers = make([]float64, max(2*len(m.numbers), m.used+n, 1<<14))
		m.used = 0
	}
	lent := m.numbers[m.used : m.used+n : m.used+n]
	m.used += n
	clear(lent)
	return lent
}

// copied lends a copy.
func (m *memory) copied(values []float64) []float64 {
	lent := m.floats(len(values))
	copy(lent, values)
	return lent
}
