/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"
)

// fuzzGrid is what ranges are asked for here.
var fuzzGrid = newGrid(time.Unix(100, 0), time.Unix(140, 0), 10*time.Second)

var rangeBodies = []string{
	rangeBody(seriesOf(`[100,"1"],[110,"NaN"]`)), rangeBody(seriesOf(`[100,"1"],[110,"2"]`), seriesOf(`[110,"3"]`)), rangeBody(),
	rangeBody(`{"metric":{},"histograms":[[100,{}]]}`), rangeBody(seriesOf(`[1e300,"9"],[-1e300,"9"]`)), rangeBody(seriesOf(`[100,"+Inf"]`)),
	rangeBody(seriesOf(`[100,"1"]`), seriesOf(`[100,"2"]`)),
}

var otherBodies = []string{
	`{"status":"success","data":{"version":"3.1.0","goVersion":"go1.26"}}`, `{"status":"success","data":{"version":"2.9.1","application":"Grafana Mimir"}}`,
	`{"status":"error","errorType":"bad_data","error":"` + canary + `"}`, `{"status":"error","errorType":"timeout"}`, `{"status":"error"}`,
	`<html>` + canary + `</html>`, ``, `null`, strings.Repeat("[", 64), one + one, `{"status":"success","isPartial":true,"data":{"resultType":"scalar","result":[1,"1"]}}`,
	`{"status":"success","data":{"resultType":"scalar","result":[1,"0x1p-2"]}}`, "\ufeff" + one,
}

// addBodies gives a target all bodies that tests know; with them it learns all messages that there are.
func addBodies(f *testing.F, add func(body string)) (said map[string]bool) {
	f.Helper()
	said = map[string]bool{failServer.message: true, failTruncated.message: true, failTooLarge.message: true}
	bodies := slices.Concat(rangeBodies, otherBodies)
	for _, tc := range instantCases {
		bodies = append(bodies, tc.body)
	}
	for _, body := range bodies {
		for _, message := range messages([]byte(body)) {
			said[message] = true
		}
		if len(body) < 1000 {
			add(body)
		}
	}
	return said
}

var counted = regexp.MustCompile(`[0-9]+ series`)

// messages are all that is said of a body, but for how many series there are.
func messages(body []byte) []string {
	instant := instantOf(string(body))
	said := []string{counted.ReplaceAllString(instant.Message, "N series")}
	series, f := decodeRange(body, fuzzGrid)
	if f != nil {
		series = rangeOf(f.asAnswer())
	}
	said = append(said, counted.ReplaceAllString(series.Message, "N series"))
	for _, status := range []int{400, 422, 500, 503, 418} {
		said = append(said, apiFailure(status, body).message)
	}
	return said
}

// plain is an answer as the standard library reads it: of two fields of one name it takes the last.
type plain map[string]any

// samples are the numbers that stand where an answer has numbers, as text.
func (p plain) samples() []string {
	data, _ := p["data"].(map[string]any)
	var texts []string
	note := func(point any) {
		if pair, ok := point.([]any); ok && len(pair) == 2 {
			if text, ok := pair[1].(string); ok {
				texts = append(texts, text)
			}
		}
	}
	list, _ := data["result"].([]any)
	for _, one := range list {
		series, _ := one.(map[string]any)
		note(series["value"])
		values, _ := series["values"].([]any)
		for _, point := range values {
			note(point)
		}
	}
	if data["resultType"] == "scalar" {
		note(list)
	}
	return texts
}

// doubted is whether an answer says itself that it is no whole one. Of two fields of one name, the last counts here.
func (p plain) doubted() bool {
	data, _ := p["data"].(map[string]any)
	for _, part := range []map[string]any{p, data} {
		if whole, ok := part["isPartial"]; ok && whole != false {
			return true
		}
	}
	problem, kind := p["error"], p["errorType"]
	return problem != nil && problem != "" || kind != nil && kind != ""
}

// has tells whether one of the texts is that number.
func has(texts []string, number float64) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		v, err := strconv.ParseFloat(text, 64)
		return err == nil && v == number
	})
}

