/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMemoryLendsZeros(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m memory
		var lent [][]float64
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 9000), 1, 12).Draw(t, "sizes") {
			a := m.floats(n)
			if len(a) != n || cap(a) != n {
				t.Fatalf("%d of %d were lent, room for %d", len(a), n, cap(a))
			}
			for i, v := range a {
				if v != 0 {
					t.Fatalf("%v was lent", v)
				}
				a[i] = float64(len(lent) + 1)
			}
			lent = append(lent, a)
		}
		for i, a := range lent {
			for _, v := range a {
				if v != float64(i+1) {
					t.Fatalf("loan %d was lent again", i)
				}
			}
		}
	})
}

func TestMemoryIsUsedAgain(t *testing.T) {
	var m memory
	first := m.floats(100)
	first[0] = 7
	m.used = 0
	if again := m.floats(50); &again[0] != &first[0] || again[0] != 0 {
		t.Error("what was given back is not lent again, or not clean")
	}
}

func TestCopied(t *testing.T) {
	var m memory
	values := []float64{1, 2, 3}
	got := m.copied(values)
	if diff := cmp.Diff(values, got); diff != "" {
		t.Error(diff)
	}
	got[0] = 9
	if values[0] != 1 {
		t.Error("the copy is the original")
	}
}
