/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/truenorth-dev/truenorth/controllers"
	"github.com/truenorth-dev/truenorth/internal/source"
)

// The values of --metrics.
const (
	metricsBasic = "basic"
	metricsFull  = "full"
)

// serviceAccountNamespace is where a pod finds the namespace that it runs in.
const serviceAccountNamespace = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"

// defaultNamespace is where the operator is installed by config/default.
const defaultNamespace = "truenorth-system"

// options are the manager's flags.
type options struct {
	leaderElect             bool
	metricsAddress          string
	metricsSecure           bool
	healthAddress           string
	metrics                 string
	sourceHosts             string
	allowLoopback           bool
	watchNamespaces         string
	watchSelector           string
	maxConcurrentReconciles int
}

// bindFlags declares the flags; --kubeconfig is declared by controller-runtime.
func bindFlags(flags *flag.FlagSet) (*options, *zap.Options) {
	o := &options{}
	flags.BoolVar(&o.leaderElect, "leader-elect", true,
		"Measure only while holding the lease, so that of several managers one works and the others stand by.")
	flags.StringVar(&o.metricsAddress, "metrics-bind-address", ":8443", "The address that metrics are served on; 0 serves none.")
	flags.BoolVar(&o.metricsSecure, "metrics-secure", true,
		"Serve metrics over TLS, to those only whom the API server authenticates and authorises.")
	flags.StringVar(&o.healthAddress, "health-probe-bind-address", ":8081", "The address that /healthz and /readyz are served on; 0 serves none.")
	flags.StringVar(&o.metrics, "metrics", metricsBasic, "Which metrics are exported: basic, or full with those of each key result.")
	flags.StringVar(&o.sourceHosts, "namespaced-source-hosts", "",
		"The hosts that MetricSources may name, separated by commas: host, host:port, *.suffix or *.suffix:port. Empty allows none; ClusterMetricSources are not held to it.")
	flags.BoolVar(&o.allowLoopback, "allow-loopback-sources", false,
		"Let sources have loopback addresses. For tests and demos: on a shared host it reaches whatever listens there.")
	flags.StringVar(&o.watchNamespaces, "watch-namespaces", "",
		"The namespaces whose goals are evaluated, separated by commas. Empty: all. References reach into the others all the same.")
	flags.StringVar(&o.watchSelector, "watch-label-selector", "",
		"Evaluate only goals whose labels match, such as shard=a, so that several managers share the work. Empty: all.")
	flags.IntVar(&o.maxConcurrentReconciles, "max-concurrent-reconciles", 4, "How many goals of one kind are evaluated at the same time.")
	zapOptions := &zap.Options{}
	zapOptions.BindFlags(flags)
	return o, zapOptions
}

// validate says what is wrong with the flags and how to mend it.
func (o *options) validate() error {
	if o.metrics != metricsBasic && o.metrics != metricsFull {
		return fmt.Errorf("--metrics=%q: use basic or full", o.metrics)
	}
	if o.maxConcurrentReconciles < 1 {
		return errors.New("--max-concurrent-reconciles: use 1 or more")
	}
	for _, namespace := range list(o.watchNamespaces) {
		if problems := validation.IsDNS1123Label(namespace); len(problems) > 0 {
			return fmt.Errorf("--watch-namespaces: %q is no namespace: %s", namespace, problems[0])
		}
	}
	for _, host := range list(o.sourceHosts) {
		if err := source.CheckHost(host); err != nil {
			return fmt.Errorf("--namespaced-source-hosts: %w", err)
		}
	}
	return nil
}

// shard is the part of the goals that this manager evaluates.
func (o *options) shard() (controllers.Shard, error) {
	shard := controllers.Shard{Namespaces: list(o.watchNamespaces)}
	if o.watchSelector == "" {
		return shard, nil
	}
	selector, err := labels.Parse(o.watchSelector)
	if err != nil {
		return shard, fmt.Errorf("--watch-label-selector is no label selector, write it as key=value: %w", err)
	}
	shard.Selector = selector
	return shard, nil
}

// list splits a comma-separated flag, sorted, without empty parts and each part once.
func list(flag string) []string {
	var parts []string
	for part := range strings.SplitSeq(flag, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// ownNamespace is the namespace that the operator runs in.
func ownNamespace() string {
	if namespace := os.Getenv("POD_NAMESPACE"); namespace != "" {
		return namespace
	}
	if text, err := os.ReadFile(serviceAccountNamespace); err == nil && strings.TrimSpace(string(text)) != "" {
		return strings.TrimSpace(string(text))
	}
	return defaultNamespace
}
