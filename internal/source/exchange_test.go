/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// closedURL is where nobody listens.
func closedURL() string {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func gzipped(size int, text string) []byte {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for written := 0; written < size; written += len(text) {
		_, _ = zip.Write([]byte(text))
	}
	_ = zip.Close()
	return packed.Bytes()
}

func sending(header, value string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(header, value)
		_, _ = w.Write(body)
	}
}

// endlessly writes until the client hangs up.
func endlessly(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for chunk := []byte(strings.Repeat(text, 1024)); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// dripping writes a byte at a time, and never all of them.
func dripping(w http.ResponseWriter, r *http.Request) {
	for {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Millisecond):
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func truncating(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)+10))
		_, _ = w.Write([]byte(body))
	}
}

func apiError(status int, kind string) http.HandlerFunc {
	return answering(status, `{"status":"error","errorType":"`+kind+`","error":"`+canary+`"}`)
}

func TestWhichAnswerIsWhichReason(t *testing.T) {
	const unreachableSource, notPrometheus = v1alpha1.MetricSourceReasonUnreachable, v1alpha1.MetricSourceReasonNotPrometheus
	bomb := gzipped(64<<20, strings.Repeat(canary, 1000))
	for _, tc := range []struct {
		reason     string
		handler    http.HandlerFunc
		want       v1alpha1.MeasureReason
		wantSource v1alpha1.MetricSourceReason
	}{
		{"unauthorized", answering(401, canary), unreachable, unauthorized},
		{"forbidden", answering(403, canary), unreachable, unauthorized},
		{"too many requests", answering(429, canary), unreachable, unreachableSource},
		{"an error of the server", answering(500, canary), unreachable, unreachableSource},
		{"unavailable", answering(503, canary), unreachable, unreachableSource},
		{"an internal error in JSON", apiError(500, "internal"), unreachable, unreachableSource},
		{"a server that gave up", apiError(503, "timeout"), timedOut, unreachableSource},
		{"the same as 500", apiError(500, "timeout"), timedOut, unreachableSource},
		{"cancelled by the server", apiError(503, "canceled"), unreachable, unreachableSource},
		{"5xx with a bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(502)
			_, _ = w.Write(bomb)
		}, unreachable, unreachableSource},
		{"bad data", apiError(400, "bad_data"), invalid, notPrometheus},
		{"another 400", apiError(400, "other"), queryFailed, unreachableSource},
		{"a 400 that is no Prometheus'", answering(400, canary), queryFailed, notPrometheus},
		{"bad data with another status", apiError(418, "bad_data"), queryFailed, unreachableSource},
		{"unprocessable", apiError(422, "execution"), queryFailed, unreachableSource},
		{"not found", answering(404, canary), queryFailed, notPrometheus},
		{"neither method", answering(405, canary), queryFailed, notPrometheus},
		{"no content", answering(204, ""), queryFailed, notPrometheus},
		{"a login page", answering(200, "<html>"+canary+"</html>"), queryFailed, notPrometheus},
		{"another API's JSON", answering(200, `{"ok":"`+canary+`"}`), queryFailed, notPrometheus},
		{"an empty page", answering(200, ""), queryFailed, notPrometheus},
		{"deep JSON", answering(200, strings.Repeat(`[`, 2<<20)), queryFailed, notPrometheus},
		{"ended early", truncating(one[:40]), queryFailed, notPrometheus},
		{"ended early after all that matters", truncating(one), queryFailed, notPrometheus},
		{"endless", endlessly(" "), queryFailed, notPrometheus},
		{"endless JSON", endlessly(`{"status":"success",`), queryFailed, notPrometheus},
		{"a bomb", sending("Content-Encoding", "gzip", bomb), queryFailed, notPrometheus},
		{"no gzip", sending("Content-Encoding", "gzip", []byte(canary)), queryFailed, notPrometheus},
		{"gzip cut off", sending("Content-Encoding", "gzip", gzipped(1, one)[:30]), queryFailed, notPrometheus},
		{"another encoding", sending("Content-Encoding", "br", []byte(one)), queryFailed, notPrometheus},
		{"a redirect to itself", http.RedirectHandler("/api/v1/query", http.StatusFound).ServeHTTP, unreachable, notPrometheus},
		{"a redirect to the metadata address", http.RedirectHandler("http://169.254.169.254/"+canary, http.StatusTemporaryRedirect).ServeHTTP, unreachable, notPrometheus},
		{"a redirect to nowhere", answering(301, canary), unreachable, notPrometheus},
		{"a redirect to nonsense", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://%zz/"+canary)
			w.WriteHeader(308)
		}, unreachable, notPrometheus},
		{"a broken connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, unreachable, unreachableSource},
		{"many headers", sending("X-Large", strings.Repeat("x", 1<<20), nil), unreachable, unreachableSource},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			c := clientFor(t, specFor(serve(t, tc.handler)))
			wantReason(t, ask(t, c, "up"), tc.want)
			c = clientFor(t, specFor(serve(t, tc.handler)))
			_, problem := c.Check(context.Background())
			wantProblem(t, problem, tc.wantSource)
		})
	}
}

