/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package config_test

import (
	"encoding/json"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestManagerPodIsRestricted(t *testing.T) {
	pod := managerPod(t)
	if printed, err := dryRun(t, pod); err != nil {
		t.Errorf("the manager's pod is refused: %s", printed)
	}
	containers, _, _ := unstructured.NestedSlice(pod.Object, "spec", "containers")
	delete(containers[0].(map[string]any), "securityContext")
	if err := unstructured.SetNestedSlice(pod.Object, containers, "spec", "containers"); err != nil {
		t.Fatal(err)
	}
	if printed, err := dryRun(t, pod); err == nil || !strings.Contains(printed, `violates PodSecurity "restricted`) {
		t.Errorf("a pod that is not restricted: %v %s, want it refused, so that the namespace enforces what it says", err, printed)
	}
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
		pod.SetName("manager")
		pod.SetNamespace(object.GetNamespace())
		return pod
	}
	t.Fatal("config/default has no Deployment")
	return nil
}

func dryRun(t *testing.T, object *resource) (printed string, err error) {
	t.Helper()
	manifest, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	cmd := lab.Kubectl(t.Context(), "create", "--dry-run=server", "-f", "-")
	cmd.Stdin = strings.NewReader(string(manifest))
	output, err := cmd.CombinedOutput()
	return string(output), err
}
