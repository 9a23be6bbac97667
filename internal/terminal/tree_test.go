/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package terminal

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTree(t *testing.T) {
	stars := func(s string) string { return "*" + s + "*" }
	leaf := func(label string) *Node { return &Node{Cells: []Cell{{Text: label, Style: stars}, {Text: "1"}}} }
	columns := []Column{{Shrink: 1, Min: 1}, {Right: true}}
	cases := map[string]struct {
		reason string
		roots  []*Node
		width  int
		want   string
	}{
		"None":  {"no trees, no lines", nil, 0, ""},
		"Roots": {"roots stand by themselves", []*Node{leaf("a"), leaf("b")}, 0, "*a*   1\n*b*   1\n"},
		"Lines": {
			"lines go on beside what is below, and a style is not theirs",
			[]*Node{{Cells: Cells("root"), Children: []*Node{{Cells: Cells("a"), Children: []*Node{leaf("b"), leaf("c")}}, {Cells: Cells("d"), Children: []*Node{leaf("e")}}}}}, 0,
			"root\n├─ a\n│  ├─ *b*   1\n│  └─ *c*   1\n└─ d\n   └─ *e*   1\n",
		},
		"Cut": {
			"labels give way, not lines",
			[]*Node{{Cells: Cells("root"), Children: []*Node{leaf("guests-belong")}}}, 12,
			"root\n└─ *gues…*   1\n",
		},
		"Deep": {
			"but where there is no room for any",
			[]*Node{{Cells: Cells("root"), Children: []*Node{leaf("guests-belong")}}}, 6,
			"r…\n└…   1\n",
		},
		"Bare":    {"a node may have nothing to say", []*Node{{Children: []*Node{leaf("a")}}}, 0, "\n└─ *a*   1\n"},
		"Cleaned": {"labels are one line", []*Node{{Cells: Cells("a\n\x1b[31mb")}}, 0, "a b\n"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := WriteTree(&got, columns, tc.roots, tc.width); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}
