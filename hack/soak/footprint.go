/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

const (
	mebibyte = 1 << 20
	// collections is how many times the garbage is collected before the heap counts: what pools and finalizers hold is gone
	// with the second.
	collections = 3
	// mostScrapes bounds how often the metrics are read to that end. Each is some garbage.
	mostScrapes = 2000
)

// footprint is what the manager holds.
type footprint struct {
	goroutines int
	heapMiB    float64 // in use, after the garbage was collected
	residents  float64 // resident memory, MiB
	files      int     // open file descriptors
	series     int     // exported, of goals and sources
}

// scrape reads the metrics of the manager.
func scrape(ctx context.Context, url string) (map[string]*dto.MetricFamily, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the manager's metrics: status %d", response.StatusCode)
	}
	return parse(response.Body)
}

func parse(text io.Reader) (map[string]*dto.MetricFamily, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	return parser.TextToMetricFamilies(text)
}

// collected reads the footprint once the garbage is collected. Reading is what makes the garbage for it.
func collected(ctx context.Context, url string) (footprint, error) {
	var least footprint
	var first uint64
	for i := range mostScrapes {
		families, err := scrape(ctx, url)
		if err != nil {
			return footprint{}, err
		}
		now, done := read(families), collectionsOf(families)
		if i == 0 {
			least, first = now, done
		}
		now.heapMiB = min(now.heapMiB, least.heapMiB)
		if least = now; done >= first+collections {
			return least, nil
		}
	}
	return footprint{}, errors.New("the manager does not collect its garbage: is GOGC set to off?")
}

func collectionsOf(families map[string]*dto.MetricFamily) uint64 {
	for _, metric := range families["go_gc_duration_seconds"].GetMetric() {
		return metric.GetSummary().GetSampleCount()
	}
	return 0
}

// read is the footprint that metrics show.
func read(families map[string]*dto.MetricFamily) footprint {
	return footprint{
		goroutines: int(gauge(families, "go_goroutines")),
		heapMiB:    gauge(families, "go_memstats_heap_alloc_bytes") / mebibyte,
		residents:  gauge(families, "process_resident_memory_bytes") / mebibyte,
		files:      int(gauge(families, "process_open_fds")),
		series:     seriesOf(families),
	}
}

func gauge(families map[string]*dto.MetricFamily, name string) float64 {
	for _, metric := range families[name].GetMetric() {
		return metric.GetGauge().GetValue()
	}
	return 0
}

// seriesOf counts the series of ours; a histogram counts as one.
func seriesOf(families map[string]*dto.MetricFamily) int {
	count := 0
	for name, family := range families {
		if strings.HasPrefix(name, "truenorth_") {
			count += len(family.GetMetric())
		}
	}
	return count
}

// writes is how many of the requests changed something.
func writes(requests map[string]int) int {
	count := 0
	for request, n := range requests {
		switch verb, _, _ := strings.Cut(request, " "); verb {
		case "POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION":
			count += n
		}
	}
	return count
}
