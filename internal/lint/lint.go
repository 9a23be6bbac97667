/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// DisableAnnotation on an object switches warnings off for it, and on a Namespace for the goals in it: codes with commas
// between them.
const DisableAnnotation = "goals.truenorth.dev/lint-disable"

// Options say what to look for.
type Options struct {
	// Disable are the codes of warnings that are not to be given. Errors cannot be switched off: what is refused is refused.
	Disable []string
	// Errors are the codes of warnings that are given as errors.
	Errors []string
	// Now is the time by which dates are in the future; zero: none is.
	Now time.Time
}

// Check tells whether the options name codes that there are; the error lists them.
func (o Options) Check() error {
	known := severities()
	for _, code := range slices.Concat(o.Disable, o.Errors) {
		switch known[code] {
		case "":
			return fmt.Errorf("there is no code %q: use %s", code, strings.Join(warningCodes(), ", "))
		case Error:
			return fmt.Errorf("%s is an error, and only warnings can be switched: use %s", code, strings.Join(warningCodes(), ", "))
		}
	}
	return nil
}

// theValidator is one for all calls: it takes longer to make than to use.
var theValidator = sync.OnceValues(NewValidator)

// Lint says what is to be said of documents that were read together, and of what could not be read. What does not
// belong to our group is passed over; Namespaces among the documents give their labels, for consent. An objective that
// is not among the documents may well be in the cluster, so that of such a reference a warning speaks. The findings are
// in the order of file, line, column and code, each once. The error is that of NewValidator.
func Lint(docs []*manifest.Document, problems []manifest.Problem, o Options) ([]Finding, error) {
	validator, err := theValidator()
	if err != nil {
		return nil, err
	}
	return lintWith(validator, docs, problems, o), nil
}

func lintWith(validator *Validator, docs []*manifest.Document, problems []manifest.Problem, o Options) []Finding {
	var found []Finding
	for _, p := range problems {
		found = append(found, Finding{Position: p.Position, Severity: Error, Code: codeUnreadable, Message: p.Message})
	}
	goals := slices.DeleteFunc(slices.Clone(docs), func(d *manifest.Document) bool { return !validator.Known(d) })
	read := make([]*goal, len(goals))
	refused := make([][]Finding, len(goals))
	inParallel(len(goals), func(i int) {
		refused[i] = validator.Validate(goals[i])
		read[i] = newGoal(goals[i], !slices.ContainsFunc(refused[i], isError))
	})
	files := newFiles(docs, read)
	files.severities = severities()
	advice := make([][]Finding, len(read))
	inParallel(len(read), func(i int) { advice[i] = files.judge(read[i], o) })
	for i := range read {
		found = append(append(found, refused[i]...), advice[i]...)
	}
	return tidy(found)
}

// Goals counts the documents that belong to our group.
func Goals(docs []*manifest.Document) int {
	n := 0
	for _, d := range docs {
		if d.Group() == v1alpha1.GroupVersion.Group {
			n++
		}
	}
	return n
}

func isError(f Finding) bool { return f.Severity == Error }

// inParallel does something for each index before n, on all processors.
func inParallel(n int, do func(i int)) {
	var workers sync.WaitGroup
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// tidy puts findings in order, each once.
func tidy(found []Finding) []Finding {
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Code, b.Code), strings.Compare(a.Object, b.Object), strings.Compare(a.Field, b.Field),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(found)
}

// judge asks every rule about one goal.
func (f *files) judge(g *goal, o Options) []Finding {
	v := &visit{files: f, goal: g, now: o.Now}
	off := slices.Concat(o.Disable, f.disabled[g.doc.Namespace()], disabledBy(g.doc))
	for i := range rules {
		rule := &rules[i]
		if rule.check == nil || rule.Severity == Warning && slices.Contains(off, rule.Code) || g.object == nil && !rule.unread {
			continue
		}
		v.rule, v.severity = rule, rule.Severity
		if slices.Contains(o.Errors, rule.Code) {
			v.severity = Error
		}
		rule.check(v)
	}
	return v.found
}

// disabledBy are the codes that an object's annotation switches off.
func disabledBy(d *manifest.Document) []string {
	metadata, _ := d.Object["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	text, _ := annotations[DisableAnnotation].(string)
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
}

// visit is one goal under one rule.
type visit struct {
	*files
	*goal
	now      time.Time
	rule     *rule
	severity Severity
	found    []Finding
}

// tell reports on a field.
func (v *visit) tell(field, message, mend string) { v.tellAt(v.doc.At(field), field, message, mend) }

// tellAt reports on a place in a field.
func (v *visit) tellAt(at manifest.Position, field, message, mend string) {
	v.found = append(v.found, Finding{
		Position: at, Severity: v.severity, Code: v.rule.Code, Object: objectName(v.doc), Field: field, Message: message, Mend: mend,
	})
}
