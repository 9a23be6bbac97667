/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var crdDirs = []string{filepath.Join("testdata", "crds")}

func startControlPlane(t *testing.T, o ControlPlaneOptions) *ControlPlane {
	t.Helper()
	c, err := StartControlPlane(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func newClient(t *testing.T, cfg *rest.Config) client.WithWatch {
	t.Helper()
	cl, err := client.NewWithWatch(cfg, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

func configMap(name string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name}}
}

// eventually polls until the condition returns nil.
func eventually(t *testing.T, condition func() error) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		err := condition()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestControlPlane shares one control plane among what leaves it running.
func TestControlPlane(t *testing.T) {
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	c := startControlPlane(t, ControlPlaneOptions{CRDDirs: crdDirs, Log: log})
	if info, err := log.Stat(); err != nil || info.Size() == 0 {
		t.Errorf("want what the processes write in the log, got %d bytes, %v", info.Size(), err)
	}
	t.Run("RBAC", func(t *testing.T) { testRBAC(t, c) })
	t.Run("Kubectl", func(t *testing.T) { testKubectl(t, c) })
	t.Run("Kubeconfig", func(t *testing.T) { testKubeconfig(t, c) })
	t.Run("Requests", func(t *testing.T) { testRequests(t, c) })
	t.Run("Restart", func(t *testing.T) { testRestart(t, c) })
}

func testRBAC(t *testing.T, c *ControlPlane) {
	cfg, err := c.ServiceAccount(t.Context(), "team", "reader")
	if err != nil {
		t.Fatal(err)
	}
	reader := newClient(t, cfg)
	list := func() error { return reader.List(t.Context(), &corev1.ConfigMapList{}, client.InNamespace("team")) }
	if err := list(); !apierrors.IsForbidden(err) {
		t.Fatalf("without a role: want forbidden, got %v", err)
	}
	meta := metav1.ObjectMeta{Namespace: "team", Name: "read"}
	admin := newClient(t, c.Config())
	for _, object := range []client.Object{
		&rbacv1.Role{ObjectMeta: meta, Rules: []rbacv1.PolicyRule{
			{APIGroups: []string{""}, Resources: []string{"configmaps"}, Verbs: []string{"list"}},
		}},
		&rbacv1.RoleBinding{
			ObjectMeta: meta,
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "read"},
			Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: "team", Name: "reader"}},
		},
	} {
		if err := admin.Create(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, list)
	if err := reader.Create(t.Context(), configMap("other")); !apierrors.IsForbidden(err) {
		t.Errorf("what the role does not allow: want forbidden, got %v", err)
	}
	if _, err := c.ServiceAccount(t.Context(), "team", "reader"); err != nil {
		t.Errorf("an account that exists: %v", err)
	}
}

func testKubectl(t *testing.T, c *ControlPlane) {
	for _, args := range [][]string{{"create", "configmap", "by-kubectl"}, {"get", "configmap", "by-kubectl"}} {
		out, err := c.Kubectl(t.Context(), append(args, "-o", "name")...).CombinedOutput()
		if err != nil || string(out) != "configmap/by-kubectl\n" {
			t.Errorf("%s: want its name, got %q, %v", args[0], out, err)
		}
	}
	if _, err := os.Stat(filepath.Join(c.home(), ".kube", "cache")); err != nil {
		t.Errorf("want kubectl's cache in the lab: %v", err)
	}
}

func testKubeconfig(t *testing.T, c *ControlPlane) {
	cfg, err := c.ServiceAccount(t.Context(), "team", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	wantNames := map[string]func() error{
		"system:serviceaccount:team:nobody": func() error { return c.KubeconfigFor(path, cfg) },
		"admin":                             func() error { return c.Kubeconfig(path) },
	}
	for want, write := range wantNames {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("want mode 0600, got %v, %v", info.Mode(), err)
		}
		if _, err := clientcmd.BuildConfigFromFlags("", path); err != nil {
			t.Error(err)
		}
		whoami := c.Kubectl(t.Context(), "--kubeconfig", path, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
		if out, err := whoami.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("want to be %s, got %q, %v", want, out, err)
		}
	}
	if err := c.Kubeconfig(filepath.Join(path, "below-a-file")); err == nil {
		t.Error("a path that cannot be: want an error")
	}
}

