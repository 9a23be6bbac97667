/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// URL is an http or https address without credentials, query or fragment; a path is kept as a prefix. Hosts are names
// or addresses in their usual spelling. An error of these rules shows the value, so what may hold a credential is left
// to the rules of the object around it, which do not.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=2048
// +kubebuilder:validation:XValidation:rule="self.matches('^([^/?#]*//)?[^/?#]*@|[?#]') || self.matches('^https?://')",message="the URL does not begin with http:// or https://: write one of them"
// +kubebuilder:validation:XValidation:rule="self.matches('^([^/?#]*//)?[^/?#]*@|[?#]') || !self.matches('^https?://') || self.matches('^https?://([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?[.]?|[[][0-9A-Fa-f:.]+[]])?(:[0-9]{1,5})?(/.*)?$')",message="the host is not a name or an address: write https://host:port/path"
// +kubebuilder:validation:XValidation:rule="self.matches('^([^/?#]*//)?[^/?#]*@|[?#]') || !self.matches('^https?://($|/|:)')",message="the URL names no host: write https://host:port/path"
// +kubebuilder:validation:XValidation:rule="self.matches('^([^/?#]*//)?[^/?#]*@|[?#]') || !self.matches('^https?://([^/:]*[.])?(0[xX][0-9a-fA-F]*|[0-9]+)[.]?(:[0-9]*)?(/.*)?$') || self.matches('^https?://((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(:[0-9]*)?(/.*)?$')",message="the address is in an odd spelling: write it as four decimal numbers, or use a name"
type URL string

// SecretKeyReference names one key of a Secret in the source's own namespace; for a ClusterMetricSource in the
// namespace that the operator runs in.
type SecretKeyReference struct {
	// name of the Secret.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// key in the Secret's data.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Key string `json:"key"`
}

// ValueFrom says what a value is taken from.
//
// +kubebuilder:validation:Enum=Namespace
type ValueFrom string

// ValueFromNamespace takes the namespace of the object that holds the query.
const ValueFromNamespace ValueFrom = "Namespace"

// PrometheusSource is a server with the Prometheus HTTP API: Prometheus, Thanos, Mimir, VictoriaMetrics and others.
//
// +kubebuilder:validation:XValidation:rule="!self.url.matches('^([^/?#]*//)?[^/?#]*@')",message="the URL holds credentials: take them out and name a Secret in auth",fieldPath=".url"
// +kubebuilder:validation:XValidation:rule="!self.url.matches('[?#]')",message="the URL has a query or a fragment: leave them out",fieldPath=".url"
type PrometheusSource struct {
	// url of the server, with the path prefix that it is served under.
	//
	// +required
	URL URL `json:"url"`

	// headers are sent with every request, at most 20.
	//
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:XValidation:rule="self.all(h, self.exists_one(o, o.name.lowerAscii() == h.name.lowerAscii()))",message="a header is named twice, in upper or lower case: keep one of them"
	Headers []Header `json:"headers,omitempty"`

	// timeout is the total time for one query, from the dial to the last byte. Left out: 30s.
	//
	// +optional
	Timeout Duration `json:"timeout,omitempty"`

	// auth says how the operator identifies itself: at most one way.
	//
	// +optional
	Auth *Auth `json:"auth,omitempty"`

	// tls says which certificates are trusted and shown.
	//
	// +optional
	TLS *TLS `json:"tls,omitempty"`
}

// Header is one HTTP header with exactly one of value, valueFrom and secretKeyRef.
//
// +kubebuilder:validation:XValidation:rule="[has(self.value), has(self.valueFrom), has(self.secretKeyRef)].filter(x, x).size() == 1",message="a header has exactly one of value, valueFrom and secretKeyRef: keep one of them"
type Header struct {
	// name of the header, such as X-Scope-OrgID. Those that HTTP itself is made of cannot be set.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9!#$%&'*+.^_|~-]+$`
	// +kubebuilder:validation:XValidation:rule="!self.matches('[^A-Za-z0-9!#$%&*+.^_|~\\x27-]')",message="a header name is letters, digits and hyphens: write it like X-Scope-OrgID"
	// +kubebuilder:validation:XValidation:rule="!(self.lowerAscii() in ['host','connection','content-length','content-type','transfer-encoding','accept-encoding','te','trailer','upgrade','expect','keep-alive','proxy-authorization','proxy-connection'])",message="this header is part of HTTP itself and is set by the operator: leave it out"
	Name string `json:"name"`

	// value as it is sent.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^[\t\x20-\x7e]*$`
	// +kubebuilder:validation:XValidation:rule="self.matches('^[\\t\\x20-\\x7e]*$')",message="a header value is printable ASCII on one line: take other characters out"
	Value *string `json:"value,omitempty"`

	// valueFrom takes the value from the object that holds the query: Namespace.
	//
	// +optional
	ValueFrom ValueFrom `json:"valueFrom,omitempty"`

	// secretKeyRef takes the value from a Secret.
	//
	// +optional
	SecretKeyRef *SecretKeyReference `json:"secretKeyRef,omitempty"`
}

