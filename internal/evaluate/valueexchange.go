/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/exchange"
)

// ValueExchangeInput is all that an exchange's status depends on.
type ValueExchangeInput struct {
	// Exchange with its spec, its generation and its previous status. It is not changed.
	Exchange *v1alpha1.ValueExchange
	// Now is the time of the evaluation.
	Now time.Time
	// Ask gives the answers to the exchange's questions, all of which are about the past.
	Ask Ask
	// World holds the outcomes and the indicators that it refers to.
	World World
}

// Defaults of an exchange, where the spec does not say.
const (
	defaultExchangeLookback = 365 * 24 * time.Hour
	defaultExchangeStep     = 24 * time.Hour
	defaultExchangeLag      = 60 * 24 * time.Hour
	defaultExchangeInterval = 24 * time.Hour
)

// Limits of what one exchange can cost.
const (
	minExchangeStep  = time.Minute
	maxExchangeSteps = 2000
)

// exchangeRetry is after how long the history of an exchange that could not be had is asked for again, or up to twice that:
// a source that is back is to be seen within minutes, however seldom the exchange is tested.
const exchangeRetry = 5 * time.Minute

// exchangeJudge is one evaluation of one exchange.
type exchangeJudge struct {
	reader
	spec   *v1alpha1.ValueExchangeSpec
	before *v1alpha1.ValueExchangeStatus
	world  World
	times
	result  *candidate
	drivers []*candidate
	until   time.Time // the last point that is looked at
}

// times are how much of the past an exchange looks at.
type times struct {
	step     time.Duration
	lookback time.Duration
	maxLag   time.Duration
}

func newTimes(spec *v1alpha1.ValueExchangeSpec) times {
	return times{
		step: spec.Step.Or(defaultExchangeStep), lookback: spec.Lookback.Or(defaultExchangeLookback),
		maxLag: spec.MaxLag.Or(defaultExchangeLag),
	}
}

// candidate is the result, or one driver, with its past.
type candidate struct {
	name    string
	origin  origin
	values  []float64
	known   bool                   // there is a past to test
	reason  v1alpha1.MeasureReason // why there is none
	message string
	before  v1alpha1.ExchangeDriverStatus // zero: there was none
	status  v1alpha1.ExchangeDriverStatus
}

// ValueExchange evaluates a value exchange.
func ValueExchange(in ValueExchangeInput) ValueExchangeResult {
	vx := in.Exchange
	status := new(vx.Status) // what is behind its pointers is replaced, never changed
	status.ObservedGeneration = vx.Generation
	c := renew(&status.Conditions, vx.Generation, in.Now)
	var result ValueExchangeResult
	if vx.Spec.Suspend {
		c.suspended()
		c.carry(v1alpha1.ValueExchangeConditionSupported, v1alpha1.ValueExchangeReasonInsufficientData, "never tested")
	} else if j, err := newExchangeJudge(in); err != nil {
		status.Critical, status.Drivers = nil, nil // they speak of another spec
		c.invalid(err)
		c.set(v1alpha1.ValueExchangeConditionSupported, metav1.ConditionUnknown, v1alpha1.ValueExchangeReasonInsufficientData,
			"the spec cannot be tested: "+err.Error())
	} else {
		j.judge(status, c)
		result.Incomplete, result.Next = j.incomplete, j.next
	}
	result.settle(vx.Status, status, &status.EvaluatedTime, in.Now, sameExchange)
	return result
}

func newExchangeJudge(in ValueExchangeInput) (*exchangeJudge, error) {
	vx := in.Exchange
	j := &exchangeJudge{
		reader: reader{
			namespace: vx.Namespace, source: vx.Spec.SourceRef, interval: vx.Spec.Interval.Or(defaultExchangeInterval),
			location: time.UTC, now: in.Now, ask: in.Ask, define: DefineIn(in.World, vx.Namespace),
			fresh: vx.Status.ObservedGeneration != vx.Generation,
		},
		spec: &vx.Spec, before: &vx.Status, world: in.World, times: newTimes(&vx.Spec),
	}
	if err := j.usable(j.spec); err != nil {
		return nil, err
	}
	every := max(j.interval, j.step)
	slot := j.now.Add(-spreadOf(j.step)).Truncate(every)
	j.until = slot.Truncate(j.step).UTC()
	j.wake(slot.Add(every + spreadOf(j.step)))
	return j, nil
}