func testRequests(t *testing.T, c *ControlPlane) {
	before, err := c.Requests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	widget := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "goals.truenorth.dev/v1alpha1", "kind": "Widget",
		"metadata": map[string]any{"namespace": "default", "name": "one"},
	}}
	admin := newClient(t, c.Config())
	if err := admin.Create(t.Context(), widget); err != nil {
		t.Fatal(err)
	}
	for score := range int64(2) {
		base := widget.DeepCopy()
		widget.Object["status"] = map[string]any{"score": score}
		if err := admin.Status().Patch(t.Context(), widget, client.MergeFrom(base)); err != nil {
			t.Fatal(err)
		}
	}
	if err := admin.Create(t.Context(), configMap("another-group")); err != nil {
		t.Fatal(err)
	}
	after, err := c.Requests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, write := range []string{"POST widgets", "PATCH widgets/status", "POST configmaps"} {
		got[write] = after[write] - before[write]
	}
	want := map[string]int{"POST widgets": 1, "PATCH widgets/status": 2, "POST configmaps": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func testRestart(t *testing.T, c *ControlPlane) {
	cfg, err := c.ServiceAccount(t.Context(), "team", "survivor")
	if err != nil {
		t.Fatal(err)
	}
	admin := newClient(t, c.Config())
	if err := admin.Create(t.Context(), configMap("kept")); err != nil {
		t.Fatal(err)
	}
	// A manager's watches are open when the API server goes.
	watch, err := admin.Watch(t.Context(), &corev1.ConfigMapList{})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	get := func() error {
		return admin.Get(t.Context(), client.ObjectKeyFromObject(configMap("kept")), configMap(""))
	}
	for range 2 { // the second call finds nothing to do
		if err := c.StopAPIServer(); err != nil {
			t.Fatal(err)
		}
	}
	if err := get(); err == nil {
		t.Fatal("want no answer while kube-apiserver is stopped")
	}
	if _, err := c.Requests(t.Context()); err == nil {
		t.Error("want no counts while kube-apiserver is stopped")
	}
	if _, err := c.ServiceAccount(t.Context(), "team", "unborn"); err == nil {
		t.Error("want no service account while kube-apiserver is stopped")
	}
	for range 2 {
		if err := c.StartAPIServer(); err != nil {
			t.Fatal(err)
		}
	}
	if err := get(); err != nil {
		t.Errorf("the same client finds the same data: %v", err)
	}
	err = newClient(t, cfg).List(t.Context(), &corev1.ConfigMapList{})
	if !apierrors.IsForbidden(err) {
		t.Errorf("an old token is still known, without a role: want forbidden, got %v", err)
	}
}

func TestStopLeavesNothingButItsData(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	data := t.TempDir()
	for _, name := range []string{"first", "second"} {
		c, err := StartControlPlane(t.Context(), ControlPlaneOptions{Dir: data})
		if err != nil {
			t.Fatal(err)
		}
		admin := newClient(t, c.Config())
		if err := admin.Create(t.Context(), configMap(name)); err != nil {
			t.Error(err)
		}
		if err := admin.Get(t.Context(), client.ObjectKeyFromObject(configMap("first")), configMap("")); err != nil {
			t.Errorf("%s run: %v", name, err)
		}
		addresses := []string{c.env.ControlPlane.Etcd.URL.Host, c.env.ControlPlane.APIServer.HostPort()}
		for range 2 {
			if err := c.Stop(); err != nil {
				t.Error(err)
			}
		}
		wantNothingLeft(t, addresses)
	}
}

// wantNothingLeft looks for listeners and for files in the temporary folder.
func wantNothingLeft(t *testing.T, addresses []string) {
	t.Helper()
	for _, address := range addresses {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			t.Errorf("somebody still listens on %s", address)
		}
	}
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(left) != 0 {
		t.Errorf("want no file left, got %v, %v", left, err)
	}
}

func TestFailedStartLeavesNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	cases := map[string]struct {
		reason  string
		ctx     context.Context
		options ControlPlaneOptions
	}{
		"NoCRDs":    {"the folder with CRDs does not exist", t.Context(), ControlPlaneOptions{CRDDirs: []string{"absent"}}},
		"Cancelled": {"nobody waits for it any more", cancelled, ControlPlaneOptions{}},
		"NoDir":     {"the folder for the data is a file", t.Context(), ControlPlaneOptions{Dir: "controlplane.go"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			if _, err := StartControlPlane(tc.ctx, tc.options); err == nil {
				t.Fatalf("%s: want an error", tc.reason)
			}
			wantNothingLeft(t, nil)
		})
	}
}
