/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

// Command faults runs the battery of internal/faults, and prints what a user sees of each fault and whether it was held. It
// fails when one was not, when one of the numbers has no test, and when what the battery left behind shows a secret.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// count is how many faults there are: the tests are TestFault01 to TestFault50.
const count = 50

func main() {
	output := flag.String("o", "text", "how the table is printed: text or markdown")
	race := flag.Bool("race", false, "run the battery with the race detector")
	flag.Parse()
	write, ok := map[string]func(io.Writer, *battery) error{"text": writeText, "markdown": writeMarkdown}[*output]
	if !ok || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(write, *race); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// run runs the battery and writes its table; what tests print of failures goes to the standard error.
func run(write func(io.Writer, *battery) error, race bool) error {
	args := []string{"test", "-json", "-count=1", "-timeout=20m", "-parallel=4", "-run=^TestFault"} // a test waits more than it computes
	if race {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, "./internal/faults")...)
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	b, err := read(events, os.Stderr)
	if err != nil {
		return err
	}
	ended := cmd.Wait()
	if err := write(os.Stdout, b); err != nil {
		return err
	}
	return b.verdict(ended)
}
