/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

func TestExchangeOfWhatCannotBeTested(t *testing.T) {
	source := link()
	source.set("constant", 5)
	source.series["same"] = func(at time.Time) float64 { return 2*source.value("value", at) - 7 }
	source.series["young"] = func(at time.Time) float64 {
		if at.Before(moment("09-01")) {
			return source.value("nothing", at)
		}
		return chance(9, day)(at)
	}
	b := newBroker(t, source, drivenBy("constant", asks("constant")), drivenBy("same", asks("same")),
		drivenBy("young", asks("young")), drivenBy("nothing", asks("nothing")))
	status := b.at("10-05T12:00")
	for name, want := range map[string]string{
		"constant": "it never changed, so nothing can follow it",
		"same":     "it is the result itself, but perhaps for unit and offset: name another driver",
		"nothing":  "no history to be had",
	} {
		if d := b.driver(name); d.Verdict != v1alpha1.ExchangeInsufficientData || d.Message != want {
			t.Errorf("%s: %s: %q, want %q", name, d.Verdict, d.Message, want)
		}
	}
	if d := b.driver("young"); d.Verdict != v1alpha1.ExchangeInsufficientData || !strings.Contains(d.Message, "past") {
		t.Errorf("young: %s: %q", d.Verdict, d.Message)
	}
	if d := b.driver("nothing"); d.Reason != v1alpha1.MeasureReasonNoData || b.driver("constant").Reason != "" {
		t.Errorf("reasons %q and %q, want NoData of what has none", d.Reason, b.driver("constant").Reason)
	}
	if got := reasons(status.Conditions, "Ready", "Measured"); got != "Ready=Succeeded Measured=NoData" {
		t.Error(got)
	}
	reason, message := b.supported()
	if want := "no driver could be tested; constant: it never changed, so nothing can follow it"; reason != "Unknown InsufficientData" || message != want {
		t.Errorf("%s: %q, want %q", reason, message, want)
	}
}

func TestExchangeOfAResultThatCannotBeTested(t *testing.T) {
	b := newBroker(t, link(), drivenBy("chatter", asks("chatter")))
	b.source.set("value", 1)
	status := b.at("10-06T12:00")
	if got := b.driver("chatter").Message; got != "the result never changed, so there is nothing to explain" {
		t.Errorf("a constant result: %q", got)
	}
	if got := reasons(status.Conditions, "Measured", "Supported"); got != "Measured=AllMeasured Supported=InsufficientData" {
		t.Error(got)
	}
	delete(b.source.series, "value")
	status = b.at("10-07T12:00")
	if got := b.driver("chatter").Message; got != "the result has no past to test: no history to be had" {
		t.Errorf("no result: %q", got)
	}
	if message := meta.FindStatusCondition(status.Conditions, "Measured").Message; message != "result: no history to be had" {
		t.Errorf("%q, want it to name the result", message)
	}
}

