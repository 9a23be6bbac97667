/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package bench is the operator in the laboratory: a Site is a control plane where it is installed as config/default ships
// it, a Bench is a namespace with a Prometheus and a manager of its own within the test, by a clock that the test moves,
// and a Process is a manager as a program of its own.
package bench
