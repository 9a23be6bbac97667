/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package prometheus_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/model"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/internal/testlab"
)

// patience is how long a test waits for what is going to happen anyway.
const patience = time.Minute

// alert is one as Alertmanager's API has it.
type alert struct {
	Labels      map[string]string   `json:"labels"`
	Annotations map[string]string   `json:"annotations,omitempty"`
	Receivers   []map[string]string `json:"receivers,omitempty"`
	Status      *struct {
		InhibitedBy []string `json:"inhibitedBy"`
		MutedBy     []string `json:"mutedBy"`
	} `json:"status,omitempty"`
}

// sent is an alert as Prometheus sends it: what promtool proved of its labels and annotations, and further labels.
func sent(t *testing.T, name string, further map[string]string) alert {
	t.Helper()
	var file struct {
		Tests []struct {
			AlertRuleTest []struct {
				AlertName string `json:"alertname"`
				ExpAlerts []struct {
					ExpLabels      map[string]string `json:"exp_labels"`
					ExpAnnotations map[string]string `json:"exp_annotations"`
				} `json:"exp_alerts"`
			} `json:"alert_rule_test"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "rules_test.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Tests {
		for _, test := range group.AlertRuleTest {
			if test.AlertName == name {
				a := alert{Labels: map[string]string{"alertname": name}, Annotations: test.ExpAlerts[0].ExpAnnotations}
				maps.Copy(a.Labels, test.ExpAlerts[0].ExpLabels)
				maps.Copy(a.Labels, further)
				return a
			}
		}
	}
	t.Fatalf("rules_test.yaml does not show the alert %s", name)
	return alert{}
}

// toldBy tells whether a message is about the alert.
func (a alert) toldBy(body string) bool {
	return strings.Contains(body, a.Annotations["summary"]) || strings.Contains(body, a.Annotations["description"])
}

// alertmanager is a real one with alertmanager.yaml, and those whom it tells.
type alertmanager struct {
	t   *testing.T
	url string
	// told is what comes to Slack and PagerDuty.
	told chan string
}

// Whether it is night does not depend on when the test runs.
const (
	night = "years: ['1970:9999']\n    times: [{start_time: '00:00', end_time: '24:00'}]"
	day   = "years: ['1970']"
)

func newAlertmanager(t *testing.T, time string) *alertmanager {
	t.Helper()
	m := &alertmanager{t: t, told: make(chan string, 100)}
	receiver := httptest.NewServer(http.HandlerFunc(m.hear))
	t.Cleanup(receiver.Close)
	folder := t.TempDir()
	write(t, filepath.Join(folder, "slack-url"), receiver.URL+"/slack")
	write(t, filepath.Join(folder, "pagerduty-key"), "a key")
	config := read(t, "alertmanager.yaml")
	for _, change := range []struct{ from, to string }{
		{`/etc/alertmanager/secrets`, folder},
		{`global:\n`, "global:\n  pagerduty_url: " + receiver.URL + "/pagerduty\n"},
		{`group_wait: \w+`, "group_wait: 1s"},
		{`(?s)times:\n.*?\n\n`, time + "\n\n"},
	} {
		changed := regexp.MustCompile(change.from).ReplaceAllString(config, change.to)
		if changed == config {
			t.Fatalf("alertmanager.yaml has no %s", change.from)
		}
		config = changed
	}
	write(t, filepath.Join(folder, "alertmanager.yaml"), config)
	m.start(folder)
	return m
}

// hear is Slack and PagerDuty.
func (m *alertmanager) hear(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		m.t.Error(err)
	}
	m.told <- string(body)
	if r.URL.Path == "/pagerduty" {
		w.WriteHeader(http.StatusAccepted)
	}
	_, _ = io.WriteString(w, "ok")
}

// hears waits for the next that is told.
func (m *alertmanager) hears() (body string) {
	m.t.Helper()
	select {
	case body = <-m.told:
	case <-time.After(patience):
		m.t.Fatal("waited in vain for somebody to be told")
	}
	return body
}

// start brings it up at a port of its own choice, which its log tells.
func (m *alertmanager) start(folder string) {
	m.t.Helper()
	cmd, err := testlab.Alertmanager(m.t.Context(), "--config.file="+filepath.Join(folder, "alertmanager.yaml"),
		"--storage.path="+filepath.Join(folder, "data"), "--web.listen-address=127.0.0.1:0", "--cluster.listen-address=")
	if err != nil {
		m.t.Fatal(err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = cmd.Wait() }) // the test's context ends first, and the process with it
	var seen strings.Builder
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		seen.WriteString(lines.Text() + "\n")
		if found := regexp.MustCompile(`Listening on" address=(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			m.url = "http://" + found[1]
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return
		}
	}
	m.t.Fatalf("Alertmanager does not start:\n%s", seen.String())
}

