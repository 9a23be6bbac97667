/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
	"github.com/truenorth-dev/truenorth/internal/lint"
	"github.com/truenorth-dev/truenorth/internal/manifest"
	"github.com/truenorth-dev/truenorth/internal/terminal"
	"github.com/truenorth-dev/truenorth/internal/world"
)

// offline is what a command works on that evaluates goals from files.
type offline struct {
	*options
	files    manifest.Options
	previous string
}

// addFileFlags adds those that name files with goals.
func (l *offline) addFileFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVarP(&l.files.Files, "filename", "f", nil, "File, folder (read with its subfolders), or - for standard input. May be given several times.")
	flags.StringVarP(&l.files.Kustomize, "kustomize", "k", "", "Folder with a kustomization, to evaluate what it makes.")
	completeFiles(cmd, "filename")
}

// addPreviousFlag adds the one that names the goals as they were.
func (l *offline) addPreviousFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.previous, "previous", "",
		"File with the goals as they were, as 'eval -o json' or 'kubectl get goals -A -o json' writes them: each goal is evaluated from the status that it has there. By default from that in the files.")
	completeFiles(cmd, "previous")
}

// completeFiles completes a flag's value with files that may hold objects.
func completeFiles(cmd *cobra.Command, flag string) {
	if err := cmd.MarkFlagFilename(flag, "yaml", "yml", "json"); err != nil {
		panic(err) // the flag was added before
	}
}

// goods are goals from files, with what they need.
type goods struct {
	snapshot
	// fromCluster says that a source which a goal's status calls missing stays so.
	fromCluster bool
	// secrets are the data of the Secrets among the files.
	secrets map[types.NamespacedName]map[string][]byte
}

// load reads the files. What an API server would refuse is told on standard error, and ends the command.
func (l *offline) load() (*goods, error) {
	if len(l.files.Files) == 0 && l.files.Kustomize == "" {
		return nil, errors.New("no files: name them with -f FILE, -f FOLDER or -f -, or a kustomization with -k FOLDER")
	}
	o := l.files
	o.Stdin = l.In
	var err error
	if o.Namespace, _, err = l.namespace(); err != nil {
		o.Namespace = metav1.NamespaceDefault // a kubeconfig that is broken is no matter of files
	}
	docs, problems, err := manifest.Load(o)
	if err != nil {
		return nil, err
	}
	if err := l.refuse(docs, problems); err != nil {
		return nil, err
	}
	g := &goods{snapshot: snapshot{Set: &world.Set{}}, secrets: map[types.NamespacedName]map[string][]byte{}}
	for _, doc := range docs {
		if err := g.take(doc, o.Namespace); err != nil {
			return nil, err
		}
	}
	g.nameNamespaces()
	if len(g.goals()) == 0 {
		return nil, errors.New("there is no goal in what was read: name files with an Objective, CustomerOutcome, Indicator, ValueExchange or Scorecard")
	}
	return g, l.recall(g)
}

// refuse tells what an API server would refuse.
func (l *offline) refuse(docs []*manifest.Document, problems []manifest.Problem) error {
	validator, err := lint.NewValidator()
	if err != nil {
		return err
	}
	refused := len(problems)
	for _, p := range problems {
		fmt.Fprintln(l.Err, terminal.Clean(p.String()))
	}
	for _, doc := range docs {
		for _, f := range validator.Validate(doc) {
			if f.Severity == lint.Error {
				refused++
				fmt.Fprintln(l.Err, terminal.Clean(f.String()))
			}
		}
	}
	if refused > 0 {
		fmt.Fprintf(l.Err, "%s: these files cannot be used as they are, so nothing was done\n", counted(refused, "error", "errors"))
		return errFindings
	}
	return nil
}

// take puts an object of the files where it belongs. What is none of ours, nor of use to ours, is passed over.
func (g *goods) take(doc *manifest.Document, namespace string) error {
	switch {
	case doc.Group() == v1alpha1.GroupVersion.Group:
		if kind, ok := kindNamed(doc.Kind()); ok {
			return g.decode(doc, kind.empty())
		}
	case doc.Group() == "" && doc.Kind() == "Namespace":
		return g.decode(doc, world.NamespaceMetadata())
	case doc.Group() == "" && doc.Kind() == "Secret":
		var secret corev1.Secret
		if err := doc.Decode(&secret); err != nil {
			return fmt.Errorf("%s: the Secret cannot be read: is its data in base64?", doc.At(""))
		}
		if secret.Namespace == "" {
			secret.Namespace = namespace
		}
		g.secrets[types.NamespacedName{Namespace: secret.Namespace, Name: secret.Name}] = contentOf(&secret)
	}
	return nil
}

