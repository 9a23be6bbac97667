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

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/suggest"
)

// mostNear is how many names an error proposes.
const mostNear = 3

// missing is the error for a name that nothing has. It proposes names that are near, first those of the namespace.
func (f *finder) missing(ctx context.Context, name wantedName) error {
	what, where := "goal or source", ""
	if len(name.kinds) == 1 {
		what = name.kinds[0].one
	}
	if len(name.kinds) > 1 || !name.kinds[0].cluster {
		where = fmt.Sprintf(" in namespace %q", f.namespace)
	}
	err := fmt.Errorf("no %s %q%s", what, name.name, where)
	if near := f.near(ctx, name); len(near) > 0 {
		return fmt.Errorf("%w: did you mean %s?", err, strings.Join(near, ", "))
	}
	return fmt.Errorf("%w: `kubectl goals status -A` lists what there is", err)
}

// near are the objects whose names are like one, as the command line names them, the nearest first. Those of
// other namespaces are proposed where the nearest is one of them.
func (f *finder) near(ctx context.Context, name wantedName) []string {
	var own, others []suggest.Candidate
	for _, kind := range name.kinds {
		for _, item := range f.metadata(ctx, kind) {
			distance, text := suggest.Distance(name.name, item.Name), kind.reference(item.Name)
			switch {
			case !suggest.Near(name.name, distance):
			case item.Namespace == f.namespace || item.Namespace == "":
				own = append(own, suggest.Candidate{Text: text, Distance: distance})
			default:
				others = append(others, suggest.Candidate{Text: text + " -n " + item.Namespace, Distance: distance + 1})
			}
		}
	}
	here, anywhere := suggest.Best(own, mostNear), suggest.Best(slices.Concat(own, others), mostNear)
	if len(here) > 0 && here[0] == anywhere[0] {
		return here
	}
	return anywhere
}

// metadata lists the names of a kind in all namespaces, or in the own one, as far as the reader may.
func (f *finder) metadata(ctx context.Context, kind goalKind) []metav1.PartialObjectMetadata {
	list := &metav1.PartialObjectMetadataList{}
	list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(kind.kind + "List"))
	if f.client.List(ctx, list) == nil {
		return list.Items
	}
	if kind.cluster || f.client.List(ctx, list, client.InNamespace(f.namespace)) != nil {
		return nil
	}
	return list.Items
}
