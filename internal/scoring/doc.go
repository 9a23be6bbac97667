/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package scoring turns a measured value into a judgement: how far a target is reached, how far the plan expects it
// to be by now, what the key results of a goal score together, and what outlook follows from that.
//
// Everything here is a pure function of its arguments: no clock, no state, nothing but the standard library. Numbers
// are finite in and finite out; who asks keeps NaN and infinities out (they are no data, and no data is Unknown).
// "Progress" may leave 0..1, a "score" never does. Scores stay unrounded here, so that met, success, grade and outlook
// come from the exact number; Round is for what is written.
package scoring