// FuzzDecode: a number is only what the standard library finds there too, and finite; what is said is one of our own
// sentences, whatever the body.
func FuzzDecode(f *testing.F) {
	said := addBodies(f, func(body string) { f.Add([]byte(body)) })
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, message := range messages(body) {
			if !said[message] {
				t.Errorf("%q is none of our sentences, said of %q", message, body)
			}
		}
		c := &cursor{data: body}
		if taken := c.skip() == nil && c.end(); !taken && json.Valid(body) && bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) < maxDepth {
			t.Errorf("refused %q, which is JSON", body)
		}
		var p plain
		err := json.Unmarshal(body, &p)
		checkInstant(t, body, p, err)
		checkRange(t, body, p, err)
		checkBuild(t, body, err)
	})
}

// checkBuild: of a version, no more is shown than a version has.
func checkBuild(t *testing.T, body []byte, invalid error) {
	t.Helper()
	b, bad := decodeBuild(body)
	if bad == nil && invalid != nil {
		t.Errorf("took %q, which is not JSON, for %+v", body, b)
	}
	if version := cleanVersion(b.version); len(version) > longestVersion || version != "" && !versionText.MatchString(version) {
		t.Errorf("%q is no version", version)
	}
}

func checkInstant(t *testing.T, body []byte, p plain, invalid error) {
	t.Helper()
	answer, bad := decodeInstant(body)
	switch {
	case bad != nil:
		return
	case invalid != nil:
		t.Errorf("took %q, which is not JSON", body)
	case answer.Reason != "" && (answer.Value != 0 || answer.Message == ""):
		t.Errorf("%+v: a reason goes with a message and without a value", answer)
	case answer.Reason != "" || bytes.ContainsRune(body, '\\'): // names with escapes are others to this reader
		return
	case p.doubted():
		t.Errorf("took %v of %q, which is partial or an error", answer.Value, body)
	}
	if texts := p.samples(); math.IsNaN(answer.Value) || math.IsInf(answer.Value, 0) || p["status"] != "success" || len(texts) != 1 || !has(texts, answer.Value) {
		t.Errorf("took %v of %q, which has %v", answer.Value, body, texts)
	}
}

func checkRange(t *testing.T, body []byte, p plain, invalid error) {
	t.Helper()
	series, bad := decodeRange(body, fuzzGrid)
	switch {
	case bad != nil:
		return
	case invalid != nil:
		t.Errorf("took %q, which is not JSON", body)
	case series.Reason != "" && (series.Values != nil || series.Message == ""):
		t.Errorf("%+v: a reason goes with a message and without values", series)
	case series.Reason == "" && (len(series.Values) != fuzzGrid.count || series.Asked != fuzzGrid.count):
		t.Errorf("%+v: want %d points", series, fuzzGrid.count)
	}
	known, texts := 0, p.samples()
	for _, v := range series.Values {
		if math.IsNaN(v) {
			continue
		}
		known++
		if math.IsInf(v, 0) || !bytes.ContainsRune(body, '\\') && !has(texts, v) {
			t.Errorf("took %v of %q, which has %v", v, body, texts)
		}
	}
	if series.Reason == "" && known == 0 {
		t.Errorf("took %q for a range, without a number", body)
	}
}

