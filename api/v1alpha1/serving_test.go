/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestServedKinds(t *testing.T) {
	want := map[string]metav1.APIResource{
		"Objective":           {Name: "objectives", SingularName: "objective", Namespaced: true, ShortNames: []string{"obj"}},
		"CustomerOutcome":     {Name: "customeroutcomes", SingularName: "customeroutcome", Namespaced: true, ShortNames: []string{"outcome"}},
		"Indicator":           {Name: "indicators", SingularName: "indicator", Namespaced: true, ShortNames: []string{"ind"}},
		"ValueExchange":       {Name: "valueexchanges", SingularName: "valueexchange", Namespaced: true, ShortNames: []string{"vx"}},
		"Scorecard":           {Name: "scorecards", SingularName: "scorecard", Namespaced: true, ShortNames: []string{"card"}},
		"MetricSource":        {Name: "metricsources", SingularName: "metricsource", Namespaced: true, ShortNames: []string{"msrc"}},
		"ClusterMetricSource": {Name: "clustermetricsources", SingularName: "clustermetricsource", ShortNames: []string{"cmsrc"}},
	}
	served, err := discovery.NewDiscoveryClientForConfigOrDie(lab.Config()).
		ServerResourcesForGroupVersion(v1alpha1.GroupVersion.String())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]metav1.APIResource{}
	for _, resource := range served.APIResources {
		if strings.HasSuffix(resource.Name, "/status") {
			continue
		}
		if !slices.Contains(resource.Categories, "goals") {
			t.Errorf("%s is not in the category goals, so kubectl get goals leaves it out", resource.Kind)
		}
		got[resource.Kind] = metav1.APIResource{
			Name: resource.Name, SingularName: resource.SingularName,
			Namespaced: resource.Namespaced, ShortNames: resource.ShortNames,
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if got, want := len(served.APIResources), 2*len(want); got != want {
		t.Errorf("%d resources are served, want %d: each kind with its status", got, want)
	}
}

func TestColumns(t *testing.T) {
	for _, tc := range []struct {
		resource string
		want     string
		wantWide string
	}{
		{resource: "objectives", want: "NAME SCORE EXPECTED OUTLOOK PROBABILITY MET READY ENDS AGE", wantWide: "TEAM GRADE MEASURED MESSAGE"},
		{resource: "customeroutcomes", want: "NAME SCORE DELIVERED MET OBJECTIVES PERSONA READY AGE", wantWide: "EVIDENCE"},
		{resource: "indicators", want: "NAME VALUE UNIT TREND RANK READY AGE", wantWide: "TITLE MEASURED"},
		{resource: "valueexchanges", want: "NAME RESULT CRITICAL SUPPORTED READY AGE", wantWide: "MESSAGE"},
		{resource: "scorecards", want: "NAME SCORE OUTLOOK LEVELS READY AGE", wantWide: "MISSION MESSAGE"},
		{resource: "metricsources", want: "NAME READY REASON FLAVOR VERSION AGE", wantWide: "URL MESSAGE"},
		{resource: "clustermetricsources", want: "NAME READY REASON FLAVOR VERSION AGE", wantWide: "URL MESSAGE"},
	} {
		t.Run(tc.resource, func(t *testing.T) {
			var columns, wide []string
			for _, column := range table(t, tc.resource).ColumnDefinitions {
				if column.Priority == 0 {
					columns = append(columns, strings.ToUpper(column.Name))
				} else {
					wide = append(wide, strings.ToUpper(column.Name))
				}
			}
			if got := strings.Join(columns, " "); got != tc.want {
				t.Errorf("columns %q, want %q", got, tc.want)
			}
			if got := strings.Join(wide, " "); got != tc.wantWide {
				t.Errorf("columns with -o wide %q, want %q beside the others", got, tc.wantWide)
			}
		})
	}
}

// What a status holds is seen in the table, lists in full.
func TestCells(t *testing.T) {
	for name, tc := range map[string]struct {
		resource string
		status   map[string]any
		want     string
	}{
		"indicator-full": {
			resource: "indicators",
			status: map[string]any{
				"value": 47.5, "trend": map[string]any{"perDay": 0.25, "direction": "Improving"},
				"benchmark": map[string]any{"rank": "AboveTypical", "position": 0.66},
			},
			want: "nps 47.5 points Improving AboveTypical",
		},
		"exchange-full": {
			resource: "valueexchanges",
			status:   map[string]any{"critical": []any{"belonging", "wait-time"}},
			want:     `what-moves-lifetime-value Customer lifetime value ["belonging","wait-time"]`,
		},
		"scorecard-full": {
			resource: "scorecards",
			status: map[string]any{"score": 0.62, "levelsOnTrack": "3/5", "conditions": []any{map[string]any{
				"type": "OnTrack", "status": "False", "reason": "AtRisk", "message": "", "lastTransitionTime": "2026-11-22T00:00:00Z",
			}}},
			want: "hotels 0.62 AtRisk 3/5",
		},
		"outcome-full": {
			resource: "customeroutcomes",
			status: map[string]any{"evidence": []any{
				map[string]any{"valueExchange": "a", "driver": "b", "result": "Customer lifetime value"},
			}},
			want: "sense-of-belonging returning guest Customer lifetime value",
		},
	} {
		t.Run(tc.resource, func(t *testing.T) {
			stored := object(t, manifests(t, "valid")[name])
			if err := cluster.Create(t.Context(), stored); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { remove(t, stored) })
			stored.Object["status"] = tc.status
			if err := cluster.Status().Update(t.Context(), stored); err != nil {
				t.Fatal(err)
			}
			var cells []string
			found := table(t, tc.resource)
			for i, cell := range found.Rows[0].Cells {
				if cell != nil && found.ColumnDefinitions[i].Type != "date" && cell != "" {
					cells = append(cells, fmt.Sprint(cell))
				}
			}
			if got := strings.Join(cells, " "); !strings.HasPrefix(got, tc.want) {
				t.Errorf("the table says %q, want %q", got, tc.want)
			}
		})
	}
}

