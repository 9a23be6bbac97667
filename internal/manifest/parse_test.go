/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

const head = "apiVersion: v1\nkind: X\n"

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		reason string
		text   string
		want   []string // objects as kind/name@position, then problems
	}{
		{"an empty file has no objects, and nothing wrong", "", nil},
		{"nor has one of comments and separators", "# a\n---\n\n--- # b\n---\n", nil},
		{"nor one that is null", "null\n", nil},
		{"objects are told with their place in the stream", head + "---\n# c\n" + head, []string{"X/@f:1:1", "X/@f:5:1"}},
		{"a separator may have a comment and blanks", head + "---   # next\r\n" + head, []string{"X/@f:1:1", "X/@f:4:1"}},
		{"but no text", head + "--- {a: b}\n---\n" + head,
			[]string{"X/@f:1:1", "X/@f:5:1", "f:3:1: text after ---, with which a document begins: put it on the next line"}},
		{"a byte order mark is nothing", "\ufeff" + head, []string{"X/@f:1:1"}},
		{"UTF-16 is refused", "\xff\xfea\x00", []string{"f: UTF-16 text: save it as UTF-8"}},
		{"binary data are refused", "\x7fELF\x00", []string{"f: binary data, no YAML or JSON: name text files alone, saved as UTF-8"}},
		{"bytes that are no UTF-8 are refused with their place", head + "a: ü\xff\n",
			[]string{"f:3:5: bytes that are no UTF-8 text: save the file as UTF-8"}},
		{"one bad document does not hide the others", head + "---\na: [\n---\n" + head,
			[]string{"X/@f:1:1", "X/@f:6:1", "f:4:1: not valid YAML: did not find expected node content: quote text that begins with { or [, and render templates first"}},
		{"a tab that indents is named", head + "a:\n\tb: 1\n", []string{"f:4:1: not valid YAML: a tab indents this line: indent with spaces"}},
		{"a colon in a text is named", "---\ntitle: a: b\n",
			[]string{"f:2:1: not valid YAML: mapping values are not allowed in this context: quote a value that holds a colon, and check the indentation"}},
		{"an alias without an anchor is named", "a: *b\n",
			[]string{"f:1:1: not valid YAML: unknown anchor 'b' referenced: an alias, *name, needs an anchor, &name, before it; quote text that begins with *"}},
		{"what follows a document's end is not lost in silence", head + "...\na: 1\n",
			[]string{"f:1:1: more text after the document's end (...): begin another document with ---"}},
		{"a field that stands twice is refused with both places", "---\n" + head + "a:\n  b: 1\n  c: 2\n  \"b\": 3\n",
			[]string{`f:7:3: duplicate field "b", which stands on line 5 already: keep one of the two`}},
		{"also where only YAML 1.1 sees that it is the same", head + "on: 1\n'true': 2\n1: a\n0x1: b\n",
			[]string{`f:4:1: duplicate field "true", which stands on line 3 already: keep one of the two`,
				`f:6:1: duplicate field "0x1", which stands on line 5 already: keep one of the two`}},
		{"and in JSON", "{\"apiVersion\":\"v1\",\n\"kind\":\"X\", \"kind\":\"Y\"}",
			[]string{`f:2:13: duplicate field "kind", which stands on line 2 already: keep one of the two`}},
		{"a merge is no duplicate", head + "a: &a {b: 1}\nc:\n  <<: *a\n  b: 2\n", []string{"X/@f:1:1"}},
		{"a list is no object", "- a\n", []string{"f:1:1: a list, not an object: an object begins with apiVersion and kind"}},
		{"nor is a text", "---\nhello\n", []string{"f:2:1: text, not an object: an object begins with apiVersion and kind"}},
		{"an object has a kind", "apiVersion: v1\n", []string{"f:1:1: no kind, or one that is no text: every object needs apiVersion and kind"}},
		{"and an apiVersion that is text", "kind: X\napiVersion: 1\n",
			[]string{"f:2:1: no apiVersion, or one that is no text: every object needs apiVersion and kind"}},
		{"without both it is something else", "groups: []\n", []string{"f:1:1: neither apiVersion nor kind: every object needs both"}},
		{"what JSON has no words for is refused", head + "a: .nan\n",
			[]string{"f:1:1: not to be read as an object: json: unsupported value: NaN"}},
		{"a key is a text", head + "? [a]\n: b\n", []string{"f:3:3: a key that is no text: quote it, or write it before a colon"}},
		{"and not nothing", head + "~: b\n", []string{"f:3:1: a key that is no text: quote it, or write it before a colon"}},
		{"a list is its items, in their places", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n- {apiVersion: v1, kind: B, metadata: {name: b}}\n-\n- 5\n",
			[]string{"A/@f:4:3", "B/b@f:6:3", "f:7:2: an empty item, not an object: an object begins with apiVersion and kind",
				"f:8:3: a number, not an object: an object begins with apiVersion and kind"}},
		{"a list of one kind may say the kind once", "apiVersion: g/v1\nkind: ThingList\nitems: [{metadata: {name: a}}]\n", []string{"Thing/a@f:3:9"}},
		{"a list may hold lists", "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: A}]}]\n", []string{"A/@f:3:46"}},
		{"a list without items is empty", "apiVersion: v1\nkind: List\nitems:\n", nil},
		{"items that are no list are refused", "apiVersion: v1\nkind: List\nitems: {}\n", []string{"f:3:1: items is no list: begin each with -"}},
		{"JSON is read, in a stream of objects too", ` {"apiVersion":"v1","kind":"X"}` + "\n\n" + `  {"kind":"Y","apiVersion":"v1"} {"kind":"Z","apiVersion":"v1"}`,
			[]string{"X/@f:1:2", "Y/@f:3:3", "Z/@f:3:34"}},
		{"a JSON stream that breaks off keeps what came before", `{"apiVersion":"v1","kind":"X"}{"apiVersion":"v1","kind":"Y"}` + "\n{]",
			[]string{"X/@f:1:1", "Y/@f:1:31", "f:2:2: not valid JSON: invalid character ']' looking for beginning of object key string"}},
		{"or breaks off at its end", `{"apiVersion":"v1","kind":"X"}{"apiVersion":"v1","kind":"Y"}` + "\n{",
			[]string{"X/@f:1:1", "Y/@f:1:31", "f:2:2: not valid JSON: unexpected EOF"}},
		{"what begins like JSON may be YAML", "{apiVersion: v1, kind: X}\n---\n" + head, []string{"X/@f:1:1", "X/@f:3:1"}},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, told(parse("f", []byte(tc.text), false))); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

