/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/timestamp"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/tsdbutil"
	"k8s.io/utils/clock"
)

// What a Prometheus does without flags (cmd/prometheus/main.go).
const (
	defaultLookback   = 5 * time.Minute
	defaultTimeout    = 2 * time.Minute
	defaultMaxSamples = 50_000_000
)

var errClosed = errors.New("this prometheus is closed")

// PrometheusOptions says what a Prometheus starts with; the zero value is a good one.
type PrometheusOptions struct {
	// Dir is where the TSDB keeps its files; they are of no use after Close, and the caller's to remove. Empty: a
	// temporary folder that goes with Close.
	Dir string
	// Clock says what time it is for an instant query that does not say so itself. Nil: the real one.
	Clock clock.PassiveClock
}

// Prometheus is a real one in this process: its TSDB, its engine with the default lookback of 5 minutes, and its HTTP
// API. It scrapes nothing and knows no rules; what it holds was appended. Its methods may be called concurrently.
type Prometheus struct {
	clock    clock.PassiveClock
	parser   parser.Parser
	engine   *promql.Engine
	api      http.Handler
	recorder recorder
	dir      string
	ownsDir  bool

	mu     sync.RWMutex // held for reading while a store is in use, for writing while it is replaced
	store  *store       // nil: closed
	server *http.Server
	url    string
}

// Sample is one value of a series.
type Sample struct {
	// Time is when; Prometheus keeps milliseconds.
	Time time.Time
	// Value is what; NaN and infinities are values too.
	Value float64
}

// NewPrometheus opens an empty Prometheus, which Handler and Start make reachable.
func NewPrometheus(o PrometheusOptions) (*Prometheus, error) {
	p := &Prometheus{clock: o.Clock, parser: parser.NewParser(parser.Options{}), dir: o.Dir}
	if p.clock == nil {
		p.clock = clock.RealClock{}
	}
	p.engine = promql.NewEngine(promql.EngineOpts{
		LookbackDelta:        defaultLookback,
		Timeout:              defaultTimeout,
		MaxSamples:           defaultMaxSamples,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
		Parser:               p.parser,
	})
	p.api = newAPI(p.engine, current{p}, p.parser)
	if p.dir == "" {
		dir, err := os.MkdirTemp("", "truenorth-prometheus-")
		if err != nil {
			return nil, fmt.Errorf("prometheus: no temporary folder: %w", err)
		}
		p.dir, p.ownsDir = dir, true
	}
	var err error
	if p.store, err = openStore(p.dir); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Start serves Handler over plain HTTP on a free loopback port until Close, and returns its URL without a slash at the
// end. A second call returns the same.
func (p *Prometheus) Start() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		return p.url, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("prometheus: %w", err)
	}
	p.url = "http://" + listener.Addr().String()
	p.server = &http.Server{Handler: p.Handler(), ReadHeaderTimeout: time.Minute}
	go func(server *http.Server) { _ = server.Serve(listener) }(p.server) // it returns when Close closes it
	return p.url, nil
}

// Append adds samples to a series, written as in PromQL: `nps{namespace="x"}`. They may be older than what is there
// and in any order. A sample once there cannot be changed: another value for the newest time is an error, for an older
// time it may be dropped; Delete the series first.
func (p *Prometheus) Append(series string, samples ...Sample) error {
	return p.append(series, func(appender storage.Appender, metric labels.Labels) error {
		var ref storage.SeriesRef
		for _, sample := range samples {
			var err error
			ref, err = appender.Append(ref, metric, timestamp.FromTime(sample.Time), sample.Value)
			if err != nil {
				return fmt.Errorf("sample of %s: %w", sample.Time.UTC().Format(time.RFC3339Nano), err)
			}
		}
		return nil
	})
}

// AppendHistogram adds one native histogram to a series, which may hold plain samples at other times.
func (p *Prometheus) AppendHistogram(series string, t time.Time) error {
	return p.append(series, func(appender storage.Appender, metric labels.Labels) error {
		_, err := appender.AppendHistogram(0, metric, timestamp.FromTime(t), tsdbutil.GenerateTestHistogram(1), nil)
		return err
	})
}

func (p *Prometheus) append(series string, add func(storage.Appender, labels.Labels) error) error {
	metric, err := p.parser.ParseMetric(series)
	if err != nil {
		return fmt.Errorf("cannot append to %s: %w", series, err)
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.store == nil {
		return fmt.Errorf("cannot append to %s: %w", series, errClosed)
	}
	appender := p.store.db.Appender(context.Background())
	if err := add(appender, metric); err != nil {
		return errors.Join(fmt.Errorf("cannot append to %s: %w", series, err), appender.Rollback())
	}
	if err := appender.Commit(); err != nil {
		return fmt.Errorf("cannot append to %s: %w", series, err)
	}
	return nil
}

// Delete forgets every series that the selector matches: `nps{namespace="x"}` also those with more labels. They can be
// appended anew, at the same times too. It copies what is left into a new TSDB, because the tombstones of the real one
// miss samples that came out of order and hide new samples at old times.
func (p *Prometheus) Delete(selector string) error {
	matchers, err := p.parser.ParseMetricSelector(selector)
	if err != nil {
		return fmt.Errorf("cannot delete %s: %w", selector, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.store == nil {
		return fmt.Errorf("cannot delete %s: %w", selector, errClosed)
	}
	next, err := openStore(p.dir)
	if err != nil {
		return fmt.Errorf("cannot delete %s: %w", selector, err)
	}
	if err := copyExcept(next.db, p.store.db, matchers); err != nil {
		return errors.Join(fmt.Errorf("cannot delete %s: %w", selector, err), next.close())
	}
	old := p.store
	p.store = next
	return old.close()
}

// Queries are the instant and range queries since the start or ResetQueries, oldest first; of more than the last 4096
// only those.
func (p *Prometheus) Queries() []Request { return p.recorder.requests() }

// QueryCount is how many instant and range queries came since the start or ResetQueries.
func (p *Prometheus) QueryCount() int { return p.recorder.total() }

// ResetQueries forgets the queries so far.
func (p *Prometheus) ResetQueries() { p.recorder.reset() }

// Close stops serving, cuts what is in flight, and removes the temporary folder. The handler answers 503 from then on.
func (p *Prometheus) Close() error {
	p.mu.Lock()
	server := p.server
	p.mu.Unlock()
	var errs []error
	if server != nil {
		errs = append(errs, server.Close()) // ends queries in flight, which hold the lock for reading
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.store != nil {
		errs = append(errs, p.store.close())
		p.store = nil
	}
	errs = append(errs, p.engine.Close())
	if p.ownsDir {
		errs = append(errs, os.RemoveAll(p.dir))
	}
	return errors.Join(errs...)
}
