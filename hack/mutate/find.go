/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// remark marks a line whose surviving mutants make no difference; the reason follows it.
const remark = "//mutate:equivalent "

// source is a file of the package under test.
type source struct {
	path       string
	text       string
	equivalent map[int]bool // the lines with a remark
	positions  *token.FileSet
	tree       *ast.File
}

// mutant is a file with one token changed.
type mutant struct {
	source      *source
	line        int
	offset      int
	old, change string
}

// String says what was changed into what.
func (m mutant) String() string { return m.old + " became " + m.change }

// text is the changed file.
func (m mutant) text() string {
	return m.source.text[:m.offset] + m.change + m.source.text[m.offset+len(m.old):]
}

// operators are the changes of one operator into another.
var operators = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS,
	token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD,
	token.MUL: token.QUO, token.QUO: token.MUL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

// parsePackage reads the files of the package in dir that a build on this machine takes, tests left out.
func parsePackage(dir string) ([]source, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	pkg, err := build.ImportDir(abs, 0)
	if err != nil {
		return nil, fmt.Errorf("name the directory of one package: %w", err)
	}
	var sources []source
	for _, name := range pkg.GoFiles {
		path := filepath.Join(abs, name)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		parsed, err := parseSource(path, string(text))
		if err != nil {
			return nil, err
		}
		sources = append(sources, parsed)
	}
	return sources, nil
}

func parseSource(path, text string) (source, error) {
	positions := token.NewFileSet()
	tree, err := parser.ParseFile(positions, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	equivalent := map[int]bool{}
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			if why, found := strings.CutPrefix(comment.Text, remark); found && strings.TrimSpace(why) != "" {
				equivalent[positions.Position(comment.Pos()).Line] = true
			}
		}
	}
	return source{path: path, text: text, equivalent: equivalent, positions: positions, tree: tree}, nil
}

// mutantsOf are the mutants of all sources, in the order of the files.
func mutantsOf(sources []source) []mutant {
	var all []mutant
	for i := range sources {
		all = append(all, sources[i].mutants()...)
	}
	return all
}

func (s *source) mutants() []mutant {
	var found []mutant
	add := func(pos token.Pos, old, change string) {
		at := s.positions.Position(pos)
		found = append(found, mutant{source: s, line: at.Line, offset: at.Offset, old: old, change: change})
	}
	swap := func(pos token.Pos, operator token.Token) {
		if other, ok := operators[operator]; ok {
			add(pos, operator.String(), other.String())
		}
	}
	ast.Inspect(s.tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BinaryExpr:
			swap(node.OpPos, node.Op)
		case *ast.UnaryExpr:
			swap(node.OpPos, node.Op)
		case *ast.AssignStmt:
			swap(node.TokPos, node.Tok)
		case *ast.IncDecStmt:
			swap(node.TokPos, node.Tok)
		case *ast.BasicLit:
			if change, ok := otherNumber(node); ok {
				add(node.Pos(), node.Value, change)
			}
		}
		return true
	})
	return found
}

// otherNumber is a slightly larger number, written as the literal is: 3 becomes 4, 0.7 becomes 0.71, 1e-9 becomes
// 1.1e-9. ok is false when the literal is no number that it knows.
func otherNumber(literal *ast.BasicLit) (number string, ok bool) {
	switch literal.Kind {
	case token.INT:
		n, err := strconv.ParseInt(literal.Value, 0, 64)
		return strconv.FormatInt(n+1, 10), err == nil
	case token.FLOAT:
		mantissa, exponent := literal.Value, ""
		mark := "eE"
		if strings.HasPrefix(strings.ToLower(mantissa), "0x") {
			mark = "pP"
		}
		if i := strings.IndexAny(mantissa, mark); i >= 0 {
			mantissa, exponent = mantissa[:i], mantissa[i:]
		}
		if !strings.Contains(mantissa, ".") {
			mantissa += "."
		}
		return mantissa + "1" + exponent, true
	}
	return "", false
}
