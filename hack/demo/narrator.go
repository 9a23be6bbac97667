/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// narrator says what the demo does, each line with the seconds since the start.
type narrator struct {
	started time.Time
	closed  func(error) // called when nobody reads any more

	mu  sync.Mutex
	out io.Writer
}

func (n *narrator) say(format string, args ...any) {
	n.print(fmt.Sprintf("[%5.1fs] ", time.Since(n.started).Seconds()) + fmt.Sprintf(format, args...) + "\n")
}

// print writes text as it is.
func (n *narrator) print(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, err := io.WriteString(n.out, text); err != nil {
		n.closed(fmt.Errorf("nobody reads the output: %w", err))
	}
}
