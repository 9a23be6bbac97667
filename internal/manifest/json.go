/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	kubernetesjson "k8s.io/apimachinery/pkg/util/json"
)

// json reads a stream of JSON objects, as kubectl does when the text begins with a brace. It reads nothing and is false
// for what is rather YAML: no JSON stream from the first or second object on.
func (p *parser) json(stream string) bool {
	if !strings.HasPrefix(strings.TrimSpace(stream), "{") {
		return false
	}
	values, end, err := jsonValues(stream)
	if err != nil && len(values) <= 1 {
		return false
	}
	place := &cursor{text: stream, line: 1, column: 1}
	for _, v := range values {
		p.jsonObject(v, place, chunk{text: stream})
	}
	if err != nil {
		place.move(end)
		p.refuse(place.line, place.column, "not valid JSON: %v", err)
	}
	return true
}

// jsonValue is one value of a stream and where it begins.
type jsonValue struct {
	raw    json.RawMessage
	offset int
}

// jsonValues are the values of a stream up to its end or the first error, which is at the offset end.
func jsonValues(stream string) (values []jsonValue, end int, err error) {
	decoder := json.NewDecoder(strings.NewReader(stream))
	for len(values) <= maxDocuments {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		end = int(decoder.InputOffset())
		var syntax *json.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			return values, end, nil
		case errors.As(err, &syntax):
			return values, int(syntax.Offset) - 1, err
		case err != nil: // it breaks off
			return values, len(stream), err
		}
		values = append(values, jsonValue{raw, end - len(raw)})
	}
	return values, end, errors.New("too many objects, those from here on are not read: split the file")
}

func (p *parser) jsonObject(v jsonValue, place *cursor, c chunk) {
	decoder := json.NewDecoder(strings.NewReader(string(v.raw)))
	decoder.UseNumber()
	node := jsonNodes(decoder, place, v.offset)
	if !p.sound(node, c) {
		return
	}
	var value any
	if err := kubernetesjson.Unmarshal(v.raw, &value); err != nil {
		p.refuse(node.Line, node.Column, "not to be read as an object: %.*s", maxComplaint, err.Error())
		return
	}
	if value != nil {
		p.object(node, value, c)
	}
}

// jsonNodes are the places of a JSON value's fields. It was read once already, so that no token can be wrong.
func jsonNodes(decoder *json.Decoder, place *cursor, base int) *yaml.Node {
	place.move(base + int(decoder.InputOffset()))
	place.skip(" \t\r\n,:")
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: place.line, Column: place.column}
	token, _ := decoder.Token()
	switch token := token.(type) {
	case json.Delim:
		node.Kind = yaml.SequenceNode
		if token == '{' {
			node.Kind = yaml.MappingNode
		}
		for decoder.More() {
			node.Content = append(node.Content, jsonNodes(decoder, place, base))
		}
		_, _ = decoder.Token() // the bracket that closes
	case json.Number:
		node.Value = token.String()
	case string:
		node.Style, node.Tag, node.Value = yaml.DoubleQuotedStyle, "!!str", token
	}
	return node
}

// cursor finds lines and columns of ever larger offsets of a text.
type cursor struct {
	text         string
	offset       int
	line, column int
}

func (c *cursor) move(offset int) {
	if offset <= c.offset {
		return
	}
	passed := c.text[c.offset:offset]
	if last := strings.LastIndexByte(passed, '\n'); last >= 0 {
		c.line += strings.Count(passed, "\n")
		c.column = 1
		passed = passed[last+1:]
	}
	c.column += utf8.RuneCountInString(passed)
	c.offset = offset
}

func (c *cursor) skip(characters string) {
	rest := strings.TrimLeft(c.text[c.offset:], characters)
	c.move(len(c.text) - len(rest))
}
