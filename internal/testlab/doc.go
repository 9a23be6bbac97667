/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package testlab runs the real counterparts of truenorth on this machine: etcd, kube-apiserver and kubectl as
// processes, and a Prometheus (its own TSDB, engine and HTTP API) inside this one. Tests and the demo stand on it,
// so that what passes here was judged by the same code that judges it in a cluster.
//
// Both start within seconds, listen on loopback alone, and leave neither process nor file behind when they stop.
package testlab
