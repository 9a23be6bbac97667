/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// canary stands in every secret and in every bad answer of these tests; no message may hold it.
const canary = "c4n4ry"

// one is an answer with the number 1.
const one = `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1790000000,"1"]}]}}`

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// serve starts a server that goes with the test.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func specFor(url string) v1alpha1.MetricSourceSpec {
	return v1alpha1.MetricSourceSpec{Prometheus: v1alpha1.PrometheusSource{URL: v1alpha1.URL(url)}}
}

// clientFor makes a client that may ask this machine and is closed before the servers that were started first.
func clientFor(t *testing.T, spec v1alpha1.MetricSourceSpec, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		Key:       Key{Kind: v1alpha1.SourceKindCluster, Name: "main"},
		Namespace: "operator",
		Policy:    Policy{AllowLoopback: true},
	}
	for _, f := range change {
		f(&o)
	}
	c, problem := New(spec, o)
	if problem != nil {
		t.Fatalf("New: %v", problem)
	}
	t.Cleanup(c.Close)
	return c
}

// ask prepares and asks one query.
func ask(t *testing.T, c *Client, query string) Answer {
	t.Helper()
	p, bad := c.Prepare(Query{Text: query, Namespace: "team-a"})
	if bad != nil {
		t.Fatalf("Prepare(%q) = %+v", query, *bad)
	}
	answer := p.Instant(context.Background(), time.Time{})
	silent(t, answer.Message)
	return answer
}

func wantReason(t *testing.T, answer Answer, want v1alpha1.MeasureReason) {
	t.Helper()
	if answer.Reason != want {
		t.Errorf("reason = %q (%s), want %q", answer.Reason, answer.Message, want)
	}
	if answer.Reason != "" && (answer.Value != 0 || answer.Message == "") {
		t.Errorf("answer %+v: a reason goes with a message and without a value", answer)
	}
}

func wantProblem(t *testing.T, problem *Problem, want v1alpha1.MetricSourceReason) {
	t.Helper()
	if problem == nil {
		t.Fatalf("no problem, want %s", want)
	}
	silent(t, problem.Error())
	if problem.Reason != want || problem.Message == "" {
		t.Errorf("problem = %s (%s), want %s", problem.Reason, problem.Message, want)
	}
}

func silent(t *testing.T, message string) {
	t.Helper()
	if strings.Contains(message, canary) {
		t.Errorf("message %q holds what must not be shown", message)
	}
}

// secretStore is the Secrets of a namespace.
type secretStore struct {
	mu     sync.Mutex
	values map[v1alpha1.SecretKeyReference]string
	fail   error
	reads  int
}

func secretRef(name string) v1alpha1.SecretKeyReference {
	return v1alpha1.SecretKeyReference{Name: name, Key: "value"}
}

func newSecrets(namesAndValues ...string) *secretStore {
	s := &secretStore{values: map[v1alpha1.SecretKeyReference]string{}}
	for i := 0; i < len(namesAndValues); i += 2 {
		s.set(namesAndValues[i], namesAndValues[i+1])
	}
	return s
}

func (s *secretStore) set(name, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[secretRef(name)] = value
}

func (s *secretStore) failing(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *secretStore) remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.values, secretRef(name))
}

func (s *secretStore) read(_ context.Context, ref v1alpha1.SecretKeyReference) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.fail != nil {
		return nil, s.fail
	}
	value, ok := s.values[ref]
	if !ok {
		return nil, fmt.Errorf("%s: %w", canary, errors.New("not found"))
	}
	return []byte(value), nil
}

func (s *secretStore) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

func withSecrets(s *secretStore) func(*Options) { return func(o *Options) { o.Secrets = s.read } }

// requests records what a server was asked.
type requests struct {
	mu   sync.Mutex
	list []*http.Request
}

// then records and goes on; the form of a recorded request is parsed.
func (r *requests) then(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		_ = req.ParseForm()
		r.mu.Lock()
		r.list = append(r.list, req)
		r.mu.Unlock()
		handler(w, req)
	}
}

func (r *requests) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.list)
}

func (r *requests) last(t *testing.T) *http.Request {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) == 0 {
		t.Fatal("nothing was sent")
	}
	return r.list[len(r.list)-1]
}
