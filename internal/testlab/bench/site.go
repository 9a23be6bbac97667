/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// OperatorNamespace is where config/default puts the operator.
const OperatorNamespace = "truenorth-system"

// ServiceAccount is the one that config/default gives the operator's role to.
const ServiceAccount = "truenorth-controller-manager"

// Site is a control plane with the operator installed, but for its pod. Benches and processes share it.
type Site struct {
	// Plane is the control plane.
	Plane *testlab.ControlPlane
	// Admin may do everything.
	Admin client.WithWatch
	// Operator authenticates as the operator's service account, so that its shipped role judges what it does.
	Operator *rest.Config
	// Log is what the benches' managers logged.
	Log *Log

	benches    atomic.Int32
	kubeconfig string
}

// silence keeps from the terminal what libraries log beside a manager's own logger.
var silence sync.Once

// Open starts a site with what the folder config holds.
func Open(ctx context.Context, config string) (*Site, error) {
	plane, err := testlab.StartControlPlane(ctx, testlab.ControlPlaneOptions{CRDDirs: []string{filepath.Join(config, "crd", "bases")}})
	if err != nil {
		return nil, err
	}
	s := &Site{Plane: plane, Log: &Log{}}
	if err := s.install(ctx, config); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	silence.Do(func() {
		ctrl.SetLogger(logr.Discard())
		klog.SetLogger(logr.Discard())
	})
	return s, nil
}

func (s *Site) install(ctx context.Context, config string) (err error) {
	if out, err := s.Plane.Kubectl(ctx, "apply", "-k", filepath.Join(config, "default")).CombinedOutput(); err != nil {
		return fmt.Errorf("install the operator: %w: %s", err, out)
	}
	if s.Admin, err = client.NewWithWatch(s.Plane.Config(), client.Options{Scheme: Scheme()}); err != nil {
		return err
	}
	if s.Operator, err = s.Plane.ServiceAccount(ctx, OperatorNamespace, ServiceAccount); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "truenorth-site-")
	if err != nil {
		return err
	}
	s.kubeconfig = filepath.Join(folder, "kubeconfig")
	return s.Plane.KubeconfigFor(s.kubeconfig, s.Operator)
}

// Close ends the control plane and removes what the site wrote.
func (s *Site) Close() error {
	err := s.Plane.Stop()
	if s.kubeconfig != "" {
		err = errors.Join(err, os.RemoveAll(filepath.Dir(s.kubeconfig)))
	}
	return err
}

// Scheme knows the types of Kubernetes and of truenorth.
func Scheme() *runtime.Scheme {
	s := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(s); err != nil {
			panic(err) // two types of one name: a mistake of this program
		}
	}
	return s
}

// Log keeps what is written to it, line by line. It is safe for concurrent use.
type Log struct {
	mu  sync.Mutex
	all []string
}

// Write adds what a process printed.
func (l *Log) Write(p []byte) (int, error) {
	l.add(string(p))
	return len(p), nil
}

func (l *Log) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
}

// Lines are a copy of what was logged so far.
func (l *Log) Lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// String is all that was logged so far.
func (l *Log) String() string { return strings.Join(l.Lines(), "\n") }

// Count is how many lines contain a part.
func (l *Log) Count(part string) int {
	count := 0
	for _, line := range l.Lines() {
		if strings.Contains(line, part) {
			count++
		}
	}
	return count
}
