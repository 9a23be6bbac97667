/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package forecast says from the history of a number what it will be at the due date, within which interval, and how
// probable success is. It is pure: time is passed in, equal cases give equal forecasts, and nothing is random.
package forecast
