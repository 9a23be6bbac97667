/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package faults is the battery: one test for each fault that must not break the operator, TestFault01 to TestFault50, each
// of which tells what a user sees. All of them run on one real control plane, against a real Prometheus or a server that
// misbehaves on purpose, and what they leave behind (status, events, logs, metrics) is searched for secrets and for bytes of
// answers. `make test-faults` runs them and prints the table of docs/reliability.md.
package faults
