/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// At is the position of a field in the words of field.Path, such as spec.keyResults[0].target.reach: of its key, or of a
// list's item; of its nearest ancestor where the field is missing, and of the document for "".
func (d *Document) At(path string) Position {
	if d.node == nil { // of an object that was read from no file
		return Position{File: d.File}
	}
	at, _ := d.find(path)
	return d.position(at.Line, at.Column)
}

func (d *Document) position(line, column int) Position {
	return Position{File: d.File, Line: d.line + line, Column: column}
}

// find is where a field stands and its value; where the field is missing, its nearest ancestor and nil.
func (d *Document) find(path string) (at, value *yaml.Node) {
	at, value = d.node, d.node
	for path != "" {
		key, child, rest := step(follow(value), strings.TrimPrefix(path, "."))
		if child == nil {
			return at, nil
		}
		at, value, path = key, child, rest
	}
	return at, follow(value)
}

// step goes to the field or item that a path begins with.
func step(parent *yaml.Node, path string) (at, value *yaml.Node, rest string) {
	switch parent.Kind {
	case yaml.SequenceNode:
		return item(parent, path)
	case yaml.MappingNode:
		if at, value, rest = member(parent, path); value == nil {
			at, value, rest = merged(parent, path)
		}
	}
	return at, value, rest
}

func item(list *yaml.Node, path string) (at, value *yaml.Node, rest string) {
	number, rest, closed := strings.Cut(strings.TrimPrefix(path, "["), "]")
	index, err := strconv.Atoi(number)
	if !closed || err != nil || index < 0 || index >= len(list.Content) {
		return nil, nil, ""
	}
	return list.Content[index], list.Content[index], rest
}

// member is the field with the longest name that the path begins with, as .name or as [name]: names may hold dots.
func member(mapping *yaml.Node, path string) (at, value *yaml.Node, rest string) {
	longest := -1
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		name := keyName(follow(mapping.Content[i]))
		if after, ok := cutName(path, name); ok && len(name) > longest {
			longest = len(name)
			at, value, rest = mapping.Content[i], mapping.Content[i+1], after
		}
	}
	return at, value, rest
}

func cutName(path, name string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(path, "["+name+"]"); ok {
		return rest, true
	}
	rest, ok = strings.CutPrefix(path, name)
	return rest, ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// merged looks among the mappings that << takes in, of which the first that has a field wins.
func merged(mapping *yaml.Node, path string) (at, value *yaml.Node, rest string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if !merges(follow(mapping.Content[i])) {
			continue
		}
		sources := []*yaml.Node{follow(mapping.Content[i+1])}
		if sources[0].Kind == yaml.SequenceNode {
			sources = sources[0].Content
		}
		for _, s := range sources {
			if s = follow(s); s.Kind != yaml.MappingNode {
				continue
			}
			if at, value, rest = step(s, path); value != nil {
				return at, value, rest
			}
		}
	}
	return nil, nil, ""
}
