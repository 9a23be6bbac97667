/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// There is no network here that enforces policies: what they say is read, and the API server takes it.
func TestNetworkPolicies(t *testing.T) {
	for _, tc := range []struct {
		component string
		wantType  networkingv1.PolicyType
		want      []string // whom, and on which ports
	}{
		{component: "network-policy", wantType: networkingv1.PolicyTypeIngress, want: []string{"metrics=enabled: TCP/8443"}},
		{component: "network-egress", wantType: networkingv1.PolicyTypeEgress, want: []string{
			"kubernetes.io/metadata.name=kube-system: UDP/53 TCP/53", "anybody: TCP/6443", "metrics-source=enabled: TCP/9090",
		}},
	} {
		t.Run(tc.component, func(t *testing.T) {
			kustomization := "namespace: truenorth-system\nresources: [CONFIG/default]\ncomponents: [CONFIG/" + tc.component + "]\n"
			objects := build(t, kustomization)
			kubectl(t, "apply", "--dry-run=server", "--validate=strict", "-k", overlay(t, kustomization))
			var policy networkingv1.NetworkPolicy
			into(t, objects, "NetworkPolicy", &policy)
			pod := managerPod(t)
			selector, err := metav1.LabelSelectorAsSelector(&policy.Spec.PodSelector)
			if err != nil || policy.Namespace != pod.GetNamespace() || !selector.Matches(labels.Set(pod.GetLabels())) {
				t.Errorf("the policy is for %s in %s (%v), want the manager's pod", selector, policy.Namespace, err)
			}
			if !slices.Equal(policy.Spec.PolicyTypes, []networkingv1.PolicyType{tc.wantType}) {
				t.Errorf("types %v, want %s", policy.Spec.PolicyTypes, tc.wantType)
			}
			if got := allowed(policy.Spec); !slices.Equal(got, tc.want) {
				t.Errorf("it lets through %q, want %q", got, tc.want)
			}
		})
	}
}

// allowed puts what a policy lets through into words.
func allowed(spec networkingv1.NetworkPolicySpec) []string {
	var all []string
	for _, rule := range spec.Ingress {
		all = append(all, inWords(rule.From, rule.Ports))
	}
	for _, rule := range spec.Egress {
		all = append(all, inWords(rule.To, rule.Ports))
	}
	return all
}

func inWords(peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) string {
	who := "anybody"
	if len(peers) > 0 {
		who = ""
	}
	for _, peer := range peers {
		who += metav1.FormatLabelSelector(peer.NamespaceSelector)
	}
	var on []string
	for _, port := range ports {
		protocol := corev1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		on = append(on, string(protocol)+"/"+port.Port.String())
	}
	return who + ": " + strings.Join(on, " ")
}
