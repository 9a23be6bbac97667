/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"

	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// review takes an object through what an API server does with one that is created: decode it strictly, set defaults, take
// what is the server's to say, validate.
func (k *servedKind) review(d *manifest.Document) []Finding {
	object := runtime.DeepCopyJSON(d.Object)
	meta, unknown, err := k.decode(object)
	if err != nil {
		return []Finding{k.undecodable(d, err)}
	}
	var found []Finding
	for _, path := range unknown {
		found = append(found, k.unknownField(d, path))
	}
	if err := k.prepare(object, meta); err != nil {
		return append(found, k.undecodable(d, err))
	}
	for _, err := range k.validate(object, meta) {
		found = append(found, refusal(d, err))
	}
	return found
}

// decode reads the metadata and takes the fields that the schema does not know out of the object: these are what a
// server, strict as kubectl asks it to be, refuses.
func (k *servedKind) decode(object map[string]any) (meta *metav1.ObjectMeta, unknown []string, err error) {
	meta, _, unknown, err = objectmeta.GetObjectMetaWithOptions(object, objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, nil, err
	}
	if meta == nil {
		meta = &metav1.ObjectMeta{}
	}
	pruned := pruning.PruneWithOptions(object, k.structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(object, k.structural)
	defaulting.Default(object, k.structural)
	return meta, append(unknown, pruned...), nil
}

// generated stands for the random end of a generated name, and maxGenerated is how much of generateName is kept of it.
const (
	generated    = "xxxxx"
	maxGenerated = 63 - len(generated)
)

// prepare overwrites what is the server's to say: a namespaced object without a namespace gets the caller's.
func (k *servedKind) prepare(object map[string]any, meta *metav1.ObjectMeta) error {
	meta.UID, meta.Generation = "", 1
	meta.CreationTimestamp, meta.DeletionTimestamp, meta.DeletionGracePeriodSeconds = metav1.Time{}, nil, nil
	switch {
	case !k.namespaced:
		meta.Namespace = ""
	case meta.Namespace == "":
		meta.Namespace = metav1.NamespaceDefault
	}
	if base := meta.GenerateName; base != "" && meta.Name == "" {
		meta.Name = base[:min(len(base), maxGenerated)] + generated
	}
	if k.hasStatus {
		delete(object, "status")
	}
	return objectmeta.SetObjectMeta(object, meta)
}

// validate has the order of the API server's strategy for custom resources, and its rule that what is broken in shape is
// not judged by rules.
func (k *servedKind) validate(object map[string]any, meta *metav1.ObjectMeta) field.ErrorList {
	errs := apivalidation.ValidateObjectMeta(meta, k.namespaced, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	errs = append(errs, validation.ValidateCustomResource(nil, object, k.openAPI)...)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, k.structural, object)...)
	if blocks(errs) {
		return append(errs, field.Invalid(nil, nil, notChecked))
	}
	ruled, _ := k.rules().Validate(context.Background(), nil, k.structural, object, nil, celconfig.RuntimeCELCostBudget)
	return append(errs, ruled...)
}

const notChecked = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"

// blocks tells whether errors keep an API server from checking rules.
func blocks(errs field.ErrorList) bool {
	for _, err := range errs {
		switch err.Type {
		case field.ErrorTypeNotSupported, field.ErrorTypeRequired, field.ErrorTypeTooLong, field.ErrorTypeTooMany, field.ErrorTypeTypeInvalid:
			return true
		}
	}
	return false
}

// noField is how the API server names the object as a whole.
var noField = (*field.Path)(nil).String()

func refusal(d *manifest.Document, err *field.Error) Finding {
	f := Finding{
		Position: d.At(err.Field), Severity: Error, Code: codeSchema, Object: objectName(d), Field: err.Field, Message: err.ErrorBody(),
	}
	switch {
	case err.Detail == notChecked:
		f.Position, f.Field, f.Message = d.At(""), "", notChecked // without the value, which is none
	case err.Field == noField: // the words may end with a field
		f.Position, f.Field = d.At(f.Message[strings.LastIndexByte(f.Message, ' ')+1:]), ""
	case err.Field == "metadata", strings.HasPrefix(err.Field, "metadata."):
		f.Code = codeMetadata
	}
	return f
}

// badMetadata finds the field in the JSON library's words.
var badMetadata = regexp.MustCompile(`ObjectMeta\.([\w.]+) of type`)

// undecodable is what an API server says of metadata that have the wrong type; it says nothing else then.
func (k *servedKind) undecodable(d *manifest.Document, err error) Finding {
	at := "metadata"
	if parts := badMetadata.FindStringSubmatch(err.Error()); parts != nil {
		at += "." + parts[1]
	}
	return Finding{
		Position: d.At(at), Severity: Error, Code: codeMetadata, Object: objectName(d),
		Message: fmt.Sprintf("%s in version %q cannot be handled as a %s: %v", k.Kind, k.Version, k.Kind, err),
	}
}

func (k *servedKind) unknownField(d *manifest.Document, path string) Finding {
	return Finding{
		Position: d.At(path), Severity: Error, Code: codeUnknownField, Object: objectName(d), Field: path,
		Message: fmt.Sprintf("strict decoding error: unknown field %q", path),
		Mend:    k.suggest(path),
	}
}
