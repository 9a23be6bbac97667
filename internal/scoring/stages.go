/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

import "math"

// Stage is a corner of the line that Stages draw.
type Stage struct {
	// At is the value.
	At float64
	// Score is the progress that the value is worth, 0..1.
	Score float64
}

// Stages is a target drawn by hand: At strictly rising or strictly falling, scores rising to a last one of 1.
type Stages []Stage

// Progress is as drawn: straight lines between the stages, flat outside the ends.
func (s Stages) Progress(v float64) float64 {
	direction := s.direction()
	var progress float64
	for i, stage := range s {
		switch {
		case direction.reached(v, stage.At):
			progress = stage.Score
		case i == 0:
			return stage.Score
		default:
			return s[i-1].lineTo(stage, v)
		}
	}
	return progress
}

// lineTo is the progress at v, which is between s and next.
func (s Stage) lineTo(next Stage, v float64) float64 {
	progress := along(s.Score, next.Score, ratio(v, s.At, next.At))
	if s.Score < 1 {
		return unmet(progress)
	}
	return progress
}

// Met says whether v is worth a score of 1.
func (s Stages) Met(v float64) bool { return s.Progress(v) >= 1 }

// Span is the distance between the first stage and the last.
func (s Stages) Span() float64 {
	if len(s) == 0 {
		return 0
	}
	return finite(math.Abs(s[len(s)-1].At - s[0].At))
}

// DistanceToMet is how far v falls short of the first stage with a score of 1. Where that is the very first, all values
// meet the target, since those before it are worth as much.
func (s Stages) DistanceToMet(v float64) float64 {
	for i, stage := range s {
		switch {
		case stage.Score < 1:
		case i == 0:
			return 0
		default:
			return s.direction().missing(v, stage.At)
		}
	}
	return math.MaxFloat64 // never met
}

func (s Stages) direction() Direction {
	for _, stage := range s {
		if stage.At < s[0].At {
			return Decrease
		}
	}
	return Increase
}