func TestInvalidExchanges(t *testing.T) {
	tests := []struct {
		reason string
		change func(*v1alpha1.ValueExchangeSpec)
		names  string
	}{
		{"step", func(s *v1alpha1.ValueExchangeSpec) { s.Step = "30s" }, "1m at least"},
		{"too many steps", func(s *v1alpha1.ValueExchangeSpec) { s.Lookback, s.Step = "2001h", "1h" }, "2001 steps: make it 2000 at most"},
		{"too short", func(s *v1alpha1.ValueExchangeSpec) { s.Lookback = "23h" }, "shorter than a step"},
		{"no drivers", func(s *v1alpha1.ValueExchangeSpec) { s.Drivers = nil }, "drivers is empty"},
		{"a driver of nothing", func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[1].Measure = nil }, "drivers[chatter]: keep exactly one"},
		{"of two", func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[1].OutcomeRef = &v1alpha1.OutcomeIndicatorReference{} }, "drivers[chatter]: keep exactly one"},
		{"an empty measure", func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[1].Measure = &v1alpha1.Measure{} }, "drivers[chatter]: use a measure with a history"},
		{"an objective", func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[1] = drivenBy("chatter", follows("", "o").Measure) }, "drivers[chatter]: use a measure with a history"},
		{"the result of an objective", func(s *v1alpha1.ValueExchangeSpec) { s.Result.Measure = follows("", "o").Measure }, "result: use a measure with a history"},
		{"no result", func(s *v1alpha1.ValueExchangeSpec) { s.Result.Measure = v1alpha1.Measure{} }, "result: use a measure with a history"},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			b := linked(t)
			b.at("10-05T12:00")
			b.edit(tc.change)
			b.source.asked = nil
			status := b.at("10-05T12:01")
			if got := reasons(status.Conditions, "Ready", "Measured", "Stalled", "Supported"); got != "Ready=InvalidSpec Measured=InvalidSpec Stalled=InvalidSpec Supported=InsufficientData" {
				t.Error(got)
			}
			if message := meta.FindStatusCondition(status.Conditions, "Ready").Message; !strings.Contains(message, tc.names) {
				t.Errorf("%q does not say %q", message, tc.names)
			}
			if len(b.source.asked) > 0 || status.Critical != nil || !b.last.next.IsZero() {
				t.Errorf("asked %d, critical %v, next %s; want none", len(b.source.asked), status.Critical, b.last.next)
			}
		})
	}
	b := linked(t)
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Lookback, s.Step, s.MaxLag = "2000h", "1h", "10h" })
	if got := reasons(b.at("10-05").Conditions, "Ready"); got != "Ready=Succeeded" {
		t.Errorf("2000 steps: %s", got)
	}
}

func TestExchangeWaits(t *testing.T) {
	b := linked(t)
	b.source.silent["chatter"] = true
	if b.at("10-05"); !b.last.incomplete {
		t.Fatal("tested without a history")
	}
	b.vx.Status.Conditions = Progressing(b.vx.Status.Conditions, b.vx.Generation, moment("10-05"))
	if got := reasons(b.vx.Status.Conditions, "Ready", "Measured", "Reconciling"); got != "Ready=Progressing Measured=Progressing Reconciling=Progressing" {
		t.Error(got)
	}
	b.source.silent["chatter"] = false
	if got := reasons(b.at("10-05T01:00").Conditions, "Ready", "Reconciling"); got != "Ready=Succeeded Reconciling=" {
		t.Error(got)
	}
	b.source.restart()
	b.source.silent["value"] = true
	if b.at("10-05T02:00"); !b.last.incomplete {
		t.Error("after a restart nothing can be said before the histories are there")
	}
}

func TestExchangeOfASourceThatIsDownAfterARestart(t *testing.T) {
	b := linked(t)
	b.at("10-05T12:00")
	before := b.vx.Status.DeepCopy()
	b.source.restart()
	b.source.down["belonging"] = unavailable
	b.at("10-05T13:00")
	got, want := b.driver("belonging"), before.Drivers[2]
	want.Reason = unavailable
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was found stands, with the reason: -want +got:\n%s", diff)
	}
	if got := reasons(b.vx.Status.Conditions, "Ready", "Measured", "Supported"); got != "Ready=Succeeded Measured=SourceUnavailable Supported=EvidenceFound" {
		t.Error(got)
	}
	delete(b.source.down, "belonging")
	b.source.restart()
	b.source.down["value"] = unavailable
	b.at("10-05T14:00")
	if b.verdicts() != "wait Supported, chatter NotSupported, belonging Supported" || b.driver("wait").Reason != "" {
		t.Errorf("the result is down: %s", b.verdicts())
	}
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.MaxLag = "30d" })
	b.at("10-05T15:00")
	d := b.driver("belonging")
	if d.Verdict != v1alpha1.ExchangeInsufficientData || d.Message != "the result has no past to test: no history to be had" || b.vx.Status.Critical != nil {
		t.Errorf("what was found of other lags: %+v, critical %v", d, b.vx.Status.Critical)
	}
	delete(b.source.down, "value")
	b.at("10-05T16:00")
	if diff := cmp.Diff([]string{"belonging", "wait"}, b.vx.Status.Critical); diff != "" {
		t.Errorf("back again: -want +got:\n%s", diff)
	}
}