func table(t *testing.T, resource string) *metav1.Table {
	t.Helper()
	body, err := discovery.NewDiscoveryClientForConfigOrDie(rest.CopyConfig(lab.Config())).RESTClient().Get().
		AbsPath("apis", v1alpha1.GroupVersion.Group, v1alpha1.GroupVersion.Version, resource).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").
		DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := &metav1.Table{}
	if err := json.Unmarshal(body, found); err != nil {
		t.Fatal(err)
	}
	return found
}

// explain polls until kubectl explains a field: the API server publishes the schema of a new kind a little later than the
// kind itself.
func explain(t *testing.T, field string) string {
	t.Helper()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(time.Minute)
	for {
		printed, err := lab.Kubectl(t.Context(), "explain", field).CombinedOutput()
		if err == nil {
			return string(printed)
		}
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("kubectl explain: %v\n%s", err, printed)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, tc := range []struct {
		field string
		want  []string
	}{
		{field: "objective", want: []string{"what we want, until when, and the key results that show it"}},
		{field: "objective.spec.keyResults.target", want: []string{
			"exactly one of reach, maintain and stages", "reach goes from one value to another", "maintain keeps a value inside a band",
			"straight lines between the stages",
		}},
		{field: "objective.spec.keyResults.measure.prometheus.query", want: []string{"$__elapsed", "the @ modifier"}},
		{field: "indicator.spec.benchmark", want: []string{"strictly in order from the worst to the best: rising with better: Higher"}},
		{field: "vx", want: []string{"whether moving customer indicators moves a business result", "evidence, not proof of cause"}},
		{field: "vx.spec.drivers.expected", want: []string{"the way that the result is expected to go when the driver rises"}},
		{field: "card.spec.levels.namespaces", want: []string{"Only goals that share with the scorecard's namespace are found in others"}},
		{field: "cmsrc.spec.allowedNamespaces", want: []string{"All, or Selector"}},
	} {
		t.Run(tc.field, func(t *testing.T) {
			printed := explain(t, tc.field)
			words := strings.Join(strings.Fields(printed), " ") // kubectl breaks lines where it likes
			for _, want := range tc.want {
				if !strings.Contains(words, want) {
					t.Errorf("kubectl explain lacks %q:\n%s", want, printed)
				}
			}
		})
	}
}
