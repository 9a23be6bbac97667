/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package terminal lays out text for terminals: tables, trees, bars and charts whose columns stand below each other whatever the script.
// It is pure, but for two questions to the terminal itself: whether it shows colours, and how wide it is.
//
// Texts of a user's objects cannot steer the terminal: Row of a table, cells of a tree, names in a chart and Wrap go through Clean. Whatever else
// prints such a text calls Clean itself. Styles are put on after cleaning and cutting, because their codes would count as columns.
package terminal
