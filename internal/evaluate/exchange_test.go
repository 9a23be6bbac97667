/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// broker folds evaluations of one exchange over time, as the operator does.
type broker struct {
	t      rapidT
	vx     *v1alpha1.ValueExchange
	source *feed
	world  cluster
	writes int
	last   evaluated[v1alpha1.ValueExchangeStatus]
}

// newBroker tests drivers against the query value.
func newBroker(t rapidT, source *feed, drivers ...v1alpha1.ExchangeDriver) *broker {
	vx := &v1alpha1.ValueExchange{Spec: v1alpha1.ValueExchangeSpec{
		Result: v1alpha1.ExchangeResult{Title: "Lifetime value", Measure: asks("value")}, Drivers: drivers,
	}}
	vx.Name, vx.Namespace, vx.Generation = "pays", "team", 1
	vx.Status.ObservedGeneration = -1
	return &broker{t: t, vx: vx, source: source, world: newCluster()}
}

func drivenBy(name string, m v1alpha1.Measure) v1alpha1.ExchangeDriver {
	return v1alpha1.ExchangeDriver{Name: name, Measure: &m}
}

// drivenByOutcome takes an indicator's number: "known/felt", or "co/known/felt" of another namespace.
func drivenByOutcome(name, indicator string) v1alpha1.ExchangeDriver {
	parts := strings.Split("/"+indicator, "/")
	ref := &v1alpha1.OutcomeIndicatorReference{Indicator: parts[len(parts)-1]}
	ref.Name, ref.Namespace = parts[len(parts)-2], parts[len(parts)-3]
	return v1alpha1.ExchangeDriver{Name: name, OutcomeRef: ref}
}

func (b *broker) evaluate() evaluated[v1alpha1.ValueExchangeStatus] {
	r := ValueExchange(ValueExchangeInput{Exchange: b.vx, Now: b.source.now, Ask: b.source.ask, World: b.world})
	return evaluated[v1alpha1.ValueExchangeStatus]{r.Status, r.Status.Conditions, r.Status.ObservedGeneration, r.Changed, r.Incomplete, r.Next}
}

func (b *broker) at(when string) *v1alpha1.ValueExchangeStatus {
	b.t.Helper()
	return b.on(moment(when))
}

func (b *broker) on(now time.Time) *v1alpha1.ValueExchangeStatus {
	b.t.Helper()
	b.source.now = now
	b.last = fold(b.t, now, b.vx, &b.vx.Status, b.evaluate)
	if b.last.incomplete {
		return &b.vx.Status
	}
	if b.last.changed {
		b.writes++
	}
	checkConditions(b.t, "ValueExchange", b.last.conditions, b.vx.Generation, "Supported")
	for _, d := range b.last.status.Drivers {
		checkMessage(b.t, d.Message)
		if d.Message == "" || (d.Verdict == v1alpha1.ExchangeInsufficientData) != (d.PValue == nil) {
			b.t.Errorf("driver %+v: a verdict is told in words, and one by a test has numbers", d)
		}
	}
	return &b.vx.Status
}

func (b *broker) edit(change func(*v1alpha1.ValueExchangeSpec)) {
	change(&b.vx.Spec)
	b.vx.Generation++
}

// driver as it was tested.
func (b *broker) driver(name string) v1alpha1.ExchangeDriverStatus {
	b.t.Helper()
	for _, d := range b.vx.Status.Drivers {
		if d.Name == name {
			return d
		}
	}
	b.t.Fatalf("no driver %s in status", name)
	return v1alpha1.ExchangeDriverStatus{}
}

// supported is the condition's status, reason and message.
func (b *broker) supported() (reason, message string) {
	c := meta.FindStatusCondition(b.vx.Status.Conditions, "Supported")
	return string(c.Status) + " " + c.Reason, c.Message
}

// verdicts of all drivers: "a Supported, b NotSupported".
func (b *broker) verdicts() string {
	var all []string
	for _, d := range b.vx.Status.Drivers {
		all = append(all, d.Name+" "+string(d.Verdict))
	}
	return strings.Join(all, ", ")
}

