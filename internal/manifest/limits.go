/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

// What is read is bounded well above what an API server takes (3 MiB an object) and a repository of goals holds.
const (
	maxFileBytes  = 8 << 20  // of one file
	maxTotalBytes = 64 << 20 // of all files of a Load
	maxFiles      = 20_000   // of a Load
	maxDocuments  = 20_000   // of a Load
	maxExtent     = 32 << 20 // of one document, aliases written out, each value counted as nodeExtent and its text
	nodeExtent    = 16
	maxDepth      = 256
	maxDuplicates = 20  // that are told of one document
	maxComplaint  = 200 // bytes of what a library complains about
)
