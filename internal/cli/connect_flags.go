/*
Copyright 2026 The truenorth Authors.
SPDX-License-Identifier: Apache-2.0
*/

package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/truenorth-dev/truenorth/api/v1alpha1"
)

// The variables of the environment that credentials may come from, where no file is named.
const (
	envBearerToken = "KUBECTL_GOALS_PROMETHEUS_BEARER_TOKEN" //nolint:gosec // a name, no credential
	envPassword    = "KUBECTL_GOALS_PROMETHEUS_PASSWORD"     //nolint:gosec // a name, no credential
)

// The keys under which the flags' credentials are read as if they were Secrets. No Secret has a name like a flag.
const (
	flagBearerToken = "--prometheus-bearer-token-file"
	flagPassword    = "--prometheus-password-file"
	flagCA          = "--prometheus-ca-file"
	flagCert        = "--prometheus-cert-file"
	flagKey         = "--prometheus-key-file"
)

// connectFlags say how the metrics are reached.
type connectFlags struct {
	url               string
	headers           []string
	username          string
	files             map[string]*string // by the flag
	serverName        string
	insecure          bool
	timeout           time.Duration
	operatorNamespace string
}

// connectHelp is what commands with these flags say of them.
const connectHelp = `Numbers come from the MetricSources and ClusterMetricSources among the files. With --prometheus every one of them is asked at
that URL instead, and so is every source that goals refer to and the files lack. What a source says of its questions stays
in force (headers, enforcedMatchers, limits, allowedNamespaces), and so do its auth and tls unless flags give others.
Secrets that sources name are looked for among the files. A token or a password never is a flag: name a file, or set
` + envBearerToken + ` or ` + envPassword + `.`

func (c *connectFlags) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&c.url, "prometheus", "", "URL of a server with the Prometheus API, in place of those of the sources in the files and of sources that the files lack.")
	flags.StringArrayVar(&c.headers, "prometheus-header", nil, "Header name=value to send, such as X-Scope-OrgID=team-a. May be given several times.")
	flags.StringVar(&c.username, "prometheus-username", "", "User name for basic authentication.")
	c.files = map[string]*string{}
	for flag, usage := range map[string]string{
		flagBearerToken: "File with a bearer token.",
		flagPassword:    "File with the password for basic authentication.",
		flagCA:          "File with the CA certificates (PEM) to trust in place of the system's.",
		flagCert:        "File with a client certificate (PEM).",
		flagKey:         "File with the client certificate's key (PEM).",
	} {
		name := strings.TrimPrefix(flag, "--")
		c.files[flag] = flags.String(name, "", usage)
		if err := cmd.MarkFlagFilename(name); err != nil {
			panic(err) // the flag was added above
		}
	}
	flags.StringVar(&c.serverName, "prometheus-server-name", "", "Name that the server's certificate is for, where that is not the URL's host.")
	flags.BoolVar(&c.insecure, "prometheus-insecure-skip-tls-verify", false, "Do not verify the server's certificate.")
	flags.DurationVar(&c.timeout, "prometheus-timeout", 0, "How long a query may take, such as 30s.")
	flags.StringVar(&c.operatorNamespace, "operator-namespace", "truenorth-system", "Namespace in which Secrets of ClusterMetricSources are looked for.")
}

// check refuses flags that do not go together.
func (c *connectFlags) check(lookup func(string) (string, bool)) error {
	_, password := lookup(envPassword)
	certificate, key := *c.files[flagCert], *c.files[flagKey]
	switch {
	case c.url == "" && c.some():
		return errors.New("flags that begin with --prometheus- go with --prometheus URL: name it, or write them into the sources of the files")
	case (certificate == "") != (key == ""):
		return fmt.Errorf("%s and %s go together: name both", flagCert, flagKey)
	case c.username != "" && *c.files[flagPassword] == "" && !password:
		return fmt.Errorf("--prometheus-username goes with %s, or %s: name one", flagPassword, envPassword)
	case *c.files[flagPassword] != "" && c.username == "":
		return fmt.Errorf("%s goes with --prometheus-username: name it", flagPassword)
	case *c.files[flagBearerToken] != "" && c.username != "":
		return fmt.Errorf("%s and --prometheus-username are two ways to log in: use one", flagBearerToken)
	case c.timeout != 0 && c.timeout < time.Second:
		return errors.New("--prometheus-timeout is under a second: make it longer")
	}
	for _, check := range []func() error{c.checkURL, c.checkFiles, c.checkHeaders} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *connectFlags) checkHeaders() error {
	for _, header := range c.headers {
		name, _, ok := strings.Cut(header, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return errors.New("--prometheus-header is not name=value: write it like X-Scope-OrgID=team-a")
		}
		if strings.EqualFold(strings.TrimSpace(name), "authorization") {
			return fmt.Errorf("a credential is not given on the command line, where others can read it: use %s", flagBearerToken)
		}
	}
	return nil
}

