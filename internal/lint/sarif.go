/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"net/url"
	"path/filepath"
	"slices"
	"unicode"
	"unicode/utf8"
)

// The part of SARIF 2.1.0 that findings need. The names are the standard's.
type (
	sarif struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string             `json:"id"`
		ShortDescription     sarifText          `json:"shortDescription"`
		Help                 sarifText          `json:"help"`
		DefaultConfiguration sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifConfiguration struct {
		Level Severity `json:"level"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     Severity        `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
)

func sarifLog(found []Finding) sarif {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "kubectl-goals", InformationURI: "https://github.com/truenorth-dev/truenorth",
		}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, r := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: r.Code, ShortDescription: sarifText{sentence(r.Finds)}, Help: sarifText{sentence(r.Why)}, DefaultConfiguration: sarifConfiguration{r.Severity},
		})
	}
	for _, f := range found {
		run.Results = append(run.Results, sarifResult{
			RuleID:    f.Code,
			RuleIndex: slices.IndexFunc(rules, func(r rule) bool { return r.Code == f.Code }),
			Level:     f.Severity,
			Message:   sarifText{f.withMend()},
			Locations: []sarifLocation{f.location()},
		})
	}
	return sarif{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	}
}

// sentence makes a sentence of a rule's words.
func sentence(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

func (f Finding) location() sarifLocation {
	location := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{fileURI(f.File)}}}
	if f.Line > 0 {
		location.Physical.Region = &sarifRegion{f.Line, max(f.Column, 1)}
	}
	if f.Object != "" {
		name := f.Object
		if f.Field != "" {
			name += ": " + f.Field
		}
		location.Logical = []sarifLogical{{name}}
	}
	return location
}

// fileURI is a path as a URI reference (RFC 3986): relative to where the tool ran, as the path is.
func fileURI(path string) string {
	location := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		location.Scheme = "file"
	}
	return location.String()
}
