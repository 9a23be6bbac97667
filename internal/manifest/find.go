/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package manifest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// source is one file, not opened yet.
type source struct {
	name string
	size int64 // 0 where it is not known before reading
	open func() (io.ReadCloser, error)
	// searched is true for a file that stood in a folder and that nobody named.
	searched bool
}

func (s source) parse() (content, error) {
	file, err := s.open()
	if err != nil {
		return content{}, fmt.Errorf("cannot read: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return content{}, fmt.Errorf("cannot read %s: %w", s.name, err)
	}
	if len(data) > maxFileBytes {
		return content{problems: []Problem{s.problem("over %d MiB long, nothing of it is read: split the file", maxFileBytes>>20)}}, nil
	}
	return parse(s.name, data, s.searched), nil
}

func (s source) problem(format string, args ...any) Problem {
	return Problem{Position: Position{File: s.name}, Message: fmt.Sprintf(format, args...)}
}

// search gathers the sources of a Load, each once.
type search struct {
	stdin    io.Reader
	sources  []source
	problems []Problem
	seen     map[string]bool
	matched  int   // files that folders have for us, also those seen before
	bytes    int64 // of the sources
	full     bool
}

func find(o Options) ([]source, []Problem, error) {
	switch {
	case o.Kustomize != "" && len(o.Files) > 0:
		return nil, nil, errors.New("files and a kustomization were given: give one of the two")
	case o.Kustomize != "":
		return build(o.Kustomize)
	case len(o.Files) == 0:
		return nil, nil, errors.New("no files were given: name files, folders or - for standard input, or a kustomization")
	}
	s := search{stdin: o.Stdin, seen: map[string]bool{}}
	for _, name := range o.Files {
		if err := s.named(name); err != nil {
			return nil, nil, err
		}
	}
	return s.sources, s.problems, nil
}

// named takes what the user named: a file of any ending, a folder, or standard input.
func (s *search) named(name string) error {
	if name == "-" {
		if s.stdin == nil {
			return errors.New("- was given and there is no standard input")
		}
		s.take(source{name: "stdin", open: func() (io.ReadCloser, error) { return io.NopCloser(s.stdin), nil }})
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("cannot read: %w", err)
	}
	if info.IsDir() {
		return s.folder(name)
	}
	s.take(source{name: name, size: info.Size(), open: func() (io.ReadCloser, error) {
		return os.Open(name) //nolint:gosec // the user names it, who can read it anyway
	}})
	return nil
}

// folder takes the manifests below a folder. Everything is opened below an os.Root, so that a link cannot lead out.
func (s *search) folder(name string) error {
	root, err := os.OpenRoot(name)
	if err != nil {
		return fmt.Errorf("cannot read: %w", err)
	}
	defer func() { _ = root.Close() }() // each file is opened below a root of its own
	before := s.matched
	if err := fs.WalkDir(root.FS(), ".", s.walk(name, root)); err != nil {
		return fmt.Errorf("cannot read all of %s: %w", name, err)
	}
	if s.matched == before {
		return fmt.Errorf("no .yaml, .yml or .json file in %s", name)
	}
	return nil
}

func (s *search) walk(folder string, root *os.Root) fs.WalkDirFunc {
	return func(below string, entry fs.DirEntry, err error) error {
		hidden := below != "." && strings.HasPrefix(path.Base(below), ".")
		switch {
		case err != nil:
			return err
		case s.full:
			return fs.SkipAll
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden || entry.IsDir() || !slices.Contains(endings, path.Ext(below)):
			return nil
		}
		return s.found(folder, root, below, entry)
	}
}

// endings are those of the files that are read of a folder.
var endings = []string{".yaml", ".yml", ".json"}

// found takes a file of a folder, by a link too where that leads to a file of the same folder.
func (s *search) found(folder string, root *os.Root, below string, entry fs.DirEntry) error {
	one := source{name: filepath.Join(folder, filepath.FromSlash(below)), searched: true}
	one.open = func() (io.ReadCloser, error) { return openBelow(folder, below) }
	s.matched++
	info, err := root.Stat(below)
	switch {
	case err != nil && entry.Type()&fs.ModeSymlink == 0:
		return err
	case err != nil:
		s.problems = append(s.problems, one.problem("a link out of %s, or to nothing, is not followed: name the file itself", folder))
	case info.IsDir(): // a link: what it leads to is read by its own name
	case !info.Mode().IsRegular():
		s.problems = append(s.problems, one.problem("no regular file, it is not read: name it itself if it is meant"))
	default:
		one.size = info.Size()
		s.take(one)
	}
	return nil
}

func openBelow(folder, below string) (io.ReadCloser, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // the file stays open
	return root.Open(below)
}

// take adds a source that was not added before, until there are too many.
func (s *search) take(one source) {
	key := filepath.Clean(one.name)
	if s.full || s.seen[key] {
		return
	}
	s.seen[key] = true
	s.bytes += min(one.size, maxFileBytes)
	if s.full = s.bytes > maxTotalBytes || len(s.sources) == maxFiles; s.full {
		s.problems = append(s.problems, one.problem("over %d MiB or %d files, this one and those after it are not read: name fewer at once",
			maxTotalBytes>>20, maxFiles))
		return
	}
	s.sources = append(s.sources, one)
}
