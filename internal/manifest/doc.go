/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package manifest reads Kubernetes objects from files, folders, standard input and kustomizations as kubectl does, and
// remembers where in its file every field stands. What it reads is not trusted: sizes, depth and numbers are bounded.
package manifest
