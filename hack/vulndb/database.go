/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The files of a database, as https://go.dev/security/vuln/database#api describes them. The field "fixed" of a module's
// vulnerability is left out: it spares govulncheck the reading of a record, whose versions decide.
type (
	dbIndex struct {
		Modified time.Time `json:"modified"`
	}
	moduleIndex struct {
		Path  string       `json:"path"`
		Vulns []moduleVuln `json:"vulns"`
	}
	moduleVuln struct {
		ID       string    `json:"id"`
		Modified time.Time `json:"modified"`
	}
	vulnIndex struct {
		ID       string    `json:"id"`
		Modified time.Time `json:"modified"`
		Aliases  []string  `json:"aliases,omitempty"`
	}
)

// write puts a database into a folder of which it takes the place, so that nothing of an older one is left.
func write(into string, all []record, date time.Time) error {
	if err := os.RemoveAll(into); err != nil {
		return err
	}
	for _, folder := range []string{"ID", "index"} {
		if err := os.MkdirAll(filepath.Join(into, folder), 0o750); err != nil {
			return err
		}
	}
	for _, r := range all {
		if err := os.WriteFile(filepath.Join(into, "ID", r.ID+".json"), r.text, 0o600); err != nil {
			return err
		}
	}
	for name, content := range map[string]any{
		"db": dbIndex{Modified: date}, "modules": byModule(all), "vulns": byID(all),
	} {
		text, err := json.Marshal(content)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(into, "index", name+".json"), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// byModule lists the modules that have a vulnerability, each with its own.
func byModule(all []record) []moduleIndex {
	vulns := map[string][]moduleVuln{}
	for _, r := range all {
		for _, affected := range r.Affected {
			path, v := affected.Package.Name, moduleVuln{ID: r.ID, Modified: r.Modified}
			if !slices.Contains(vulns[path], v) { // a record may speak of a module twice
				vulns[path] = append(vulns[path], v)
			}
		}
	}
	var list []moduleIndex
	for path, of := range vulns {
		list = append(list, moduleIndex{Path: path, Vulns: of})
	}
	slices.SortFunc(list, func(a, b moduleIndex) int { return strings.Compare(a.Path, b.Path) })
	return list
}

func byID(all []record) []vulnIndex {
	list := make([]vulnIndex, len(all))
	for i, r := range all {
		list[i] = vulnIndex{ID: r.ID, Modified: r.Modified, Aliases: r.Aliases}
	}
	return list
}
