/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package history keeps the past of a number on an even grid, in four bytes a point.
package history