// told is what was read, one line for each object and problem.
func told(c content) []string {
	var lines []string
	for _, d := range c.docs {
		lines = append(lines, fmt.Sprintf("%s/%s@%s", d.Kind(), d.Name(), d.At("")))
	}
	for _, p := range c.problems {
		lines = append(lines, p.String())
	}
	return lines
}

// What would be huge once it is written out, or cannot be, is refused before it is.
func TestBombsAreRefused(t *testing.T) {
	laughs := head + "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	chain := head + "a0: &a0 [x]\n"
	merges := head + "a0: &a0 {x: 1}\n"
	for i := 1; i < 30; i++ {
		aliases := strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10)
		laughs += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, aliases)
		merges += fmt.Sprintf("a%d: &a%d {<<: [%s]}\n", i, i, aliases)
	}
	for i := 1; i < 2*maxDepth; i++ {
		chain += fmt.Sprintf("a%d: &a%d [*a%d]\n", i, i, i-1)
	}
	const tooMany, tooDeep = "more values than an object can have", "nested over 256 levels deep"
	for _, tc := range []struct{ reason, text, want string }{
		{"a billion laughs", laughs, tooMany},
		{"aliases of aliases, deep", chain, tooDeep},
		{"merges of merges", merges, tooMany},
		{"an alias inside itself", head + "a: &a [*a]\n", "an alias inside what it stands for"},
		{"an alias inside itself by way of a key", head + "a: &a {b: {<<: *a}}\n", "an alias inside what it stands for"},
		{"flow lists without end", head + "a: " + strings.Repeat("[", 20_000), "exceeded max depth"},
		{"block lists without end", strings.Repeat("- ", 20_000), "exceeded max depth"},
		{"deep lists that end", head + "a: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), tooDeep},
		{"deep JSON", `{"a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}", tooDeep},
		{"deeper JSON than the library reads", strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000), "exceeded max depth"},
		{"millions of values", head + "a: [" + strings.Repeat("1,", maxExtent/nodeExtent) + "]", tooMany},
		{"millions of values in JSON", `{"a":[` + strings.Repeat("1,", maxExtent/nodeExtent) + "1]}", tooMany},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			got := parse("f", []byte(tc.text), false)
			if len(got.docs) != 0 || len(got.problems) != 1 || !strings.Contains(got.problems[0].Message, tc.want) {
				t.Errorf("got %.500v, want nothing but one problem that says %q", told(got), tc.want)
			}
		})
	}
}

// A file of many bad documents is cut off, and what it says is bounded.
func TestProblemsAreBounded(t *testing.T) {
	got := parse("f", []byte(strings.Repeat("a\n---\n", maxDocuments+10)), false)
	if len(got.problems) != maxDocuments+1 || !strings.Contains(got.problems[maxDocuments].Message, "split the file") {
		t.Errorf("%d problems, the last %v", len(got.problems), got.problems[len(got.problems)-1])
	}
	got = parse("f", []byte(strings.Repeat(`{"kind":"X"}`, maxDocuments+10)), false)
	if n := len(got.problems); n != maxDocuments+2 || !strings.Contains(got.problems[n-1].Message, "split the file") {
		t.Errorf("%d problems, the last %v", n, got.problems[n-1])
	}
	got = parse("f", []byte(head+strings.Repeat("a: 1\n", 1000)), false)
	if len(got.problems) != maxDuplicates {
		t.Errorf("%d duplicates are told, want %d", len(got.problems), maxDuplicates)
	}
	got = parse("f", []byte(head+"a: !!float "+strings.Repeat("x", 100_000)), false)
	if len(got.problems) != 1 || len(got.problems[0].Message) > 2*maxComplaint {
		t.Errorf("got %.1000v, want one short problem", got.problems)
	}
}

func TestSecondHalfOfACharacter(t *testing.T) {
	high, low := utf16.EncodeRune('😀')
	written := []rune(fmt.Sprintf(`\u%04x\u%04X"`, high, low))
	if length, _ := doubleQuoted(written); length != 12 {
		t.Errorf("%s is one character of length %d, want 12", string(written), length)
	}
	if length, _ := doubleQuoted([]rune(`\u00fc\u00fc"`)); length != 6 {
		t.Errorf("two characters are taken for one: %d", length)
	}
}
