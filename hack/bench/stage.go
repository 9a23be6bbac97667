/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/testlab"
	"github.com/truenorth-dev/truenorth/internal/testlab/bench"
)

// stage is the control plane and the Prometheus of all measurements.
type stage struct {
	site       *bench.Site
	prometheus *testlab.Prometheus
	meter      *meter
	server     *httptest.Server
	manager    string // the program
	kubeconfig string // the administrator's, for the floor
	folder     string
	down       atomic.Bool  // whether the Prometheus answers 503
	token      atomic.Value // the one that it wants, a string
}

// The Secret that the source takes its token from.
const (
	tokenSecret = "bench-token"
	tokenKey    = "token"
)

// open starts everything but the operator.
func open(ctx context.Context, config, manager string) (s *stage, err error) {
	s = &stage{manager: manager}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.folder, err = os.MkdirTemp("", "truenorth-bench-"); err != nil {
		return s, err
	}
	if s.site, err = bench.Open(ctx, config); err != nil {
		return s, err
	}
	s.kubeconfig = filepath.Join(s.folder, "kubeconfig")
	if err := s.site.Plane.Kubeconfig(s.kubeconfig); err != nil {
		return s, err
	}
	if s.prometheus, err = testlab.NewPrometheus(testlab.PrometheusOptions{}); err != nil {
		return s, err
	}
	if err := s.fill(); err != nil {
		return s, err
	}
	s.meter = newMeter(s.guard(s.prometheus.Handler()))
	s.server = httptest.NewServer(s.meter)
	return s, s.connect(ctx)
}

// connect makes the Prometheus the default source of all namespaces.
func (s *stage) connect(ctx context.Context) error {
	const first = "first"
	s.token.Store(first)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: bench.OperatorNamespace, Name: tokenSecret}}
	secret.StringData = map[string]string{tokenKey: first}
	source := &v1alpha1.ClusterMetricSource{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
	source.Spec.Prometheus.URL = v1alpha1.URL(s.server.URL)
	source.Spec.Prometheus.Auth = &v1alpha1.Auth{BearerTokenSecretRef: &v1alpha1.SecretKeyReference{Name: tokenSecret, Key: tokenKey}}
	source.Spec.AllowedNamespaces.From = v1alpha1.ShareFromAll
	return errors.Join(s.site.Admin.Create(ctx, secret), s.site.Admin.Create(ctx, source))
}

// guard refuses what carries another token, and answers 503 while the Prometheus is down.
func (s *stage) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case s.down.Load():
			http.Error(w, "down", http.StatusServiceUnavailable)
		case r.Header.Get("Authorization") != fmt.Sprint("Bearer ", s.token.Load()):
			http.Error(w, "another token, please", http.StatusUnauthorized)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// The series: one that stands still, and one that moves each minute; for the history of a period, and for hours to come.
const (
	constant = "bench_constant"
	moving   = "bench_moving"
)

func (s *stage) fill() error {
	const scraped, ahead = 2 * time.Minute, 6 * time.Hour
	now := time.Now()
	from, to := now.AddDate(0, 0, -4*halfPeriod), now.Add(ahead)
	if err := s.prometheus.Append(constant, testlab.History(from, to, scraped, testlab.Constant(4))...); err != nil {
		return err
	}
	shape := testlab.Sum(testlab.Ramp(from, to, 3, 5), testlab.Noise(1, 0.5, time.Minute))
	return s.prometheus.Append(moving, testlab.History(from, to, scraped/2, shape)...)
}

func (s *stage) close() error {
	var err error
	if s.server != nil {
		s.server.Close()
	}
	if s.prometheus != nil {
		err = s.prometheus.Close()
	}
	if s.site != nil {
		err = errors.Join(err, s.site.Close())
	}
	return errors.Join(err, os.RemoveAll(s.folder))
}

// operator is a running manager.
type operator struct {
	*bench.Process
	started time.Time
	metrics string
}

// start runs the manager with its metrics open to who measures.
func (s *stage) start() (*operator, error) {
	address, err := bench.FreeAddress()
	if err != nil {
		return nil, err
	}
	o := &operator{started: time.Now(), metrics: "http://" + address + "/metrics"}
	o.Process, err = s.site.Launch(s.manager, nil, "--leader-elect=false", "--metrics-secure=false",
		"--metrics-bind-address="+address, "--health-probe-bind-address=0")
	return o, err
}

// reconciles is how many there were, as the manager's own metrics tell. Reading them is a scrape.
func (o *operator) reconciles(ctx context.Context) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.metrics, nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, fmt.Errorf("scrape the manager: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(response.Body)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, metric := range families["controller_runtime_reconcile_total"].GetMetric() {
		for _, label := range metric.GetLabel() {
			if label.GetName() == "controller" && label.GetValue() == "objective" {
				count += int(metric.GetCounter().GetValue())
			}
		}
	}
	return count, nil
}
