/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// Each file in testdata/invalid is one valid object spoilt in one way. Its head says what the refusal has to hold
// (want: the field, and the mend) and what it must not (never). testdata/valid holds what is just about allowed.

func TestInvalidIsRefused(t *testing.T) {
	for name, manifest := range manifests(t, "invalid") {
		t.Run(name, func(t *testing.T) {
			err := cluster.Create(t.Context(), object(t, manifest), client.DryRunAll)
			if !apierrors.IsInvalid(err) {
				t.Fatalf("got %v, want the object refused as invalid", err)
			}
			wants := remarks(manifest, "want")
			if len(wants) < 2 {
				t.Fatalf("the file wants %q, it has to name the field and the mend", wants)
			}
			for _, want := range wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the refusal lacks %q:\n%v", want, err)
				}
			}
			for _, never := range remarks(manifest, "never") {
				if strings.Contains(err.Error(), never) {
					t.Errorf("the refusal shows %q:\n%v", never, err)
				}
			}
		})
	}
}

// Specs are kept to the letter: nothing is pruned, because the schema knows every field that the files have, and
// nothing is added, because a default below a list would make every kubectl apply a change.
func TestValidIsStoredAsItIs(t *testing.T) {
	for name, manifest := range manifests(t, "valid") {
		t.Run(name, func(t *testing.T) {
			want := object(t, manifest)
			stored := want.DeepCopy()
			if err := cluster.Create(t.Context(), stored); err != nil {
				t.Fatalf("refused: %v", err)
			}
			t.Cleanup(func() { remove(t, stored) })
			got := want.DeepCopy()
			if err := cluster.Get(t.Context(), client.ObjectKeyFromObject(want), got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Object["spec"], got.Object["spec"]); diff != "" {
				t.Errorf("the spec changed on its way (-want +got):\n%s", diff)
			}
		})
	}
}

// The status default is what makes kstatus say InProgress before the first evaluation, without a write.
func TestNewObjectsHaveNotBeenObserved(t *testing.T) {
	for _, name := range []string{
		"objective-least", "outcome-least", "indicator-least", "exchange-least", "scorecard-least", "source-least", "cluster-least",
	} {
		t.Run(name, func(t *testing.T) {
			stored := object(t, manifests(t, "valid")[name])
			if err := cluster.Create(t.Context(), stored); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { remove(t, stored) })
			want := map[string]any{"observedGeneration": int64(-1)}
			if diff := cmp.Diff(want, stored.Object["status"]); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
}

// manifests returns the files of a folder in testdata by their names without the ending.
func manifests(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no manifests in testdata/%s: %v", folder, err)
	}
	found := map[string][]byte{}
	for _, file := range files {
		manifest, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimSuffix(filepath.Base(file), ".yaml")] = manifest
	}
	return found
}

// remarks returns what the comment lines "# key: remark" at a manifest's head say.
func remarks(manifest []byte, key string) []string {
	var found []string
	for lines := bufio.NewScanner(bytes.NewReader(manifest)); lines.Scan(); {
		line, comment := strings.CutPrefix(lines.Text(), "# ")
		if !comment {
			break
		}
		if remark, ok := strings.CutPrefix(line, key+": "); ok {
			found = append(found, remark)
		}
	}
	return found
}

func object(t *testing.T, manifest []byte) *unstructured.Unstructured {
	t.Helper()
	json, err := yaml.YAMLToJSONStrict(manifest)
	if err != nil {
		t.Fatal(err)
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(json); err != nil {
		t.Fatal(err)
	}
	return object
}

// remove deletes an object also after the test's context has ended, as it has in a cleanup.
func remove(t *testing.T, object client.Object) {
	t.Helper()
	if err := cluster.Delete(context.WithoutCancel(t.Context()), object); err != nil {
		t.Error(err)
	}
}
