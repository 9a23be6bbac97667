/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package history keeps the past of a number on an even grid, in four bytes a point.
//
// A point is kept as a float32, which is its distance from one of the values, over a power of two that lets the largest
// distance of all fit. So what comes out is within a 2^24th of that distance of what went in, and the same where the
// values are equal or small integers; and one value that is far off costs the others nothing.
package history