func (g *goods) decode(doc *manifest.Document, object world.Object) error {
	if err := doc.Decode(object); err != nil {
		return fmt.Errorf("%s: %w", doc.At(""), err)
	}
	if namespace, ok := object.(*metav1.PartialObjectMetadata); ok {
		labels := map[string]string{corev1.LabelMetadataName: namespace.Name}
		for key, value := range namespace.Labels {
			labels[key] = value
		}
		namespace.Labels = labels
	}
	g.Put(object)
	return nil
}

// contentOf is a Secret's data as the API server has it once it was applied.
func contentOf(secret *corev1.Secret) map[string][]byte {
	content := map[string][]byte{}
	for key, value := range secret.Data {
		content[key] = value
	}
	for key, value := range secret.StringData {
		content[key] = []byte(value)
	}
	return content
}

// recall gives goals the status that they have in the file of --previous.
func (l *offline) recall(g *goods) error {
	if l.previous == "" {
		return nil
	}
	docs, problems, err := manifest.Load(manifest.Options{Files: []string{l.previous}, Stdin: l.In})
	if err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	if len(problems) > 0 {
		return fmt.Errorf("--previous: %s", problems[0])
	}
	found := 0
	for _, doc := range docs {
		kind, ok := kindNamed(doc.Kind())
		if doc.Group() != v1alpha1.GroupVersion.Group || !ok {
			continue
		}
		before, now := kind.empty(), kind.empty()
		if err := doc.Decode(before); err != nil {
			return fmt.Errorf("--previous: %s: %w", doc.At(""), err)
		}
		if there, err := g.Get(world.Key(before), now); err != nil || !there {
			continue
		}
		found++
		g.Put(resumed(now, before))
	}
	if found == 0 {
		fmt.Fprintf(l.Err, "warning: --previous %s holds none of the goals in the files: all are evaluated as new\n", terminal.Clean(l.previous))
	}
	return nil
}

// resumed is an object with the status that it had before, and with its generation: the next one where it was edited, as
// when it is applied over what was there.
func resumed(now, before client.Object) client.Object {
	switch o := now.(type) {
	case *v1alpha1.Objective:
		o.Status = before.(*v1alpha1.Objective).Status
	case *v1alpha1.CustomerOutcome:
		o.Status = before.(*v1alpha1.CustomerOutcome).Status
	case *v1alpha1.Indicator:
		o.Status = before.(*v1alpha1.Indicator).Status
	case *v1alpha1.ValueExchange:
		o.Status = before.(*v1alpha1.ValueExchange).Status
	case *v1alpha1.Scorecard:
		o.Status = before.(*v1alpha1.Scorecard).Status
	default:
		return now
	}
	generation := before.GetGeneration()
	if generation > 0 && !sameSpec(now, before) {
		generation++
	}
	now.SetGeneration(generation)
	return now
}

// forget leaves those statuses aside that were computed after a time, and counts them.
func forget(g *goods, at time.Time) (forgotten int) {
	for _, goal := range g.goals() {
		next, ok := goal.DeepCopyObject().(client.Object)
		if !ok || !computed(next).After(at) {
			continue
		}
		next = resumed(next, kindOf(goal).empty())
		next.SetGeneration(goal.GetGeneration())
		g.Put(next)
		forgotten++
	}
	return forgotten
}

// computed is when a goal's status was.
func computed(goal client.Object) time.Time {
	var written struct {
		Status struct {
			EvaluatedTime metav1.Time `json:"evaluatedTime"`
		} `json:"status"`
	}
	if text, err := json.Marshal(goal); err == nil {
		_ = json.Unmarshal(text, &written) // what cannot be read has no time
	}
	return written.Status.EvaluatedTime.Time
}

// sameSpec compares what two objects ask for, as it is written in JSON.
func sameSpec(a, b client.Object) bool {
	var specs [2]struct {
		Spec map[string]any `json:"spec"`
	}
	for i, o := range []client.Object{a, b} {
		text, err := json.Marshal(o)
		if err != nil || json.Unmarshal(text, &specs[i]) != nil {
			return false
		}
	}
	return reflect.DeepEqual(specs[0], specs[1])
}
