/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const longestVersion = 64

var versionText = regexp.MustCompile(`^[0-9A-Za-z.+_-]+$`)

// Check reads the secrets anew and asks the server for the simplest number there is, past limits and breaker, and then
// for what it is. It takes at most twice the source's timeout.
//
// Where a Secret is gone, its credential is forgotten and queries answer SourceUnavailable until a Check finds it again.
func (c *Client) Check(ctx context.Context) (Info, *Problem) {
	conn, problem := c.refresh(ctx)
	if problem != nil {
		return Info{}, problem
	}
	if c.pause.holds() {
		return Info{}, failPaused.problem()
	}
	conn.rest() // a new handshake: a certificate that was changed or has expired shows within an interval
	f := c.probe(ctx, conn)
	c.breaker.checked(f.verdict())
	if f != nil {
		return Info{}, f.problem()
	}
	return c.identify(ctx, conn), nil
}

// probe asks for the vector of 1, by POST if the server takes that now. An answer that is partial is one of a Prometheus all the same.
func (c *Client) probe(ctx context.Context, conn *connection) *failure {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var answer Answer
	f := c.send(limited, conn, call{
		path:      "api/v1/query",
		afresh:    true,
		form:      url.Values{"query": {"vector(1)"}},
		namespace: c.options.Namespace,
		read:      func(_ http.Header, body []byte) (f *failure) { answer, f = decodeInstant(body); return f },
	})
	switch {
	case f == failTimeout && ctx.Err() != nil:
		return failAbandoned
	case f == failPartial:
		return nil
	case f != nil:
		return f
	case answer.Reason != "" || answer.Value != 1:
		return failGarbage
	}
	return nil
}

// identify asks what the server is. One that does not say is as good as any.
func (c *Client) identify(ctx context.Context, conn *connection) Info {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	info := Info{Flavor: v1alpha1.FlavorOther}
	c.send(limited, conn, call{
		path:      "api/v1/status/buildinfo",
		namespace: c.options.Namespace,
		read: func(header http.Header, body []byte) *failure {
			build, err := decodeBuild(body)
			if err != nil {
				return failGarbage
			}
			info = Info{Version: cleanVersion(build.version), Flavor: flavorOf(header, build)}
			return nil
		},
	})
	return info
}

func cleanVersion(text string) string {
	if len(text) > longestVersion || !versionText.MatchString(text) {
		return ""
	}
	return text
}

// flavorOf goes by what each server is known to say: Mimir its application, VictoriaMetrics a header of its own (its
// version is made up for Grafana), Thanos a version below 1, which Prometheus left behind before it had this page.
func flavorOf(header http.Header, b build) v1alpha1.SourceFlavor {
	application := strings.ToLower(b.application)
	switch {
	case strings.Contains(application, "mimir") || strings.Contains(application, "cortex"):
		return v1alpha1.FlavorMimir
	case strings.Contains(application, "victoria") || header.Get("X-Server-Hostname") != "":
		return v1alpha1.FlavorVictoriaMetrics
	case strings.Contains(application, "thanos") || strings.HasPrefix(b.version, "0."):
		return v1alpha1.FlavorThanos
	case b.goVersion && (application == "" || strings.Contains(application, "prometheus")):
		return v1alpha1.FlavorPrometheus
	}
	return v1alpha1.FlavorOther
}
