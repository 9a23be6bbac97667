/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package trend

import (
	"encoding/binary"
	"math"
	"testing"
	"time"
)

// pointBytes are those that a point takes: a value, and eighths of an hour since the point before, signed.
const pointBytes = 8 + 2

// mostPoints keeps a run of the fuzzer short.
const mostPoints = 200

// decode reads points of any values, in any order.
func decode(data []byte) []Point {
	var points []Point
	at := begin
	for len(data) >= pointBytes && len(points) < mostPoints {
		at = at.Add(time.Hour / 8 * time.Duration(int16(binary.LittleEndian.Uint16(data[8:]))))
		points = append(points, Point{Time: at, Value: math.Float64frombits(binary.LittleEndian.Uint64(data))})
		data = data[pointBytes:]
	}
	return points
}

// encode writes points so many eighths of an hour apart.
func encode(eighths uint16, values ...float64) []byte {
	var data []byte
	for _, value := range values {
		data = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint64(data, math.Float64bits(value)), eighths)
	}
	return data
}

func FuzzOf(f *testing.F) {
	most, least := math.MaxFloat64, math.SmallestNonzeroFloat64
	f.Add(encode(192, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	f.Add(encode(0, 1, 2, 3, 4, 5, 6, 7, 8))
	f.Add(encode(8, 0, 0, 0, 0, 0, 0, 0, 1))
	f.Add(encode(1, most, -most, least, -least, math.NaN(), math.Inf(1), math.Inf(-1), 0, 1e-310, 1e308, -1e308, 1, 2))
	f.Add(encode(math.MaxUint16, 1, 1, 2, 2, 3, 3, 4, 4)) // backwards
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, decode(data)) })
}
