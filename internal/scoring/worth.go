/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package scoring

// Enough is the score that makes a key result a success: see Succeeds.
func Enough(aspirational bool) float64 { return Expected(1, aspirational) }

// lenient is the score that counts as a score already, as in atLeast; all of it has to be reached exactly.
func lenient(score float64) float64 {
	if score < 1 {
		return score - noise
	}
	return score
}

// beyond is the band of the values at goal or beyond it.
func (d Direction) beyond(goal float64) Maintain {
	if d == Decrease {
		return Maintain{Max: &goal}
	}
	return Maintain{Min: &goal}
}

// between is the value at a fraction of the way from one value to another: exactly these at 0 and 1, and never infinite.
func between(from, to, fraction float64) float64 { return from*(1-fraction) + to*fraction }

// At is the value with a progress. Of a baseline that is at To or beyond it already, it is To.
func (r Reach) At(progress float64) float64 {
	if r.Met(r.From) {
		return r.To
	}
	return between(r.From, r.To, progress)
}

// Worth is what is at least as far on the way.
func (r Reach) Worth(score float64) Maintain { return r.Direction.beyond(r.At(lenient(score))) }

// Worth is the band and as much of the tolerance around it as the score allows.
func (m Maintain) Worth(score float64) Maintain {
	wider := (1 - lenient(score)) * m.Tolerance
	band := Maintain{}
	if m.Min != nil {
		low := finite(*m.Min - wider)
		band.Min = &low
	}
	if m.Max != nil {
		high := finite(*m.Max + wider)
		band.Max = &high
	}
	return band
}

// Worth is the shares of the time that are worth the score.
func (t TimeShare) Worth(score float64) Maintain { return t.reach().Worth(score) }

// At is the first value that is worth a score; of a score that all values are worth, the last one before more is.
func (s Stages) At(score float64) float64 {
	var from Stage
	for i, to := range s {
		if i > 0 && to.Score > from.Score && score <= to.Score {
			done := (score - from.Score) / (to.Score - from.Score)
			return between(from.At, to.At, max(done, 0))
		}
		from = to
	}
	return from.At
}

// Worth is what lies from the first value that is worth the score on.
func (s Stages) Worth(score float64) Maintain {
	score = lenient(score)
	if len(s) > 0 && score <= s[0].Score {
		return Maintain{}
	}
	return s.direction().beyond(s.At(score))
}