// chance is another number at each step, and the same at each look.
func chance(seed uint64, step time.Duration) func(time.Time) float64 {
	return func(at time.Time) float64 {
		return rand.New(rand.NewPCG(seed, uint64(at.UnixNano()/int64(step)))).NormFloat64()
	}
}

const day = 24 * time.Hour

// link is a source in which value follows belonging after 21 days, wait the other way round at once, and chatter never.
func link() *feed {
	source := newFeed()
	belonging, wait, rest := chance(1, day), chance(2, day), chance(3, day)
	source.series["belonging"] = func(at time.Time) float64 { return 20 + belonging(at) }
	source.series["wait"] = func(at time.Time) float64 { return 30 + wait(at) }
	source.series["chatter"] = func(at time.Time) float64 { return 20 + chance(4, day)(at) }
	source.series["value"] = func(at time.Time) float64 {
		return 1500 + 10*belonging(at.Add(-21*day)) - 3*wait(at) + 3*rest(at)
	}
	return source
}

// linked is a broker on that, with belonging and wait expected to do what they do, and chatter.
func linked(t rapidT) *broker {
	b := newBroker(t, link(), drivenBy("wait", asks("wait")), drivenBy("chatter", asks("chatter")), drivenBy("belonging", asks("belonging")))
	b.vx.Spec.Drivers[0].Expected, b.vx.Spec.Drivers[2].Expected = v1alpha1.DirectionDecrease, v1alpha1.DirectionIncrease
	return b
}

func TestValueExchange(t *testing.T) {
	b := linked(t)
	status := b.at("10-05T12:00")
	if got := b.verdicts(); got != "wait Supported, chatter NotSupported, belonging Supported" {
		t.Fatal(got)
	}
	if diff := cmp.Diff([]string{"belonging", "wait"}, status.Critical); diff != "" {
		t.Errorf("critical, the strongest first: -want +got:\n%s", diff)
	}
	d := b.driver("belonging")
	if d.Lag != "21d" || d.Rank != 1 || *d.Correlation < 0.5 || *d.PValue > 0.01 || *d.Skill < 0.2 || *d.Elasticity <= 0 || *d.EffectiveSamples < 100 {
		t.Errorf("%+v", d)
	}
	if d = b.driver("wait"); d.Lag != "0d" || *d.Correlation > -0.2 {
		t.Errorf("%+v", d)
	}
	if got := reasons(status.Conditions, "Ready", "Measured"); got != "Ready=Succeeded Measured=AllMeasured" {
		t.Error(got)
	}
	reason, message := b.supported()
	if want := "supported: belonging, wait. Evidence, not proof of cause"; reason != "True EvidenceFound" || message != want {
		t.Errorf("%s: %q, want %q", reason, message, want)
	}
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[2].Expected = v1alpha1.DirectionDecrease })
	status = b.at("10-05T12:01")
	reason, message = b.supported()
	if want := "supported: wait; against what was expected: belonging. Evidence, not proof of cause"; reason != "True EvidenceFound" || message != want {
		t.Errorf("%s: %q, want %q", reason, message, want)
	}
	if diff := cmp.Diff([]string{"wait"}, status.Critical); diff != "" {
		t.Errorf("critical: -want +got:\n%s", diff)
	}
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Drivers = s.Drivers[1:] })
	status = b.at("10-05T12:02")
	reason, message = b.supported()
	if want := "none of 2 drivers is supported; against what was expected: belonging"; reason != "False NoEvidence" || message != want || status.Critical != nil {
		t.Errorf("%s: %q, want %q; critical %v", reason, message, want, status.Critical)
	}
}

