/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// floorWorkers is as many as the operator has reconciles at a time.
const floorWorkers = 4

// The floor is a bare loop that does what cannot be left out: it sends the same queries, and one status patch for each
// object. It runs as a process of its own, this program with the argument "floor", so that what it takes can be told.

// floorOptions are what the floor is given, as JSON on its standard input.
type floorOptions struct {
	Kubeconfig, URL, Namespace string
	Token                      string        // for the Prometheus
	Names, Queries             []string      // of the objects, and of each of them keyResults in a row
	Patch                      bool          // whether the status is written
	Every                      time.Duration // over which the queries are spread evenly; 0: as fast as can be
}

// floorResult is what it took.
type floorResult struct {
	Wall, CPU time.Duration
	Queries   int
}

// runFloor runs the floor and reads its result.
func runFloor(ctx context.Context, o floorOptions) (floorResult, error) {
	self, err := os.Executable()
	if err != nil {
		return floorResult{}, err
	}
	input, err := json.Marshal(o)
	if err != nil {
		return floorResult{}, err
	}
	cmd := exec.CommandContext(ctx, self, "floor")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return floorResult{}, fmt.Errorf("the floor: %w", err)
	}
	var result floorResult
	return result, json.Unmarshal(output, &result)
}

// beFloor is the process.
func beFloor(in io.Reader, out io.Writer) error {
	var o floorOptions
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return err
	}
	f := floor{floorOptions: o, prometheus: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: floorWorkers}}}
	if o.Patch {
		if err := f.connect(); err != nil {
			return err
		}
	}
	started := time.Now()
	if err := f.run(started); err != nil {
		return err
	}
	var took syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &took); err != nil {
		return err
	}
	cpu := time.Duration(took.Utime.Nano() + took.Stime.Nano())
	return json.NewEncoder(out).Encode(floorResult{Wall: time.Since(started), CPU: cpu, Queries: len(o.Queries)})
}

type floor struct {
	floorOptions
	prometheus *http.Client
	kubernetes *http.Client
	api        string
}

func (f *floor) connect() error {
	config, err := clientcmd.BuildConfigFromFlags("", f.Kubeconfig)
	if err != nil {
		return err
	}
	f.api = strings.TrimSuffix(config.Host, "/")
	f.kubernetes, err = rest.HTTPClientFor(config)
	return err
}

func (f *floor) run(started time.Time) error {
	var next atomic.Int64
	failed := make(chan error, floorWorkers)
	var done sync.WaitGroup
	for range floorWorkers {
		done.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(f.Names); i = int(next.Add(1)) - 1 {
				if err := f.object(i, started); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	done.Wait()
	close(failed)
	return <-failed
}

// object puts the queries of one object, each at its moment, and writes its status.
func (f *floor) object(i int, started time.Time) error {
	var values []float64
	for k := range keyResults {
		n := i*keyResults + k
		if f.Every > 0 {
			time.Sleep(time.Until(started.Add(f.Every * time.Duration(n) / time.Duration(len(f.Queries)))))
		}
		value, err := f.ask(f.Queries[n])
		if err != nil {
			return err
		}
		values = append(values, value)
	}
	if !f.Patch {
		return nil
	}
	return f.write(f.Names[i], values)
}

func (f *floor) ask(query string) (float64, error) {
	request, err := http.NewRequest(http.MethodPost, f.URL+"/api/v1/query", strings.NewReader(url.Values{"query": {query}}.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "Bearer "+f.Token)
	response, err := f.prometheus.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Data.Result) != 1 {
		return 0, fmt.Errorf("query %q: %d results, %w", query, len(answer.Data.Result), err)
	}
	return strconv.ParseFloat(fmt.Sprint(answer.Data.Result[0].Value[1]), 64)
}

// write patches a status of the size that the operator's has.
func (f *floor) write(name string, values []float64) error {
	score := 0.4
	status := v1alpha1.ObjectiveStatus{ObservedGeneration: 1, Score: &score, ExpectedScore: &score, Outlook: v1alpha1.OutlookOnTrack}
	for k, value := range values {
		status.KeyResults = append(status.KeyResults, v1alpha1.KeyResultStatus{
			Name: fmt.Sprintf("key-result-%d", k), Value: &value, Score: &score, Progress: &score, Target: "0 -> 10",
		})
	}
	patch, err := json.Marshal(map[string]any{"status": status})
	if err != nil {
		return err
	}
	target := fmt.Sprintf("%s/apis/%s/namespaces/%s/objectives/%s/status", f.api, v1alpha1.GroupVersion, f.Namespace, name)
	request, err := http.NewRequest(http.MethodPatch, target, bytes.NewReader(patch))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/merge-patch+json")
	response, err := f.kubernetes.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("patch %s: %s", name, response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
