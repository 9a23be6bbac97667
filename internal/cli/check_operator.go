/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const (
	installedNamespace = "truenorth-system" // where config/default installs
	leaseGroup         = ".goals.truenorth.dev"
	leaseGrace         = 5 * time.Second // for clocks that differ
	leaseLost          = time.Minute     // beyond the lease's duration: a new leader would be there by now
)

// operatorLabels are those of the manager's Deployment in config/default.
var operatorLabels = client.MatchingLabels{"app.kubernetes.io/name": "truenorth", "control-plane": "controller-manager"}

// operator looks whether the operator is installed and runs, and whether its roles are there.
func (c *checker) operator(ctx context.Context) []checked {
	deployments, deployed := &appsv1.DeploymentList{}, error(nil)
	deployed = c.listSomewhere(ctx, deployments, operatorLabels)
	leases, held := &coordinationv1.LeaseList{}, error(nil)
	held = c.listSomewhere(ctx, leases)
	leads := c.leads(leases, held)
	checks := []checked{}
	for _, d := range deployments.Items {
		checks = append(checks, judgeDeployment(d))
	}
	switch {
	case deployed != nil:
		checks = append(checks, unseen("whether the operator is installed", deployed))
	case len(checks) == 0 && leads[0].Result == checkOK:
		checks = append(checks, checked{checkWarning, "no Deployment of the operator is found, but one leads", "It runs outside the cluster, or without the labels of config/default"})
	case len(checks) == 0:
		checks = append(checks, checked{checkFailed, "the operator is not installed: no Deployment has its labels", installHint})
	}
	return append(append(checks, leads...), c.roles(ctx))
}

// listSomewhere lists in all namespaces, or from a reader who may not, where the operator usually is.
func (c *checker) listSomewhere(ctx context.Context, list client.ObjectList, options ...client.ListOption) error {
	err := c.client.List(ctx, list, options...)
	if !apierrors.IsForbidden(err) {
		return err
	}
	if c.client.List(ctx, list, append(options, client.InNamespace(installedNamespace))...) == nil {
		return nil
	}
	return err
}

// judgeDeployment says whether a Deployment of the operator runs.
func judgeDeployment(d appsv1.Deployment) checked {
	wanted := int32(1)
	if d.Spec.Replicas != nil {
		wanted = *d.Spec.Replicas
	}
	var images []string
	for _, container := range d.Spec.Template.Spec.Containers {
		images = append(images, container.Image)
	}
	text := fmt.Sprintf("%s/%s has %d of %s available, image %s",
		d.Namespace, d.Name, d.Status.AvailableReplicas, counted(int(wanted), "replica", "replicas"), strings.Join(images, ", "))
	hint := fmt.Sprintf("kubectl -n %s describe deployment %s", d.Namespace, d.Name)
	switch {
	case d.Status.AvailableReplicas == 0:
		return checked{checkFailed, text, hint}
	case d.Status.AvailableReplicas < wanted:
		return checked{checkWarning, text, hint}
	}
	return fine("%s", text)
}

// leads says of each lease of an operator who holds it and whether it is renewed, the best first.
func (c *checker) leads(leases *coordinationv1.LeaseList, err error) []checked {
	if err != nil {
		return []checked{unseen("whether an operator leads", err)}
	}
	var checks []checked
	for _, l := range leases.Items {
		if strings.HasPrefix(l.Name, "truenorth") && strings.HasSuffix(l.Name, leaseGroup) {
			checks = append(checks, c.judgeLease(l))
		}
	}
	if len(checks) == 0 {
		return []checked{{checkFailed, "no operator leads: there is no lease", "See what the operator logs; with --leader-elect=false there is none"}}
	}
	slices.SortStableFunc(checks, func(a, b checked) int { return severity(a.Result) - severity(b.Result) })
	return checks
}

// judgeLease says who holds a lease, and whether he renewed it in time.
func (c *checker) judgeLease(lease coordinationv1.Lease) checked {
	const hint = "See whether the operator runs, and what it logs; and whether this machine's clock is right"
	spec := lease.Spec
	if spec.HolderIdentity == nil || *spec.HolderIdentity == "" || spec.RenewTime == nil {
		return checked{checkFailed, "nobody holds the lease " + lease.Namespace + "/" + lease.Name, hint}
	}
	age := max(0, c.Clock.Since(spec.RenewTime.Time))
	valid := time.Duration(ptr.Deref(spec.LeaseDurationSeconds, 0)) * time.Second
	if age <= valid+leaseGrace {
		return fine("%s leads, and renewed its lease %s ago", *spec.HolderIdentity, duration.HumanDuration(age))
	}
	late := checked{checkWarning, fmt.Sprintf("the lease %s/%s was held by %s, which has not renewed it for %s",
		lease.Namespace, lease.Name, *spec.HolderIdentity, duration.HumanDuration(age)), hint}
	if age > valid+leaseLost {
		late.Result = checkFailed
	}
	return late
}

// roles looks whether our roles are part of Kubernetes' own.
func (c *checker) roles(ctx context.Context) checked {
	roles := &rbacv1.ClusterRoleList{}
	if err := c.client.List(ctx, roles); err != nil {
		return unseen("whether the roles view and edit know goals", err)
	}
	var missing []string
	for _, role := range []struct{ name, verb string }{{"view", "list"}, {"edit", "create"}, {"admin", "create"}} {
		if !slices.ContainsFunc(roles.Items, func(r rbacv1.ClusterRole) bool { return addsTo(r, role.name, role.verb) }) {
			missing = append(missing, role.name)
		}
	}
	if len(missing) > 0 {
		return checked{checkWarning, "the ClusterRoles " + strings.Join(missing, ", ") + " know no goals", "Install the roles goals-view and goals-edit: kubectl apply -k config/default"}
	}
	return fine("the ClusterRoles view, edit and admin know goals")
}

// addsTo tells whether a role adds a verb on goals to one of Kubernetes' own.
func addsTo(r rbacv1.ClusterRole, name, verb string) bool {
	if r.Labels["rbac.authorization.k8s.io/aggregate-to-"+name] != "true" {
		return false
	}
	return slices.ContainsFunc(r.Rules, func(rule rbacv1.PolicyRule) bool {
		return slices.Contains(rule.APIGroups, v1alpha1.GroupVersion.Group) && slices.Contains(rule.Resources, "objectives") &&
			(slices.Contains(rule.Verbs, verb) || slices.Contains(rule.Verbs, rbacv1.VerbAll))
	})
}

// errNotListed stands for what a reader may not list.
var errNotListed = errors.New("you may not list it")
