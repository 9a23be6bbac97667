/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"time"

	clientmetrics "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/route"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/scrape"
	webapi "github.com/prometheus/prometheus/web/api/v1"
)

// PrometheusVersion is what /api/v1/status/buildinfo says: the release that the library in go.mod is.
const PrometheusVersion = "3.11.0"

const (
	apiPrefix     = "/api/v1"
	instantQuery  = apiPrefix + "/query"
	rangeQuery    = apiPrefix + "/query_range"
	readSamples   = 50_000_000 // remote read's limits: the server's defaults
	readParallel  = 10
	readFrameSize = 1 << 20
)

// Handler is the HTTP API below /api/v1 as the real server has it, for what needs neither the web pages nor statistics
// of the TSDB, and /-/healthy and /-/ready; put it behind TLS, authentication or a prefix as you like.
func (p *Prometheus) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/-/healthy", say("Prometheus Server is Healthy.\n"))
	mux.HandleFunc("/-/ready", say("Prometheus Server is Ready.\n"))
	mux.HandleFunc(apiPrefix+"/", p.serveAPI)
	for _, unavailable := range []string{"/status/tsdb", "/status/tsdb/", "/status/walreplay", "/notifications", "/notifications/"} {
		mux.Handle(apiPrefix+unavailable, http.NotFoundHandler())
	}
	return mux
}

func say(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

// serveAPI notes a query and, since the API asks the real clock alone, writes our time into one that names none.
func (p *Prometheus) serveAPI(w http.ResponseWriter, r *http.Request) {
	now := p.clock.Now()
	if r.URL.Path == instantQuery || r.URL.Path == rangeQuery {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		p.recorder.record(r, now)
	}
	if r.URL.Path == instantQuery && r.Form.Get("time") == "" {
		r.Form.Set("time", strconv.FormatFloat(float64(now.UnixMilli())/1000, 'f', 3, 64))
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.store == nil {
		http.Error(w, errClosed.Error(), http.StatusServiceUnavailable)
		return
	}
	p.api.ServeHTTP(w, r)
}

// newAPI is web/api/v1 with nothing to scrape, no rules, no alertmanagers and nothing to write.
func newAPI(engine *promql.Engine, data current, promQL parser.Parser) http.Handler {
	started := time.Now()
	api := webapi.NewAPI(
		engine, data, nil, nil, data,
		func(context.Context) webapi.ScrapePoolsRetriever { return nothing{} },
		func(context.Context) webapi.TargetRetriever { return nothing{} },
		func(context.Context) webapi.AlertmanagerRetriever { return nothing{} },
		func() config.Config { return config.Config{} },
		map[string]string{}, // flags
		webapi.GlobalURLOptions{},
		func(next http.HandlerFunc) http.HandlerFunc { return next }, // always ready
		nil, "", false, // statistics and administration of the TSDB
		slog.New(slog.DiscardHandler),
		func(context.Context) webapi.RulesRetriever { return nothing{} },
		readSamples, readParallel, readFrameSize,
		false, nil, // no agent, no CORS
		func() (webapi.RuntimeInfo, error) { return runtimeInfo(started), nil },
		&webapi.PrometheusVersion{Version: PrometheusVersion, Branch: "HEAD", GoVersion: runtime.Version()},
		nil, nil, // notifications
		clientmetrics.NewRegistry(), nil, nil,
		false, nil, // remote write
		false, false, false, false, // OTLP
		defaultLookback, false, false, nil, nil,
		webapi.OpenAPIOptions{Version: PrometheusVersion},
		promQL,
	)
	router := route.New()
	api.Register(router)
	return http.StripPrefix(apiPrefix, router)
}

func runtimeInfo(started time.Time) webapi.RuntimeInfo {
	return webapi.RuntimeInfo{
		StartTime: started, ServerTime: time.Now(), ReloadConfigSuccess: true,
		GoroutineCount: runtime.NumGoroutine(), GOMAXPROCS: runtime.GOMAXPROCS(0), StorageRetention: "100y",
	}
}

// nothing answers for the parts that this Prometheus does not have.
type nothing struct{}

func (nothing) ScrapePools() []string                       { return nil }
func (nothing) TargetsActive() map[string][]*scrape.Target  { return nil }
func (nothing) TargetsDropped() map[string][]*scrape.Target { return nil }
func (nothing) TargetsDroppedCounts() map[string]int        { return nil }
func (nothing) Alertmanagers() []*url.URL                   { return nil }
func (nothing) DroppedAlertmanagers() []*url.URL            { return nil }
func (nothing) RuleGroups() []*rules.Group                  { return nil }
func (nothing) AlertingRules() []*rules.AlertingRule        { return nil }
func (nothing) ScrapePoolConfig(string) (*config.ScrapeConfig, error) {
	return nil, errors.New("nothing is scraped")
}
