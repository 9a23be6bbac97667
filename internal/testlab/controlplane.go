/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// How long etcd and kube-apiserver may each take to start and to stop: far more than they need, for a busy machine.
const processTimeout = time.Minute

// ControlPlaneOptions says what a control plane starts with; the zero value is a good one.
type ControlPlaneOptions struct {
	// CRDDirs are folders (or files) with the custom resource definitions to install before StartControlPlane
	// returns. One that does not exist is an error.
	CRDDirs []string
	// Dir is where etcd keeps its data; it stays when the control plane stops, and the next one can go on with it.
	// Empty: a temporary folder that goes with the control plane.
	Dir string
	// Log takes what etcd and kube-apiserver write; it need not be safe for concurrent use. Nil: dropped.
	Log io.Writer
}

// ControlPlane is a running etcd and kube-apiserver with RBAC on, and a kubectl for them. There are no controllers, no
// kubelet and no ServiceAccount admission: pods never run and deleting an owner deletes nothing else. Its methods may
// be called concurrently.
type ControlPlane struct {
	env     *envtest.Environment
	kubectl string // the program
	scratch string // kubectl's home and kubeconfig, and the API server's certificates
	log     *processLog

	mu      sync.Mutex // guards serving and what env does to the API server
	serving bool
}

// StartControlPlane starts etcd and kube-apiserver and returns when the API answers and the CRDs are established. A
// context that ends meanwhile stops what was started once both are up.
func StartControlPlane(ctx context.Context, o ControlPlaneOptions) (*ControlPlane, error) {
	assets, err := Assets()
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	scratch, err := os.MkdirTemp("", "truenorth-lab-")
	if err != nil {
		return nil, fmt.Errorf("control plane: no temporary folder: %w", err)
	}
	c := &ControlPlane{
		kubectl: filepath.Join(assets, "kubectl"),
		scratch: scratch,
		log:     &processLog{out: o.Log},
		serving: true,
	}
	if err := c.start(ctx, assets, o); err != nil {
		return nil, errors.Join(fmt.Errorf("control plane: %w", err), c.Stop())
	}
	return c, nil
}

func (c *ControlPlane) start(ctx context.Context, assets string, o ControlPlaneOptions) error {
	data := o.Dir
	if data == "" {
		data = filepath.Join(c.scratch, "etcd")
	}
	certificates := filepath.Join(c.scratch, "certificates")
	for _, dir := range []string{data, certificates, c.home()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	c.env = newEnvironment(assets, data, certificates, c.log)
	c.env.CRDDirectoryPaths = o.CRDDirs
	if _, err := c.env.Start(); err != nil {
		return fmt.Errorf("%w; the last that it wrote: %s", err, c.log.tail())
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.Kubeconfig(c.adminKubeconfig())
}

// newEnvironment names every program and folder, so that no environment variable leads to another cluster, and so
// that the API server finds its certificates again when it is stopped and started.
func newEnvironment(assets, data, certificates string, log io.Writer) *envtest.Environment {
	env := &envtest.Environment{
		UseExistingCluster:       new(false),
		ErrorIfCRDPathMissing:    true,
		ControlPlaneStartTimeout: processTimeout,
		ControlPlaneStopTimeout:  processTimeout,
	}
	env.ControlPlane.KubectlPath = filepath.Join(assets, "kubectl")
	env.ControlPlane.Etcd = &envtest.Etcd{Path: filepath.Join(assets, "etcd"), DataDir: data, Out: log, Err: log}
	env.ControlPlane.APIServer = &envtest.APIServer{
		Path: filepath.Join(assets, "kube-apiserver"), CertDir: certificates, Out: log, Err: log,
	}
	// Without it an open watch, such as every manager has, holds a stopping API server for a minute.
	env.ControlPlane.APIServer.Configure().Set("shutdown-watch-termination-grace-period", "1s")
	return env
}

// Config is a copy of the cluster administrator's configuration (group system:masters).
func (c *ControlPlane) Config() *rest.Config { return rest.CopyConfig(c.env.Config) }

// StopAPIServer stops kube-apiserver alone: connections are refused until StartAPIServer, and nothing is lost.
func (c *ControlPlane) StopAPIServer() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.serving {
		return nil
	}
	if err := c.env.ControlPlane.APIServer.Stop(); err != nil {
		return fmt.Errorf("cannot stop kube-apiserver: %w", err)
	}
	c.serving = false
	return nil
}

// StartAPIServer starts kube-apiserver again where StopAPIServer stopped it, at the same address with the same data,
// certificates and tokens, and returns when it answers.
func (c *ControlPlane) StartAPIServer() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.serving {
		return nil
	}
	if err := c.env.ControlPlane.APIServer.Start(); err != nil {
		return fmt.Errorf("cannot start kube-apiserver: %w; the last that it wrote: %s", err, c.log.tail())
	}
	c.serving = true
	return nil
}

// Stop ends both processes and removes every file but the data in ControlPlaneOptions.Dir. A second call does nothing.
func (c *ControlPlane) Stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.serving = false
	var stopped error
	if c.env != nil {
		stopped = c.env.Stop()
	}
	return errors.Join(stopped, os.RemoveAll(c.scratch))
}

// processLog hands on what several processes write at once, and keeps the end of it for an error message.
type processLog struct {
	mu   sync.Mutex
	out  io.Writer // nil: nobody wants it
	last []byte
}

const processLogTail = 2048

// Write implements io.Writer.
func (l *processLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = append(l.last, p...)
	l.last = l.last[max(0, len(l.last)-processLogTail):]
	if l.out == nil {
		return len(p), nil
	}
	return l.out.Write(p)
}

func (l *processLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.last)
}
