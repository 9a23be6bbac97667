/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Where config/default lets the operator run, and as whom.
const (
	operatorNamespace = "truenorth-system"
	operatorAccount   = "truenorth-controller-manager"
)

const (
	processPatience = 10 * time.Second // who was asked to stop is killed after it
	tailLines       = 20
)

// startManager runs the operator as the service account that config/default gives its role to.
func (d *demo) startManager(ctx context.Context, fail func(error)) error {
	account, err := d.cluster.ServiceAccount(ctx, operatorNamespace, operatorAccount)
	if err != nil {
		return err
	}
	kubeconfig := filepath.Join(d.folder, "manager.kubeconfig")
	if err := d.cluster.KubeconfigFor(kubeconfig, account); err != nil {
		return err
	}
	if d.metrics, err = freeAddress(); err != nil {
		return err
	}
	cmd := exec.Command(d.manager, "--kubeconfig="+kubeconfig, "--allow-loopback-sources",
		"--namespaced-source-hosts=127.0.0.1",
		"--metrics-bind-address="+d.metrics, "--metrics-secure=false", "--health-probe-bind-address=0")
	cmd.Env = append(os.Environ(), "POD_NAMESPACE="+operatorNamespace)
	stop, err := startProcess(cmd, d.managerLog(), fail)
	if err != nil {
		return fmt.Errorf("cannot start the operator: %w", err)
	}
	d.later(stop)
	d.say("the operator runs as service account %s/%s, with the role that it is shipped with", operatorNamespace, operatorAccount)
	return nil
}

func (d *demo) managerLog() string { return filepath.Join(d.folder, "manager.log") }

// freeAddress is a loopback address that nothing listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// startProcess starts cmd with its output in a file. When it ends before stop is called, fail is told so, with the end
// of that file. stop asks it to end, and returns when it has.
func startProcess(cmd *exec.Cmd, logFile string, fail func(error)) (stop func() error, err error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is the demo's to handle
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	stopping, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		err := cmd.Wait()
		_ = log.Close()
		select {
		case <-stopping:
		default:
			fail(fmt.Errorf("%s ended by itself: %v; the end of its log:\n%s", filepath.Base(cmd.Path), err, tail(logFile)))
		}
	}()
	return func() error {
		close(stopping)
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(processPatience):
			_ = cmd.Process.Kill()
			<-ended
		}
		return nil
	}, nil
}

// tail is the end of a text file, as far as it can be read.
func tail(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}
