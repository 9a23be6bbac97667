/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// The wait for the API server: how often it is asked, and how long an answer may take.
const (
	awaitPause   = 2 * time.Second
	awaitTimeout = 10 * time.Second
)

// await returns when the API server answers and knows our kinds, or when ctx ends. A manager that ended instead would be
// started again later and later. Meanwhile it is alive, and not ready.
func (o *options) await(ctx context.Context, config *rest.Config, log logr.Logger) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return fmt.Errorf("no way to the API server: %w", err)
	}
	if served(ctx, client) == nil {
		return nil
	}
	defer o.serveWaiting(log)()
	told := map[string]bool{}
	for {
		err := served(ctx, client)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if reason := reasonOf(err); !told[reason] {
			told[reason] = true
			log.Info("Waiting for the API server, trying again every 2 seconds", "reason", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(awaitPause):
		}
	}
}

// served tells what keeps the API server from serving all our kinds.
func served(ctx context.Context, client *discovery.DiscoveryClient) error {
	ctx, cancel := context.WithTimeout(ctx, awaitTimeout)
	defer cancel()
	lacking := ownKinds()
	list, err := client.ServerResourcesForGroupVersionWithContext(ctx, v1alpha1.GroupVersion.String())
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("ask the API server for its kinds: %w", err)
	}
	if list != nil {
		for _, resource := range list.APIResources {
			delete(lacking, resource.Kind)
		}
	}
	if len(lacking) > 0 {
		return fmt.Errorf("the API server does not know %s of %s: install the custom resource definitions, with config/crd",
			strings.Join(slices.Sorted(maps.Keys(lacking)), ", "), v1alpha1.GroupVersion)
	}
	return nil
}

// ownKinds are the kinds of this API: those that there are lists of.
func ownKinds() map[string]bool {
	kinds, known := map[string]bool{}, scheme().KnownTypes(v1alpha1.GroupVersion)
	for kind := range known {
		if _, listed := known[kind+"List"]; listed {
			kinds[kind] = true
		}
	}
	return kinds
}

// reasonOf is what went wrong without what differs each time, such as a port.
func reasonOf(err error) string {
	if reason := apierrors.ReasonForError(err); reason != "" {
		return string(reason)
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}

// serveWaiting answers the probes until stop is called: the manager that will is not there yet.
func (o *options) serveWaiting(log logr.Logger) (stop func()) {
	if o.healthAddress == "" || o.healthAddress == "0" {
		return func() {}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "waiting for the API server", http.StatusServiceUnavailable)
	})
	server := &http.Server{Addr: o.healthAddress, Handler: mux, ReadHeaderTimeout: awaitTimeout}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Error(err, "Cannot answer probes")
		}
	}()
	return func() {
		_ = server.Close() // connections of probes; the manager listens next
		<-done
	}
}
