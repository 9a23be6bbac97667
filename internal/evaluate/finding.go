/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"fmt"
	"math"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/exchange"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// findingDigits is how many digits of a p-value and of an elasticity are written. More mean nothing.
const findingDigits = 2

// leastPValue is the least p-value that is written: beyond that it says more of the method than of the numbers.
const leastPValue = 1e-6

// write puts a finding into a driver's status.
func (c *candidate) write(j *exchangeJudge, f exchange.Finding) {
	c.status.Verdict = v1alpha1.ExchangeVerdict(f.Verdict)
	if f.Verdict == exchange.InsufficientData {
		if c.status.Message == "" {
			c.status.Message = shorten(j.lacks(f.Problem))
		}
		return
	}
	effective := math.Round(f.EffectiveSamples)
	c.status.Lag = spellLag(time.Duration(f.Lag) * j.step)
	c.status.Correlation, c.status.Skill = rounded(f.Correlation), rounded(f.Skill)
	c.status.PValue, c.status.Elasticity = digits(max(f.PValue, leastPValue)), digits(f.Elasticity)
	c.status.EffectiveSamples, c.status.Rank = &effective, int32(min(f.Rank, math.MaxInt32)) //nolint:gosec // held to its range
	c.status.Message = shorten(j.tell(c.status, f))
}

// digits is a number with the digits that are written.
func digits(v float64) *float64 {
	if v != 0 {
		v = round(v, placeOf(math.Abs(v), findingDigits))
	}
	return &v
}

// spellLag writes a lag as specs do: "21d", "36h", "90m"; "0d" for none.
func spellLag(lag time.Duration) string {
	const day = 24 * time.Hour
	if lag%day == 0 {
		return fmt.Sprintf("%dd", lag/day)
	}
	return spell(lag)
}

// lacks says why a driver could not be tested.
func (j *exchangeJudge) lacks(p exchange.Problem) string {
	switch p {
	case exchange.Constant:
		return "it never changed, so nothing can follow it"
	case exchange.ConstantResult:
		return "the result never changed, so there is nothing to explain"
	case exchange.TooShort:
		if j.short() {
			return j.shortMessage()
		}
		return fmt.Sprintf("its past is too short for lags of up to %s: wait, or make maxLag shorter", spellLag(j.maxLag))
	case exchange.TooFewPoints:
		return "too much of its past, or of the result's, is missing"
	case exchange.TooFewChanges:
		return "it, or the result, changed too rarely to tell a link from chance"
	case exchange.NothingLeft:
		return "without trend and season nothing is left of it, or of the result, to compare"
	case exchange.SameSeries:
		return "it is the result itself, but perhaps for unit and offset: name another driver"
	}
	return "its past cannot be compared with the result's"
}

// tell puts a finding into words, with the numbers that are written.
func (j *exchangeJudge) tell(s v1alpha1.ExchangeDriverStatus, f exchange.Finding) string {
	certainty := fmt.Sprintf("correlation %s, corrected p %s, %s effective %s", number(*s.Correlation), number(*s.PValue),
		number(*s.EffectiveSamples), j.points())
	link := fmt.Sprintf("a higher %s is followed, %s, by a %s %s", s.Name, j.later(f), sideOf(f), j.called())
	gain := fmt.Sprintf("tested on the last quarter of the past it %s", improvement(*s.Skill))
	switch f.Verdict {
	case exchange.Supported:
		return fmt.Sprintf("%s (%s); %s; %s. Evidence, not proof of cause", link, certainty, j.slope(s, f), gain)
	case exchange.WrongDirection:
		return fmt.Sprintf("%s, against what was expected (%s); %s. Evidence, not proof of cause", link, certainty, gain)
	}
	return fmt.Sprintf("what it has in common with %s may be chance (strongest %s: %s)", j.called(), j.later(f), certainty)
}

// called is what the result is called.
func (j *exchangeJudge) called() string {
	if title := printable(j.spec.Result.Title); title != "" {
		return title
	}
	return "result"
}

// points are what effective samples are counted in.
func (j *exchangeJudge) points() string {
	if j.step == 24*time.Hour {
		return "days"
	}
	return "points"
}

// later says after which time.
func (j *exchangeJudge) later(f exchange.Finding) string {
	const day = 24 * time.Hour
	switch lag := time.Duration(f.Lag) * j.step; {
	case lag == 0:
		return "at once"
	case lag == day:
		return "1 day later"
	case lag%day == 0:
		return fmt.Sprintf("%d days later", lag/day)
	default:
		return spellLag(lag) + " later"
	}
}

func sideOf(f exchange.Finding) string {
	if f.Correlation < 0 {
		return "lower"
	}
	return "higher"
}

// slope says by how much the result follows the driver.
func (j *exchangeJudge) slope(s v1alpha1.ExchangeDriverStatus, f exchange.Finding) string {
	change := "more"
	if *s.Elasticity < 0 {
		change = "less"
	}
	size := number(math.Abs(*s.Elasticity))
	if f.Relative {
		return fmt.Sprintf("1 %% more of it goes with %s %% %s", size, change)
	}
	return fmt.Sprintf("one unit more of it goes with %s units %s", size, change)
}

// improvement says what a driver is worth in forecasting.
func improvement(skill float64) string {
	percent := scoring.Round(math.Abs(skill)) * 100
	switch {
	case skill > 0:
		return fmt.Sprintf("improved the forecast by %.0f %%", percent)
	case skill < 0:
		return fmt.Sprintf("made the forecast worse by %.0f %%", percent)
	}
	return "did not improve the forecast"
}
