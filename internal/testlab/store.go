/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// Far longer than any history: everything stays in the TSDB's head, and no sample is too old.
const storeRange = 100 * 365 * 24 * time.Hour

// store is a TSDB in a folder of its own; Delete replaces it.
type store struct {
	db  *tsdb.DB
	dir string
}

func openStore(parent string) (*store, error) {
	dir, err := os.MkdirTemp(parent, "tsdb-")
	if err != nil {
		return nil, fmt.Errorf("prometheus: %w", err)
	}
	options := tsdb.DefaultOptions()
	options.WALSegmentSize = -1 // nothing is read back, so nothing need be logged
	options.RetentionDuration = 0
	options.MinBlockDuration = storeRange.Milliseconds()
	options.MaxBlockDuration = storeRange.Milliseconds()
	options.BlockReloadInterval = time.Second // what was appended at once is slow to read until it is mapped to disk with that
	options.IsolationDisabled = true          // who appends waits for the end of it; and it makes slow what was appended at once
	options.OutOfOrderTimeWindow = storeRange.Milliseconds()
	db, err := tsdb.Open(dir, slog.New(slog.DiscardHandler), nil, options, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prometheus: %w", err), os.RemoveAll(dir))
	}
	db.DisableCompactions()
	return &store{db: db, dir: dir}, nil
}

func (s *store) close() error { return errors.Join(s.db.Close(), os.RemoveAll(s.dir)) }

// current is the store of the moment, for the HTTP API; who uses it holds Prometheus.mu.
type current struct{ p *Prometheus }

func (c current) Querier(mint, maxt int64) (storage.Querier, error) {
	return c.p.store.db.Querier(mint, maxt)
}

func (c current) ChunkQuerier(mint, maxt int64) (storage.ChunkQuerier, error) {
	return c.p.store.db.ChunkQuerier(mint, maxt)
}

func (c current) ExemplarQuerier(ctx context.Context) (storage.ExemplarQuerier, error) {
	return c.p.store.db.ExemplarQuerier(ctx)
}

// copyExcept copies every series but those that all the matchers match.
func copyExcept(to, from *tsdb.DB, matchers []*labels.Matcher) error {
	querier, err := from.Querier(math.MinInt64, math.MaxInt64)
	if err != nil {
		return err
	}
	defer func() { _ = querier.Close() }()
	every := labels.MustNewMatcher(labels.MatchRegexp, model.MetricNameLabel, ".*")
	set := querier.Select(context.Background(), false, nil, every)
	for set.Next() {
		series := set.At()
		if matchesAll(series.Labels(), matchers) {
			continue
		}
		if err := copySeries(to, series); err != nil {
			return err
		}
	}
	return set.Err()
}

func matchesAll(series labels.Labels, matchers []*labels.Matcher) bool {
	return !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(series.Get(m.Name)) })
}

func copySeries(to *tsdb.DB, series storage.Series) error {
	appender := to.Appender(context.Background())
	iterator := series.Iterator(nil)
	for kind := iterator.Next(); kind != chunkenc.ValNone; kind = iterator.Next() {
		if err := copySample(appender, series.Labels(), iterator, kind); err != nil {
			return errors.Join(err, appender.Rollback())
		}
	}
	if err := iterator.Err(); err != nil {
		return errors.Join(err, appender.Rollback())
	}
	return appender.Commit()
}

func copySample(to storage.Appender, metric labels.Labels, from chunkenc.Iterator, kind chunkenc.ValueType) error {
	if kind == chunkenc.ValFloat {
		t, value := from.At()
		_, err := to.Append(0, metric, t, value)
		return err
	}
	t, histogram := from.AtHistogram(nil)
	_, err := to.AppendHistogram(0, metric, t, histogram, nil)
	return err
}
