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

	authorizationv1 "k8s.io/api/authorization/v1"

	"golang.org/x/sync/errgroup"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// access is a question whether the reader may do something.
type access struct {
	group, resource, verb string
	namespace             string // empty: all
	allowed               bool
}

const accessAtOnce = 8

// access says what the reader may not read, in the namespace and in all.
func (c *checker) access(ctx context.Context) []checked {
	if len(c.missing) == len(goalKinds) {
		return []checked{unseen("what you may read", errNotInstalled)}
	}
	var questions []*access
	for _, namespace := range []string{c.namespace, ""} {
		for _, kind := range goalKinds {
			if kind.cluster && namespace != "" || c.lacks(kind) {
				continue // it is in no namespace, or nowhere
			}
			for _, verb := range []string{"get", "list", "watch"} {
				questions = append(questions, &access{v1alpha1.GroupVersion.Group, kind.resource, verb, namespace, false})
			}
		}
		questions = append(questions, &access{"events.k8s.io", "events", "list", namespace, false})
	}
	if err := c.ask(ctx, questions); err != nil {
		return []checked{unseen("what you may read", err)}
	}
	served := ""
	if len(c.missing) > 0 {
		served = ", of the kinds that the cluster serves"
	}
	own := judgeAccess(questions, c.namespace, fmt.Sprintf("in namespace %q", c.namespace)+served,
		"Ask for the ClusterRole view in this namespace, which reads goals")
	if c.nowhere {
		own = checked{checkFailed, fmt.Sprintf("there is no namespace %q", c.namespace), "Name another with -n: kubectl get namespaces"}
	}
	all := judgeAccess(questions, "", "in all namespaces"+served,
		"What goals of other namespaces you see is limited to what you may read; an admin can bind view for the cluster")
	return []checked{own, all}
}

// lacks tells whether the cluster does not serve a kind.
func (c *checker) lacks(kind goalKind) bool {
	return slices.ContainsFunc(c.missing, func(k goalKind) bool { return k.kind == kind.kind })
}

// ask asks the API server, several questions at once.
func (c *checker) ask(ctx context.Context, questions []*access) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(accessAtOnce)
	for _, q := range questions {
		group.Go(func() error {
			review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
				ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: q.namespace, Verb: q.verb, Group: q.group, Resource: q.resource},
			}}
			err := c.client.Create(ctx, review)
			q.allowed = review.Status.Allowed
			return err
		})
	}
	return group.Wait()
}

// judgeAccess sums up the answers for a namespace, or for all.
func judgeAccess(questions []*access, namespace, where, hint string) checked {
	var resources []string
	verbs := map[string][]string{} // that are refused, by resource
	for _, q := range questions {
		if q.namespace != namespace || q.allowed {
			continue
		}
		if verbs[q.resource] == nil {
			resources = append(resources, q.resource)
		}
		verbs[q.resource] = append(verbs[q.resource], q.verb)
	}
	if len(resources) == 0 {
		return fine("you may read all goals, sources and events %s", where)
	}
	return checked{checkWarning, "you may not, " + where + ": " + strings.Join(byVerbs(resources, verbs), "; "), hint}
}

// byVerbs puts resources together that are refused the same verbs: "get, list objectives, indicators".
func byVerbs(resources []string, verbs map[string][]string) []string {
	var order []string
	together := map[string][]string{}
	for _, resource := range resources {
		refused := strings.Join(verbs[resource], ", ")
		if together[refused] == nil {
			order = append(order, refused)
		}
		together[refused] = append(together[refused], resource)
	}
	for i, refused := range order {
		order[i] = refused + " " + strings.Join(together[refused], ", ")
	}
	return order
}
