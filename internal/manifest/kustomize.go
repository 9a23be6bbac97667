/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// build is the one source that a kustomization gives, built as `kubectl kustomize` builds it: files are read below the
// folder alone, and neither plugins nor helm charts are run. Its positions are those of the built stream.
func build(folder string) ([]source, []Problem, error) {
	info, err := os.Stat(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read: %w", err)
	}
	if !info.IsDir() {
		return nil, nil, fmt.Errorf("%s is no folder: name the folder that the kustomization stands in", folder)
	}
	one := source{name: folder + " (built)"}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, []Problem{one.problem("kustomize: %v", err)}, nil
	}
	stream, err := built.AsYaml()
	if err != nil {
		return nil, []Problem{one.problem("kustomize: %v", err)}, nil
	}
	one.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(stream)), nil }
	return []source{one}, nil, nil
}