func TestServersThatAreNotThere(t *testing.T) {
	c := clientFor(t, specFor(closedURL()))
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
	wantReason(t, ask(t, c, "up"), unreachable)

	failing := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }}
	c, problem = New(specFor("http://nowhere.test.:9090/"), Options{Policy: Policy{Resolver: failing}})
	if problem != nil {
		t.Fatal(problem)
	}
	defer c.Close()
	_, problem = c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
	wantReason(t, ask(t, c, "up"), unreachable)
}

func TestServerThatDoesNotSpeakHTTP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = conn.Write([]byte("SSH-2.0-" + canary + "\r\n"))
			_ = conn.Close()
		}
	}()
	defer func() { _ = listener.Close(); <-done }()
	c := clientFor(t, specFor("http://"+listener.Addr().String()))
	wantReason(t, ask(t, c, "up"), queryFailed)
}

func TestOneDeadlineFromTheDialToTheLastByte(t *testing.T) {
	for reason, handler := range map[string]http.HandlerFunc{
		"drips":     dripping,
		"is silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		var seen requests
		handler = seen.then(handler) // reads the form: a server notices that a client went only after the body
		t.Run(reason, func(t *testing.T) {
			c := clientFor(t, specFor(serve(t, handler)))
			c.timeout = 50 * time.Millisecond
			wantReason(t, ask(t, c, "up"), timedOut)
			_, problem := c.Check(context.Background())
			wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
		})
		t.Run(reason+" for tokens", func(t *testing.T) {
			c := clientFor(t, oauthSpec(serve(t, answering(200, one)), serve(t, handler)), withSecrets(newSecrets("oauth", "x")))
			c.timeout = 50 * time.Millisecond
			wantReason(t, ask(t, c, "up"), timedOut)
		})
	}
	spec := specFor("http://prometheus")
	if c := clientFor(t, spec); c.timeout != 30*time.Second {
		t.Errorf("timeout = %s, want 30s", c.timeout)
	}
	spec.Prometheus.Timeout = "7s"
	if c := clientFor(t, spec); c.timeout != 7*time.Second {
		t.Errorf("timeout = %s, want 7s", c.timeout)
	}
}

func TestRedirectsTakeNothingAlong(t *testing.T) {
	var elsewhere requests
	target := serve(t, elsewhere.then(answering(200, one)))
	for _, status := range []int{301, 302, 303, 307, 308} {
		spec := specFor(serve(t, http.RedirectHandler(target, status)))
		spec.Prometheus.Auth = bearer("token")
		c := clientFor(t, spec, withSecrets(newSecrets("token", canary)))
		wantReason(t, ask(t, c, "up"), unreachable)
		_, problem := c.Check(context.Background())
		wantProblem(t, problem, v1alpha1.MetricSourceReasonNotPrometheus)
	}
	c := clientFor(t, oauthSpec(serve(t, answering(200, one)), serve(t, http.RedirectHandler(target, http.StatusTemporaryRedirect))), withSecrets(newSecrets("oauth", canary)))
	wantReason(t, ask(t, c, "up"), unreachable)
	if elsewhere.count() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestCompressedAnswersAreRead(t *testing.T) {
	var seen requests
	c := clientFor(t, specFor(serve(t, seen.then(sending("Content-Encoding", "gzip", gzipped(1, one))))))
	for range 3 { // readers and buffers are used again
		wantReason(t, ask(t, c, "up"), "")
	}
	if got := seen.last(t).Header.Get("Accept-Encoding"); got != "gzip" {
		t.Errorf("Accept-Encoding = %q, want gzip", got)
	}
}

func TestRequestsGoUnderThePathOfTheURL(t *testing.T) {
	for prefix, want := range map[string]string{"": "/api/v1/query", "/": "/api/v1/query", "/prom": "/prom/api/v1/query", "/a%2Fb/": "/a%2Fb/api/v1/query"} {
		var seen requests
		c := clientFor(t, specFor(serve(t, seen.then(answering(200, one)))+prefix))
		wantReason(t, ask(t, c, "up"), "")
		got := seen.last(t)
		if got.URL.EscapedPath() != want || got.Method != http.MethodPost || got.URL.RawQuery != "" {
			t.Errorf("%s: %s %s, want POST %s", prefix, got.Method, got.URL, want)
		}
	}
}

func TestServersThatTakeNoPOSTAreAskedWithGET(t *testing.T) {
	var seen requests
	c := clientFor(t, specFor(serve(t, seen.then(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			answering(405, canary)(w, r)
			return
		}
		answering(200, one)(w, r)
	}))))
	wantReason(t, ask(t, c, "up"), "")
	wantReason(t, ask(t, c, "up"), "")
	if seen.count() != 3 || seen.last(t).URL.Query().Get("query") != "up" {
		t.Errorf("%d requests, want 3: what was learned is remembered", seen.count())
	}
}

