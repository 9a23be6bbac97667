/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package report

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/truenorth-dev/truenorth/internal/world"
)

func nothing() *world.Set { return &world.Set{} }

// hostile is what an author could write into every text, to become more than text.
const hostile = "<script>alert(1)</script> </style></title></svg><img src=x onerror=alert(1)> ](javascript:alert(1)) " +
	"[x](https://evil.example) ![x](//evil.example/x.png) | a | `b` ``` <!-- --> {{.}} &lt;b&gt; \u202eright\u2066 \x1b[31m \"quoted\" 'single' " +
	"www.evil.example @everyone #1 :octocat: $x$ <https://evil.example> mail@evil.example https://evil.example\n# heading\n- item"

// parsed is a report's HTML as a browser takes it.
func parsed(t testing.TB, r *Report) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := r.HTML(&b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// elements calls visit for each element below a node, in order.
func elements(n *html.Node, visit func(*html.Node)) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			visit(d)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// known elements and attributes of a report. Neither loads nor runs anything; what an attribute may hold is looked at below.
var (
	knownElements = strings.Fields("html head meta title style body header main section article footer nav h1 h2 h3 h4 p ul li dl div dt dd table thead " +
		"tbody tr th td span strong q a br svg desc line text rect polyline polygon circle")
	knownAttributes = strings.Fields("lang charset http-equiv content name id class dir title href scope role aria-label aria-labelledby aria-hidden data-name " +
		"viewBox x y x1 y1 x2 y2 dy cx cy r width height points text-anchor")
)

// TestPageLoadsAndRunsNothing goes through all that a browser would see.
func TestPageLoadsAndRunsNothing(t *testing.T) {
	nasty := compared()
	nasty.Goals, nasty.Source, nasty.Notes = fixture(func(string) string { return hostile }), hostile, []string{hostile}
	for name, r := range map[string]*Report{"usual": made(t, compared()), "told": made(t, told()), "hostile": made(t, nasty)} {
		t.Run(name, func(t *testing.T) {
			root, policy := parsed(t, r), ""
			elements(root, func(n *html.Node) {
				if !slices.Contains(knownElements, n.Data) {
					t.Errorf("a <%s>", n.Data)
				}
				for _, a := range n.Attr {
					if !slices.Contains(knownAttributes, a.Key) {
						t.Errorf("<%s> with %s=%q", n.Data, a.Key, a.Val)
					}
				}
				if href := attribute(n, "href"); n.Data == "a" && !strings.HasPrefix(href, "#") {
					t.Errorf("a link to %q", href)
				}
				if attribute(n, "http-equiv") == "Content-Security-Policy" {
					policy = attribute(n, "content")
				}
				if css := textOf(n); n.Data == "style" && (strings.Contains(css, "url(") || strings.Contains(css, "@import") || css != "\n"+style) {
					t.Error("the style is not ours alone, or loads something")
				}
			})
			if want := "default-src 'none'; style-src 'unsafe-inline'; img-src data:"; policy != want {
				t.Errorf("policy %q, want %q", policy, want)
			}
		})
	}
}

// TestHostileTextsStayTexts compares a page of hostile texts with one of harmless ones: it has the same elements, and the
// texts are all there.
func TestHostileTextsStayTexts(t *testing.T) {
	shape := func(text string) (tags []string, all string) {
		in := compared()
		in.Goals, in.Source, in.Notes = fixture(func(string) string { return text }), text, []string{text}
		root := parsed(t, made(t, in))
		elements(root, func(n *html.Node) { tags = append(tags, n.Data) })
		return tags, textOf(root)
	}
	const harmless = "a harmless text that is so long that it is cut wherever the other one is"
	plain, plainText := shape(harmless)
	nasty, nastyText := shape(hostile)
	if !slices.Equal(plain, nasty) {
		t.Errorf("%d elements, %d with hostile texts", len(plain), len(nasty))
	}
	if want, got := strings.Count(plainText, harmless), strings.Count(nastyText, clean(hostile)); got != want || want < 40 {
		t.Errorf("%d times the hostile text, %d times the harmless one", got, want)
	}
	if strings.ContainsAny(nastyText, "\u202e\u2066\x1b") {
		t.Error("control characters came through")
	}
}

// TestPageIsAccessible holds what a reader needs who does not see it as others do.
func TestPageIsAccessible(t *testing.T) {
	root := parsed(t, made(t, compared()))
	ids, level, charts, heads := map[string]bool{}, 0, 0, 0
	elements(root, func(n *html.Node) {
		if id := attribute(n, "id"); id != "" && ids[id] {
			t.Errorf("the id %q comes twice", id)
		}
		ids[attribute(n, "id")] = true
		if n.Data == "html" && attribute(n, "lang") != "en" {
			t.Error("no language")
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data != "hr" {
			depth, _ := strconv.Atoi(n.Data[1:])
			if depth > level+1 {
				t.Errorf("<%s> %q after a heading of level %d", n.Data, textOf(n), level)
			}
			if depth == 1 {
				heads++
			}
			level = depth
		}
		if n.Data == "th" && attribute(n, "scope") == "" {
			t.Errorf("a heading of a table without a scope: %q", textOf(n))
		}
	})
	if heads != 1 {
		t.Errorf("%d first headings", heads)
	}
	elements(root, func(n *html.Node) {
		if href := attribute(n, "href"); n.Data == "a" && !ids[strings.TrimPrefix(href, "#")] {
			t.Errorf("a link to %q, which is nowhere", href)
		}
		if strings.HasPrefix(attribute(n, "class"), "outlook ") && strings.TrimSpace(textOf(n)) == "" {
			t.Errorf("an outlook by its colour alone: %q", attribute(n, "class"))
		}
		if n.Data == "svg" && attribute(n, "aria-hidden") == "" {
			charts++
			for id := range strings.FieldsSeq(attribute(n, "aria-labelledby")) {
				if !ids[id] {
					t.Errorf("a chart is described by %q, which is nowhere", id)
				}
			}
			if attribute(n, "role") != "img" || len(strings.Fields(attribute(n, "aria-labelledby"))) != 2 {
				t.Error("a chart without a title and a description")
			}
		}
	})
	if charts != 3 {
		t.Errorf("%d charts, want 3", charts)
	}
}

// TestContrast holds the contrast that the Web Content Accessibility Guidelines 2.2 ask of text (1.4.3: 4.5) and of what a
// chart is drawn with (1.4.11: 3), in light and dark and on paper.
func TestContrast(t *testing.T) {
	palettes := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(style, -1)
	if len(palettes) != 3 {
		t.Fatalf("%d palettes, want light, dark and paper", len(palettes))
	}
	for i, palette := range palettes {
		colours := map[string]float64{}
		for _, found := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(palette[1], -1) {
			colours[found[1]] = luminance(t, found[2])
		}
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"text", "page", 4.5}, {"text", "card", 4.5}, {"soft", "page", 4.5}, {"soft", "card", 4.5}, {"accent", "page", 4.5}, {"accent", "card", 4.5},
			{"good", "good-back", 4.5}, {"warn", "warn-back", 4.5}, {"bad", "bad-back", 4.5}, {"open", "open-back", 4.5}, {"good", "card", 4.5}, {"fan", "card", 3},
		} {
			front, back := colours[pair.front], colours[pair.back]
			if front == 0 && back == 0 {
				t.Errorf("palette %d: no colours %s and %s", i, pair.front, pair.back)
			}
			if ratio := (max(front, back) + 0.05) / (min(front, back) + 0.05); ratio < pair.least {
				t.Errorf("palette %d: %s on %s has a contrast of %.2f, want %.1f", i, pair.front, pair.back, ratio, pair.least)
			}
		}
	}
}

// luminance of a colour as the guidelines define it.
func luminance(t *testing.T, hex string) float64 {
	var rgb [3]int
	if _, err := fmt.Sscanf(hex, "%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatal(err)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(rgb[i]) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
