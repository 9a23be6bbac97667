/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package world says what a goal can refer to, and judges it with that: the one
// place where consent is checked, sources are resolved, and a kind of goal is
// put together for its evaluation, behind the operator and the command line
// tool alike.
//
// It reads goals from a [Store]: the operator's cache, or a [Set] in memory that
// holds what was read from files or from a cluster.
package world