func TestServersThatTakePOSTAgainAreAskedWithIt(t *testing.T) {
	for _, tc := range []struct {
		reason        string
		before, after [2]int // what is answered to POST and to GET, before a query, and then
		check         bool
		want          string // the methods of the next query
	}{
		{"neither was taken for a while", [2]int{405, 405}, [2]int{200, 200}, false, "POST"},
		{"the same, in other words", [2]int{501, 501}, [2]int{200, 200}, false, "POST"},
		{"GET is known to do", [2]int{405, 200}, [2]int{200, 200}, false, "GET"},
		{"GET is understood, whatever is said", [2]int{405, 503}, [2]int{200, 200}, false, "GET"},
		{"a check found that POST does", [2]int{405, 200}, [2]int{200, 200}, true, "POST"},
		{"a check found that POST still does not", [2]int{405, 200}, [2]int{405, 200}, true, "GET"},
		{"a check was answered by neither", [2]int{405, 200}, [2]int{503, 200}, true, "GET"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			statuses, methods := tc.before, []string(nil)
			c := clientFor(t, specFor(serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				methods = append(methods, r.Method)
				status := statuses[1]
				if r.Method == http.MethodPost {
					status = statuses[0]
				}
				answering(status, one)(w, r)
			}))))
			ask(t, c, "up")
			statuses = tc.after
			if tc.check {
				_, _ = c.Check(context.Background()) // what it found, the next query shows
			}
			methods = nil
			wantReason(t, ask(t, c, "up"), "")
			if got := strings.Join(methods, " "); got != tc.want {
				t.Errorf("asked by %q, want %q", got, tc.want)
			}
		})
	}
}

func TestKeptConnectionThatTheServerClosed(t *testing.T) {
	var sent atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		answering(200, one)(w, r)
	}))
	defer server.Close()
	c := clientFor(t, specFor(server.URL))
	for range 5 {
		wantReason(t, ask(t, c, "up"), "")
		server.CloseClientConnections()
	}
	c.Close()
}

func TestObserveSeesEveryRequest(t *testing.T) {
	var results []string
	var server switched
	c := clientFor(t, specFor(server.serve(t, 200)), func(o *Options) {
		o.Observe = func(result string, took time.Duration) {
			if took < 0 {
				t.Errorf("took %s", took)
			}
			results = append(results, result)
		}
	})
	ask(t, c, "up")
	server.status.Store(404)
	ask(t, c, "up")
	if got := strings.Join(results, " "); got != "Success QueryFailed" {
		t.Errorf("observed %q, want Success QueryFailed", got)
	}
}

func TestClosedClientSendsNothing(t *testing.T) {
	var seen requests
	c := clientFor(t, specFor(serve(t, seen.then(answering(200, one)))))
	p, _ := c.Prepare(Query{Text: "up"})
	c.Close()
	wantReason(t, p.Instant(context.Background(), time.Time{}), unreachable)
	_, problem := c.Check(context.Background())
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
	c.Close()
	if seen.count() != 0 {
		t.Error("something was sent")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c = clientFor(t, specFor(serve(t, seen.then(answering(200, one)))))
	_, problem = c.Check(ctx)
	wantProblem(t, problem, v1alpha1.MetricSourceReasonUnreachable)
}

func TestAnswersAreCutAfterDecompression(t *testing.T) {
	for _, tc := range []struct {
		reason string
		size   int
		want   v1alpha1.MeasureReason
	}{
		{"the largest", largestAnswer, ""},
		{"a byte more", largestAnswer + 1, queryFailed},
	} {
		body := []byte(one + strings.Repeat(" ", tc.size-len(one)))
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		_, _ = zip.Write(body)
		_ = zip.Close()
		for encoding, sent := range map[string][]byte{"identity": body, "gzip": packed.Bytes()} {
			t.Run(tc.reason+" "+encoding, func(t *testing.T) {
				wantReason(t, ask(t, clientFor(t, specFor(serve(t, sending("Content-Encoding", encoding, sent)))), "up"), tc.want)
			})
		}
	}
}