// usable tells what admission cannot see or refuses.
func (t times) usable(spec *v1alpha1.ValueExchangeSpec) error {
	switch {
	case t.step < minExchangeStep:
		return fmt.Errorf("step is %s: make it 1m at least", spec.Step)
	case t.lookback/t.step > maxExchangeSteps:
		return fmt.Errorf("lookback is %d steps: make it %d at most by a longer step", t.lookback/t.step, maxExchangeSteps)
	case t.lookback < t.step:
		return errors.New("lookback is shorter than a step: make it longer")
	case len(spec.Drivers) == 0:
		return errors.New("drivers is empty: name a number that may move the result")
	}
	for _, d := range spec.Drivers {
		if (d.OutcomeRef == nil) == (d.Measure == nil) {
			return fmt.Errorf("drivers[%s]: keep exactly one of outcomeRef and measure", d.Name)
		}
		if d.Measure != nil && !testable(*d.Measure) {
			return fmt.Errorf("drivers[%s]: use a measure with a history: prometheus, indicatorRef or checkIn", d.Name)
		}
	}
	if !testable(spec.Result.Measure) {
		return errors.New("result: use a measure with a history: prometheus, indicatorRef or checkIn")
	}
	return nil
}

func testable(m v1alpha1.Measure) bool { return m.ObjectiveRef == nil && m != v1alpha1.Measure{} }

// judge writes the whole judgement into status.
func (j *exchangeJudge) judge(status *v1alpha1.ValueExchangeStatus, c conditions) {
	j.result = j.candidate("result", j.origin(j.spec.Result.Measure))
	var ready readiness
	ready.see(j.result.name, j.result.reason, j.result.message)
	for _, d := range j.spec.Drivers {
		driver := j.candidate(d.Name, j.originOf(d))
		driver.recall(j, d)
		ready.see(driver.name, driver.reason, driver.message)
		j.drivers = append(j.drivers, driver)
	}
	if j.incomplete {
		return
	}
	j.test()
	status.Drivers = make([]v1alpha1.ExchangeDriverStatus, 0, len(j.drivers))
	for _, d := range j.drivers {
		status.Drivers = append(status.Drivers, d.status)
	}
	status.Critical = critical(status.Drivers)
	c.ready(ready, "the result and "+every(len(j.drivers), "driver")+" have a past")
	c.support(status)
}

// originOf is where a driver's number comes from. An outcome's indicator is measured as the outcome measures it.
func (j *exchangeJudge) originOf(d v1alpha1.ExchangeDriver) origin {
	if d.OutcomeRef == nil {
		return j.origin(*d.Measure)
	}
	name := path(j.namespace, d.OutcomeRef.ObjectReference)
	none := origin{namespace: j.namespace, indicator: name + "/" + d.OutcomeRef.Indicator}
	outcome := j.world.Outcome(j.namespace, d.OutcomeRef.ObjectReference)
	if outcome == nil {
		return none.lacking(v1alpha1.MeasureReasonReferenceNotFound,
			"outcome "+name+" not found: is the name right, and does it share with this namespace?")
	}
	for _, ind := range outcome.Spec.Indicators {
		if ind.Name == d.OutcomeRef.Indicator {
			return none.within(outcome, ind, j.world)
		}
	}
	return none.lacking(v1alpha1.MeasureReasonReferenceNotFound,
		fmt.Sprintf("outcome %s has no indicator %s: is the name right?", name, d.OutcomeRef.Indicator))
}

// within is the origin of an outcome's indicator, for one who refers to it. What the outcome refers to in its turn is
// not named.
func (o origin) within(outcome *v1alpha1.CustomerOutcome, ind v1alpha1.OutcomeIndicator, world World) origin {
	owner := reader{
		namespace: outcome.Namespace, source: outcome.Spec.SourceRef, interval: outcome.Spec.Interval.Or(DefaultInterval),
		location: time.UTC, define: DefineIn(world, outcome.Namespace),
	}
	found := owner.origin(ind.Measure)
	found.indicator = o.indicator
	switch {
	case outcome.Spec.Suspend:
		return found.lacking(v1alpha1.MeasureReasonNoData, "the outcome of "+o.indicator+" is suspended: nothing is measured")
	case found.ObjectiveRef != nil:
		return found.lacking(v1alpha1.MeasureReasonUnsupportedResult,
			"indicator "+o.indicator+" is an objective's score, which has no past to test: name another one")
	case found.lack.reason != "" || !measurable(found.Measure):
		return found.lacking(v1alpha1.MeasureReasonNoData, "indicator "+o.indicator+" gives no number: its outcome's status says why")
	}
	return found
}

// candidate finds the past of the result or of a driver.
func (j *exchangeJudge) candidate(name string, from origin) *candidate {
	c := &candidate{name: name, origin: from}
	count := int(j.lookback / j.step)
	switch {
	case from.lack.reason != "":
		c.reason, c.message = from.lack.reason, from.lack.message
	case from.CheckIn != nil:
		c.values, c.known = from.typed(j.until, count, j.step), true
	default:
		past := j.sliding(from, j.until, j.lookback, j.step, min(j.interval, exchangeRetry))
		j.incomplete = j.incomplete || !past.known
		c.values, c.known = past.last(j.until, count), past.loaded()
		if !c.known || noNumber(past.answer.Reason) {
			c.reason, c.message = past.answer.Reason, past.answer.Message
		}
	}
	return c
}