func TestExchangeSuspended(t *testing.T) {
	b := linked(t)
	b.vx.Spec.Suspend = true
	if got := reasons(b.at("10-05").Conditions, "Ready", "Measured", "Supported", "Suspended"); got != "Ready=Suspended Measured=Progressing Supported=InsufficientData Suspended=Suspended" {
		t.Error(got)
	}
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Suspend = false })
	want := b.at("10-06").DeepCopy()
	b.edit(func(s *v1alpha1.ValueExchangeSpec) { s.Suspend = true })
	b.source.asked = nil
	got := b.at("10-20")
	if diff := cmp.Diff(want.Drivers, got.Drivers); diff != "" || len(got.Critical) != 2 || len(b.source.asked) > 0 {
		t.Errorf("critical %v, asked %d, drivers -before +after:\n%s", got.Critical, len(b.source.asked), diff)
	}
	if got := reasons(got.Conditions, "Measured", "Supported"); got != "Measured=AllMeasured Supported=EvidenceFound" {
		t.Errorf("the results have to stay: %s", got)
	}
}

func TestExchangeIsWrittenOnceADayAtMost(t *testing.T) {
	b := linked(t)
	b.vx.Spec.Lookback, b.vx.Spec.MaxLag = "90d", "5d"
	var written []string
	week := func() {
		written = nil
		for now := moment("10-05T12:00"); now.Before(moment("10-12")); now = now.Add(2 * time.Hour) {
			if b.on(now); b.last.changed {
				written = append(written, now.Format("02"))
			}
		}
	}
	week()
	if got := fmt.Sprint(written); got != "[05 06 07 08 09 10 11]" {
		t.Errorf("written on %s, want each day once", got)
	}
	for query := range b.source.series {
		b.source.set(query, 5)
	}
	b.source.restart()
	b.at("10-05T10:00")
	if week(); len(written) > 0 {
		t.Errorf("written on %v, though all stands still", written)
	}
}

func TestReasonsOfAValueExchange(t *testing.T) {
	seen := map[string]bool{}
	for _, trouble := range troubles {
		b := newBroker(t, link(), drivenBy("wait", asks("wait")))
		b.source.down["wait"] = v1alpha1.MeasureReason(trouble)
		gather(seen, b.at("10-05").Conditions)
	}
	b := linked(t)
	gather(seen, Progressing(b.vx.Status.Conditions, b.vx.Generation, moment("10-05")))
	gather(seen, b.at("10-05").Conditions)
	for _, change := range []func(*v1alpha1.ValueExchangeSpec){
		func(s *v1alpha1.ValueExchangeSpec) { s.Drivers = s.Drivers[1:2] },
		func(s *v1alpha1.ValueExchangeSpec) { s.Drivers[0] = drivenBy("gone", numberOf("gone")) },
		func(s *v1alpha1.ValueExchangeSpec) { s.Step = "1s" },
		func(s *v1alpha1.ValueExchangeSpec) { s.Suspend = true },
	} {
		b.edit(change)
		gather(seen, b.at("10-06").Conditions)
	}
	if diff := cmp.Diff(documented["ValueExchange"].every(), sorted(seen)); diff != "" {
		t.Errorf("-documented +seen:\n%s", diff)
	}
}

func TestMessagesOfThirtyDriversAreShort(t *testing.T) {
	var drivers []v1alpha1.ExchangeDriver
	for i := range 30 {
		drivers = append(drivers, drivenBy(fmt.Sprintf("%s%02d", strings.Repeat("d", 61), i), asks("nothing")))
	}
	b := newBroker(t, link(), drivers...)
	b.vx.Spec.Result.Title = strings.Repeat("Wert\u0007\u202e ", 25)
	b.at("10-05")
	list := make([]v1alpha1.ExchangeDriverStatus, 0, len(drivers))
	for _, d := range drivers {
		list = append(list, v1alpha1.ExchangeDriverStatus{Name: d.Name, Verdict: v1alpha1.ExchangeWrongDirection})
	}
	var written []metav1.Condition
	conditions{list: &written, generation: 1, now: moment("10-05")}.support(&v1alpha1.ValueExchangeStatus{Drivers: list})
	checkMessage(t, written[0].Message)
	if !strings.HasSuffix(written[0].Message, "…") {
		t.Errorf("%q is whole, so nothing was tested", written[0].Message)
	}
}