// checkURL finds early what would else be said of each source.
func (c *connectFlags) checkURL() error {
	if c.url == "" {
		return nil
	}
	u, err := url.Parse(c.url)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return errors.New("--prometheus is no URL of a server: write it like http://localhost:9090")
	case u.User != nil:
		return fmt.Errorf("--prometheus holds credentials, which others can read there: use --prometheus-username with %s, or %s", flagPassword, flagBearerToken)
	}
	return nil
}

// checkFiles reads the files that flags name, so that one that is not there is told by its own name.
func (c *connectFlags) checkFiles() error {
	for _, flag := range slices.Sorted(maps.Keys(c.files)) {
		name := *c.files[flag]
		if name == "" {
			continue
		}
		content, err := os.ReadFile(name) //nolint:gosec // the user names it, who can read it anyway
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", flag, err)
		case len(bytes.TrimSpace(content)) == 0:
			return fmt.Errorf("%s: %s is empty", flag, name)
		case flag != flagBearerToken && flag != flagPassword && !bytes.Contains(content, []byte("-----BEGIN ")):
			return fmt.Errorf("%s: %s holds nothing in PEM", flag, name)
		}
	}
	return nil
}

// some tells whether any flag is given that goes with a URL.
func (c *connectFlags) some() bool {
	for _, file := range c.files {
		if *file != "" {
			return true
		}
	}
	return len(c.headers) > 0 || c.username != "" || c.serverName != "" || c.insecure || c.timeout != 0
}

// override puts what the flags say over what a source says.
func (c *connectFlags) override(spec *v1alpha1.MetricSourceSpec, lookup func(string) (string, bool)) {
	p := &spec.Prometheus
	p.URL = v1alpha1.URL(c.url)
	if c.timeout > 0 {
		p.Timeout = v1alpha1.Duration(fmt.Sprintf("%ds", c.timeout/time.Second))
	}
	for _, header := range c.headers {
		name, value, _ := strings.Cut(header, "=")
		name = strings.TrimSpace(name)
		p.Headers = slices.DeleteFunc(slices.Clone(p.Headers), func(h v1alpha1.Header) bool { return strings.EqualFold(h.Name, name) })
		p.Headers = append(p.Headers, v1alpha1.Header{Name: name, Value: &value})
	}
	_, token := lookup(envBearerToken)
	switch {
	case c.username != "":
		p.Auth = &v1alpha1.Auth{Basic: &v1alpha1.BasicAuth{Username: c.username, PasswordSecretRef: *asSecret(flagPassword)}}
	case token || *c.files[flagBearerToken] != "":
		p.Auth = &v1alpha1.Auth{BearerTokenSecretRef: asSecret(flagBearerToken)}
	}
	c.overrideTLS(p)
}

func (c *connectFlags) overrideTLS(p *v1alpha1.PrometheusSource) {
	tls := v1alpha1.TLS{}
	if p.TLS != nil {
		tls = *p.TLS
	}
	if *c.files[flagCA] != "" {
		tls.CASecretRef = asSecret(flagCA)
	}
	if *c.files[flagCert] != "" {
		tls.CertSecretRef, tls.KeySecretRef = asSecret(flagCert), asSecret(flagKey)
	}
	tls.ServerName = cmp.Or(c.serverName, tls.ServerName)
	tls.InsecureSkipVerify = tls.InsecureSkipVerify || c.insecure
	if tls != (v1alpha1.TLS{}) {
		p.TLS = &tls
	}
}

func asSecret(flag string) *v1alpha1.SecretKeyReference {
	return &v1alpha1.SecretKeyReference{Name: flag, Key: "file"}
}

// credential reads what a flag names, or the environment in its place. It is false for what is no flag.
func (c *connectFlags) credential(flag string, lookup func(string) (string, bool)) (value []byte, known bool, err error) {
	file, known := c.files[flag]
	if !known {
		return nil, false, nil
	}
	if *file == "" {
		text, _ := lookup(map[string]string{flagBearerToken: envBearerToken, flagPassword: envPassword}[flag])
		return []byte(text), true, nil
	}
	value, err = os.ReadFile(*file)
	return value, true, err
}
