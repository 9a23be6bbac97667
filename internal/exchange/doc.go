/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package exchange tests whether moving customer indicators (drivers) moves a business result: it finds by how many
// steps a driver leads, how sure that is, and what it is worth in forecasting. It is pure: equal cases give equal
// findings, and nothing is random. It is evidence, not proof of cause.
package exchange