// recall finds what was written of a driver before, as far as it was found for the same question.
func (c *candidate) recall(j *exchangeJudge, d v1alpha1.ExchangeDriver) {
	c.status = v1alpha1.ExchangeDriverStatus{Name: d.Name, Reason: c.reason, Message: shorten(c.message)}
	c.status.MeasureHash = hashOf([]any{
		j.result.origin.identity(), c.origin.identity(), d.Expected, j.lookback, j.step, j.maxLag, j.confidence(),
	})
	for _, before := range j.before.Drivers {
		if before.Name == d.Name && before.MeasureHash == c.status.MeasureHash {
			c.before = before
		}
	}
}

func (j *exchangeJudge) confidence() float64 {
	if j.spec.Confidence == nil {
		return exchange.DefaultConfidence
	}
	return *j.spec.Confidence
}

// test tests the drivers that have a past. What was found of the others stands, as a source that is down is no news of
// the past; but not where what they refer to is gone.
func (j *exchangeJudge) test() {
	findings := exchange.Test(j.asCase())
	none := noNumber(j.result.reason)
	for i, d := range j.drivers {
		switch {
		case d.known && j.result.known && !none:
			d.write(j, findings[i])
		case d.tested() && !none && d.origin.lack.reason == "" && j.result.origin.lack.reason == "":
			reason := d.status.Reason
			d.status = d.before
			d.status.Reason = reason
		default:
			d.status.Verdict = v1alpha1.ExchangeInsufficientData
			if d.status.Reason == "" {
				d.status.Reason = j.result.reason
				d.status.Message = shorten("the result has no past to test: " + j.result.message)
			}
		}
	}
}

// tested tells whether something was found of a driver before.
func (c *candidate) tested() bool {
	return c.before.Verdict != "" && c.before.Verdict != v1alpha1.ExchangeInsufficientData
}

// asCase is what is tested.
func (j *exchangeJudge) asCase() exchange.Case {
	c := exchange.Case{
		Result: j.result.values, Step: j.step, MaxLag: int(j.maxLag / j.step), Confidence: j.confidence(),
	}
	if !j.result.known {
		return c
	}
	for i, d := range j.drivers {
		c.Drivers = append(c.Drivers, exchange.Driver{Values: d.values, Expected: directions[j.spec.Drivers[i].Expected]})
	}
	return c
}

var directions = map[v1alpha1.Direction]exchange.Direction{
	v1alpha1.DirectionIncrease: exchange.Increase, v1alpha1.DirectionDecrease: exchange.Decrease,
}

// critical names the supported drivers, the strongest first.
func critical(drivers []v1alpha1.ExchangeDriverStatus) []string {
	var supported []v1alpha1.ExchangeDriverStatus
	for _, d := range drivers {
		if d.Verdict == v1alpha1.ExchangeSupported {
			supported = append(supported, d)
		}
	}
	slices.SortStableFunc(supported, func(a, b v1alpha1.ExchangeDriverStatus) int { return int(a.Rank - b.Rank) })
	var names []string
	for _, d := range supported {
		names = append(names, d.Name)
	}
	return names
}

// support sets the condition that says whether any driver moves the result.
func (c conditions) support(status *v1alpha1.ValueExchangeStatus) {
	set := func(s metav1.ConditionStatus, reason, message string) {
		c.set(v1alpha1.ValueExchangeConditionSupported, s, reason, message)
	}
	var untested, against []string
	for _, d := range status.Drivers {
		switch d.Verdict {
		case v1alpha1.ExchangeInsufficientData:
			untested = append(untested, d.Name)
		case v1alpha1.ExchangeWrongDirection:
			against = append(against, d.Name)
		}
	}
	rest := listed("; against what was expected: ", against) + listed("; not tested: ", untested)
	switch {
	case len(status.Critical) > 0:
		set(metav1.ConditionTrue, v1alpha1.ValueExchangeReasonEvidenceFound,
			"supported: "+strings.Join(status.Critical, ", ")+rest+". Evidence, not proof of cause")
	case len(untested) == len(status.Drivers):
		set(metav1.ConditionUnknown, v1alpha1.ValueExchangeReasonInsufficientData,
			"no driver could be tested; "+status.Drivers[0].Name+": "+status.Drivers[0].Message)
	default:
		set(metav1.ConditionFalse, v1alpha1.ValueExchangeReasonNoEvidence,
			noneOf(len(status.Drivers))+rest)
	}
}

func noneOf(drivers int) string {
	if drivers == 1 {
		return "the driver is not supported"
	}
	return fmt.Sprintf("none of %d drivers is supported", drivers)
}

func listed(words string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return words + strings.Join(names, ", ")
}
