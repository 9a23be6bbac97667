/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package forecast

import (
	"encoding/binary"
	"math"
	"testing"
	"time"
)

// Fuzzers write histories in a language of their own: a byte says what a point is, and for some kinds it is followed by
// the bits of a number.
const (
	sameAgain = iota // like the point before
	oneMore          // one more than the point before
	oneLess
	nothing  // no answer
	smallOne // a byte: a tenth of a signed number
	anyOne   // eight bytes: any double at all
	manyMore // a byte: so many like the point before, and rising by one
	kinds
)

// mostPoints keeps a run of the fuzzer short.
const mostPoints = 600

// decode reads a history.
func decode(data []byte) []float64 {
	var values []float64
	last := 0.0
	for len(data) > 0 && len(values) < mostPoints {
		what := data[0] % kinds
		data = data[1:]
		switch what {
		case oneMore:
			last++
		case oneLess:
			last--
		case nothing:
			values = append(values, math.NaN())
			continue
		case smallOne:
			if len(data) >= 1 {
				last = float64(int8(data[0])) / 10
				data = data[1:]
			}
		case anyOne:
			if len(data) >= 8 {
				last = math.Float64frombits(binary.LittleEndian.Uint64(data))
				data = data[8:]
			}
		case manyMore:
			if len(data) >= 1 {
				for range data[0] {
					last++
					values = append(values, last)
				}
				data = data[1:]
			}
		}
		values = append(values, last)
	}
	return values
}

// encode writes a history in that language.
func encode(values ...float64) []byte {
	var data []byte
	for _, v := range values {
		if math.IsNaN(v) {
			data = append(data, nothing)
			continue
		}
		data = binary.LittleEndian.AppendUint64(append(data, anyOne), math.Float64bits(v))
	}
	return data
}

// periodOf is a period that begins and lasts eighths of a step. Where a step is long they overflow, and the times are
// any at all.
func periodOf(step time.Duration, start int32, length uint32) (from, due time.Time) {
	from = begin.Add(step / 8 * time.Duration(start))
	return from, from.Add(step / 8 * time.Duration(length))
}

func FuzzValue(f *testing.F) {
	noisy, rising := daily(40, func(d int) float64 { return onPlan(d) + float64(d*d%7) }), []byte{manyMore, 50}
	f.Add(encode(noisy.Values...), int64(day), int32(0), uint32(8*quarter), 100.0, inf, -inf, inf, 100.0, 1.0)
	f.Add(rising, int64(day), int32(80), uint32(8*quarter), -inf, 40.0, 0.0, 1000.0, -20.0, 2.0)
	f.Add(encode(1e308, -1e308, 1e-308, nan, inf, 0, 1, 2, 3, 4, 5), int64(math.MaxInt64/64), int32(0), uint32(math.MaxUint32), nan, nan, nan, nan, inf, nan)
	f.Add([]byte{smallOne, 3, sameAgain, sameAgain, sameAgain, sameAgain, sameAgain, sameAgain, sameAgain}, int64(time.Hour), int32(-3), uint32(64), 0.3, 0.3, 0.0, 1.0, 0.0, -1.0)
	f.Fuzz(func(t *testing.T, data []byte, step int64, start int32, length uint32, low, high, least, most, way, bend float64) {
		c := Case{
			First: begin, Step: time.Duration(step), Values: decode(data), Way: way,
			Success: Band{Min: low, Max: high}, Bounds: Band{Min: least, Max: most},
		}
		c.Start, c.Due = periodOf(c.Step, start, length)
		if bend != 0 {
			c.Plan = func(at time.Time) float64 {
				return math.Pow(at.Sub(c.Start).Seconds()/c.Due.Sub(c.Start).Seconds(), bend)
			}
		}
		got, ok := Value(c)
		if !ok {
			if got != (Forecast{}) {
				t.Errorf("%+v where there is no forecast", got)
			}
			return
		}
		sound(t, got)
		if again, _ := Value(c); again != got {
			t.Errorf("%+v and then %+v", got, again)
		}
		if c.Bounds.Min <= c.Bounds.Max && !(c.Bounds.Holds(got.Low) && c.Bounds.Holds(got.High)) {
			t.Errorf("%+v is not within %+v", got, c.Bounds)
		}
	})
}

func FuzzShare(f *testing.F) {
	f.Add([]byte{manyMore, 30, oneLess, oneLess, manyMore, 10}, int64(day), int32(0), uint32(8*quarter), 5.0, inf, 0.9, nan)
	f.Add(encode(1, 0, 1, 0, nan, nan, 1, 0, 1, 0, 1, 1, 1), int64(day), int32(24), uint32(8*quarter), 1.0, 1.0, 0.5, 0.25)
	f.Add(encode(1, 1, 1, 1, 1, 1, 1, 1), int64(day), int32(0), uint32(56), nan, nan, nan, inf)
	f.Fuzz(func(t *testing.T, data []byte, step int64, start int32, length uint32, low, high, target, soFar float64) {
		c := ShareCase{
			First: begin, Step: time.Duration(step), Values: decode(data), Inside: Band{Min: low, Max: high},
			Target: target, SoFar: soFar,
		}
		c.Start, c.Due = periodOf(c.Step, start, length)
		got, ok := Share(c)
		if !ok {
			if got != (Forecast{}) {
				t.Errorf("%+v where there is no forecast", got)
			}
			return
		}
		sound(t, got)
		if got.Low < 0 || got.High > 1 {
			t.Errorf("%+v is no share", got)
		}
		if again, _ := Share(c); again != got {
			t.Errorf("%+v and then %+v", got, again)
		}
	})
}
