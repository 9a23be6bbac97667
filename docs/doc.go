/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package docs holds the documentation, and the test that what its examples
// print is what they print.
package docs
