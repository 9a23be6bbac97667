/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/measure"
	"github.com/truenorth-dev/truenorth/internal/source"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// errUnconnected ends a command whose results lack what a source did not give.
var errUnconnected = errors.New("not all sources could be asked: what comes of that stands in the results as SourceUnavailable")

// connections are the sources of some goals, as they are reached.
type connections struct {
	*options
	flags   *connectFlags
	goods   *goods
	clients []*source.Client
	broken  bool                                 // some source cannot be asked
	told    map[v1alpha1.MetricSourceReason]bool // of the server that is asked in place of a cluster's sources
}

// connect makes the sources of some goals ready to be asked. Those that goals refer to and the files lack are the flags'.
func (o *options) connect(flags *connectFlags, g *goods) (*connections, error) {
	if err := flags.check(o.Lookup); err != nil {
		return nil, err
	}
	missing := missingSources(g.Set)
	if g.fromCluster {
		missing = slices.DeleteFunc(missing, func(s world.Object) bool { return saidMissing(g, s) })
	}
	if flags.url != "" {
		for _, s := range missing {
			g.Put(s)
		}
	} else if len(missing) > 0 && len(g.MetricSources())+len(g.ClusterMetricSources()) == 0 {
		return nil, errors.New("there is no source among the files: name a server with --prometheus URL, or add a MetricSource or ClusterMetricSource with -f")
	}
	c := &connections{options: o, flags: flags, goods: g, told: map[v1alpha1.MetricSourceReason]bool{}}
	if flags.url == "" {
		c.tellMissing(missing)
	}
	return c, nil
}

// tellMissing tells of sources that goals refer to and that are not there.
func (c *connections) tellMissing(missing []world.Object) {
	for _, s := range missing {
		c.broken = true
		fmt.Fprintf(c.Err, "source %s is not among the files: add it with -f, or name a server with --prometheus URL\n", terminal.Clean(s.GetName()))
	}
}

// missingSources are those that goals refer to and that are not there, open to all: a ClusterMetricSource unless the
// reference says otherwise.
func missingSources(set *world.Set) []world.Object {
	var missing []world.Object
	seen := map[source.Key]bool{}
	for _, goal := range (&snapshot{Set: set}).goals() {
		for _, ref := range world.SourceRefs(goal) {
			key, there := sourceKey(set, goal.GetNamespace(), ref)
			if there || seen[key] {
				continue
			}
			seen[key] = true
			meta := metav1.ObjectMeta{Namespace: key.Namespace, Name: key.Name, Generation: 1}
			if key.Kind == v1alpha1.SourceKindNamespaced {
				missing = append(missing, &v1alpha1.MetricSource{ObjectMeta: meta})
				continue
			}
			missing = append(missing, &v1alpha1.ClusterMetricSource{ObjectMeta: meta, Spec: v1alpha1.ClusterMetricSourceSpec{
				AllowedNamespaces: v1alpha1.AllowedNamespaces{From: v1alpha1.ShareFromAll},
			}})
		}
	}
	return missing
}

// sourceKey names the source that a reference means, and tells whether there is one, be it that it is not allowed.
func sourceKey(set *world.Set, namespace string, ref v1alpha1.SourceReference) (source.Key, bool) {
	own := source.Key{Kind: v1alpha1.SourceKindNamespaced, Namespace: namespace, Name: ref.Name}
	if ref.Kind != v1alpha1.SourceKindCluster {
		found, _ := set.Get(types.NamespacedName{Namespace: namespace, Name: ref.Name}, &v1alpha1.MetricSource{})
		if found || ref.Kind == v1alpha1.SourceKindNamespaced {
			return own, found
		}
	}
	found, _ := set.Get(types.NamespacedName{Name: ref.Name}, &v1alpha1.ClusterMetricSource{})
	return source.Key{Kind: v1alpha1.SourceKindCluster, Name: ref.Name}, found
}

// source connects one source, and tells at once when it cannot be asked.
func (c *connections) source(ctx context.Context, key source.Key, spec v1alpha1.MetricSourceSpec) (measure.Source, error) {
	spec = *spec.DeepCopy()
	if c.flags.url != "" {
		c.flags.override(&spec, c.Lookup)
	}
	namespace := key.Namespace
	if key.Kind == v1alpha1.SourceKindCluster {
		namespace = c.flags.operatorNamespace
	}
	client, problem := source.New(spec, source.Options{
		Key: key, Namespace: namespace, Clock: clock.RealClock{}, Secrets: c.secretReader(namespace),
		Policy: source.Policy{AllowLoopback: true, NamespacedHosts: hostsOf(spec)},
	})
	if problem != nil {
		c.tell(key, problem)
		return nil, problem
	}
	c.clients = append(c.clients, client)
	if _, problem := client.Check(ctx); problem != nil && ctx.Err() == nil {
		c.tell(key, problem)
	}
	return measure.FromClient(client), nil
}

func (c *connections) tell(key source.Key, problem *source.Problem) {
	c.broken = true
	of := key.String()
	if c.goods.fromCluster { // each of its sources stands for the one server of the flags
		if c.told[problem.Reason] {
			return
		}
		c.told[problem.Reason] = true
		of = "--prometheus " + c.flags.host()
	}
	fmt.Fprintf(c.Err, "%s: %s: %s\n", terminal.Clean(of), problem.Reason, terminal.Clean(problem.Message))
}

// done gives the connections back, and is an error where a source could not be asked.
func (c *connections) done() error {
	for _, client := range c.clients {
		client.Close()
	}
	if c.broken {
		return errUnconnected
	}
	return nil
}

// hostsOf are the hosts that a source names: who evaluates files on their own machine allows what these name.
func hostsOf(spec v1alpha1.MetricSourceSpec) []string {
	named := []v1alpha1.URL{spec.Prometheus.URL}
	if auth := spec.Prometheus.Auth; auth != nil && auth.OAuth2 != nil {
		named = append(named, auth.OAuth2.TokenURL)
	}
	var hosts []string
	for _, text := range named {
		if u, err := url.Parse(string(text)); err == nil && !slices.Contains(hosts, u.Host) {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// secretReader reads keys of the Secrets among the files, in one namespace, and what the flags give in their place.
func (c *connections) secretReader(namespace string) source.SecretReader {
	return func(_ context.Context, ref v1alpha1.SecretKeyReference) ([]byte, error) {
		if value, known, err := c.flags.credential(ref.Name, c.Lookup); known {
			return value, err
		}
		value := c.goods.secrets[types.NamespacedName{Namespace: namespace, Name: ref.Name}][ref.Key]
		if len(value) == 0 {
			return nil, fmt.Errorf("the files hold no Secret %s/%s with the key %s: add it with -f", namespace, ref.Name, ref.Key)
		}
		return value, nil
	}
}