// Auth is how the operator identifies itself to a source.
//
// +kubebuilder:validation:XValidation:rule="[has(self.basic), has(self.bearerTokenSecretRef), has(self.oauth2)].filter(x, x).size() <= 1",message="a source has at most one of basic, bearerTokenSecretRef and oauth2: keep one of them"
type Auth struct {
	// basic is a user name and a password.
	//
	// +optional
	Basic *BasicAuth `json:"basic,omitempty"`

	// bearerTokenSecretRef names the Secret's key that holds a bearer token.
	//
	// +optional
	BearerTokenSecretRef *SecretKeyReference `json:"bearerTokenSecretRef,omitempty"`

	// oauth2 fetches a token with client credentials.
	//
	// +optional
	OAuth2 *OAuth2 `json:"oauth2,omitempty"`
}

// BasicAuth is HTTP basic authentication.
type BasicAuth struct {
	// username in clear text.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Username string `json:"username"`

	// passwordSecretRef names the Secret's key that holds the password.
	//
	// +required
	PasswordSecretRef SecretKeyReference `json:"passwordSecretRef"`
}

// OAuth2 is the client credentials flow of RFC 6749, section 4.4.
//
// +kubebuilder:validation:XValidation:rule="!self.tokenURL.matches('^([^/?#]*//)?[^/?#]*@')",message="the URL holds credentials: take them out and name a Secret in auth",fieldPath=".tokenURL"
// +kubebuilder:validation:XValidation:rule="!self.tokenURL.matches('[?#]')",message="the URL has a query or a fragment: leave them out",fieldPath=".tokenURL"
type OAuth2 struct {
	// clientID of the operator at the authorization server.
	//
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	ClientID string `json:"clientID"`

	// clientSecretRef names the Secret's key that holds the client secret.
	//
	// +required
	ClientSecretRef SecretKeyReference `json:"clientSecretRef"`

	// tokenURL of the authorization server, under the same rules as the source's url.
	//
	// +required
	TokenURL URL `json:"tokenURL"`

	// scopes to ask for, at most 20.
	//
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=256
	Scopes []string `json:"scopes,omitempty"`
}

// TLS says which certificates are trusted and shown.
//
// +kubebuilder:validation:XValidation:rule="has(self.certSecretRef) == has(self.keySecretRef)",message="a client certificate needs both certSecretRef and keySecretRef: add the other one or leave both out"
type TLS struct {
	// caSecretRef names the Secret's key that holds the PEM certificates to trust, in place of the system's.
	//
	// +optional
	CASecretRef *SecretKeyReference `json:"caSecretRef,omitempty"`

	// certSecretRef names the Secret's key that holds the client's PEM certificate.
	//
	// +optional
	CertSecretRef *SecretKeyReference `json:"certSecretRef,omitempty"`

	// keySecretRef names the Secret's key that holds the client's PEM key.
	//
	// +optional
	KeySecretRef *SecretKeyReference `json:"keySecretRef,omitempty"`

	// serverName that the server's certificate must carry, where it is not the URL's host.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=253
	ServerName string `json:"serverName,omitempty"`

	// insecureSkipVerify takes any certificate. Whoever stands between can then read and change every answer.
	//
	// +optional
	InsecureSkipVerify bool `json:"insecureSkipVerify,omitempty"`
}

// Limits is what a source is asked at most. Histories get at most a quarter of it.
type Limits struct {
	// qps is the number of queries a second. Left out: no limit.
	//
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10000
	QPS int32 `json:"qps,omitempty"`

	// maxConcurrent is the number of queries at once. Left out: 8.
	//
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	MaxConcurrent int32 `json:"maxConcurrent,omitempty"`
}

// EnforcedMatcher is a label matcher that is forced into every selector of every query, whatever the query says.
//
// +kubebuilder:validation:XValidation:rule="has(self.value) != has(self.valueFrom)",message="a matcher has exactly one of value and valueFrom: keep one of them"
type EnforcedMatcher struct {
	// label that has to be equal.
	//
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:Pattern=`^[a-zA-Z_][a-zA-Z0-9_]*$`
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-zA-Z_][a-zA-Z0-9_]*$')",message="a label name is letters, digits and underscores: write it like namespace"
	Label string `json:"label"`

	// value that the label has to have.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Value *string `json:"value,omitempty"`

	// valueFrom takes the value from the object that holds the query: Namespace.
	//
	// +optional
	ValueFrom ValueFrom `json:"valueFrom,omitempty"`
}

