/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// census counts what a document would be once its aliases are written out, before anybody writes them out, and finds
// the keys that stand twice. A node is visited once, however often it is named.
type census struct {
	counted    map[*yaml.Node]extent // of nodes with an anchor
	duplicates []duplicate
	refused    *yaml.Node // the first node that goes too far
	reason     string
}

// extent is how large and how deep a node is, aliases written out.
type extent struct{ size, depth int }

// duplicate is a key that stands twice in one mapping.
type duplicate struct{ first, second *yaml.Node }

// sound tells whether a document may be read, and says why not.
func (p *parser) sound(root *yaml.Node, c chunk) bool {
	found := &census{counted: map[*yaml.Node]extent{}}
	found.count(root)
	if at := found.refused; at != nil {
		p.refuse(c.line+at.Line, at.Column, "%s", found.reason)
		return false
	}
	for i, d := range found.duplicates {
		if i == maxDuplicates {
			break
		}
		p.refuse(c.line+d.second.Line, d.second.Column, "duplicate field %q, which stands on line %d already: keep one of the two",
			d.second.Value, c.line+d.first.Line)
	}
	return len(found.duplicates) == 0
}

func (c *census) count(n *yaml.Node) extent {
	if n.Kind == yaml.AliasNode {
		known, ok := c.counted[n.Alias]
		if !ok {
			c.refuse(n, "an alias inside what it stands for, without end: write the value out")
		}
		return known
	}
	whole := extent{size: nodeExtent + len(n.Value)}
	for _, child := range n.Content {
		part := c.count(child)
		whole.size += part.size
		whole.depth = max(whole.depth, part.depth+1)
		if c.refused != nil {
			return whole
		}
		if whole.size > maxExtent {
			c.refuse(child, "more values than an object can have, once aliases are written out: split the document, or use fewer aliases")
		}
		if whole.depth > maxDepth {
			c.refuse(child, "nested over 256 levels deep: no object is that deep, check the indentation")
		}
	}
	if n.Kind == yaml.MappingNode {
		c.keys(n)
	}
	if n.Anchor != "" {
		c.counted[n] = whole
	}
	return whole
}

// refuse keeps the first reason.
func (c *census) refuse(at *yaml.Node, reason string) {
	if c.refused == nil {
		c.refused, c.reason = at, reason
	}
}

func (c *census) keys(mapping *yaml.Node) {
	first := make(map[string]*yaml.Node, len(mapping.Content)/2)
	for i := 0; i < len(mapping.Content); i += 2 {
		key := follow(mapping.Content[i])
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!null" {
			c.refuse(key, "a key that is no text: quote it, or write it before a colon")
			return
		}
		if merges(key) {
			continue
		}
		name := keyName(key)
		if before, twice := first[name]; twice {
			c.duplicates = append(c.duplicates, duplicate{before, mapping.Content[i]})
			continue
		}
		first[name] = mapping.Content[i]
	}
}

// merges tells whether a key is << , which takes the fields of other mappings in.
func merges(key *yaml.Node) bool { return key.ShortTag() == "!!merge" }

// keyName is the name of the field that a key makes: `on` and `"true"` are one, as are `0x1` and `"1"`, since kubectl
// reads keys that are not quoted as YAML 1.1 has them and makes them text again.
func keyName(key *yaml.Node) string {
	const texts = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.TaggedStyle
	if key.Style&texts != 0 || key.Value == "" {
		return key.Value
	}
	switch key.Value {
	case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE":
		return "true"
	case "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE":
		return "false"
	}
	if strings.IndexByte("+-.0123456789", key.Value[0]) < 0 {
		return key.Value
	}
	return numberName(key.Value)
}

var (
	yamlFloat    = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`) // as go-yaml v2 has it
	yamlInfinity = regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$`)
)

func numberName(key string) string {
	digits := key
	if key[0] != '.' {
		digits = strings.ReplaceAll(key, "_", "")
	}
	if whole, err := strconv.ParseInt(digits, 0, 64); err == nil {
		return strconv.FormatInt(whole, 10)
	}
	if decimal, err := strconv.ParseFloat(digits, 64); err == nil && yamlFloat.MatchString(digits) {
		key = strconv.FormatFloat(decimal, 'g', -1, 32)
	}
	switch {
	case key == "+Inf", key == "-Inf": // over the range that the name is written in
		return strings.TrimPrefix(key[:1], "+") + ".inf"
	case yamlInfinity.MatchString(key):
		return strings.TrimPrefix(strings.ToLower(key), "+")
	case key == ".nan", key == ".NaN", key == ".NAN":
		return ".nan"
	}
	return key
}

// follow is a node, or what it is an alias of.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
