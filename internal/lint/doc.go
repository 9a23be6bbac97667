/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package lint checks goals in files. A [Validator] says what the API server would say of each; [Lint] adds what the
// operator would refuse, what does not fit together among the files, and advice. Each rule is one function in a table
// that [Rules] shows; [Write] writes what was found for people and for other tools. There is no Kubernetes client in it.
package lint
