/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/version"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// leastVersion is the oldest Kubernetes whose API server takes the rules of our CRDs.
const leastVersion = "1.33.0"

const installHint = "Install truenorth: kubectl apply -k config/default"

// cluster looks whether the cluster answers and is new enough.
func (c *checker) cluster() []checked {
	info, err := c.discovery.ServerVersion()
	if err != nil {
		return []checked{{checkFailed, "the cluster cannot be reached: " + err.Error(), "Is this the right cluster? kubectl config current-context, or --context and --kubeconfig"}}
	}
	reached := fine("the cluster answers")
	running, err := version.ParseGeneric(info.GitVersion)
	switch {
	case err != nil:
		return []checked{reached, unseen("its version", err)}
	case !running.AtLeast(version.MustParseGeneric(leastVersion)):
		return []checked{reached, {checkFailed, fmt.Sprintf("its version is %s", info.GitVersion), "truenorth needs Kubernetes 1.33 or newer"}}
	}
	return []checked{reached, fine("its version is %s", info.GitVersion)}
}

// kinds looks whether the cluster serves our kinds, and whether its CRDs are ours.
func (c *checker) kinds(ctx context.Context) []checked {
	served, err := c.discovery.ServerResourcesForGroupVersion(v1alpha1.GroupVersion.String())
	if err != nil && !apierrors.IsNotFound(err) {
		return []checked{unseen("what the cluster serves", err)}
	}
	var there []goalKind
	for _, kind := range goalKinds {
		at := -1
		if err == nil {
			at = slices.IndexFunc(served.APIResources, func(r metav1.APIResource) bool { return r.Name == kind.resource })
		}
		if at < 0 {
			c.missing = append(c.missing, kind)
		} else {
			there = append(there, kind)
		}
	}
	checks := []checked{fine("the cluster serves the %d kinds of %s", len(goalKinds), v1alpha1.GroupVersion)}
	if len(c.missing) > 0 {
		checks = []checked{{checkFailed, "the cluster does not serve " + resourcesOf(c.missing), installHint}}
	}
	if len(there) == 0 {
		return checks
	}
	return append(checks, c.definitions(ctx, there)...)
}

// resourcesOf are kinds as CRDs name them.
func resourcesOf(kinds []goalKind) string {
	var names []string
	for _, kind := range kinds {
		names = append(names, kind.resource)
	}
	return strings.Join(names, ", ")
}

// definitions looks at the CRDs themselves, of kinds that are served.
func (c *checker) definitions(ctx context.Context, kinds []goalKind) []checked {
	var checks []checked
	for _, kind := range kinds {
		theirs := &unstructured.Unstructured{}
		theirs.SetAPIVersion("apiextensions.k8s.io/v1")
		theirs.SetKind("CustomResourceDefinition")
		name := kind.resource + "." + v1alpha1.GroupVersion.Group
		err := c.client.Get(ctx, client.ObjectKey{Name: name}, theirs)
		if apierrors.IsForbidden(err) {
			return []checked{unseen("whether the CRDs are current", err)}
		}
		if err != nil {
			checks = append(checks, unseen("whether the CRD "+name+" is current", err))
			continue
		}
		ours, err := embeddedDefinition(name)
		if err != nil {
			return append(checks, unseen("what the CRDs should be", err))
		}
		if found := judgeDefinition(kind, ours, theirs.Object); found.Result != checkOK {
			checks = append(checks, found)
		}
	}
	switch {
	case len(checks) == 0 && len(c.missing) > 0:
		return []checked{fine("the other CRDs are established, and are those of this version")}
	case len(checks) == 0:
		return []checked{fine("the CRDs are established, and are those of this version")}
	}
	return checks
}
