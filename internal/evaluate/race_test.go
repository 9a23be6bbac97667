//go:build race

/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

// raceDetector tells that the race detector is on. It makes every sync.Pool forget at random.
const raceDetector = true
