/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package report puts how goals stand into a document for a review meeting, in
// Markdown or as one HTML file that needs nothing else: neither a network, nor
// scripts, nor fonts or pictures from elsewhere.
//
// It is pure. What it says is what the statuses of a [world.Set] say, in their
// words; it judges nothing itself. What is not known is said to be so, and where
// a chart knows nothing it has a gap.
//
// All texts of users go through [terminal.Clean] on their way into a [Report],
// and are escaped on their way out of it.
package report