func (m *alertmanager) send(alerts ...alert) {
	m.t.Helper()
	body, err := json.Marshal(alerts)
	if err != nil {
		m.t.Fatal(err)
	}
	answer, err := http.Post(m.url+"/api/v2/alerts", "application/json", bytes.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if said, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK {
		m.t.Fatalf("Alertmanager refuses alerts: %s %s", answer.Status, said)
	}
}

// alerts are those of a cluster as they are about to be told, by name.
func (m *alertmanager) alerts(cluster string) map[string]alert {
	m.t.Helper()
	answer, err := http.Get(m.url + "/api/v2/alerts/groups")
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var groups []struct{ Alerts []alert }
	if err := json.NewDecoder(answer.Body).Decode(&groups); err != nil {
		m.t.Fatal(err)
	}
	all := map[string]alert{}
	for _, group := range groups {
		for _, a := range group.Alerts {
			if a.Labels["cluster"] == cluster {
				all[a.Labels["alertname"]] = a
			}
		}
	}
	return all
}

// eventually polls the alerts of a cluster for what takes Alertmanager some steps.
func (m *alertmanager) eventually(cluster string, holds func(map[string]alert) bool) map[string]alert {
	m.t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for {
		alerts := m.alerts(cluster)
		if holds(alerts) {
			return alerts
		}
		select {
		case <-ticker.C:
		case <-deadline:
			m.t.Fatalf("waited in vain; the alerts are %+v", alerts)
		}
	}
}

func TestEachAlertGoesToItsReceiver(t *testing.T) {
	m := newAlertmanager(t, day)
	m.send(alert{Labels: map[string]string{"alertname": "SomethingElse", "severity": "critical"}})
	want := map[string]string{"SomethingElse": "others"}
	receivers := map[string]string{"thanks": "thanks", "info": "goals", "warning": "goals", "critical": "on-call"}
	for _, rule := range alerts(t) {
		want[rule.Alert] = receivers[rule.Labels["severity"]]
		m.send(sent(t, rule.Alert, nil))
	}
	got := map[string]string{}
	for name, a := range m.eventually("", func(all map[string]alert) bool { return len(all) == len(want) }) {
		for _, receiver := range a.Receivers {
			got[name] += receiver["name"]
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("receivers (-want +got):\n%s", diff)
	}
}

func TestOneCauseIsToldOnce(t *testing.T) {
	m := newAlertmanager(t, day)
	measurement := []string{"TruenorthGoalNotMeasured", "TruenorthObjectiveNotEvaluated"}
	targets := append([]string{"TruenorthObjectiveOffTrack", "TruenorthObjectiveAchieved"}, measurement...)
	for _, tc := range []struct {
		reason string
		source string
		labels map[string]string // of the source, where it is not the targets'
		want   []string          // of the targets, who is held back
	}{
		{reason: "without the operator all is stale", source: "TruenorthOperatorAbsent", want: targets},
		{reason: "another cluster's operator", source: "TruenorthOperatorAbsent", labels: map[string]string{"cluster": "b"}},
		{reason: "nobody measures", source: "TruenorthNoLeader", want: measurement},
		{reason: "the source of all", source: "TruenorthClusterSourceDown", want: measurement},
		{reason: "another cluster's source", source: "TruenorthClusterSourceDown", labels: map[string]string{"cluster": "b"}},
		{reason: "the namespace's source", source: "TruenorthSourceDown", want: measurement},
		{reason: "another namespace's source", source: "TruenorthSourceDown", labels: map[string]string{"namespace": "b"}},
		{reason: "the goal's own spec", source: "TruenorthGoalStalled", labels: map[string]string{"kind": "Indicator"}, want: measurement[:1]},
		{reason: "another goal's spec", source: "TruenorthGoalStalled", labels: map[string]string{"kind": "Indicator", "name": "b"}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			cluster := map[string]string{"cluster": tc.reason}
			source := sent(t, tc.source, cluster)
			maps.Copy(source.Labels, tc.labels)
			m.send(source)
			for _, target := range targets {
				m.send(sent(t, target, cluster))
			}
			m.witness(tc.reason + ", all seen")

			want, got := map[string]bool{}, map[string]bool{}
			all := m.alerts(tc.reason)
			for _, target := range targets {
				want[target] = slices.Contains(tc.want, target)
				got[target] = all[target].Status != nil && len(all[target].Status.InhibitedBy) > 0
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("held back (-want +got):\n%s", diff)
			}
		})
	}
}

// witness waits until an alert holds another back that came after all others: by then those have had their time too.
func (m *alertmanager) witness(cluster string) {
	m.t.Helper()
	for _, name := range []string{"TruenorthOperatorAbsent", "TruenorthGoalNotMeasured"} {
		m.send(sent(m.t, name, map[string]string{"cluster": cluster}))
	}
	m.eventually(cluster, func(all map[string]alert) bool {
		a, found := all["TruenorthGoalNotMeasured"]
		return found && len(a.Status.InhibitedBy) > 0
	})
}

func TestNightHoldsBackWhatCanWait(t *testing.T) {
	for _, tc := range []struct {
		reason string
		time   string
		want   []string // severities that are held back
	}{
		{reason: "at night", time: night, want: []string{"info", "thanks"}},
		{reason: "by day", time: day},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			m := newAlertmanager(t, tc.time)
			silent, loud := map[string]alert{}, map[string]alert{}
			for _, rule := range alerts(t) {
				a := sent(t, rule.Alert, map[string]string{"cluster": rule.Alert}) // by itself, so that none inhibits another
				m.send(a)
				if slices.Contains(tc.want, rule.Labels["severity"]) {
					silent[rule.Alert] = a
				} else {
					loud[rule.Alert] = a
				}
			}
			for name := range silent {
				m.eventually(name, func(all map[string]alert) bool {
					return all[name].Status != nil && slices.Equal(all[name].Status.MutedBy, []string{"night"})
				})
			}
			for len(loud) > 0 {
				body := m.hears()
				maps.DeleteFunc(loud, func(_ string, a alert) bool { return a.toldBy(body) })
				for name, a := range silent {
					if a.toldBy(body) {
						t.Errorf("%s was told", name)
					}
				}
			}
		})
	}
}

