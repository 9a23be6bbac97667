/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// limited is a server that refuses ranges over a length, and has no number before a time.
func limited(most time.Duration, status int, kind string, begins int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start, _ := strconv.ParseInt(r.PostForm.Get("start"), 10, 64)
		end, _ := strconv.ParseInt(r.PostForm.Get("end"), 10, 64)
		switch {
		case time.Duration(end-start)*time.Second > most:
			apiError(status, kind)(w, r)
		case end < begins:
			answering(200, rangeBody())(w, r)
		default:
			evenly(w, r)
		}
	}
}

func TestARangeThatIsTooLongForTheServerIsAskedInPieces(t *testing.T) {
	const day = 24 * time.Hour
	from := time.Unix(1760000000, 0)
	cases := map[string]struct {
		reason      string
		server      http.HandlerFunc
		days        int
		step        time.Duration
		wantReason  v1alpha1.MeasureReason
		wantQueries int
		wantFirst   float64 // the first value; NaN: none
	}{
		"NoLimit":    {"one query is enough", limited(1000*day, 422, "execution", 0), 364, day, "", 1, 1760000000},
		"AMonth":     {"as some servers have it", limited(32*day, 422, "execution", 0), 364, day, "", 1 + 13, 1760000000},
		"BadData":    {"others say it so", limited(32*day, 400, "bad_data", 0), 364, day, "", 1 + 13, 1760000000},
		"TenDays":    {"a month is refused, too", limited(10*day, 422, "execution", 0), 364, day, "", 1 + 1 + 53, 1760000000},
		"ADay":       {"nothing helps", limited(day, 422, "execution", 0), 364, day, queryFailed, 1 + 1 + 1, 0},
		"BadQuery":   {"nor does it here; the text is valid", limited(0, 400, "bad_data", 0), 364, day, queryFailed, 1 + 1 + 1, 0},
		"Short":      {"there is nothing to cut", limited(day, 422, "execution", 0), 5, day, queryFailed, 1, 0},
		"LateStart":  {"a piece without a number is an answer", limited(32*day, 422, "execution", 1760000000+200*86400), 364, day, "", 1 + 13, math.NaN()},
		"NeverBegan": {"so are all of them", limited(32*day, 422, "execution", math.MaxInt64), 364, day, noData, 1 + 13, 0},
		"Down":       {"an outage is no refusal", apiError(503, "unavailable"), 364, day, unreachable, 1, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var seen requests
			c := clientFor(t, specFor(serve(t, seen.then(tc.server))))
			p, bad := c.Prepare(Query{Text: "x"})
			if bad != nil {
				t.Fatal(bad.Message)
			}
			got := p.Range(context.Background(), from, from.Add(time.Duration(tc.days)*day), tc.step)
			silent(t, got.Message)
			if got.Reason != tc.wantReason || seen.count() != tc.wantQueries {
				t.Fatalf("%s: %q after %d queries, want %q after %d", tc.reason, got.Reason, seen.count(), tc.wantReason, tc.wantQueries)
			}
			if tc.wantReason != "" {
				return
			}
			last := got.Values[tc.days]
			if len(got.Values) != tc.days+1 || got.Asked != len(got.Values) || last != float64(1760000000+tc.days*86400) {
				t.Errorf("%s: %d values of %d asked for, the last %v", tc.reason, len(got.Values), got.Asked, last)
			}
			if first := got.Values[0]; first != tc.wantFirst && !(math.IsNaN(first) && math.IsNaN(tc.wantFirst)) {
				t.Errorf("%s: the first value is %v, want %v", tc.reason, first, tc.wantFirst)
			}
		})
	}
}

func TestARangeOfWhatIsNoNumberSaysSo(t *testing.T) {
	const day = 24 * time.Hour
	from := time.Unix(1760000000, 0)
	odd := func(w http.ResponseWriter, r *http.Request) {
		start, _ := strconv.ParseInt(r.PostForm.Get("start"), 10, 64)
		end, _ := strconv.ParseInt(r.PostForm.Get("end"), 10, 64)
		switch {
		case r.PostForm.Get("start") == "":
			answering(200, sampleOf(`"NaN"`))(w, r)
		case time.Duration(end-start)*time.Second > 32*day:
			apiError(422, "execution")(w, r)
		default:
			answering(200, rangeBody(seriesOf(`[`+strconv.FormatInt(start, 10)+`,"+Inf"]`)))(w, r)
		}
	}
	for reason, query := range map[string]string{"in pieces": "x / 0", "at single points": "increase(x[$__elapsed]) / 0"} {
		var seen requests
		c := clientFor(t, specFor(serve(t, seen.then(odd))))
		p, bad := c.Prepare(Query{Text: query, Start: from})
		if bad != nil {
			t.Fatal(bad.Message)
		}
		if got := p.Range(context.Background(), from, from.Add(100*day), day); got.Reason != notANumber || got.Values != nil {
			t.Errorf("%s: range = %+v, want %s", reason, got, notANumber)
		}
	}
}
