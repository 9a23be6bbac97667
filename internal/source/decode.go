/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package source

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// envelope is what every answer of the API is wrapped in.
type envelope struct {
	status    []byte
	errorType []byte
	failed    bool // it holds an error
	data      bool
	partial   bool
}

// decodeEnvelope reads a whole answer; data is called for its data, unless that is null, and has to read it. It may say
// that the answer is partial.
func decodeEnvelope(body []byte, data func(c *cursor, partial *bool) error) (envelope, error) {
	var e envelope
	c := &cursor{data: body}
	err := c.object(func(name []byte) (err error) {
		switch string(name) {
		case "status":
			return c.textOnce(&e.status)
		case "errorType":
			return c.textOnce(&e.errorType)
		case "error":
			return c.unless(&e.failed, `""`, "null")
		case "data":
			if e.data {
				return errMalformed
			}
			if e.data = !c.word("null"); e.data {
				return data(c, &e.partial)
			}
			return nil
		case "warnings":
			return c.warnings(&e.partial)
		case isPartial:
			return c.unless(&e.partial, "false")
		}
		return c.skip()
	})
	if err != nil || !c.end() {
		return e, errMalformed
	}
	return e, nil
}

// isPartial is a field of VictoriaMetrics.
const isPartial = "isPartial"

// unless reads a value, and sets what it says unless it is one of those words.
func (c *cursor) unless(set *bool, words ...string) error {
	for _, w := range words {
		if c.word(w) {
			return nil
		}
	}
	*set = true
	return c.skip()
}

// textOnce reads a string into a field that has none yet: of two fields of one name, two readers might take two.
func (c *cursor) textOnce(into *[]byte) error {
	text, err := c.text()
	if err != nil || *into != nil {
		return errMalformed
	}
	*into = text
	return nil
}

// warnings of Prometheus' own engine begin with PromQL and speak of the query; any other says that a part of the data
// is missing.
func (c *cursor) warnings(partial *bool) error {
	if c.word("null") {
		return nil
	}
	return c.array(func() error {
		text, err := c.text()
		if !bytes.HasPrefix(text, []byte("PromQL")) {
			*partial = true
		}
		return err
	})
}

// failure says what a well-formed answer with status 200 lacks, nil if nothing.
func (e envelope) failure() *failure {
	switch {
	case string(e.status) == "error" && string(e.errorType) == "timeout":
		return failServerTimeout
	case string(e.status) == "error":
		return failRequest
	case string(e.status) != "success" || !e.data:
		return failGarbage
	case e.failed || len(e.errorType) > 0:
		return failContrary
	case e.partial:
		return failPartial
	}
	return nil
}

// apiFailure is for an answer with a status other than 200 that may hold an error in the API's own words.
func apiFailure(status int, body []byte) *failure {
	e, err := decodeEnvelope(body, func(c *cursor, _ *bool) error { return c.skip() })
	api := err == nil && string(e.status) == "error"
	switch {
	case api && status >= 500 && string(e.errorType) == "timeout":
		return failServerTimeout
	case status >= 500:
		return failServer
	case status == http.StatusUnprocessableEntity:
		return failExecution
	case api && status == http.StatusBadRequest && string(e.errorType) == "bad_data":
		return failQuery
	case api:
		return failRequest
	}
	return failStatus
}

// resultType as the API names it.
type resultType int

const (
	noResult resultType = iota
	vectorResult
	matrixResult
	scalarResult
	stringResult
)

var resultTypes = map[string]resultType{
	"vector": vectorResult, "matrix": matrixResult, "scalar": scalarResult, "string": stringResult,
}

// decodeResult reads the data of a query; result is called for its result, unless that is null, and has to read it.
func (c *cursor) decodeResult(partial *bool, result func(*cursor, resultType) error) error {
	var name []byte
	kind := noResult
	result0, given := -1, false // where a result stands that came before its type
	err := c.object(func(field []byte) error {
		switch string(field) {
		case "resultType":
			err := c.textOnce(&name)
			kind = resultTypes[string(name)]
			return err
		case "result":
			switch c.peek(); {
			case given:
				return errMalformed
			case c.word("null"):
			case kind != noResult:
				given = true
				return result(c, kind)
			default:
				result0, given = c.pos, true
				return c.skip()
			}
			given = true
			return nil
		case isPartial:
			return c.unless(partial, "false")
		}
		return c.skip()
	})
	if err != nil || kind == noResult || !given {
		return errMalformed
	}
	if result0 >= 0 {
		return result(&cursor{data: c.data, pos: result0, depth: c.depth}, kind)
	}
	return nil
}

