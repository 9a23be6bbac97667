/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package testlab

import (
	"context"
	"fmt"
	"net/http"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"k8s.io/client-go/rest"
)

// The group whose requests are counted.
const goalsGroup = "goals.truenorth.dev"

// Requests counts what kube-apiserver was asked about the group goals.truenorth.dev since it started, refused requests
// and dry runs included, by "VERB resource" or "VERB resource/subresource" in the API server's own words: GET, LIST,
// WATCH, POST, PUT, PATCH, APPLY, DELETE, DELETECOLLECTION. A WATCH counts when it ends.
func (c *ControlPlane) Requests(ctx context.Context) (map[string]int, error) {
	families, err := c.metrics(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot read the API server's metrics: %w", err)
	}
	counts := map[string]int{}
	for _, metric := range families["apiserver_request_total"].GetMetric() {
		labels := map[string]string{}
		for _, pair := range metric.GetLabel() {
			labels[pair.GetName()] = pair.GetValue()
		}
		if labels["group"] != goalsGroup {
			continue
		}
		key := labels["verb"] + " " + labels["resource"]
		if sub := labels["subresource"]; sub != "" {
			key += "/" + sub
		}
		counts[key] += int(metric.GetCounter().GetValue())
	}
	return counts, nil
}

func (c *ControlPlane) metrics(ctx context.Context) (map[string]*dto.MetricFamily, error) {
	admin, err := rest.HTTPClientFor(c.env.Config)
	if err != nil {
		return nil, err
	}
	url, _, err := rest.DefaultServerUrlFor(c.env.Config)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url.JoinPath("metrics").String(), nil)
	if err != nil {
		return nil, err
	}
	response, err := admin.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	return parser.TextToMetricFamilies(response.Body)
}
