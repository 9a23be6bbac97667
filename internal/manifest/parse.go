/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/util/json"
	kubernetesyaml "sigs.k8s.io/yaml"
)

// parser reads the documents of one file. The values of a document are those that kubectl reads, by the same library; a
// second reading by another gives the places of its fields.
type parser struct {
	file     string
	searched bool // nobody named the file: what has nothing of an object is none of ours, and nothing wrong
	content
}

func parse(file string, data []byte, searched bool) content {
	p := &parser{file: file, searched: searched}
	stream, refused := decodeText(data)
	if refused != nil {
		p.refuse(refused.line, refused.column, "%s", refused.message)
		return p.content
	}
	if !p.json(stream) {
		p.yaml(stream)
	}
	return p.content
}

func (p *parser) refuse(line, column int, format string, args ...any) {
	at := Position{File: p.file, Line: line, Column: column}
	p.problems = append(p.problems, Problem{Position: at, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) yaml(stream string) {
	for _, c := range split(stream) {
		switch {
		case len(p.docs)+len(p.problems) >= maxDocuments:
			p.refuse(c.line+1, 1, "over %d documents, this one and those after it are not read: split the file", maxDocuments)
			return
		case c.separator != "" && c.separator[0] != '#':
			p.refuse(c.line, 1, "text after ---, with which a document begins: put it on the next line")
		case !c.blank():
			p.document(c)
		}
	}
}

// document reads one YAML document.
func (p *parser) document(c chunk) {
	node, err := nodes(c.text)
	if err != nil {
		line, message := explain(err, c)
		p.refuse(line, 1, "%s", message)
		return
	}
	if node == nil || !p.sound(node, c) {
		return
	}
	value, err := values(c.text)
	if err != nil {
		p.refuse(c.line+node.Line, node.Column, "not to be read as an object: %.*s", maxComplaint, err.Error())
		return
	}
	if value != nil {
		p.object(node, value, c)
	}
}

var errSecond = errors.New("more text after the document's end (...): begin another document with ---")

// nodes are the places of a document's fields; nil where it is empty.
func nodes(text string) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errSecond
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	return document.Content[0], nil
}

// values are a document as kubectl reads it: to JSON first, and that into Go's types.
func values(text string) (any, error) {
	data, err := kubernetesyaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, err
	}
	var value any
	return value, json.Unmarshal(data, &value)
}

// object adds an object, or the items of a list of objects, as a document.
func (p *parser) object(node *yaml.Node, value any, c chunk) {
	fields, ok := value.(map[string]any)
	if !ok {
		p.refuse(c.line+node.Line, node.Column, "%s, not an object: an object begins with apiVersion and kind", nature(value))
		return
	}
	untyped := fields["apiVersion"] == nil && fields["kind"] == nil
	if untyped && p.searched && fields["metadata"] == nil && fields["spec"] == nil {
		return // a kustomization, values of a chart, rules of Prometheus
	}
	if untyped {
		p.refuse(c.line+node.Line, node.Column, "neither apiVersion nor kind: every object needs both")
		return
	}
	d := &Document{File: p.file, Object: fields, node: node, text: c.text, line: c.line}
	for _, field := range []string{"apiVersion", "kind"} {
		if text(fields, field) == "" {
			at := d.At(field)
			p.refuse(at.Line, at.Column, "no %s, or one that is no text: every object needs apiVersion and kind", field)
			return
		}
	}
	if _, isList := fields["items"]; isList && strings.HasSuffix(d.Kind(), "List") {
		p.list(d, c)
		return
	}
	p.docs = append(p.docs, d)
}

// list adds the items of a v1 List, or of one of a kind of its own; those may leave out what the list says of them.
func (p *parser) list(list *Document, c chunk) {
	at, items := list.find("items")
	values, ok := list.Object["items"].([]any)
	if !ok || items == nil || len(items.Content) != len(values) {
		if list.Object["items"] != nil {
			p.refuse(c.line+at.Line, at.Column, "items is no list: begin each with -")
		}
		return
	}
	kind := strings.TrimSuffix(list.Kind(), "List")
	for i, value := range values {
		item, ok := value.(map[string]any)
		if ok && kind != "" && item["kind"] == nil && item["apiVersion"] == nil {
			item["kind"], item["apiVersion"] = kind, list.APIVersion()
		}
		p.object(follow(items.Content[i]), value, c)
	}
}

// nature names a value that is no object.
func nature(value any) string {
	switch value.(type) {
	case []any:
		return "a list"
	case string:
		return "text"
	case nil:
		return "an empty item"
	case bool:
		return "true or false"
	}
	return "a number"
}
