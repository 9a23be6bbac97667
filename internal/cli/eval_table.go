/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/util/jsonpath"
	"sigs.k8s.io/yaml"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/config/crd"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// printerColumn is a column of `kubectl get`.
type printerColumn struct {
	terminal.Column
	path *jsonpath.JSONPath
}

// printAsKubectl prints goals as `kubectl get` does, without their age: files have none.
func (o *options) printAsKubectl(goals []world.Object, wide bool) error {
	for printed := 0; printed < len(goals); {
		kind := kindOf(goals[printed])
		same := goals[printed:]
		for i := range same {
			if kindOf(same[i]).kind != kind.kind {
				same = same[:i]
				break
			}
		}
		if printed > 0 {
			fmt.Fprintln(o.Out)
		}
		if err := o.printKind(kind, same, wide); err != nil {
			return err
		}
		printed += len(same)
	}
	return nil
}

func (o *options) printKind(kind goalKind, goals []world.Object, wide bool) error {
	columns, err := printerColumns(kind, wide)
	if err != nil {
		return err
	}
	t := &terminal.Table{Columns: []terminal.Column{{Title: "Namespace"}, {Title: "Name"}}}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
	}
	for _, goal := range goals {
		object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(goal)
		if err != nil {
			return err
		}
		name := strings.ToLower(kind.kind) + "." + v1alpha1.GroupVersion.Group + "/" + goal.GetName()
		cells := []string{goal.GetNamespace(), name}
		for _, c := range columns {
			cells = append(cells, c.cell(object))
		}
		t.Row(terminal.Cells(cells...)...)
	}
	return t.Write(o.Out, 0)
}

// printerColumns are those of a kind's definition.
func printerColumns(kind goalKind, wide bool) ([]printerColumn, error) {
	text, err := crd.Bases.ReadFile("bases/" + v1alpha1.GroupVersion.Group + "_" + kind.resource + ".yaml")
	if err != nil {
		return nil, err
	}
	var definition apiextensionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return nil, err
	}
	var columns []printerColumn
	for _, c := range definition.Spec.Versions[0].AdditionalPrinterColumns {
		if c.Type == "date" || c.Priority > 0 && !wide {
			continue
		}
		path := jsonpath.New(c.Name).AllowMissingKeys(true)
		if err := path.Parse("{" + c.JSONPath + "}"); err != nil {
			return nil, err
		}
		columns = append(columns, printerColumn{terminal.Column{Title: c.Name}, path})
	}
	return columns, nil
}

// cell is what an object has in a column; "" for nothing.
func (c printerColumn) cell(object map[string]any) string {
	found, err := c.path.FindResults(object)
	if err != nil || len(found) == 0 || len(found[0]) == 0 {
		return ""
	}
	var text strings.Builder
	if err := c.path.PrintResults(&text, found[0][:1]); err != nil {
		return ""
	}
	return text.String()
}
