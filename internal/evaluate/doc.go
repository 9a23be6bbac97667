/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package evaluate turns a goal's spec, the answers to its questions, the time and its previous status into its next
// status. It is the one pipeline behind the operator and the command line tool: no Kubernetes client in it, no clock,
// no I/O, so the same inputs give the same answer wherever it runs.
//
// An evaluation asks for what it needs by [Ask] and does with what is there. A question that has no answer yet leaves
// what was written before as it is; where nothing can be said without it, the result is Incomplete and is not to be
// written. [ObjectiveResult.Next] says at what date the same inputs would give another result.
//
// An outlook comes from a forecast of the key result's history, which is asked for on a grid of its period. A point of it
// counts from a fixed time after it on, so that an evaluation does not hang on when it was asked. What is forecast moves
// in the status once a day and with the outlook; the outlook is judged anew each time, from where it stood. While a
// history is not known, what is written stands.
package evaluate
