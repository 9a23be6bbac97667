/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Package cli is the kubectl plugin `kubectl goals`. Each command stands in the files that
// bear its name; it reads goals from files or from a cluster, has them checked or
// judged by the packages that do that, and prints what comes of it.
//
// Results go to standard output, everything else to standard error. The exit
// code is 0 where all is well, 1 where a command found what it looks for
// (errors in files, a requirement that does not hold), and 2 where it could not
// do its work.
package cli
