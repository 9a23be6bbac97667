/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// goalKind is one of our kinds, by the names that kubectl takes.
type goalKind struct {
	kind, resource, short string
	// one and many are its names in a sentence.
	one, many string
	// cluster says that its objects are in no namespace.
	cluster bool
	// empty makes an object of it.
	empty func() client.Object
}

// goalKinds are all of them: five kinds of goals, and behind them the sources.
var goalKinds = []goalKind{
	{"Objective", "objectives", "obj", "objective", "objectives", false,
		func() client.Object { return &v1alpha1.Objective{} }},
	{"CustomerOutcome", "customeroutcomes", "outcome", "customer outcome", "customer outcomes", false,
		func() client.Object { return &v1alpha1.CustomerOutcome{} }},
	{"Indicator", "indicators", "ind", "indicator", "indicators", false,
		func() client.Object { return &v1alpha1.Indicator{} }},
	{"ValueExchange", "valueexchanges", "vx", "value exchange", "value exchanges", false,
		func() client.Object { return &v1alpha1.ValueExchange{} }},
	{"Scorecard", "scorecards", "card", "scorecard", "scorecards", false,
		func() client.Object { return &v1alpha1.Scorecard{} }},
	{"MetricSource", "metricsources", "msrc", "metric source", "metric sources", false,
		func() client.Object { return &v1alpha1.MetricSource{} }},
	{"ClusterMetricSource", "clustermetricsources", "cmsrc", "cluster metric source", "cluster metric sources", true,
		func() client.Object { return &v1alpha1.ClusterMetricSource{} }},
}

// sourceKinds is how many kinds at the end of goalKinds are sources.
const sourceKinds = 2

// kindsOfGoals are those that are judged, without the sources.
func kindsOfGoals() []goalKind { return goalKinds[:len(goalKinds)-sourceKinds] }

// gvk is the kind as the API knows it.
func (k goalKind) gvk() schema.GroupVersionKind { return v1alpha1.GroupVersion.WithKind(k.kind) }

// reference names an object of the kind in the shortest words that the command line takes: "obj/guests-belong".
func (k goalKind) reference(name string) string { return k.short + "/" + name }

// list is an empty list of the kind as the API has it.
func (k goalKind) list() *unstructured.UnstructuredList {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(k.kind + "List"))
	return list
}

// kindNamed is the kind of a name as kubectl takes it: kind, plural or short name in any case, with or without the
// group behind it.
func kindNamed(name string) (goalKind, bool) {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(name, "."+v1alpha1.GroupVersion.Group)
	name = strings.TrimSuffix(name, "."+v1alpha1.GroupVersion.Version)
	at := slices.IndexFunc(goalKinds, func(k goalKind) bool {
		return name == strings.ToLower(k.kind) || name == k.resource || name == k.short
	})
	if at < 0 {
		return goalKind{}, false
	}
	return goalKinds[at], true
}

// kindsNamed are the kinds of names with commas between them, and of the category "goals".
func kindsNamed(names string) ([]goalKind, bool) {
	if strings.EqualFold(names, "goals") {
		return kindsOfGoals(), true
	}
	var kinds []goalKind
	for name := range strings.SplitSeq(names, ",") {
		kind, ok := kindNamed(name)
		if !ok {
			return nil, false
		}
		kinds = append(kinds, kind)
	}
	return kinds, true
}

// wanted is what the arguments of a command ask for.
type wanted struct {
	// kinds of which all objects are meant, where there are no names.
	kinds []goalKind
	// names of single objects.
	names []wantedName
}

// wantedName is the name of one object.
type wantedName struct {
	// kinds that it may be of.
	kinds []goalKind
	name  string
}

// parseWanted reads arguments: nothing, KIND, KIND NAME..., and KIND/NAME or NAME any number of times.
func parseWanted(args []string) (wanted, error) {
	if len(args) == 0 {
		return wanted{kinds: kindsOfGoals()}, nil
	}
	if kinds, ok := kindsNamed(args[0]); ok {
		return wantedOf(kinds, args[1:])
	}
	var w wanted
	for _, arg := range args {
		kind, name, slash := strings.Cut(arg, "/")
		if !slash {
			w.names = append(w.names, wantedName{goalKinds, arg})
			continue
		}
		known, ok := kindNamed(kind)
		if !ok {
			return wanted{}, fmt.Errorf("unknown kind %q in %q: use one of %s", kind, arg, kindNames())
		}
		if name == "" || strings.Contains(name, "/") {
			return wanted{}, fmt.Errorf("%q names no object: write it as KIND/NAME, and its namespace with -n", arg)
		}
		w.names = append(w.names, wantedName{[]goalKind{known}, name})
	}
	return w, nil
}

// wantedOf are objects of kinds by their names, or all.
func wantedOf(kinds []goalKind, names []string) (wanted, error) {
	w := wanted{kinds: kinds}
	for _, name := range names {
		if strings.Contains(name, "/") {
			return wanted{}, fmt.Errorf("%q follows a kind, and has one: write KIND/NAME of every object, or KIND once and names behind it", name)
		}
		w.names = append(w.names, wantedName{kinds, name})
	}
	return w, nil
}

// kindNames lists the kinds with their short names, for an error.
func kindNames() string {
	names := make([]string, len(goalKinds))
	for i, k := range goalKinds {
		names[i] = fmt.Sprintf("%s (%s)", strings.ToLower(k.kind), k.short)
	}
	return strings.Join(names, ", ")
}
