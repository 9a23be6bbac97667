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
	type candidate struct {
		text     string
		distance int
		own      bool // of the namespace
	}
	var candidates []candidate
	for _, kind := range name.kinds {
		for _, item := range f.metadata(ctx, kind) {
			distance := unlikeness(name.name, item.Name)
			if distance > len(name.name)/3+1 {
				continue
			}
			text, own := kind.reference(item.Name), item.Namespace == f.namespace || item.Namespace == ""
			if !own {
				text, distance = text+" -n "+item.Namespace, distance+1
			}
			candidates = append(candidates, candidate{text, distance, own})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return a.distance - b.distance })
	var texts []string
	for _, c := range candidates[:min(mostNear, len(candidates))] {
		if c.own || !candidates[0].own {
			texts = append(texts, c.text)
		}
	}
	return texts
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

// unlikeness is how far two names are apart: the letters to change, add or take away (Levenshtein); a name that holds
// the other is one letter away.
func unlikeness(a, b string) int {
	switch {
	case a == b:
		return 0
	case len(a) > 2 && strings.Contains(b, a), len(b) > 2 && strings.Contains(a, b):
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
