/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package replay evaluates goals without a cluster: a [world.Set] as of any time,
// each goal from the status that it has, to the status that the operator writes
// at that time; and folds that over times, each from the one before.
//
// Nothing is used that was not known at the time. An operator works on a goal
// whenever an answer or a reference changed, until all is at rest; so goals are
// evaluated in the order in which they refer to each other, and again where what
// they refer to has changed.
package replay
