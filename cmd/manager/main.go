/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command manager is the operator: it measures the goals of a cluster and writes their status.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	_ "time/tzdata" // periods have time zones, and the image has no files beside this program

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
)

func main() {
	o, zapOptions := bindFlags(flag.CommandLine)
	flag.Parse()
	if flag.NArg() > 0 { // package flag stops at the first word that is none, and would drop the flags behind it
		fmt.Fprintf(os.Stderr, "manager: %q is no flag: write --flag=value, and lists without spaces\n", flag.Arg(0))
		os.Exit(2)
	}
	log.SetOutput(io.Discard) // net/http prints there what a server sends unasked, byte by byte
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(zapOptions)))
	if err := run(ctrl.SetupSignalHandler(), o); err != nil {
		ctrl.Log.Error(err, "Manager stopped")
		fmt.Fprintln(os.Stderr, "manager:", err)
		os.Exit(1)
	}
}
