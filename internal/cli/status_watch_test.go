/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"k8s.io/client-go/rest"
)

// watchPatience is how long a test waits for what has to come.
const watchPatience = time.Minute

// watchOutput takes what a command writes while it runs.
type watchOutput struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *watchOutput) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *watchOutput) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// await waits until a text holds what is wanted.
func await(t *testing.T, text fmt.Stringer, want string) {
	t.Helper()
	for deadline := time.Now().Add(watchPatience); !strings.Contains(text.String(), want); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q did not come; there is:\n%s", want, text)
		}
	}
}

// watched is a running `status --watch`.
type watched struct {
	out, err watchOutput
	stop     context.CancelFunc
	ended    chan int
}

// startWatch runs the command until the test ends it, or ends.
func startWatch(t *testing.T, c *caller, out io.Writer, args ...string) *watched {
	t.Helper()
	w := &watched{ended: make(chan int, 1)}
	if out == nil {
		out = &w.out
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.stop = cancel
	args = append(append([]string{"status", "--watch"}, args...), "--kubeconfig="+c.kubeconfig)
	go func() { w.ended <- Run(ctx, c.environment(out, &w.err), args...) }()
	t.Cleanup(cancel)
	return w
}

// end ends it as Ctrl-C does.
func (w *watched) end(t *testing.T) {
	t.Helper()
	w.stop()
	if code := <-w.ended; code != 0 {
		t.Errorf("exit %d after Ctrl-C: %s", code, w.err.String())
	}
}

// withoutLeaks looks that nothing runs on but connections that the client library keeps for the next command.
func withoutLeaks(t *testing.T) {
	t.Helper()
	controlPlane(t)
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		goleak.VerifyNone(t, before,
			goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
			goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*ClientConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*http2ClientConn).readLoop"))
	})
}

// These tests are not parallel, so that what they leave running is theirs.

func TestWatchTellsChanges(t *testing.T) {
	withoutLeaks(t)
	const namespace = "watch-changes"
	populate(t, namespace)
	w := startWatch(t, newAdmin(t), nil, "obj,outcome", "-n", namespace)
	await(t, &w.out, "6 objectives: ")
	status := func(name, patch string) {
		kubectl(t, "-n", namespace, "patch", "obj", name, "--subresource=status", "--type=merge", "-p", `{"status":`+patch+`}`)
	}
	const at = "2026-11-22T13:05:00Z "
	status("guests-belong", `{"score":0.6,"outlook":"OnTrack","probability":0.52,"keyResultsMet":"2/2"}`)
	await(t, &w.out, at+"obj/guests-belong: AtRisk -> OnTrack, score 0.53 -> 0.6, probability about 1 in 3 -> about 1 in 2, met 1/2 -> 2/2; guardrail broken: complaints")
	status("quiet-nights", `{"score":null,"outlook":"Unknown","probability":null}`)
	await(t, &w.out, at+"obj/quiet-nights: OffTrack -> Unknown, score 0.1 -> none, probability about 1 in 50 -> none; noise: ")
	kubectl(t, "-n", namespace, "label", "obj", "loyal-guests", "colour=blue") // nothing that anybody acts on
	kubectl(t, "-n", namespace, "delete", "outcome", "forgotten")
	await(t, &w.out, at+"outcome/forgotten: deleted\n")
	kubectl(t, "-n", namespace, "patch", "obj", "front-desk-training", "--type=merge", "-p", `{"spec":{"commitment":"Aspirational"}}`)
	await(t, &w.out, at+"obj/front-desk-training: the status is older than the spec: of generation 1, not 2\n")
	for _, object := range readObjects(t, "testdata/check/goal.yaml") {
		object.SetNamespace(namespace)
		create(t, cluster(t), object)
	}
	await(t, &w.out, at+"obj/rooms-ready: new, Unknown; not evaluated yet\n")
	if strings.Contains(w.out.String(), "loyal-guests: ") {
		t.Errorf("a label is no news:\n%s", w.out.String())
	}
	w.end(t)
	if w.err.String() != "" {
		t.Errorf("standard error: %s", w.err.String())
	}
}

