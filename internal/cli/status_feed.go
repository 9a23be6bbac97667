/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"context"
	"sync"
	"time"

	"github.com/go-logr/logr"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// news is what the API tells while one looks.
type news struct {
	kind goalKind
	name string // of the only object that is followed; empty: all of the kind
	// put is what there is new or changed, gone what there is no longer.
	put, gone []*unstructured.Unstructured
	// whole says that put is all that there is.
	whole bool
	// err says why the API cannot be watched; answers says that it can.
	err     error
	answers bool
}

// feed follows objects of a kind. It goes on after the API server was gone, and starts anew where the server has
// forgotten what it was asked for (410).
type feed struct {
	client   client.WithWatch
	kind     goalKind
	name     string // empty: all
	options  client.ListOptions
	tell     chan<- news
	finished <-chan struct{}
}

// feedBackoff is how long a feed waits before it tries again.
var feedBackoff = wait.Backoff{Duration: 500 * time.Millisecond, Factor: 1.5, Jitter: 0.3, Steps: 9, Cap: 10 * time.Second}

// startFeeds follows what is wanted until the context ends, and returns what tells and a function that waits for the end.
func startFeeds(ctx context.Context, f *finder, kinds []goalKind, entries []entry) (<-chan news, func()) {
	tell := make(chan news)
	ctx = klog.NewContext(ctx, logr.Discard()) // what is to be said is said in news
	var feeds []*feed
	for _, kind := range kinds {
		feeds = append(feeds, newFeed(ctx, f, kind, "", tell))
	}
	for _, e := range entries {
		feeds = append(feeds, newFeed(ctx, f, e.kind, e.goal.GetName(), tell))
	}
	var running sync.WaitGroup
	for _, one := range feeds {
		running.Go(func() { one.run(ctx) })
	}
	return tell, running.Wait
}

func newFeed(ctx context.Context, f *finder, kind goalKind, name string, tell chan<- news) *feed {
	options := client.ListOptions{LabelSelector: f.selector}
	if !kind.cluster {
		options.Namespace = f.namespace
	}
	if name != "" {
		options.FieldSelector = fields.OneTermEqualSelector(metav1.ObjectNameField, name)
	}
	return &feed{client: f.client, kind: kind, name: name, options: options, tell: tell, finished: ctx.Done()}
}

func (f *feed) run(ctx context.Context) {
	backoff := feedBackoff
	expected := &unstructured.Unstructured{}
	expected.SetGroupVersionKind(f.kind.gvk())
	reflector := cache.NewReflectorWithOptions(
		&cache.ListWatch{ListWithContextFunc: f.list, WatchFuncWithContext: f.watch}, expected, f,
		cache.ReflectorOptions{Name: f.kind.kind, Backoff: &backoff})
	reflector.RunWithContext(ctx)
}

// list implements a reflector's list.
func (f *feed) list(ctx context.Context, raw metav1.ListOptions) (runtime.Object, error) {
	list, options := f.kind.list(), f.options
	options.Raw, options.Limit, options.Continue = &raw, raw.Limit, raw.Continue
	err := f.client.List(ctx, list, &options)
	f.heard(err)
	return list, err
}

// watch implements a reflector's watch.
func (f *feed) watch(ctx context.Context, raw metav1.ListOptions) (watch.Interface, error) {
	options := f.options
	options.Raw = &raw
	w, err := f.client.Watch(ctx, f.kind.list(), &options)
	f.heard(err)
	return w, err
}

// heard tells whether the API answers.
func (f *feed) heard(err error) { f.send(news{err: err, answers: err == nil}) }

// send tells, unless nobody listens any more.
func (f *feed) send(n news) {
	n.kind, n.name = f.kind, f.name
	select {
	case f.tell <- n:
	case <-f.finished:
	}
}

// Add implements cache.ReflectorStore.
func (f *feed) Add(object any) error {
	if raw, ok := object.(*unstructured.Unstructured); ok {
		f.send(news{put: []*unstructured.Unstructured{raw}})
	}
	return nil
}

// Update implements cache.ReflectorStore.
func (f *feed) Update(object any) error { return f.Add(object) }

// Delete implements cache.ReflectorStore.
func (f *feed) Delete(object any) error {
	if raw, ok := object.(*unstructured.Unstructured); ok {
		f.send(news{gone: []*unstructured.Unstructured{raw}})
	}
	return nil
}

// Replace implements cache.ReflectorStore.
func (f *feed) Replace(objects []any, _ string) error {
	n := news{whole: true}
	for _, object := range objects {
		if raw, ok := object.(*unstructured.Unstructured); ok {
			n.put = append(n.put, raw)
		}
	}
	f.send(n)
	return nil
}

// Resync implements cache.ReflectorStore. Nothing is held here.
func (f *feed) Resync() error { return nil }
