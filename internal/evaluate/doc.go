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
package evaluate