func TestThanksReadAsThanks(t *testing.T) {
	m := newAlertmanager(t, day)
	for _, name := range []string{"TruenorthObjectiveAchieved", "TruenorthCustomerOutcomeDelivered"} {
		m.send(sent(t, name, map[string]string{"namespace": "team"}))
	}
	var message map[string]any
	if err := json.Unmarshal([]byte(m.hears()), &message); err != nil {
		t.Fatal(err)
	}
	attachment := message["attachments"].([]any)[0].(map[string]any)
	got := map[string]any{"channel": message["channel"], "title": attachment["title"], "link": attachment["title_link"]}
	want := map[string]any{"channel": "#thanks", "title": "Thank you, team!", "link": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the message (-want +got):\n%s", diff)
	}
	for _, want := range []string{"The objective team/x is achieved", "The customer outcome team/x is delivered"} {
		if text, _ := attachment["text"].(string); !strings.Contains(text, want) {
			t.Errorf("the text does not say %q, so the two are not in one message: %q", want, text)
		}
	}
}

// TestThanksAreSaidOnce compares how long thanks stand with when Alertmanager repeats them.
func TestThanksAreSaidOnce(t *testing.T) {
	var config struct {
		Route struct {
			Routes []struct{ Routes []map[string]any }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "alertmanager.yaml")), &config); err != nil {
		t.Fatal(err)
	}
	thanks := config.Route.Routes[0].Routes[0]
	if thanks["receiver"] != "thanks" {
		t.Fatalf("the first route is for %v", thanks["receiver"])
	}
	repeat, err := model.ParseDuration(thanks["repeat_interval"].(string))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range alerts(t) {
		// A day by its offset, up to a step of an hour longer, and what bridges a gap.
		if stands := 25*model.Duration(time.Hour) + rule.KeepFiringFor; rule.Labels["severity"] == "thanks" && repeat <= stands {
			t.Errorf("%s stands for %s, and is repeated after %s", rule.Alert, stands, repeat)
		}
	}
}