func TestWhatPeopleTypeKeepsTheVerdictsOfOthers(t *testing.T) {
	b := newBroker(t, link(), drivenBy("wait", asks("wait")))
	b.vx.Spec.Result.Measure = numberOf("books")
	var entries []v1alpha1.CheckInEntry
	for i := range 95 {
		at := moment("10-05").AddDate(0, 0, i-95)
		entries = append(entries, v1alpha1.CheckInEntry{Date: v1alpha1.Date(at.Format(time.DateOnly)), Value: b.source.value("value", at)})
	}
	b.vx.Spec.Lookback, b.vx.Spec.MaxLag = "90d", "5d"
	ind := b.world.define("team/books", typed("", entries, freshFor("2d")).Measure)
	b.at("10-05T12:00")
	want := b.driver("wait")
	if want.PValue == nil {
		t.Fatalf("%+v", want)
	}
	b.source.restart()
	b.source.down["wait"] = unavailable
	ind.Spec.Measure.CheckIn.Entries = append(entries, entry("10-05", 1500))
	b.at("10-05T13:00")
	if got := b.driver("wait"); got.Verdict != want.Verdict || got.MeasureHash != want.MeasureHash {
		t.Errorf("one more check-in of the result, while the driver cannot be asked: %+v", got)
	}
}

func TestExchangeOfAReferenceThatGoes(t *testing.T) {
	b := newBroker(t, link(), drivenBy("wait", numberOf("wait")), drivenBy("belonging", asks("belonging")))
	b.vx.Spec.Result.Measure = numberOf("clv")
	wait, clv := b.world.define("team/wait", asks("wait")), b.world.define("team/clv", asks("value"))
	b.at("10-05T12:00")
	if got := b.verdicts(); got != "wait Supported, belonging Supported" {
		t.Fatal(got)
	}
	delete(b.world.indicators, "team/wait")
	status := b.at("10-05T12:01")
	if got := b.verdicts(); got != "wait InsufficientData, belonging Supported" || b.driver("wait").Lag != "" {
		t.Error(got)
	}
	if got := reasons(status.Conditions, "Ready", "Measured", "Supported"); got != "Ready=ReferenceNotFound Measured=ReferenceNotFound Supported=EvidenceFound" {
		t.Error(got)
	}
	b.world.indicators["team/wait"] = wait
	if b.at("10-05T12:02"); b.verdicts() != "wait Supported, belonging Supported" {
		t.Errorf("healed: %s", b.verdicts())
	}
	wait.Spec.Suspend = true
	b.at("10-05T12:02:30")
	if d := b.driver("wait"); d.Verdict != v1alpha1.ExchangeInsufficientData || d.Message != "indicator wait is suspended: nothing is measured" {
		t.Errorf("a suspended driver: %s: %q", d.Verdict, d.Message)
	}
	wait.Spec.Suspend = false
	delete(b.world.indicators, "team/clv")
	b.at("10-05T12:03")
	if got := b.verdicts(); got != "wait InsufficientData, belonging InsufficientData" || !strings.Contains(b.driver("wait").Message, "indicator clv not found") {
		t.Errorf("without a result: %s, %q", got, b.driver("wait").Message)
	}
	clv.Spec.Suspend = true
	b.world.indicators["team/clv"] = clv
	if got := reasons(b.at("10-05T12:04").Conditions, "Ready", "Measured", "Supported"); got != "Ready=Succeeded Measured=NoData Supported=InsufficientData" {
		t.Errorf("a suspended result: %s", got)
	}
}
