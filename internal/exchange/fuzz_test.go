/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package exchange

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"
)

// mostPoints keeps a run of the fuzzer short.
const mostPoints = 300

// decode reads values: each byte is a small number, but for some that begin eight bytes of any double at all, or that
// continue by themselves.
func decode(data []byte) []float64 {
	var values []float64
	state := uint64(1)
	for len(data) > 0 && len(values) < mostPoints {
		b := data[0]
		data = data[1:]
		switch {
		case b == 255 && len(data) >= 8:
			values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(data)))
			data = data[8:]
		case b == 254:
			values = append(values, math.NaN())
		case b >= 250: // thirty numbers that look like chance
			for range 30 {
				state = state*6364136223846793005 + uint64(b)
				values = append(values, float64(state>>40)/1e6)
			}
		default:
			values = append(values, float64(b)-100)
		}
	}
	return values
}

func FuzzTest(f *testing.F) {
	noise := slices.Repeat([]byte{250}, 7)
	f.Add(noise, slices.Repeat([]byte{251}, 7), int64(day), 20, 0.95)
	f.Add(noise, noise, int64(day), 10, 0.95)
	f.Add(noise, append([]byte{3, 4, 254, 254}, slices.Repeat([]byte{252}, 7)...), int64(time.Hour), 40, 0.5)
	f.Add(slices.Repeat([]byte{1, 2, 3, 4, 5, 6, 7}, 30), slices.Repeat([]byte{9, 8, 9, 250}, 7), int64(7*day), 0, math.NaN())
	f.Add(append([]byte{255, 255, 255, 255, 255, 255, 255, 239, 127}, noise...), append([]byte{255, 1, 0, 0, 0, 0, 0, 0, 0}, noise...), int64(-1), -7, 2.0)
	f.Add(append([]byte{255, 0, 0, 0, 0, 0, 0, 240, 127}, noise...), append([]byte{5}, noise...), int64(12*time.Hour), 1<<40, 0.0)
	f.Fuzz(func(t *testing.T, result, driver []byte, step int64, maxLag int, confidence float64) {
		c := Case{Result: decode(result), Step: time.Duration(step), MaxLag: maxLag, Confidence: confidence}
		d := decode(driver)
		shorter := min(len(d), len(c.Result))
		c.Result = c.Result[:shorter]
		c.Drivers = []Driver{{d, Increase}, {d[:shorter], Decrease}, {slices.Clone(c.Result), Either}}
		findings := sound(t, c)
		if again := Test(c); !slices.Equal(again, findings) {
			t.Errorf("%+v and then %+v", findings, again)
		}
		if findings[2].Verdict != InsufficientData {
			t.Errorf("%+v of the result itself", findings[2])
		}
	})
}