// FuzzAnswer: whatever status, headers and bytes a server sends, what comes of it is what comes of the plain body, or
// one of our own sentences; and no pause is longer than it may be.
func FuzzAnswer(f *testing.F) {
	said := addBodies(f, func(body string) {
		f.Add(200, "", "", []byte(body), false)
		f.Add(400, "gzip", "3", []byte(body), true)
	})
	for _, wait := range []string{"0", "120", "999999999999", "-1", "1e9", " 5", "Wed, 21 Oct 2099 07:28:00 GMT", "Wed, 21 Oct 1999 07:28:00 GMT", "\x00"} {
		f.Add(429, "", wait, []byte(canary), false)
	}
	for _, encoding := range []string{"br", "GZIP", "identity", "gzip, gzip", canary} {
		f.Add(200, encoding, "", []byte(one), true)
	}
	for status := 100; status < 600; status += 17 {
		f.Add(status, "", "", []byte(canary), false)
	}
	f.Add(200, "gzip", "", zipped([]byte(one))[:30], false)
	f.Add(200, "gzip", "", append(zipped([]byte(one)), zipped([]byte(one))...), false)
	for _, failure := range []*failure{failRefused, failRedirect, failNotFound, failMethod, failBusy} {
		said[failure.message] = true
	}
	f.Fuzz(func(t *testing.T, status int, encoding, wait string, body []byte, zip bool) {
		if len(body) > 1<<16 {
			return
		}
		sent := body
		if zip {
			sent = zipped(body)
		}
		got, failed, rest := taken(status, encoding, wait, sent)
		if rest < 0 || rest > longestPause || rest > 0 && status != http.StatusTooManyRequests {
			t.Errorf("status %d and Retry-After %q make a pause of %s", status, wait, rest)
		}
		switch {
		case failed != nil && !said[failed.message]:
			t.Errorf("%q is none of our sentences", failed.message)
		case failed == nil && status != http.StatusOK:
			t.Errorf("status %d gives %+v", status, got)
		case failed == nil && zip && encoding == "gzip":
			if want := instantOf(string(body)); got != want {
				t.Errorf("%+v of what is compressed, %+v of what is not", got, want)
			}
		}
	})
}

// taken is what comes of one answer, and for how long the source is then left alone.
func taken(status int, encoding, wait string, body []byte) (answer Answer, failed *failure, rest time.Duration) {
	clock := clocktesting.NewFakePassiveClock(time.Unix(1790000000, 0))
	c := &Client{pause: pause{clock: clock}}
	response := &http.Response{
		StatusCode: status, Header: http.Header{"Content-Encoding": {encoding}, "Retry-After": {wait}}, Body: io.NopCloser(bytes.NewReader(body)),
	}
	failed = c.take(context.Background(), response, call{read: func(_ http.Header, body []byte) (f *failure) {
		answer, f = decodeInstant(body)
		return f
	}})
	if !c.pause.until.IsZero() {
		rest = c.pause.until.Sub(clock.Now())
	}
	return answer, failed, rest
}

func zipped(body []byte) []byte {
	var into bytes.Buffer
	zip := gzip.NewWriter(&into)
	_, _ = zip.Write(body) // a buffer takes all
	_ = zip.Close()
	return into.Bytes()
}

// What an answer holds is not kept: room that grows with it is room that a server decides on.
func TestDecodingTakesNoRoomForTheAnswer(t *testing.T) {
	const most = 64 << 10
	large := []byte(vectorOf(strings.TrimSuffix(strings.Repeat(`{"metric":{"a":"b","c":"d"},"value":[1,"1"]},`, 90_000), ",")))
	points := []byte(rangeBody(seriesOf(strings.TrimSuffix(strings.Repeat(`[100,"1"],`, 400_000), ","))))
	nested := bytes.Repeat([]byte("["), largestAnswer)
	for _, tc := range []struct {
		reason string
		body   []byte
	}{{"many series", large}, {"many points", points}, {"deep nesting", nested}, {"an endless word", bytes.Repeat([]byte(`"x`), largestAnswer/2)}} {
		if len(tc.body) > largestAnswer {
			t.Fatalf("%s: %d bytes are more than are read", tc.reason, len(tc.body))
		}
		for _, decode := range []func(){
			func() { _, _ = decodeInstant(tc.body) }, func() { _, _ = decodeRange(tc.body, fuzzGrid) },
			func() { _, _ = decodeBuild(tc.body) }, func() { apiFailure(http.StatusBadRequest, tc.body) },
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			decode()
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took > most {
				t.Errorf("%s: %d bytes were taken for an answer of %d", tc.reason, took, len(tc.body))
			}
		}
	}
}
