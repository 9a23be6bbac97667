//go:build !race

/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

// raceFlags build the manager without the race detector, as the test is built.
var raceFlags []string
