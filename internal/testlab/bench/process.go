/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package bench

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// Process is a running manager.
type Process struct {
	// Log is what it printed.
	Log *Log

	cmd  *exec.Cmd
	done chan error
}

// Start runs a manager's program until the test ends, as Launch does.
func (s *Site) Start(t *testing.T, program string, env []string, args ...string) *Process {
	t.Helper()
	p, err := s.Launch(program, env, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// Launch runs a manager's program under the operator's shipped role, with loopback sources allowed. More environment goes
// into env, as "NAME=value". The caller ends it by Kill or Terminate.
func (s *Site) Launch(program string, env []string, args ...string) (*Process, error) {
	p := &Process{Log: &Log{}, done: make(chan error, 1)}
	p.cmd = exec.Command(program, append([]string{"--kubeconfig=" + s.kubeconfig, "--allow-loopback-sources"}, args...)...)
	p.cmd.Env = append(append(os.Environ(), "POD_NAMESPACE="+OperatorNamespace), env...)
	p.cmd.Stdout, p.cmd.Stderr = p.Log, p.Log
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the manager: %w", err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	return p, nil
}

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the manager as a crash does (SIGKILL), and returns when it is gone. A second call does nothing.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // an error says that it has ended
	p.done <- <-p.done
}

// Terminate asks the manager to stop (SIGTERM), and returns how it did.
func (p *Process) Terminate() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return p.Wait(Patience)
}

// Wait returns how the manager ended. It is an error, too, when it does not within the time given.
func (p *Process) Wait(atMost time.Duration) error {
	timeout := time.NewTimer(atMost)
	defer timeout.Stop()
	select {
	case err := <-p.done:
		p.done <- err
		return err
	case <-timeout.C:
		return errors.New("the manager runs still")
	}
}

// FreeAddress is one on loopback that nobody listens on.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("no free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
