/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package lineage draws the lines between goals: the tree from a mission down to
// key results, and the line of sight from one goal up to the customer's words,
// what they earn, and the mission.
//
// It is pure: a function of goals in memory. A line is drawn only where the goal
// that it leads to consents to it, so that one without consent cannot be told
// from one to nothing.
package lineage
