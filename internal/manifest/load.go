/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	goals "github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// Options says what to read: Files, or a Kustomize folder.
type Options struct {
	// Files are paths of files and folders, and "-" for Stdin. Of a folder all .yaml, .yml and .json files are read, at
	// any depth; names that begin with a dot are left out, and links are followed only to files inside the folder.
	Files []string
	// Kustomize is a folder with a kustomization, built as `kubectl kustomize` builds it; "" for none.
	Kustomize string
	// Stdin is what "-" among Files reads.
	Stdin io.Reader
	// Namespace is put on namespaced objects of our group that name none; "" leaves them as they are.
	Namespace string
}

// Load reads documents in the order of Files, those of a folder in the order of their names. Problems are of what was
// read, and hide nothing but the document that has them; err is of the environment: a file that does not exist or
// cannot be read, or nothing to read.
func Load(o Options) (docs []*Document, problems []Problem, err error) {
	sources, problems, err := find(o)
	if err != nil {
		return nil, nil, err
	}
	read, err := parseAll(sources)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range read {
		docs = append(docs, r.docs...)
		problems = append(problems, r.problems...)
	}
	if len(docs) > maxDocuments {
		problems = append(problems, Problem{
			Position: docs[maxDocuments].At(""),
			Message:  fmt.Sprintf("over %d objects, this one and those after it are not read: name fewer files at once", maxDocuments),
		})
		docs = docs[:maxDocuments]
	}
	for _, d := range docs {
		d.settle(o.Namespace)
	}
	return docs, problems, nil
}

// content is what one source held.
type content struct {
	docs     []*Document
	problems []Problem
}

// parseAll reads the sources on all processors; what comes back is in their order.
func parseAll(sources []source) ([]content, error) {
	found, errs := make([]content, len(sources)), make([]error, len(sources))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(sources)); i = next.Add(1) - 1 {
				found[i], errs[i] = sources[i].parse()
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// settle puts a namespace on a namespaced object of our group that has none.
func (d *Document) settle(namespace string) {
	metadata, ok := d.Object["metadata"].(map[string]any)
	if !ok || namespace == "" || !d.namespaced() {
		return
	}
	if own := metadata["namespace"]; own == nil || own == "" {
		metadata["namespace"] = namespace
	}
}

// namespaced is whether the object is of one of our namespaced kinds.
func (d *Document) namespaced() bool {
	return d.Group() == goals.GroupVersion.Group && d.Kind() != "ClusterMetricSource"
}
