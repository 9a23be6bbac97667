/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// rendered is a Markdown text as GitHub's flavour has it, with raw HTML let through, which is more than GitHub does.
func rendered(t rapid.TB, text []byte) *html.Node {
	t.Helper()
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	if err := md.Convert(text, &b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// shapeOf is the elements of a report in Markdown whose texts are all the same, and what it reads as.
func shapeOf(t rapid.TB, text string) (tags []string, all string) {
	in := compared()
	in.Goals, in.Source, in.Notes = fixture(func(string) string { return text }), text, []string{text}
	r, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	root := rendered(t, b.Bytes())
	elements(root, func(n *html.Node) { tags = append(tags, n.Data) })
	return tags, textOf(root)
}

// TestHostileTextsStayTextsInMarkdown compares a document of hostile texts with one of harmless ones: it has the same
// elements, and the texts are all there.
func TestHostileTextsStayTextsInMarkdown(t *testing.T) {
	plain, plainText := shapeOf(t, "harmless")
	for _, text := range []string{
		hostile, "- item", "1. item", "12) item", "# heading", "> quote", "=====", "---", "+ item", "    code", "| a | b |", "|---|", "``` code",
		"[x]: https://evil.example", "/close", "~~~", "<details>", "</details>", "&lt;script&gt;", "a\\", "`", "*a* _b_ ~~c~~", "[ ] task", "&#60;b>",
	} {
		nasty, nastyText := shapeOf(t, text)
		if !slices.Equal(plain, nasty) {
			t.Errorf("%q: %d elements, %d with harmless texts: %v", text, len(nasty), len(plain), different(plain, nasty))
		}
		want, got := strings.Count(plainText, "harmless"), strings.Count(squeezed(nastyText), squeezed(clean(text)))
		if got < want || want < 40 {
			t.Errorf("%q comes %d times, the harmless text %d times", text, got, want)
		}
	}
}

// squeezed is a text with single spaces, as a browser shows it.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// different are the first elements that two documents do not share.
func different(a, b []string) []string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return []string{a[i], b[i]}
		}
	}
	return nil
}

func TestAnyTextStaysTextInMarkdown(t *testing.T) {
	plain, _ := shapeOf(t, "harmless")
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom([]string{
			"a", " ", "<", ">", "[", "]", "(", ")", "`", "*", "_", "|", "\\", "#", "-", "+", "=", "1", ".", "!", "&", ";", ":", "/", "~", "@", "www.", "http://", "x.y", "\n", "\t", "é", "{", "}", "$", "\"",
		})
		text := "a" + strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "text"), "")
		if rapid.Bool().Draw(t, "at the beginning") {
			text = text[1:] + "a"
		}
		if nasty, _ := shapeOf(t, text); !slices.Equal(plain, nasty) {
			t.Fatalf("%q makes other elements: %v", text, different(plain, nasty))
		}
	})
}

func TestEscape(t *testing.T) {
	for _, tc := range []struct{ reason, text, want string }{
		{"plain words stay as they are", "Guests come back (12.5 % more), soon.", "Guests come back (12.5 % more), soon."},
		{"marks", `*a* [b](c) | d\`, `\*a\* \[b\](c) \| d\\`},
		{"the beginning of a list", "- a", `\- a`},
		{"the beginning of a numbered list", "12. a", `12\. a`},
		{"a number is none", "12.5 points", "12.5 points"},
		{"an address", "https://a.b", "https:<!-- -->//a.b"},
		{"an address without a scheme", "WWW.a.b", "W<!-- -->WW.a.b"},
		{"a mention, a mail address", "@all a@b.c", "@<!-- -->all a@<!-- -->b.c"},
		{"an issue", "see #12", `see \#<!-- -->12`},
		{"a channel is none", "#squad", `\#squad`},
		{"a picture by its name", ":octocat:", ":<!-- -->octocat:"},
	} {
		if got := escape(tc.text); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
}

func TestSpark(t *testing.T) {
	points := func(values ...float64) *Course {
		c := &Course{}
		for _, v := range values {
			p := Point{}
			if v >= 0 {
				p.Value = &v
			}
			c.Past = append(c.Past, p)
		}
		return c
	}
	many := make([]float64, 240)
	for i := range many {
		many[i] = float64(i / 10)
		if i >= 100 && i < 120 {
			many[i] = -1
		}
	}
	for _, tc := range []struct {
		reason string
		course *Course
		want   string
	}{
		{"no chart", nil, ""},
		{"no past", points(), ""},
		{"nothing known", points(-1, -1), ""},
		{"one column for each", points(0, 7, 14), "▁▅█"},
		{"a gap stays one", points(0, -1, 7), "▁·█"},
		{"many in few columns, and the gap in them", points(many...), "▁▁▂▂▂▃▃▃▃▄··▅▅▅▆▆▆▆▇▇▇██"},
	} {
		if got := spark(tc.course); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.reason, got, tc.want)
		}
	}
}
