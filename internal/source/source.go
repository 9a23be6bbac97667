/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net"
	"time"

	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Key names a source in the cluster. It can be compared and used as a map's key.
type Key struct {
	// Kind of the source.
	Kind v1alpha1.SourceKind
	// Namespace of a MetricSource; empty for a ClusterMetricSource.
	Namespace string
	// Name of the source.
	Name string
}

// String is "MetricSource namespace/name" or "ClusterMetricSource name".
func (k Key) String() string {
	if k.Namespace == "" {
		return string(k.Kind) + " " + k.Name
	}
	return string(k.Kind) + " " + k.Namespace + "/" + k.Name
}

// Policy is what the operator lets sources ask, as its flags say, and how it finds them.
type Policy struct {
	// AllowLoopback lets sources ask this machine, for tests and demos.
	AllowLoopback bool
	// NamespacedHosts are the hosts that a MetricSource may name: "host" and "*.suffix" with any port, "host:port" and
	// "*.suffix:port" with that one. Empty: none. A ClusterMetricSource may name any.
	NamespacedHosts []string
	// Resolver looks names up, before their addresses are held against what may be asked. Nil: the machine's own.
	Resolver *net.Resolver
}

// SecretReader reads one key of a Secret in the namespace that belongs to the source; the caller binds it. Any error
// means that the source has no credentials, except for one that says that the API server did not answer: what is in
// use then stays in use. The text of an error is never shown.
type SecretReader func(ctx context.Context, ref v1alpha1.SecretKeyReference) ([]byte, error)

// Options are what a Client needs beside the source's spec.
type Options struct {
	// Key of the source.
	Key Key
	// Namespace of the source, or the operator's for a ClusterMetricSource: what valueFrom: Namespace gives in Check.
	Namespace string
	// Policy of the operator.
	Policy Policy
	// Secrets reads credentials. It may be nil for a source without any.
	Secrets SecretReader
	// Clock for everything but the deadline of a query, which is the network's and so real. Nil: the real one.
	Clock clock.Clock
	// OnRefused is called when a query's credentials were refused even after the Secrets were read once more. It may be
	// nil, and must not block.
	OnRefused func()
	// Observe is called for each request that was sent to the source, with "Success" or the MeasureReason of its answer
	// and with how long it took. It may be nil, and must not block.
	Observe func(result string, took time.Duration)
}

// Problem is why a source cannot be used. Its message says what to mend, in our own words.
type Problem struct {
	// Reason for the source's Ready condition.
	Reason v1alpha1.MetricSourceReason
	// Message that goes with the reason.
	Message string
}

// Error is the message.
func (p *Problem) Error() string { return p.Message }

// Terminal says that only a change of the spec, or of the operator's flags, can mend it.
func (p *Problem) Terminal() bool {
	return p.Reason == v1alpha1.MetricSourceReasonInvalidURL || p.Reason == v1alpha1.MetricSourceReasonURLNotAllowed
}

// Info is what a server says about itself.
type Info struct {
	// Version as the server writes it; empty where it says none, or one that is not a version.
	Version string
	// Flavor of the server.
	Flavor v1alpha1.SourceFlavor
}

// NamespaceMatters says whether the namespace of the object that asks goes into the query: two namespaces that ask the
// same of such a source ask two different questions.
func NamespaceMatters(spec v1alpha1.MetricSourceSpec) bool {
	for _, header := range spec.Prometheus.Headers {
		if header.ValueFrom != "" {
			return true
		}
	}
	for _, matcher := range spec.EnforcedMatchers {
		if matcher.ValueFrom != "" {
			return true
		}
	}
	return false
}
