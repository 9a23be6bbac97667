/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Long enough for a demo that is left running; the control plane's keys, and so its tokens, die with it.
const tokenSeconds = 30 * 24 * 60 * 60

// ServiceAccount returns a configuration that authenticates as a service account by a token of its own, so that RBAC
// judges what it does; without a role it may do nothing. Namespace and account are created where they lack.
func (c *ControlPlane) ServiceAccount(ctx context.Context, namespace, name string) (*rest.Config, error) {
	admin, err := client.New(c.Config(), client.Options{})
	if err != nil {
		return nil, fmt.Errorf("service account %s/%s: %w", namespace, name, err)
	}
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
	for _, object := range []client.Object{&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, account} {
		if err := client.IgnoreAlreadyExists(admin.Create(ctx, object)); err != nil {
			return nil, fmt.Errorf("service account %s/%s: %w", namespace, name, err)
		}
	}
	token := &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: new(int64(tokenSeconds))},
	}
	if err := admin.SubResource("token").Create(ctx, account, token); err != nil {
		return nil, fmt.Errorf("token of service account %s/%s: %w", namespace, name, err)
	}
	cfg := rest.AnonymousClientConfig(c.Config())
	cfg.BearerToken = token.Status.Token
	return cfg, nil
}

// Kubeconfig writes the cluster administrator's kubeconfig to path, readable by this user alone.
func (c *ControlPlane) Kubeconfig(path string) error { return c.KubeconfigFor(path, c.env.Config) }

// KubeconfigFor writes a kubeconfig to path, readable by this user alone, that reaches this control plane as cfg does:
// one that Config or ServiceAccount returned, where credentials are held as data and not in files.
func (c *ControlPlane) KubeconfigFor(path string, cfg *rest.Config) error {
	const name = "truenorth-lab"
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters[name] = &clientcmdapi.Cluster{Server: cfg.Host, CertificateAuthorityData: cfg.CAData}
	kubeconfig.AuthInfos[name] = &clientcmdapi.AuthInfo{
		ClientCertificateData: cfg.CertData,
		ClientKeyData:         cfg.KeyData,
		Token:                 cfg.BearerToken,
	}
	kubeconfig.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	kubeconfig.CurrentContext = name
	if err := clientcmd.WriteToFile(*kubeconfig, path); err != nil {
		return fmt.Errorf("cannot write a kubeconfig: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil { // the file may have been there with another mode
		return fmt.Errorf("cannot write a kubeconfig: %w", err)
	}
	return nil
}

// Kubectl is a kubectl command, not started yet, that acts as the cluster administrator. Its home, and so its cache
// and preferences, are the lab's; the rest of the environment is this process's.
func (c *ControlPlane) Kubectl(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.kubectl, args...)
	cmd.Env = append(os.Environ(), "HOME="+c.home(), "KUBECONFIG="+c.adminKubeconfig())
	return cmd
}

func (c *ControlPlane) home() string            { return filepath.Join(c.scratch, "home") }
func (c *ControlPlane) adminKubeconfig() string { return filepath.Join(c.home(), "kubeconfig") }
