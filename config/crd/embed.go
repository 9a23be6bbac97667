/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package crd carries the definitions of our kinds, as they are installed in a cluster, inside the program, so that
// what is checked offline is what the API server checks.
package crd

import "embed"

// Bases holds the generated CustomResourceDefinitions, one YAML file a kind, as bases/<group>_<plural>.yaml.
//
//go:embed bases/*.yaml
var Bases embed.FS