// MetricSourceSpec says where numbers come from.
type MetricSourceSpec struct {
	// prometheus is the server to ask.
	//
	// +required
	Prometheus PrometheusSource `json:"prometheus"`

	// limits of what the server is asked.
	//
	// +optional
	Limits *Limits `json:"limits,omitempty"`

	// enforcedMatchers keep tenants apart on a shared server, at most 20.
	//
	// +optional
	// +listType=map
	// +listMapKey=label
	// +kubebuilder:validation:MaxItems=20
	EnforcedMatchers []EnforcedMatcher `json:"enforcedMatchers,omitempty"`

	// interval at which the connection is checked and Secrets are read again. Left out: 1m.
	//
	// +optional
	Interval Interval `json:"interval,omitempty"`
}

// MetricSourceStatus is what the last check of the connection found.
type MetricSourceStatus struct {
	// observedGeneration is the generation that this status speaks of; -1 before the first check.
	//
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, and Stalled while a human has to change the spec.
	//
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// version that the server calls itself.
	//
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Version string `json:"version,omitempty"`

	// flavor of the server.
	//
	// +optional
	Flavor SourceFlavor `json:"flavor,omitempty"`
}

// SourceFlavor is a make of server that speaks the Prometheus HTTP API.
//
// +kubebuilder:validation:Enum=Prometheus;Thanos;Mimir;VictoriaMetrics;Other
type SourceFlavor string

const (
	// FlavorPrometheus is Prometheus itself.
	FlavorPrometheus SourceFlavor = "Prometheus"
	// FlavorThanos is Thanos' querier.
	FlavorThanos SourceFlavor = "Thanos"
	// FlavorMimir is Grafana Mimir, or Cortex before it.
	FlavorMimir SourceFlavor = "Mimir"
	// FlavorVictoriaMetrics is VictoriaMetrics.
	FlavorVictoriaMetrics SourceFlavor = "VictoriaMetrics"
	// FlavorOther answers as Prometheus does and does not say what it is.
	FlavorOther SourceFlavor = "Other"
)

// MetricSource is where a team's numbers come from. The hosts that it may name are the admin's to say, with the
// operator's flag --namespaced-source-hosts; by default none is.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=msrc,categories=goals
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Flavor",type=string,JSONPath=`.status.flavor`
// +kubebuilder:printcolumn:name="Version",type=string,JSONPath=`.status.version`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="URL",type=string,JSONPath=`.spec.prometheus.url`,priority=1
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].message`,priority=1
type MetricSource struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says where numbers come from.
	//
	// +required
	Spec MetricSourceSpec `json:"spec"`

	// status is what the last check of the connection found.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status MetricSourceStatus `json:"status,omitempty"`
}

// MetricSourceList is a list of MetricSources.
//
// +kubebuilder:object:root=true
type MetricSourceList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []MetricSource `json:"items"`
}

// ClusterMetricSourceSpec says where numbers come from, and for whom.
type ClusterMetricSourceSpec struct {
	MetricSourceSpec `json:",inline"`

	// allowedNamespaces are the namespaces whose goals may use this source. Required, so that nobody opens a source to
	// all by leaving something out.
	//
	// +required
	AllowedNamespaces AllowedNamespaces `json:"allowedNamespaces"`
}

// ClusterMetricSource is a MetricSource that the cluster's admins run for the namespaces that they allow. Its Secrets
// are in the namespace that the operator runs in.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=cmsrc,categories=goals
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Flavor",type=string,JSONPath=`.status.flavor`
// +kubebuilder:printcolumn:name="Version",type=string,JSONPath=`.status.version`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="URL",type=string,JSONPath=`.spec.prometheus.url`,priority=1
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].message`,priority=1
type ClusterMetricSource struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object's metadata.
	//
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says where numbers come from, and for whom.
	//
	// +required
	Spec ClusterMetricSourceSpec `json:"spec"`

	// status is what the last check of the connection found.
	//
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status MetricSourceStatus `json:"status,omitempty"`
}

// ClusterMetricSourceList is a list of ClusterMetricSources.
//
// +kubebuilder:object:root=true
type ClusterMetricSourceList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	// items of the list.
	Items []ClusterMetricSource `json:"items"`
}
