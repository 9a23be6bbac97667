/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/discovery"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// startControlPlane brings up etcd and kube-apiserver, and a kubeconfig for the user.
func (d *demo) startControlPlane(ctx context.Context) error {
	d.say("starting etcd and kube-apiserver …")
	if err := os.Setenv("KUBEBUILDER_ASSETS", d.controlPlane); err != nil {
		return err
	}
	if err := d.bringPlugin(); err != nil {
		return err
	}
	var err error
	if d.cluster, err = testlab.StartControlPlane(ctx, testlab.ControlPlaneOptions{}); err != nil {
		return err
	}
	d.later(d.cluster.Stop)
	if err := d.cluster.Kubeconfig(d.kubeconfig()); err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return err
	}
	asked, err := discovery.NewDiscoveryClientForConfig(d.cluster.Config())
	if err != nil {
		return err
	}
	version, err := asked.ServerVersion()
	if err != nil {
		return fmt.Errorf("kube-apiserver does not answer: %w", err)
	}
	d.goals, err = client.New(d.cluster.Config(), client.Options{Scheme: scheme})
	d.say("kube-apiserver %s answers at %s", version.GitVersion, d.cluster.Config().Host)
	return err
}

// kubeconfig is the administrator's, for the user's own kubectl.
// bringPlugin lets kubectl find its plugin, and that write for people, who read it by way of the demo.
func (d *demo) bringPlugin() error {
	path := filepath.Dir(d.plugin) + string(os.PathListSeparator) + os.Getenv("PATH")
	return errors.Join(os.Setenv("PATH", path), os.Setenv("COLUMNS", cmp.Or(os.Getenv("COLUMNS"), "120")))
}

func (d *demo) kubeconfig() string { return filepath.Join(d.folder, "kubeconfig") }

// install is what a user does to a cluster.
func (d *demo) install(ctx context.Context) error {
	if _, err := d.kubectl(ctx, "apply", "-k", filepath.Join(d.config, "default")); err != nil {
		return err
	}
	if _, err := d.kubectl(ctx, "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"); err != nil {
		return err
	}
	d.say("installed with `kubectl apply -k config/default`; its Deployment stays empty, for no node runs here")
	return nil
}

// kubectl runs the real one as the administrator and returns what it printed.
func (d *demo) kubectl(ctx context.Context, args ...string) (string, error) {
	cmd := d.cluster.Kubectl(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}