// decodeInstant makes one number, or a reason, of the answer to an instant query.
func decodeInstant(body []byte) (Answer, *failure) {
	var v vector
	e, err := decodeEnvelope(body, func(c *cursor, partial *bool) error { return c.decodeResult(partial, v.read) })
	if err != nil {
		return Answer{}, failGarbage
	}
	if f := e.failure(); f != nil {
		return Answer{}, f
	}
	return v.answer(), nil
}

// vector is what an instant result says: how many samples there are, and what the last one is.
type vector struct {
	samples   int
	value     float64
	histogram bool
	other     bool // a string or a matrix
}

func (v *vector) read(c *cursor, kind resultType) error {
	switch kind {
	case vectorResult:
		return c.array(func() error { return v.sample(c) })
	case scalarResult:
		v.samples = 1
		return c.point(&v.value)
	}
	v.other = true
	return c.skip()
}

// sample reads one series of a vector: its labels, and a value or a histogram.
func (v *vector) sample(c *cursor) error {
	var labels, value, histogram bool
	err := c.object(func(name []byte) error {
		switch string(name) {
		case "metric":
			if c.peek() != '{' {
				return errMalformed
			}
			labels = true
		case "value":
			if value {
				return errMalformed
			}
			value = true
			return c.point(&v.value)
		case "histogram":
			histogram = true
		}
		return c.skip()
	})
	if err != nil || !labels || value == histogram {
		return errMalformed
	}
	v.samples++
	v.histogram = v.histogram || histogram
	return nil
}

// point reads [time, "value"].
func (c *cursor) point(value *float64) error {
	_, v, err := c.timedPoint()
	*value = v
	return err
}

func (c *cursor) timedPoint() (seconds, value float64, err error) {
	if !c.take('[') {
		return 0, 0, errMalformed
	}
	stamp, err := c.number()
	if err != nil || !c.take(',') {
		return 0, 0, errMalformed
	}
	text, err := c.text()
	if err != nil || !c.take(']') {
		return 0, 0, errMalformed
	}
	if seconds, err = strconv.ParseFloat(string(stamp), 64); err != nil {
		return 0, 0, errMalformed
	}
	value, err = sampleValue(text)
	return seconds, value, err
}

// sampleValue reads a value as Prometheus writes it. What is too large for a double is infinite.
func sampleValue(text []byte) (float64, error) {
	switch string(text) {
	case "NaN":
		return math.NaN(), nil
	case "+Inf", "Inf":
		return math.Inf(1), nil
	case "-Inf":
		return math.Inf(-1), nil
	}
	number := &cursor{data: text}
	number.one("+")
	if _, err := number.number(); err != nil || number.pos != len(text) {
		return 0, errMalformed
	}
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil && !math.IsInf(value, 0) {
		return 0, errMalformed
	}
	return value, nil
}

func (v *vector) answer() Answer {
	switch {
	case v.other:
		return noNumber(v1alpha1.MeasureReasonUnsupportedResult, "the answer is a string or a range of values: write a query that gives one number")
	case v.samples == 0:
		return noNumber(v1alpha1.MeasureReasonNoData, `the answer is empty: check the query's labels, set lookback for a metric that is written rarely, or write "(...) or vector(0)" where nothing means 0`)
	case v.samples > 1:
		return manySeries(v.samples)
	case v.histogram:
		return noNumber(v1alpha1.MeasureReasonUnsupportedResult, "the answer is a histogram: make one number of it, with histogram_quantile or histogram_avg")
	case math.IsNaN(v.value) || math.IsInf(v.value, 0):
		return noNumber(v1alpha1.MeasureReasonNotANumber, "the answer is NaN or infinite: does the query divide by zero?")
	}
	return Answer{Value: v.value}
}

func noNumber(reason v1alpha1.MeasureReason, message string) Answer {
	return Answer{Reason: reason, Message: message}
}

func manySeries(count int) Answer {
	return noNumber(v1alpha1.MeasureReasonMultipleSeries,
		fmt.Sprintf("the answer has %d series: aggregate them in the query, such as with sum(...)", count))
}

// build is what a server says about how it was built.
type build struct {
	version, application string
	goVersion            bool
}

func decodeBuild(body []byte) (build, error) {
	var version, application, goVersion []byte
	e, err := decodeEnvelope(body, func(c *cursor, _ *bool) error {
		return c.object(func(name []byte) error {
			switch string(name) {
			case "version":
				return c.textOnce(&version)
			case "application":
				return c.textOnce(&application)
			case "goVersion":
				return c.textOnce(&goVersion)
			}
			return c.skip()
		})
	})
	if err != nil || e.failure() != nil {
		return build{}, errMalformed
	}
	return build{version: string(version), application: string(application), goVersion: len(goVersion) > 0}, nil
}
