/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/manifest"
)

// answer is what the API server said: the words of its causes, in order, and the fields that it did not know.
type answer struct {
	Words   []string
	Unknown []string
}

// ask creates a document on the real API server without keeping it, as kubectl --dry-run=server does. What a server
// that is strict about unknown fields refuses before it looks any further, it is asked about again without being strict.
func ask(t *testing.T, d *manifest.Document) answer {
	t.Helper()
	status := post(t, d, "Strict")
	const strict = "strict decoding error: "
	if _, fields, found := strings.Cut(status.Message, strict); found {
		var a answer
		for _, f := range unknownFields.FindAllStringSubmatch(fields, -1) {
			a.Unknown = append(a.Unknown, f[1])
		}
		slices.Sort(a.Unknown)
		a.Words = words(post(t, d, "Warn"))
		return a
	}
	return answer{Words: words(status)}
}

var unknownFields = regexp.MustCompile(`unknown field "([^"]*)"`)

// What a server generates from a name that is refused is refused too.
var generatedName = regexp.MustCompile(`^(metadata\.name: Invalid value: "Guests_)[a-z0-9]{5}"`)

// words are the causes that a status gives, or else its message.
func words(status metav1.Status) []string {
	if status.Status != metav1.StatusFailure {
		return nil
	}
	if status.Details == nil || len(status.Details.Causes) == 0 {
		return []string{status.Message}
	}
	var said []string
	for _, c := range status.Details.Causes {
		said = append(said, generatedName.ReplaceAllString(c.Field+": "+c.Message, `${1}`+generated+`"`))
	}
	slices.Sort(said)
	return said
}

// post returns the server's status, which is the zero one where the object was taken.
func post(t *testing.T, d *manifest.Document, validation string) metav1.Status {
	t.Helper()
	path := fmt.Sprintf("/apis/%s/%ss", v1alpha1.GroupVersion, strings.ToLower(d.Kind()))
	if d.Kind() != "ClusterMetricSource" {
		namespace := cmp.Or(d.Namespace(), metav1.NamespaceDefault)
		send(t, "/api/v1/namespaces", map[string]any{"metadata": map[string]any{"name": namespace}}) // it may be there
		path = fmt.Sprintf("/apis/%s/namespaces/%s/%ss", v1alpha1.GroupVersion, namespace, strings.ToLower(d.Kind()))
	}
	return send(t, path+"?dryRun=All&fieldValidation="+validation, d.Object)
}

func send(t *testing.T, path string, object map[string]any) metav1.Status {
	t.Helper()
	body, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	client, err := rest.HTTPClientFor(lab.Config())
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimSuffix(lab.Config().Host, "/")+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusCreated {
		return metav1.Status{}
	}
	var status metav1.Status
	if err := json.NewDecoder(response.Body).Decode(&status); err != nil || status.Kind != "Status" {
		t.Fatalf("%s: no status but %+v (%v)", path, status, err)
	}
	return status
}
