/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"slices"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/scoring"
)

// Course is the way of a key result through its time, to be drawn: where it was to be when, where it was, and where it is
// headed. Values are in the key result's unit.
type Course struct {
	// KeyResult is its name.
	KeyResult string
	// Start is the period's first midnight, and Due the midnight after the due day, both in the period's zone.
	Start, Due time.Time
	// Plan is the value that is expected by when, in straight lines from Start to Due. Empty where there is no way to go,
	// as with maintain, and where it begins at a baseline that was never measured.
	Plan []Point
	// Target holds the values that meet the target in full.
	Target Band
	// Success holds the values that make the key result a success: those of Target, and with an aspirational objective those
	// that come close.
	Success Band
	// TimeShare is the share of the time, over 0 to 1, in which the value is to be in Target. 0: it counts at Due.
	TimeShare float64
	// Past is what is known of the value from Start on, up to now.
	Past Past
	// Latest is the last good value: as of now, or of when it was last seen where there is none now. Nil: there never was one.
	Latest *Point
	// Forecast of the value at Due, of the share of the time where there is a TimeShare. Nil: there is none.
	Forecast *v1alpha1.Forecast
}

// Point is a value at a time.
type Point struct {
	// Time of the value.
	Time time.Time
	// Value is finite.
	Value float64
}

// Band is a range of values, its bounds inside.
type Band struct {
	// Min is the lower bound; nil: none.
	Min *float64
	// Max is the upper bound; nil: none.
	Max *float64
}

// Past is what is known of a number, on an even grid of times.
type Past struct {
	// Known tells whether the past was to be had, be it that it holds no number.
	Known bool
	// First is the time of the first value.
	First time.Time
	// Step is the time from one value to the next.
	Step time.Duration
	// Values are at First, First+Step and so on; NaN where there is none.
	Values []float64
}

// Courses are those of an objective's key results, in the order of its spec. What they are forecast and where they begin
// is taken from the objective's status; their past is asked for by the questions that Objective asks, once the period has
// begun. The error says why the spec cannot be judged.
func Courses(in ObjectiveInput) ([]Course, error) {
	j, err := newObjectiveJudge(in)
	if err != nil {
		return nil, err
	}
	courses := make([]Course, 0, len(j.keyResults))
	for _, kr := range j.keyResults {
		courses = append(courses, j.course(kr))
	}
	return courses, nil
}

func (j *objectiveJudge) course(kr *keyResult) Course {
	kr.status.Baseline, _ = kr.knownBaseline()
	c := Course{
		KeyResult: kr.Name, Start: kr.plan.Start, Due: kr.plan.Due,
		Plan: j.planned(kr), Past: j.pastOf(kr), Latest: j.latestOf(kr),
	}
	if share, ok := timeShareOf(kr.Target); ok {
		c.Target = bandFrom(share.Maintain)
		c.Success, c.TimeShare = c.Target, *share.Worth(j.enough(kr)).Min
	} else {
		target := targetOf(kr.Target, kr.status.Baseline)
		c.Target, c.Success = bandFrom(target.Worth(1)), bandFrom(target.Worth(j.enough(kr)))
	}
	if kr.judgedBefore() {
		c.Forecast = kr.before.Forecast
	}
	return c
}

func bandFrom(m scoring.Maintain) Band { return Band{Min: m.Min, Max: m.Max} }

// planPoints is how many straight lines a planned way is drawn with, where it has other corners than the plan's days.
const planPoints = 64

// planned is the value at which the expected score is reached, by when.
func (j *objectiveJudge) planned(kr *keyResult) []Point {
	way, ok := targetOf(kr.Target, kr.status.Baseline).(route)
	if _, known := kr.knownBaseline(); !ok || !known || way.At(0) == way.At(1) {
		return nil
	}
	times := []time.Time{kr.plan.Start, kr.plan.Due}
	for _, point := range kr.plan.Points {
		times = append(times, point.By)
	}
	if _, straight := way.(scoring.Reach); !straight {
		for i := range planPoints {
			times = append(times, kr.plan.Start.Add(kr.plan.Due.Sub(kr.plan.Start)/planPoints*time.Duration(i)))
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	times = slices.CompactFunc(times, time.Time.Equal)
	points := make([]Point, 0, len(times))
	for _, t := range times {
		points = append(points, Point{t, way.At(scoring.Expected(kr.plan.Share(t), j.aspirational))})
	}
	return points
}

// latestOf is the value that is written. Its time is that of the write, unless it is known to be older: a value that
// stands still is seen again without a write.
func (j *objectiveJudge) latestOf(kr *keyResult) *Point {
	if !kr.sameMeasure || kr.before.Value == nil {
		return nil
	}
	seen := earlier(j.now, kr.plan.Due)
	if failing(kr.before.Reason) || decided(kr.before.Outlook) {
		seen = timeOf(kr.before.ObservedTime)
	}
	return &Point{seen.In(j.period.Location), *kr.before.Value}
}

// pastOf is what is known from the period's start on. Of what people type, a day's entry stands until the next, or until
// it is no longer fresh.
func (j *objectiveJudge) pastOf(kr *keyResult) Past {
	switch {
	case j.now.Before(j.period.Start) || j.spec.Suspend:
		return Past{}
	case kr.origin.CheckIn != nil:
		p := Past{Known: true, First: kr.plan.Start, Step: historyStep(j.period.End.Sub(j.period.Start))}
		count := int(earlier(j.now, kr.plan.Due).Sub(p.First) / p.Step)
		p.Values = kr.origin.typed(p.First.Add(p.Step*time.Duration(count)), count+1, p.Step)
		return p
	}
	t := j.trailOf(kr)
	if !t.loaded() {
		return Past{Known: t.known && noNumber(t.answer.Reason)}
	}
	values := t.values(j.now, kr.plan.Due)
	before := int(kr.plan.Start.Sub(t.question.From) / t.question.Step)
	return Past{Known: true, First: kr.plan.Start, Step: t.question.Step, Values: values[min(before, len(values)):]}
}
