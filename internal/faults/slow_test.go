/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package faults_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// drips sends a byte now and then, for as long as somebody listens.
func drips(w http.ResponseWriter, r *http.Request) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// dripsHeaders does so before its headers are whole.
func dripsHeaders(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX-Slow: "); err == nil; _, err = io.WriteString(conn, "x") {
		<-tick.C
	}
}

func TestFault03(t *testing.T) {
	t.Parallel()
	l := fault(t, "The source never answers, or drips bytes")
	slow := newRogue(t, l.Prometheus.Handler())
	s := l.Source("slow", slow.URL)
	s.Spec.Prometheus.Timeout = "1s"
	l.Create(s)
	l.Series("stays", 4)
	waits := l.Objective("waits", bench.Reaches("stays", bench.Asks("stays")))
	waits.Spec.SourceRef = &v1alpha1.SourceReference{Name: "slow"}
	other := l.Objective("other", bench.Reaches("nights", bench.Asks("nights")))
	l.Series("nights", 4)
	l.Create(waits, other)
	l.Measured(waits)
	l.Measured(other)
	for i, tc := range []struct {
		name string
		how  http.HandlerFunc
	}{{"no answer", hangs}, {"a dripping body", drips}, {"dripping headers", dripsHeaders}} {
		t.Run(tc.name, func(t *testing.T) {
			l := l.within(t)
			slow.misbehaves(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm() // reads the request, without which a server does not see that its client left
				tc.how(w, r)
			})
			kept := l.keeps(waits, v1alpha1.MeasureReasonQueryTimeout)
			l.moves("nights", float64(5+i))
			l.shows(other, float64(5+i))
			l.Eventually("every query to be cut", func() bool { return slow.open.Load() == 0 })
			slow.behaves()
			l.heals(kept)
		})
	}
	l.noEvents(waits, other)
	l.sees("goals of other sources are measured on")
}

// flood writes without an end, and notes how much was taken of it and how much memory that took at most.
type flood struct {
	piece    []byte
	encoding string

	written, memory atomic.Int64
}

// ServeHTTP writes until it is cut.
func (f *flood) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if f.encoding != "" {
		w.Header().Set("Content-Encoding", f.encoding)
	}
	var written int64
	for {
		n, err := w.Write(f.piece)
		written += int64(n)
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		f.written.Store(max(f.written.Load(), written))
		f.memory.Store(max(f.memory.Load(), int64(now.HeapAlloc)))
		if err != nil {
			return
		}
	}
}

// TestFault04 runs beside no other test, as it looks at the memory of the process.
func TestFault04(t *testing.T) {
	l := fault(t, "The source's answer has no end, or is a compressed bomb")
	o := l.goal("keeps")
	const most = 64 << 20
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	if _, err := zip.Write(bytes.Repeat([]byte(" "), 256<<20)); err != nil || zip.Close() != nil {
		t.Fatal("the bomb cannot be made:", err)
	}
	for _, tc := range []struct {
		name  string
		flood *flood
	}{
		{"endless", &flood{piece: bytes.Repeat([]byte(" "), 1<<20)}},
		{"bomb", &flood{piece: bomb.Bytes(), encoding: "gzip"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := l.within(t)
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			l.rogue.misbehaves(tc.flood.ServeHTTP)
			kept := l.keeps(o, v1alpha1.MeasureReasonQueryFailed)
			l.wantMessage(kept, measured, "4 MiB")
			l.Eventually("every answer to be cut", func() bool { return l.rogue.open.Load() == 0 })
			if got := tc.flood.written.Load(); got > most {
				t.Errorf("%d bytes of an answer were taken", got)
			}
			if got := tc.flood.memory.Load() - int64(before.HeapAlloc); got > most {
				t.Errorf("it took %d MiB of memory", got>>20)
			}
			l.rogue.behaves()
			l.heals(kept)
		})
	}
	l.noEvents(o)
}
