/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

const (
	noData      = v1alpha1.MeasureReasonNoData
	queryFailed = v1alpha1.MeasureReasonQueryFailed
	unsupported = v1alpha1.MeasureReasonUnsupportedResult
	notANumber  = v1alpha1.MeasureReasonNotANumber
	manyOfThem  = v1alpha1.MeasureReasonMultipleSeries
	timedOut    = v1alpha1.MeasureReasonQueryTimeout
	unreachable = v1alpha1.MeasureReasonSourceUnavailable
	invalid     = v1alpha1.MeasureReasonInvalidQuery
)

func vectorOf(samples string) string {
	return `{"status":"success","data":{"resultType":"vector","result":[` + samples + `]}}`
}

func sampleOf(value string) string { return vectorOf(`{"metric":{"a":"b"},"value":[1,` + value + `]}`) }

var instantCases = []struct {
	reason     string
	body       string
	want       float64
	wantReason v1alpha1.MeasureReason
}{
	{"one sample", one, 1, ""},
	{"a scalar", `{"status":"success","data":{"resultType":"scalar","result":[1.5e9,"-2.5e-3"]}}`, -0.0025, ""},
	{"a plus sign", sampleOf(`"+3"`), 3, ""},
	{"the type after the result", `{"data":{"result":[{"value":[1,"4"],"metric":{}}],"resultType":"vector"},"status":"success"}`, 4, ""},
	{"fields that nobody knows", `{"x":[null,true,false,{"y":-0.5e+2}],"status":"success","data":{"z":"\u00e9\n","resultType":"vector","result":[{"metric":{},"value":[1,"5"],"w":{}}]}}`, 5, ""},
	{"white space", " {\n\t\"status\" : \"success\" , \"data\" : { \"resultType\" : \"scalar\" , \"result\" : [ 1 , \"6\" ] } }\r\n ", 6, ""},
	{"no warnings", `{"status":"success","warnings":null,"data":{"resultType":"scalar","result":[1,"7"]}}`, 7, ""},
	{"a warning about the query", `{"status":"success","warnings":["PromQL warning: x"],"infos":["anything"],"data":{"resultType":"scalar","result":[1,"8"]}}`, 8, ""},
	{"VictoriaMetrics, whole", `{"status":"success","isPartial":false,"data":{"resultType":"scalar","result":[1,"9"]}}`, 9, ""},
	{"whole inside", `{"status":"success","data":{"isPartial":false,"resultType":"scalar","result":[1,"9"]}}`, 9, ""},
	{"no error", `{"status":"success","error":"","errorType":"","data":{"resultType":"scalar","result":[1,"9"]}}`, 9, ""},
	{"a null error", `{"status":"success","error":null,"data":{"resultType":"scalar","result":[1,"9"]}}`, 9, ""},

	{"an empty vector", vectorOf(""), 0, noData},
	{"a null result", `{"status":"success","data":{"resultType":"vector","result":null}}`, 0, noData},
	{"a null result before its type", `{"status":"success","data":{"result":null,"resultType":"vector"}}`, 0, noData},
	{"two samples", vectorOf(`{"metric":{},"value":[1,"1"]},{"metric":{},"value":[1,"2"]}`), 0, manyOfThem},
	{"a sample and a histogram", vectorOf(`{"metric":{},"value":[1,"1"]},{"metric":{},"histogram":[1,{}]}`), 0, manyOfThem},
	{"NaN", sampleOf(`"NaN"`), 0, notANumber},
	{"infinity", sampleOf(`"+Inf"`), 0, notANumber},
	{"minus infinity", sampleOf(`"-Inf"`), 0, notANumber},
	{"more than a double holds", sampleOf(`"1e999"`), 0, notANumber},
	{"NaN as a scalar", `{"status":"success","data":{"resultType":"scalar","result":[1,"NaN"]}}`, 0, notANumber},
	{"a histogram", vectorOf(`{"metric":{},"histogram":[1,{"count":"1","sum":"2","buckets":[[0,"1","2","3"]]}]}`), 0, unsupported},
	{"a string", `{"status":"success","data":{"resultType":"string","result":[1,"1"]}}`, 0, unsupported},
	{"a matrix", `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"]]}]}}`, 0, unsupported},

	{"success without data", `{"status":"success"}`, 0, queryFailed},
	{"null data", `{"status":"success","data":null}`, 0, queryFailed},
	{"data of the wrong kind", `{"status":"success","data":[]}`, 0, queryFailed},
	{"no result", `{"status":"success","data":{"resultType":"vector"}}`, 0, queryFailed},
	{"no type", `{"status":"success","data":{"result":[]}}`, 0, queryFailed},
	{"an unknown type", `{"status":"success","data":{"resultType":"` + canary + `","result":[]}}`, 0, queryFailed},
	{"no status", `{"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"another status", `{"status":"` + canary + `","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"no labels", vectorOf(`{"value":[1,"1"]}`), 0, queryFailed},
	{"labels that are none", vectorOf(`{"metric":"` + canary + `","value":[1,"1"]}`), 0, queryFailed},
	{"no value", vectorOf(`{"metric":{}}`), 0, queryFailed},
	{"a value and a histogram", vectorOf(`{"metric":{},"value":[1,"1"],"histogram":[1,{}]}`), 0, queryFailed},
	{"two values", vectorOf(`{"metric":{},"value":[1,"1"],"value":[1,"2"]}`), 0, queryFailed},
	{"a time alone", vectorOf(`{"metric":{},"value":[1]}`), 0, queryFailed},
	{"an empty value", vectorOf(`{"metric":{},"value":[]}`), 0, queryFailed},
	{"a null value", vectorOf(`{"metric":{},"value":null}`), 0, queryFailed},
	{"three entries", vectorOf(`{"metric":{},"value":[1,"1","2"]}`), 0, queryFailed},
	{"a number that is no string", sampleOf(`12345`), 0, queryFailed},
	{"a time that is no number", vectorOf(`{"metric":{},"value":["1","1"]}`), 0, queryFailed},
	{"words", sampleOf(`"` + canary + `"`), 0, queryFailed},
	{"no text", sampleOf(`""`), 0, queryFailed},
	{"a space before", sampleOf(`" 1"`), 0, queryFailed},
	{"a space after", sampleOf(`"1 "`), 0, queryFailed},
	{"hexadecimal", sampleOf(`"0x10"`), 0, queryFailed},
	{"underscores", sampleOf(`"1_0"`), 0, queryFailed},
	{"infinity in words", sampleOf(`"infinity"`), 0, queryFailed},
	{"two signs", sampleOf(`"+-1"`), 0, queryFailed},
	{"an escape", sampleOf(`"\u0031"`), 0, queryFailed},
	{"two results", `{"status":"success","data":{"resultType":"scalar","result":[1,"1"],"result":[1,"2"]}}`, 0, queryFailed},
	{"two nothings", `{"status":"success","data":{"resultType":"vector","result":null,"result":null}}`, 0, queryFailed},
	{"two types", `{"status":"success","data":{"resultType":"scalar","resultType":"vector","result":[1,"1"]}}`, 0, queryFailed},
	{"two data", `{"status":"success","data":{"resultType":"scalar","result":[1,"1"]},"data":{"resultType":"scalar","result":[1,"2"]}}`, 0, queryFailed},
	{"two statuses", `{"status":"error","status":"success","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"a bad result before its type", `{"status":"success","data":{"result":[{"value":[1]}],"resultType":"vector"}}`, 0, queryFailed},
	{"an error with status 200", `{"status":"error","errorType":"internal","error":"` + canary + `"}`, 0, queryFailed},
	{"a timeout with status 200", `{"status":"error","errorType":"timeout","error":"` + canary + `"}`, 0, timedOut},
	{"a partial answer", `{"status":"success","warnings":["PromQL warning","` + canary + `"],"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"VictoriaMetrics, partial", `{"status":"success","isPartial":true,"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"partial in a word", `{"status":"success","isPartial":"true","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"partial in a number", `{"status":"success","isPartial":1,"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"partial and not", `{"status":"success","isPartial":true,"isPartial":false,"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"partial inside", `{"status":"success","data":{"resultType":"scalar","result":[1,"1"],"isPartial":true}}`, 0, queryFailed},
	{"partial inside before its type", `{"status":"success","data":{"isPartial":{},"result":[1,"1"],"resultType":"scalar"}}`, 0, queryFailed},
	{"success and an error", `{"status":"success","error":"` + canary + `","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"success and an error behind it", `{"status":"success","data":{"resultType":"scalar","result":[1,"1"]},"error":{"message":"` + canary + `"}}`, 0, queryFailed},
	{"success and two errors", `{"status":"success","error":"` + canary + `","error":"","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"success and the type of an error", `{"status":"success","errorType":"internal","data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"success and an error that is none", `{"status":"success","error":nil,"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"warnings that are none", `{"status":"success","warnings":[1],"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
	{"nothing", ``, 0, queryFailed},
	{"null", `null`, 0, queryFailed},
	{"a list", `[]`, 0, queryFailed},
	{"a page", `<html>` + canary + `</html>`, 0, queryFailed},
	{"two answers", one + one, 0, queryFailed},
	{"a zero byte behind", one + "\x00", 0, queryFailed},
	{"a comma too many", `{"status":"success",}`, 0, queryFailed},
	{"no comma", `{"status":"success" "data":{}}`, 0, queryFailed},
	{"no colon", `{"status" "success"}`, 0, queryFailed},
	{"a control character", "{\"status\":\"suc\ncess\"}", 0, queryFailed},
	{"a bad escape", `{"x":"\x41"}`, 0, queryFailed},
	{"a bad code", `{"x":"\u00g0"}`, 0, queryFailed},
	{"a code cut off", `{"x":"\u00`, 0, queryFailed},
	{"an escape cut off", `{"x":"\`, 0, queryFailed},
	{"a number with a leading zero", `{"x":01}`, 0, queryFailed},
	{"a number without a fraction", `{"x":1.}`, 0, queryFailed},
	{"a number without an exponent", `{"x":1e}`, 0, queryFailed},
	{"a word that is none", `{"x":nul}`, 0, queryFailed},
	{"deep lists", strings.Repeat("[", 1<<20), 0, queryFailed},
	{"deep objects", strings.Repeat(`{"a":`, 1<<19), 0, queryFailed},
	{"deep where nobody looks", `{"status":"success","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `,"data":{"resultType":"scalar","result":[1,"1"]}}`, 0, queryFailed},
}

func instantOf(body string) Answer {
	answer, f := decodeInstant([]byte(body))
	if f != nil {
		return f.asAnswer()
	}
	return answer
}

func TestInstantAnswerIsOneNumberOrOneReason(t *testing.T) {
	for _, tc := range instantCases {
		t.Run(tc.reason, func(t *testing.T) {
			got := instantOf(tc.body)
			silent(t, got.Message)
			if got.Reason != tc.wantReason || got.Value != tc.want {
				t.Errorf("answer = %+v, want %v, %q", got, tc.want, tc.wantReason)
			}
		})
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for end := range len(one) {
		if got := instantOf(one[:end]); got.Reason != queryFailed {
			t.Errorf("%q: %+v, want %s", one[:end], got, queryFailed)
		}
	}
}

func TestManySeriesAreCounted(t *testing.T) {
	body := vectorOf(strings.TrimSuffix(strings.Repeat(`{"metric":{},"value":[1,"1"]},`, 37), ","))
	if got := instantOf(body); !strings.Contains(got.Message, "37 series") {
		t.Errorf("message = %q, want the number of series", got.Message)
	}
}

func rangeBody(series ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}}`
}

func seriesOf(points string) string { return `{"metric":{},"values":[` + points + `]}` }

func TestRangeAnswerIsAGridOrOneReason(t *testing.T) {
	nan := math.NaN()
	grid := newGrid(time.Unix(100, 0), time.Unix(140, 0), 10*time.Second)
	for _, tc := range []struct {
		reason     string
		body       string
		want       []float64
		wantReason v1alpha1.MeasureReason
	}{
		{"all points", rangeBody(seriesOf(`[100,"1"],[110,"2"],[120,"3"],[130,"4"],[140,"5"]`)), []float64{1, 2, 3, 4, 5}, ""},
		{"a gap", rangeBody(seriesOf(`[100,"1"],[140.000,"5"]`)), []float64{1, nan, nan, nan, 5}, ""},
		{"what is no number is no answer", rangeBody(seriesOf(`[100,"NaN"],[110,"+Inf"],[120,"3"]`)), []float64{nan, nan, 3, nan, nan}, ""},
		{"a grid that the server moved", rangeBody(seriesOf(`[98,"1"],[108,"2"],[118,"3"],[128,"4"],[138,"5"]`)), []float64{1, 2, 3, 4, 5}, ""},
		{"points outside", rangeBody(seriesOf(`[90,"0"],[120,"3"],[150,"9"],[1e300,"9"],[-1e300,"9"]`)), []float64{nan, nan, 3, nan, nan}, ""},
		{"series that take turns", rangeBody(seriesOf(`[100,"1"],[110,"2"]`), seriesOf(`[120,"3"]`)), []float64{1, 2, 3, nan, nan}, ""},
		{"an empty series", rangeBody(seriesOf(``), seriesOf(`[120,"3"]`)), []float64{nan, nan, 3, nan, nan}, ""},
		{"two at one time", rangeBody(seriesOf(`[100,"1"],[110,"2"]`), seriesOf(`[110,"3"]`)), []float64{1, nan, nan, nan, nan}, ""},
		{"three at one time", rangeBody(seriesOf(`[100,"1"],[110,"2"]`), seriesOf(`[110,"3"]`), seriesOf(`[110,"4"]`)), []float64{1, nan, nan, nan, nan}, ""},
		{"two at all times", rangeBody(seriesOf(`[100,"1"],[110,"2"]`), seriesOf(`[100,"1"],[110,"3"]`)), nil, manyOfThem},
		{"two at one time, one of them NaN", rangeBody(seriesOf(`[110,"NaN"]`), seriesOf(`[110,"3"]`)), nil, manyOfThem},
		{"no series", rangeBody(), nil, noData},
		{"no points", rangeBody(seriesOf(``)), nil, noData},
		{"no numbers", rangeBody(seriesOf(`[100,"NaN"]`)), nil, notANumber},
		{"infinities", rangeBody(seriesOf(`[100,"+Inf"],[110,"-Inf"]`)), nil, notANumber},
		{"null", `{"status":"success","data":{"resultType":"matrix","result":null}}`, nil, noData},
		{"histograms", rangeBody(`{"metric":{},"histograms":[[100,{}]]}`), nil, unsupported},
		{"values and histograms", rangeBody(`{"metric":{},"values":[[100,"1"]],"histograms":[[110,{}]]}`), nil, unsupported},
		{"a vector", one, nil, unsupported},
		{"no labels", rangeBody(`{"values":[[100,"1"]]}`), nil, queryFailed},
		{"labels that are none", rangeBody(`{"metric":[],"values":[[100,"1"]]}`), nil, queryFailed},
		{"no values", rangeBody(`{"metric":{}}`), nil, queryFailed},
		{"values twice", rangeBody(`{"metric":{},"values":[],"values":[]}`), nil, queryFailed},
		{"a time alone", rangeBody(seriesOf(`[100]`)), nil, queryFailed},
		{"a value that is no string", rangeBody(seriesOf(`[100,1]`)), nil, queryFailed},
		{"partial", `{"status":"success","warnings":["x"],"data":{"resultType":"matrix","result":[]}}`, nil, queryFailed},
		{"cut off", rangeBody(seriesOf(`[100,"1"]`))[:70], nil, queryFailed},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got, f := decodeRange([]byte(tc.body), grid)
			if f != nil {
				got = rangeOf(f.asAnswer())
			}
			if got.Reason != tc.wantReason || !cmp.Equal(tc.want, got.Values, cmpopts.EquateNaNs()) {
				t.Errorf("range = %+v, want %v, %q", got, tc.want, tc.wantReason)
			}
		})
	}
}

func TestGrid(t *testing.T) {
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	for _, tc := range []struct {
		reason   string
		from, to int64
		step     time.Duration
		want     int
	}{
		{"both ends", 0, 60, time.Minute, 2},
		{"an end off the grid", 0, 119, time.Minute, 2},
		{"one point", 5, 5, time.Minute, 1},
		{"turned round", 6, 5, time.Minute, 0},
		{"no step", 0, 5, 0, 0},
		{"a negative step", 0, 5, -1, 0},
		{"more than a server gives", 0, 1e9, time.Second, MostPoints + 1},
	} {
		if got := newGrid(at(tc.from), at(tc.to), tc.step).count; got != tc.want {
			t.Errorf("%s: %d points, want %d", tc.reason, got, tc.want)
		}
	}
}

func BenchmarkDecodeInstant(b *testing.B) {
	many := make([]string, 1000)
	for i := range many {
		many[i] = fmt.Sprintf(`{"metric":{"__name__":"stays","hotel":"h%d"},"value":[1790000000.123,"%d"]}`, i, i)
	}
	for name, body := range map[string]string{"one": sampleOf(`"0.123456789"`), "thousand": vectorOf(strings.Join(many, ","))} {
		b.Run(name, func(b *testing.B) {
			bytes := []byte(body)
			b.SetBytes(int64(len(bytes)))
			b.ReportAllocs()
			for b.Loop() {
				decodeInstant(bytes)
			}
		})
	}
}
