/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import "sync"

// memory hands out pieces of one block, and keeps the lists of a forecast for the next one. A forecast takes some 200 KiB
// for a moment, which thousands of forecasts in a row had better share.
type memory struct {
	block    []float64
	used     int
	columns  []column
	filtered []column
	trends   []trend
	parts    mixture
}

var memories = sync.Pool{New: func() any {
	const columns, trends = bases + 1 + len(curves) + 3*breaks, 4 + len(curves) + 3*breaks
	return &memory{
		block: make([]float64, 1<<15), columns: make([]column, 0, columns), filtered: make([]column, 0, columns),
		trends: make([]trend, 0, trends), parts: make(mixture, 0, 4*trends),
	}
}}

func newMemory() *memory { return memories.Get().(*memory) }

// release makes the block free for others. Nothing that was handed out may be used after that.
func (m *memory) release() {
	m.used = 0
	memories.Put(m)
}

// floats is a piece of n zeros.
func (m *memory) floats(n int) []float64 {
	if m.used+n > len(m.block) {
		return make([]float64, n) // a history that is longer than any grid makes it
	}
	piece := m.block[m.used : m.used+n : m.used+n]
	m.used += n
	clear(piece)
	return piece
}
