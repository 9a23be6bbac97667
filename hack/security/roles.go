/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// installed are the kustomizations of config/ that have roles.
var installed = []string{"default", "namespaced-secrets", "prometheus"}

// aggregation begins the labels that add a role to one of Kubernetes' own.
const aggregation = "rbac.authorization.k8s.io/aggregate-to-"

// role is a Role or a ClusterRole as it is installed.
type role struct {
	name  string // "ClusterRole x", "Role namespace/x", or "Role x" where the namespace is the user's to say
	rules []rbacv1.PolicyRule
	added []string // Kubernetes' own roles that it is added to
	bound []string // who has it, and where
}

// object is what roles and bindings have in common.
type object struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name      string            `json:"name"`
		Namespace string            `json:"namespace"`
		Labels    map[string]string `json:"labels"`
	} `json:"metadata"`
	Rules    []rbacv1.PolicyRule `json:"rules"`
	RoleRef  rbacv1.RoleRef      `json:"roleRef"`
	Subjects []rbacv1.Subject    `json:"subjects"`

	folder string // of config/ that it was built from
}

// rolesOf gives the roles that the kustomizations of a folder install, in their order.
func rolesOf(config string) ([]role, error) {
	var roles []role
	var bindings []object
	for _, folder := range installed {
		objects, err := build(config, folder)
		if err != nil {
			return nil, fmt.Errorf("build %s: %w", folder, err)
		}
		for _, o := range objects {
			switch o.Kind {
			case "Role", "ClusterRole":
				roles = append(roles, role{name: nameOf(o.Kind, o.Metadata.Namespace, o.Metadata.Name), rules: o.Rules, added: addedTo(o)})
			case "RoleBinding", "ClusterRoleBinding":
				bindings = append(bindings, o)
			}
		}
	}
	for _, b := range bindings {
		if err := bind(roles, b); err != nil {
			return nil, err
		}
	}
	return roles, nil
}

// build gives the objects about roles of one kustomization.
func build(config, folder string) ([]object, error) {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), filepath.Join(config, folder))
	if err != nil {
		return nil, err
	}
	var objects []object
	for _, resource := range built.Resources() {
		if !strings.Contains(resource.GetGvk().Group, rbacv1.GroupName) {
			continue
		}
		text, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		o := object{folder: folder}
		if err := yaml.Unmarshal(text, &o); err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}

func nameOf(kind, namespace, name string) string {
	if namespace != "" {
		name = namespace + "/" + name
	}
	return kind + " " + name
}

func addedTo(o object) []string {
	var to []string
	for label := range o.Metadata.Labels {
		if name, ok := strings.CutPrefix(label, aggregation); ok {
			to = append(to, name)
		}
	}
	slices.Sort(to)
	return to
}

// bind notes who has a role by a binding.
func bind(roles []role, b object) error {
	namespace := ""
	if b.RoleRef.Kind == "Role" {
		namespace = b.Metadata.Namespace
	}
	name := nameOf(b.RoleRef.Kind, namespace, b.RoleRef.Name)
	i := slices.IndexFunc(roles, func(r role) bool { return r.name == name })
	if i < 0 {
		return fmt.Errorf("%s %s binds %s, which is not installed", b.Kind, b.Metadata.Name, name)
	}
	for _, s := range b.Subjects {
		roles[i].bound = append(roles[i].bound, fmt.Sprintf("`%s`, %s", nameOf(s.Kind, s.Namespace, s.Name), reach(b)))
	}
	return nil
}

// reach is where a binding holds, and with what it comes where that is not the installation itself.
func reach(b object) string {
	where := "in `" + b.Metadata.Namespace + "` alone"
	switch {
	case b.Kind == "ClusterRoleBinding":
		where = "in the whole cluster"
	case b.Metadata.Namespace == "":
		where = "in the namespace that you install it into"
	}
	if b.folder != installed[0] {
		where += ", with `config/" + b.folder + "` only"
	}
	return where
}
