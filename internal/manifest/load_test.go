/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tree writes files below a new folder and goes there, so that names are short.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// object is a small manifest.
func object(name string) string { return head + "metadata: {name: " + name + "}\n" }

func TestLoadFindsFiles(t *testing.T) {
	files := map[string]string{
		"one.yaml":                  object("one"),
		"any.txt":                   object("any"),
		"dir/b.yml":                 object("b"),
		"dir/a.yaml":                object("a"),
		"dir/c.json":                `{"apiVersion":"v1","kind":"X","metadata":{"name":"c"}}`,
		"dir/notes.txt":             "no manifest",
		"dir/deep/er/d.yaml":        object("d"),
		"dir/.hidden.yaml":          object("hidden"),
		"dir/.git/config.yaml":      object("git"),
		"dir/kustomization.yaml":    "resources: [a.yaml]\n",
		"dir/values.yaml":           "replicas: 2\n",
		".config/e.yaml":            object("e"),
		"empty/notes.txt":           "",
		"outside/secret.yaml":       object("secret"),
		"links/real.yaml":           object("real"),
		"links/sub/..data/f.yaml":   object("f"),
		"typed/kustomization.yml":   "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
		"typed/kustomization-a.yml": "a: b\n",
		"forgot/both.yaml":          "metadata: {name: x}\n",
	}
	tree(t, files)
	for from, to := range map[string]string{
		"links/again.yaml": "real.yaml", "links/out.yaml": "../outside/secret.yaml", "links/gone.yaml": "nothing.yaml",
		"links/loop": "..", "links/loop.yaml": "loop.yaml", "links/here.yaml": ".", "named.yaml": "outside/secret.yaml", "folder": "dir/deep",
	} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo("links/pipe.yaml", 0o600); err != nil {
		t.Fatal(err)
	}
	const notFollowed = ": a link out of links, or to nothing, is not followed: name the file itself"
	for _, tc := range []struct {
		reason   string
		files    []string
		want     []string
		problems []string
	}{
		{"a named file, of any ending, in the order of names", []string{"any.txt", "one.yaml"}, []string{"any.txt", "one.yaml"}, nil},
		{"a folder at any depth, in order, without hidden files, and without what has nothing of an object", []string{"dir"},
			[]string{"dir/a.yaml", "dir/b.yml", "dir/c.json", "dir/deep/er/d.yaml"}, nil},
		{"a kustomization is an object like others where it says so", []string{"typed"}, []string{"typed/kustomization.yml"}, nil},
		{"an object that lacks both is an object by its metadata or spec", []string{"forgot"}, nil,
			[]string{"forgot/both.yaml:1:1: neither apiVersion nor kind: every object needs both"}},
		{"a named kustomization needs its kind", []string{"dir/kustomization.yaml"}, nil,
			[]string{"dir/kustomization.yaml:1:1: neither apiVersion nor kind: every object needs both"}},
		{"a hidden folder that is named", []string{".config"}, []string{".config/e.yaml"}, nil},
		{"the same file twice, and by its folder", []string{"./one.yaml", "one.yaml", "dir/deep", "dir/deep/er/../er", "dir/deep/er/d.yaml"},
			[]string{"./one.yaml", "dir/deep/er/d.yaml"}, nil},
		{"a named link", []string{"named.yaml", "folder"}, []string{"named.yaml", "folder/er/d.yaml"}, nil},
		{"links in a folder: not out of it, not in circles, and no pipe that would never end", []string{"links"},
			[]string{"links/again.yaml", "links/real.yaml"},
			[]string{"links/gone.yaml" + notFollowed, "links/loop.yaml" + notFollowed, "links/out.yaml" + notFollowed,
				"links/pipe.yaml: no regular file, it is not read: name it itself if it is meant"}},
		{"standard input among files", []string{"one.yaml", "-"}, []string{"one.yaml", "stdin"}, nil},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			docs, problems, err := Load(Options{Files: tc.files, Stdin: strings.NewReader(object("in"))})
			if err != nil {
				t.Fatal(err)
			}
			var got, gotProblems []string
			for _, d := range docs {
				got = append(got, d.File)
			}
			for _, p := range problems {
				gotProblems = append(gotProblems, p.String())
			}
			slices.Sort(gotProblems)
			if diff := cmp.Diff(tc.want, got) + cmp.Diff(tc.problems, gotProblems); diff != "" {
				t.Errorf("files and problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	tree(t, map[string]string{"a.yaml": object("a"), "empty/notes.txt": "", "secret.yaml": object("b")})
	for _, tc := range []struct {
		reason  string
		options Options
		want    string
	}{
		{"nothing is given", Options{}, "no files were given"},
		{"a file that is not there", Options{Files: []string{"a.yaml", "b.yaml"}}, "b.yaml: no such file or directory"},
		{"no standard input", Options{Files: []string{"-"}}, "- was given and there is no standard input"},
		{"a folder without manifests", Options{Files: []string{"empty"}}, "no .yaml, .yml or .json file in empty"},
		{"files and a kustomization", Options{Files: []string{"a.yaml"}, Kustomize: "."}, "give one of the two"},
		{"a kustomization that is not there", Options{Kustomize: "nowhere"}, "nowhere: no such file or directory"},
		{"a kustomization that is a file", Options{Kustomize: "a.yaml"}, "name the folder"},
		{"a standard input that breaks", Options{Files: []string{"-"}, Stdin: broken{}}, "cannot read stdin: the line was cut"},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			docs, _, err := Load(tc.options)
			if err == nil || !strings.Contains(err.Error(), tc.want) || len(docs) > 0 {
				t.Errorf("got %d objects and %v, want an error with %q", len(docs), err, tc.want)
			}
		})
	}
	if _, _, err := Load(Options{Files: []string{"b.yaml"}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not told from other errors", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

func TestLoadIsBounded(t *testing.T) {
	long := object("long") + "# " + strings.Repeat("x", maxFileBytes-100) + "\n"
	tree(t, map[string]string{"all/0.yaml": object("first"), "all/1.yaml": long + strings.Repeat("#", 200)})
	docs, problems, err := Load(Options{Files: []string{"all"}})
	if err != nil || len(docs) != 1 || len(problems) != 1 || problems[0].String() != "all/1.yaml: over 8 MiB long, nothing of it is read: split the file" {
		t.Errorf("a long file: %d objects, %v, %v", len(docs), problems, err)
	}
	for _, name := range strings.Split("abcdefghij", "") {
		if err := os.WriteFile("all/"+name+".yaml", []byte(long), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, problems, err = Load(Options{Files: []string{"all"}})
	const want = "all/h.yaml: over 64 MiB or 20000 files, this one and those after it are not read: name fewer at once"
	if err != nil || len(docs) != 8 || len(problems) != 2 || problems[0].String() != want {
		t.Errorf("long files: %d objects, %v, %v; want the problem %s", len(docs), problems, err, want)
	}
	many := strings.Repeat(head+"---\n", maxDocuments-1)
	docs, problems, err = Load(Options{Files: []string{"-", "all/0.yaml", "all/a.yaml"}, Stdin: strings.NewReader(many)})
	if err != nil || len(docs) != maxDocuments || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), "all/a.yaml:1:1: over 20000 objects") {
		t.Errorf("many objects: %d objects, %v, %v", len(docs), problems, err)
	}
}

func TestLoadSettlesNamespaces(t *testing.T) {
	const ours = "apiVersion: goals.truenorth.dev/v1alpha1\nkind: "
	for _, tc := range []struct{ reason, text, want string }{
		{"one of ours without a namespace gets it", ours + "Objective\nmetadata: {name: a}\n", "given"},
		{"so does one with an empty namespace", ours + "Objective\nmetadata: {name: a, namespace: \"\"}\n", "given"},
		{"and one with null", ours + "Objective\nmetadata: {name: a, namespace: }\n", "given"},
		{"one that names a namespace keeps it", ours + "Objective\nmetadata: {name: a, namespace: own}\n", "own"},
		{"one with a bad namespace keeps it", ours + "Objective\nmetadata: {name: a, namespace: 5}\n", ""},
		{"a cluster's has none", ours + "ClusterMetricSource\nmetadata: {name: a}\n", ""},
		{"others are left alone", object("a"), ""},
		{"one without metadata is left alone", ours + "Objective\n", ""},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			docs, _, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(tc.text), Namespace: "given"})
			if err != nil || len(docs) != 1 || docs[0].Namespace() != tc.want {
				t.Errorf("got %v, %v, want the namespace %q", docs, err, tc.want)
			}
		})
	}
}

func TestLoadKustomization(t *testing.T) {
	tree(t, map[string]string{
		"base/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: team-\n",
		"base/a.yaml":             object("a") + "---\n" + object("b"),
		"bad/kustomization.yaml":  "resources: [../base/a.yaml]\n",
		"none/a.yaml":             object("a"),
	})
	docs, problems, err := Load(Options{Kustomize: "base"})
	if err != nil || len(problems) > 0 || len(docs) != 2 {
		t.Fatalf("%v %v %v", docs, problems, err)
	}
	if got := docs[1].Name() + " " + docs[1].At("metadata.name").String(); got != "team-b base (built):9:3" {
		t.Errorf("got %s", got)
	}
	for folder, want := range map[string]string{
		"bad":  "bad (built): kustomize: ", // files outside the folder are not read
		"none": "none (built): kustomize: unable to find one of 'kustomization.yaml'",
	} {
		_, problems, err := Load(Options{Kustomize: folder})
		if err != nil || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("%s: got %v, %v, want a problem that begins with %q", folder, problems, err, want)
		}
	}
}
