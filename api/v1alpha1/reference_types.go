/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Owner says who answers for a goal.
type Owner struct {
	// team that owns the goal.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=200
	Team string `json:"team,omitempty"`

	// contacts are where the team is reached: channels, mail addresses, pages. At most 20.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=200
	Contacts []string `json:"contacts,omitempty"`
}

// ObjectReference names another goal. A goal in another namespace can be referred to only where that goal consents
// with its sharedWith; without consent the reference looks exactly like one to nothing.
type ObjectReference struct {
	// name of the object.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// namespace of the object. Left out: the namespace of the object that refers.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$`
	Namespace string `json:"namespace,omitempty"`
}

// SourceKind is a kind that numbers can come from.
//
// +kubebuilder:validation:Enum=MetricSource;ClusterMetricSource
type SourceKind string

const (
	// SourceKindNamespaced is a team's own source.
	SourceKindNamespaced SourceKind = "MetricSource"
	// SourceKindCluster is a source that the cluster's admins run.
	SourceKindCluster SourceKind = "ClusterMetricSource"
)

// DefaultSourceName is the source that a goal uses when it names none.
const DefaultSourceName = "default"

// SourceReference names where numbers come from.
type SourceReference struct {
	// kind of the source. Left out: the namespace's MetricSource of that name, else the ClusterMetricSource. A
	// MetricSource that exists but is broken never falls through to the cluster's.
	//
	// +optional
	Kind SourceKind `json:"kind,omitempty"`

	// name of the source.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// ShareFrom says which namespaces are meant.
type ShareFrom string

const (
	// ShareFromSame means the object's own namespace.
	ShareFromSame ShareFrom = "Same"
	// ShareFromAll means every namespace.
	ShareFromAll ShareFrom = "All"
	// ShareFromSelector means the namespaces whose labels match.
	ShareFromSelector ShareFrom = "Selector"
)

// SharedWith is an object's consent: the namespaces whose goals may refer to it. Withdrawn, the object is to the
// others as if it were deleted.
//
// +kubebuilder:validation:XValidation:rule="(self.from == 'Selector') == has(self.selector)",message="a selector goes with from: Selector, and only with it: add the selector or change from"
type SharedWith struct {
	// from says which namespaces: Same (the own one), All, or Selector.
	//
	// +required
	// +kubebuilder:validation:Enum=Same;All;Selector
	From ShareFrom `json:"from"`

	// selector of namespaces by their labels, with from: Selector.
	//
	// +optional
	// +kubebuilder:validation:XValidation:rule="!has(self.matchExpressions) || self.matchExpressions.all(e, e.operator == 'In' || e.operator == 'NotIn' ? has(e.values) && e.values.size() > 0 : (e.operator == 'Exists' || e.operator == 'DoesNotExist') && (!has(e.values) || e.values.size() == 0))",message="the selector cannot be read: use the operators In and NotIn with values, and Exists and DoesNotExist without"
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

// AllowedNamespaces are the namespaces that may use a ClusterMetricSource.
//
// +kubebuilder:validation:XValidation:rule="(self.from == 'Selector') == has(self.selector)",message="a selector goes with from: Selector, and only with it: add the selector or change from"
type AllowedNamespaces struct {
	// from says which namespaces: All, or Selector.
	//
	// +required
	// +kubebuilder:validation:Enum=All;Selector
	From ShareFrom `json:"from"`

	// selector of namespaces by their labels, with from: Selector.
	//
	// +optional
	// +kubebuilder:validation:XValidation:rule="!has(self.matchExpressions) || self.matchExpressions.all(e, e.operator == 'In' || e.operator == 'NotIn' ? has(e.values) && e.values.size() > 0 : (e.operator == 'Exists' || e.operator == 'DoesNotExist') && (!has(e.values) || e.values.size() == 0))",message="the selector cannot be read: use the operators In and NotIn with values, and Exists and DoesNotExist without"
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}