func TestWatchOneByName(t *testing.T) {
	withoutLeaks(t)
	const namespace = "watch-one"
	populate(t, namespace)
	reader := newReader(t, namespace, "one", "get,list,watch objectives.goals.truenorth.dev")
	w := startWatch(t, reader, nil, "guests-belong", "-n", namespace)
	await(t, &w.out, "Guests come back because they feel they belong")
	await(t, &w.out, "Last changes")
	kubectl(t, "-n", namespace, "delete", "obj", "quiet-nights")
	kubectl(t, "-n", namespace, "delete", "obj", "guests-belong")
	await(t, &w.out, "obj/guests-belong: deleted")
	kubectl(t, "-n", namespace, "get", "goals")
	if strings.Contains(w.out.String(), "quiet-nights") {
		t.Errorf("another is no matter of this watch:\n%s", w.out.String())
	}
	w.end(t)
}

func TestWatchForbidden(t *testing.T) {
	withoutLeaks(t)
	const namespace = "watch-forbidden"
	populate(t, namespace)
	reader := newReader(t, namespace, "looker", "get,list objectives.goals.truenorth.dev")
	w := startWatch(t, reader, nil, "obj", "-n", namespace)
	if code := <-w.ended; code != exitTrouble || !strings.HasPrefix(w.err.String(), `error: you may not watch objectives in namespace "watch-forbidden": `) {
		t.Errorf("exit %d: %s", code, w.err.String())
	}
}

// gate stands before the API server and can close, or say that it has forgotten where a watch was (410).
type gate struct {
	address string
	handler http.Handler

	mu      sync.Mutex
	server  *http.Server
	forgets bool
}

func newGate(t *testing.T, config *rest.Config) *gate {
	t.Helper()
	transport, err := rest.TransportFor(config)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport, proxy.FlushInterval = transport, -1
	g := &gate{address: "127.0.0.1:0", handler: proxy}
	g.open(t)
	t.Cleanup(g.close)
	return g
}

// open serves at the address that it had before.
func (g *gate) open(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", g.address)
	if err != nil {
		t.Fatal(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.address = listener.Addr().String()
	g.server = &http.Server{Handler: g, ReadHeaderTimeout: watchPatience}
	go func(s *http.Server) { _ = s.Serve(listener) }(g.server)
}

// close ends all connections and refuses new ones.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = g.server.Close()
}

// forget answers the next watches with a 410 until one is through.
func (g *gate) forget(yes bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forgets = yes
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	expired := g.forgets && r.URL.Query().Get("resourceVersion") != "" && r.URL.Query().Get("watch") == "true"
	g.mu.Unlock()
	if expired {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"too old"}}`)
		return
	}
	g.handler.ServeHTTP(w, r)
}

// caller goes through the gate.
func (g *gate) caller(t *testing.T) *caller {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := controlPlane(t).KubeconfigFor(path, &rest.Config{Host: "http://" + g.address}); err != nil {
		t.Fatal(err)
	}
	return &caller{kubeconfig: path, now: statusNow}
}

func TestWatchGoesOnAfterAnOutage(t *testing.T) {
	const namespace = "watch-outage"
	populate(t, namespace)
	g := newGate(t, controlPlane(t).Config())
	w := startWatch(t, g.caller(t), nil, "obj", "-n", namespace)
	await(t, &w.out, "6 objectives: ")
	g.close()
	await(t, &w.err, "2026-11-22T13:05:00Z The cluster does not answer, trying again: ")
	kubectl(t, "-n", namespace, "delete", "obj", "quiet-nights")
	g.open(t)
	await(t, &w.err, "2026-11-22T13:05:00Z The cluster answers again.\n")
	await(t, &w.out, "obj/quiet-nights: deleted")
	w.end(t)
	if told := strings.Count(w.err.String(), "does not answer"); told != 1 {
		t.Errorf("told %d times, want once:\n%s", told, w.err.String())
	}
}

func TestWatchStartsAnewWhereTheServerForgot(t *testing.T) {
	const namespace = "watch-forgotten"
	populate(t, namespace)
	g := newGate(t, controlPlane(t).Config())
	w := startWatch(t, g.caller(t), nil, "obj", "-n", namespace)
	await(t, &w.out, "6 objectives: ")
	g.forget(true)
	g.close()
	await(t, &w.err, "does not answer")
	kubectl(t, "-n", namespace, "delete", "obj", "quiet-nights")
	g.open(t)
	await(t, &w.out, "obj/quiet-nights: deleted")
	g.forget(false)
	kubectl(t, "-n", namespace, "delete", "obj", "unseen")
	await(t, &w.out, "obj/unseen: deleted")
	w.end(t)
}
