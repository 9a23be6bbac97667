/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kubernetes "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/cli-runtime/pkg/resource"
	"pgregory.net/rapid"
	kubernetesyaml "sigs.k8s.io/yaml"
)

// What is read of a file is what kubectl reads of it: its resource builder gives the same objects in the same order.
func TestLoadReadsWhatKubectlReads(t *testing.T) {
	for _, folder := range []string{"../../config/samples", "../../api/v1alpha1/testdata", "../../config/crd/bases", "../../config/catalog/nps"} {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".yaml" {
				return err
			}
			docs, problems, err := Load(Options{Files: []string{path}})
			if err != nil {
				return err
			}
			if len(problems) > 0 { // kubectl refuses the file as well
				return nil
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			compareWithKubectl(t, string(data), docs)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestValuesAreThoseOfKubectl(t *testing.T) {
	for _, text := range []string{
		"a: yes\nb: No\nc: 'yes'\nd: y\non: off\n", "a: 010\nb: 0o10\nc: 0x1F\nd: 0b11\ne: 1_000\nf: 1:30\n",
		"a: 1\nb: 1.0\nc: 1e3\nd: -0.0\ne: .5\nf: 5.\ng: 9223372036854775807\nh: 9223372036854775808\ni: 1e400\n",
		"a: 2026-10-01\nb: 2026-10-01T00:00:00Z\nc: 2001-12-14 21:59:43.10 -5\n", "a: ~\nb: null\nc:\nd: ''\ne: Null\n",
		"a: |\n  x\n   y\n\nb: >\n  x\n  y\nc: |-\n  x\nd: |+\n  x\n\ne: \"x\\ny\\u00fc\"\n", "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n",
		"1: a\n2.5: b\ntrue: c\n0x10: d\n", "a: !!str 5\nb: !!int '5'\nc: !!float 5\n", "a: =\nb: '#'\nc: a#b\n", "\ufeffa: 1\n", "a: 1\r\nb: 2\r\n",
	} {
		stream := head + strings.TrimPrefix(text, "\ufeff")
		if strings.HasPrefix(text, "\ufeff") {
			stream = "\ufeff" + stream
		}
		c := parse("f", []byte(stream), false)
		compareWithKubectl(t, stream, c.docs)
	}
	stream := `{"kind":"X","apiVersion":"v1","a":[1,1.0,1e3,"\ud83d\ude00",null,true,12345678901234567890]} {"kind":"List","apiVersion":"v1","items":[{"kind":"Y","apiVersion":"v1"}]}`
	compareWithKubectl(t, stream, parse("f", []byte(stream), false).docs)
}

func compareWithKubectl(t *testing.T, stream string, docs []*Document) {
	t.Helper()
	infos, err := resource.NewLocalBuilder().Unstructured().Local().ContinueOnError().
		Stream(strings.NewReader(stream), "f").Flatten().Do().Infos()
	if err != nil {
		t.Fatalf("kubectl does not read it: %v\n%.500s", err, stream)
	}
	var want, got []map[string]any
	for _, info := range infos {
		want = append(want, info.Object.(*unstructured.Unstructured).Object)
	}
	for _, d := range docs {
		got = append(got, d.Object)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("objects (-kubectl +manifest) of\n%.500s\n%s", stream, diff)
	}
}

// A stream is cut where kubectl's reader cuts it, and each piece is in its line.
func TestSplitIsKubectls(t *testing.T) {
	lines := rapid.SampledFrom([]string{"a: 1\n", "\n", "---\n", "--- # c\n", "---\r\n", "----\n", "--- a\n", " ---\n", "--\n", "# x\n", "a: |\n", "---"})
	rapid.Check(t, func(t *rapid.T) { sameSplit(t, strings.Join(rapid.SliceOf(lines).Draw(t, "lines"), "")) })
}

func sameSplit(t interface{ Errorf(string, ...any) }, stream string) {
	reader := kubernetes.NewYAMLReader(bufio.NewReader(strings.NewReader(stream)))
	var want, got []string
	var err error
	for err == nil {
		var text []byte
		text, err = reader.Read()
		want = appendText(want, string(text))
	}
	for _, c := range split(stream) {
		if c.separator != "" && c.separator[0] != '#' {
			break // kubectl reads no further
		}
		if before := strings.Join(strings.SplitAfter(stream, "\n")[:c.line], "") + c.text; !strings.HasPrefix(stream, before) {
			t.Errorf("%q of %q is not in line %d", c.text, stream, c.line)
		}
		got = appendText(got, c.text)
	}
	if !errors.Is(err, io.EOF) { // it forgets what it read before a bad separator
		got = got[:min(len(got), len(want))]
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("documents of %q (-kubectl +manifest):\n%s", stream, diff)
	}
}

// appendText adds a document unless it is empty, without the separator that kubectl keeps before the first.
func appendText(texts []string, text string) []string {
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "---") {
		text = rest
	}
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\r\n")
	if text == "" {
		return texts
	}
	return append(texts, text)
}

func TestKeysHaveTheNamesThatKubectlGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(
			rapid.StringMatching(`[-+]?[0-9_]{1,9}`), rapid.StringMatching(`[-+]?[0-9]{0,3}\.[0-9]{0,3}(e[-+]?[0-9]{1,2})?`),
			rapid.StringMatching(`0[xob][0-9a-f_]{1,6}`), rapid.StringMatching(`[a-zA-Z]{1,5}`), rapid.StringMatching(`[-+.0-9_:einfa]{1,6}`),
			rapid.SampledFrom([]string{"y", "n", "Yes", "NO", "on", "Off", "TRUE", "yEs", ".inf", "-.INF", ".nan", "+1", "007", "1:30"}),
		).Draw(t, "key")
		sameKey(t, key)
	})
}

func sameKey(t *rapid.T, key string) {
	var fields map[string]any
	if err := kubernetesyaml.Unmarshal([]byte(key+": 0"), &fields); err != nil || len(fields) != 1 {
		t.Skip("no key")
	}
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(key+": 0"), &node); err != nil {
		t.Skip("no key")
	}
	got := keyName(node.Content[0].Content[0])
	if _, same := fields[got]; !same {
		t.Errorf("the key %s is named %q, kubectl has %s", key, got, fmt.Sprint(fields))
	}
}
