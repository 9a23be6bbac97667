/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truenorth-dev/truenorth/internal/scoring"
)

func TestChanceOf(t *testing.T) {
	for _, tc := range []struct {
		p    float64
		want string
	}{
		{0, "under 1 in 100"}, {0.0099, "under 1 in 100"}, {0.01, "about 1 in 100"}, {0.02, "about 1 in 50"},
		{0.04, "about 1 in 20"}, {0.1, "about 1 in 10"}, {0.15, "about 1 in 7"}, {0.2, "about 1 in 5"}, {0.26, "about 1 in 4"},
		{0.31, "about 1 in 3"}, {0.4, "about 2 in 5"}, {0.5, "about 1 in 2"}, {0.6, "about 3 in 5"}, {0.66, "about 2 in 3"},
		{0.74, "about 3 in 4"}, {0.79, "about 4 in 5"}, {0.86, "about 6 in 7"}, {0.9, "about 9 in 10"}, {0.95, "about 19 in 20"},
		{0.98, "about 49 in 50"}, {0.99, "about 99 in 100"}, {0.995, "over 99 in 100"}, {1, "over 99 in 100"},
	} {
		if got := Chance(tc.p); got != tc.want {
			t.Errorf("Chance(%v) = %q, want %q", tc.p, got, tc.want)
		}
	}
}

func TestChanceOfIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(0.01, 0.99).Draw(t, "p")
		var of, in float64
		if _, err := fmt.Sscanf(Chance(p), "about %f in %f", &of, &in); err != nil {
			t.Fatalf("%v is told as %q", p, Chance(p))
		}
		if math.Abs(of/in-p) > 0.06 || of/in > 2.6*p || 1-of/in > 2.6*(1-p) {
			t.Errorf("%v is told as %q, which is far off", p, Chance(p))
		}
	})
}

func TestRound(t *testing.T) {
	for _, tc := range []struct {
		reason string
		v      float64
		place  int
		want   string
	}{
		{"hundredths", 28.3749, 2, "28.37"},
		{"units", 28.5001, 0, "29"},
		{"thousands", 1234567, -3, "1235000"},
		{"a number that the place is too coarse for", 12, -3, "0"},
		{"never -0", -0.001, 2, "0"},
		{"never -0 of thousands", -12, -3, "0"},
		{"a sum of doubles reads as its digits", 0.1 + 0.2, 4, "0.3"},
		{"as small as they come", 5e-324, 330, "5e-324"},
		{"nearly the largest", 1.7449e308, -306, "1.74e+308"},
		{"up from the largest, which no double is", math.MaxFloat64, -306, "1.7976931348623157e+308"},
		{"the largest with decimals", -math.MaxFloat64, 4, "-1.7976931348623157e+308"},
	} {
		if got := number(round(tc.v, tc.place)); got != tc.want {
			t.Errorf("%s: round(%v, %d) = %s, want %s", tc.reason, tc.v, tc.place, got, tc.want)
		}
	}
}

func TestRoundProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, size := rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.Float64()).Draw(t, "v"), rapid.OneOf(rapid.Float64Range(0.001, 1e5), rapid.Float64Min(5e-324)).Draw(t, "size")
		place := placeOf(size, rapid.IntRange(1, 6).Draw(t, "digits"))
		got := round(v, place)
		if !finite(got) || math.Signbit(got) && got == 0 {
			t.Fatalf("round(%v, %d) = %v", v, place, got)
		}
		if math.Abs(v) > 1e8*size {
			t.Skip("it has no digits as fine as that")
		}
		if again := round(got, place); again != got {
			t.Errorf("rounded again, %v becomes %v", got, again)
		}
		if more := v + rapid.Float64Range(0, 10).Draw(t, "sizes")*size; finite(more) && round(more, place) < got {
			t.Errorf("%v rounds to %v, but %v to %v", v, got, more, round(more, place))
		}
	})
}

func TestPlaceOf(t *testing.T) {
	for _, tc := range []struct {
		size   float64
		digits int
		want   int
	}{{25, 2, 0}, {0.25, 2, 2}, {2500, 2, -2}, {40, 4, 2}, {0.5, 4, 4}, {1, 1, 0}, {9.99, 1, 0}, {0.01, 4, 5}} {
		if got := placeOf(tc.size, tc.digits); got != tc.want {
			t.Errorf("placeOf(%v, %d) = %d, want %d", tc.size, tc.digits, got, tc.want)
		}
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "1m", 90 * time.Minute: "90m", time.Hour: "1h", 12 * time.Hour: "12h", 24 * time.Hour: "24h",
	} {
		if got := spell(d); got != want {
			t.Errorf("spell(%s) = %s, want %s", d, got, want)
		}
	}
}

func TestUnitOf(t *testing.T) {
	for _, tc := range []struct{ reason, unit, want string }{
		{"none", "", ""},
		{"a word", "stays", " stays"},
		{"with white space", " stays\n", " stays"},
		{"an escape sequence", "\x1b[31mred", " [31mred"},
		{"a right-to-left override and a zero-width space", "a\u202eb\u200bc", " abc"},
		{"nothing that prints", "\x00\u200b", ""},
		{"other scripts", "注文 €", " 注文 €"},
	} {
		if got := unitOf(tc.unit); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
	if strings.Contains(unitOf("a\tb"), "\t") {
		t.Error("a tab would break the table of kubectl")
	}
}

func TestNumberReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := scoring.Round(rapid.Float64().Draw(t, "v"))
		var back float64
		if err := json.Unmarshal([]byte(number(v)), &back); err != nil || back != v {
			t.Errorf("%v is written %q, %v", v, number(v), err)
		}
	})
}
