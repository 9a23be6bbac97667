/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// The namespace enforces what its label says, and takes the manager's pod.
func TestManagerPodIsRestricted(t *testing.T) {
	pod := managerPod(t)
	create(t, pod)
	pod.SetName("manager-of-a-careless-admin")
	for _, tc := range []struct {
		reason string
		path   []string // in the container
		value  any
	}{
		{reason: "no security context", path: []string{"securityContext"}},
		{reason: "more privileges", path: []string{"securityContext", "allowPrivilegeEscalation"}, value: true},
		{reason: "a capability", path: []string{"securityContext", "capabilities", "add"}, value: []any{"NET_ADMIN"}},
		{reason: "root", path: []string{"securityContext", "runAsNonRoot"}, value: false},
		{reason: "any system call", path: []string{"securityContext", "seccompProfile"}, value: map[string]any{"type": "Unconfined"}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			careless := pod.DeepCopy()
			containers, _, _ := unstructured.NestedSlice(careless.Object, "spec", "containers")
			container := containers[0].(map[string]any)
			if tc.value == nil {
				delete(container, tc.path[0])
			} else if err := unstructured.SetNestedField(container, tc.value, tc.path...); err != nil {
				t.Fatal(err)
			}
			if err := unstructured.SetNestedSlice(careless.Object, containers, "spec", "containers"); err != nil {
				t.Fatal(err)
			}
			if printed, err := apply(t, careless, "create", "--dry-run=server"); err == nil || !strings.Contains(printed, `violates PodSecurity "restricted`) {
				t.Errorf("%v %s, want it refused, so that the namespace enforces what it says", err, printed)
			}
		})
	}
}

// What restricted Pod Security does not ask for.
func TestManagerPodHasNoMoreThanItNeeds(t *testing.T) {
	spec := create(t, managerPod(t)).Spec
	if len(spec.Containers) != 1 || len(spec.InitContainers) > 0 {
		t.Fatalf("%d containers, %d before them, want the manager alone", len(spec.Containers), len(spec.InitContainers))
	}
	manager := spec.Containers[0]
	has := map[string]bool{
		"a read-only root file system": is(manager.SecurityContext.ReadOnlyRootFilesystem, true),
		"no capability":                slices.Equal(manager.SecurityContext.Capabilities.Drop, []corev1.Capability{"ALL"}) && len(manager.SecurityContext.Capabilities.Add) == 0,
		"no way to more privileges":    is(manager.SecurityContext.AllowPrivilegeEscalation, false),
		"the runtime's seccomp filter": spec.SecurityContext.SeccompProfile.Type == corev1.SeccompProfileTypeRuntimeDefault,
		"a user that is not root":      is(spec.SecurityContext.RunAsNonRoot, true) && spec.SecurityContext.RunAsUser != nil && *spec.SecurityContext.RunAsUser > 0,
		"a group that is not root's":   spec.SecurityContext.RunAsGroup != nil && *spec.SecurityContext.RunAsGroup > 0,
		"no environment of services":   is(spec.EnableServiceLinks, false),
		"its token by its own wish":    is(spec.AutomountServiceAccountToken, true),
		"no volume":                    volumes(spec) == 0,
		"room that is asked for":       !manager.Resources.Requests.Cpu().IsZero() && !manager.Resources.Requests.Memory().IsZero(),
		"a bound of its memory":        !manager.Resources.Limits.Memory().IsZero(),
	}
	for what, ok := range has {
		if !ok {
			t.Errorf("the pod lacks %s", what)
		}
	}
	if mounted := kubectl(t, "get", "serviceaccount", "-n", "truenorth-system", "truenorth-controller-manager", "-o", "jsonpath={.automountServiceAccountToken}"); mounted != "false" {
		t.Errorf("any pod of the service account gets its token (automountServiceAccountToken: %q), want the manager's alone", mounted)
	}
}

func is(got *bool, want bool) bool { return got != nil && *got == want }

// volumes counts those that are the manager's own, not the API server's for its token.
func volumes(spec corev1.PodSpec) int {
	own := 0
	for _, v := range spec.Volumes {
		if v.Projected == nil || !strings.HasPrefix(v.Name, "kube-api-access-") {
			own++
		}
	}
	return own
}

// create makes a pod, until the test ends, and gives it as the API server has it.
func create(t *testing.T, pod *resource) *corev1.Pod {
	t.Helper()
	printed, err := apply(t, pod, "create", "-o", "json")
	if err != nil {
		t.Fatalf("the pod is refused: %s", printed)
	}
	t.Cleanup(func() {
		remove := lab.Kubectl(t.Context(), "delete", "pod", "-n", pod.GetNamespace(), pod.GetName(), "--grace-period=0", "--force")
		_ = remove.Run() // the control plane ends with the tests
	})
	var stored corev1.Pod
	if err := json.Unmarshal([]byte(printed), &stored); err != nil {
		t.Fatal(err)
	}
	return &stored
}

// managerPod is the pod that the Deployment would start.
func managerPod(t *testing.T) *resource {
	t.Helper()
	for _, object := range build(t, "resources: [CONFIG/default]\n") {
		if object.GetKind() != "Deployment" {
			continue
		}
		template, _, _ := unstructured.NestedMap(object.Object, "spec", "template")
		pod := &resource{Object: template}
		pod.SetAPIVersion("v1")
		pod.SetKind("Pod")
		pod.SetName("manager-of-" + strings.ToLower(t.Name()))
		pod.SetNamespace(object.GetNamespace())
		return pod
	}
	t.Fatal("config/default has no Deployment")
	return nil
}

// apply hands an object to a command of kubectl.
func apply(t *testing.T, object *resource, args ...string) (printed string, err error) {
	t.Helper()
	manifest, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	cmd := lab.Kubectl(t.Context(), append(args, "-f", "-")...)
	cmd.Stdin = strings.NewReader(string(manifest))
	output, err := cmd.CombinedOutput()
	return string(output), err
}
