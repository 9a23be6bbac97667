/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"fmt"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime/schema"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// servedKind is one version of a kind as an API server has it after its definition was applied. Our kinds hold no
// embedded objects and no scale subresource, which a server would validate as well.
type servedKind struct {
	schema.GroupVersionKind
	namespaced bool
	hasStatus  bool // a status subresource: what is created has no status
	structural *structuralschema.Structural
	openAPI    validation.SchemaValidator
	rules      func() *cel.Validator // compiled on the first call: it takes longer than reading a hundred objects
}

// readKinds reads the served versions of a CustomResourceDefinition.
func readKinds(definition []byte) ([]*servedKind, error) {
	var crd apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(definition, &crd); err != nil {
		return nil, err
	}
	var served []*servedKind
	for _, version := range crd.Spec.Versions {
		if !version.Served {
			continue
		}
		kind, err := newServedKind(&crd, version)
		if err != nil {
			return nil, fmt.Errorf("version %s: %w", version.Name, err)
		}
		served = append(served, kind)
	}
	return served, nil
}

// newServedKind does what the API server's handler of custom resources does for a version of a kind.
func newServedKind(crd *apiextensionsv1.CustomResourceDefinition, version apiextensionsv1.CustomResourceDefinitionVersion) (*servedKind, error) {
	var internal apiextensions.CustomResourceValidation
	err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(version.Schema, &internal, nil)
	if err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	structural = structural.DeepCopy()
	if err := defaulting.PruneDefaults(structural); err != nil {
		return nil, err
	}
	openAPI, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	return &servedKind{
		GroupVersionKind: schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind},
		namespaced:       crd.Spec.Scope == apiextensionsv1.NamespaceScoped,
		hasStatus:        version.Subresources != nil && version.Subresources.Status != nil,
		structural:       structural,
		openAPI:          openAPI,
		rules: sync.OnceValue(func() *cel.Validator {
			return cel.NewValidator(structural, true, celconfig.PerCallLimit)
		}),
	}, nil
}
