# truenorth: goals as code for Kubernetes. `make help` lists what there is to do.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := $(CURDIR)/bin
CONTROL_PLANE := $(BIN)/k8s
VERSION ?= v0.1.0
IMG ?= ghcr.io/truenorth-dev/truenorth:$(VERSION)

# Versions of the tools that are installed into bin/, each beside its version so that a new one is noticed.
CONTROLLER_TOOLS_VERSION := v0.23.0
KUSTOMIZE_VERSION := v5.8.2
GOLANGCI_LINT_VERSION := v2.15.0
GOTESTSUM_VERSION := v1.13.0
GOVULNCHECK_VERSION := v1.9.0

CONTROLLER_GEN := $(BIN)/controller-gen-$(CONTROLLER_TOOLS_VERSION)
KUSTOMIZE := $(BIN)/kustomize-$(KUSTOMIZE_VERSION)
GOLANGCI_LINT := $(BIN)/golangci-lint-$(GOLANGCI_LINT_VERSION)
GOTESTSUM := $(BIN)/gotestsum-$(GOTESTSUM_VERSION)
GOVULNCHECK := $(BIN)/govulncheck-$(GOVULNCHECK_VERSION)
PROMTOOL := $(BIN)/promtool
ALERTMANAGER := $(BIN)/alertmanager

##@ General

.PHONY: help
help: ## Show this help.
	@awk 'BEGIN {FS = ":.*##"; printf "Usage: make \033[36m<target>\033[0m\n"} \
	  /^[a-zA-Z_-]+:.*?##/ { printf "  \033[36m%-16s\033[0m %s\n", $$1, $$2 } \
	  /^##@/ { printf "\n\033[1m%s\033[0m\n", substr($$0, 5) }' $(MAKEFILE_LIST)

##@ Try it

.PHONY: demo
demo: control-plane plugin ## Bring up a Kubernetes API, a Prometheus with half a year of history, the operator and the samples. ONCE=1 ends by itself.
	@echo "Building the operator and the demo; the first time takes a few minutes …"
	@mkdir -p $(BIN)
	@hack/patiently.sh "building the operator" go build -o $(BIN)/manager ./cmd/manager
	@hack/patiently.sh "building the demo with its Prometheus" go build -o $(BIN)/demo ./hack/demo
	@$(BIN)/demo --control-plane $(CONTROL_PLANE) --manager $(BIN)/manager --plugin $(BIN)/kubectl-goals --config config $(if $(ONCE),--once)

##@ Develop

# The race detector needs a C compiler; without one the tests run all the same.
RACE := $(if $(shell command -v $$(go env CC)),-race)

.PHONY: test
test: control-plane $(PROMTOOL) $(ALERTMANAGER) $(GOTESTSUM) ## Run all tests against a real kube-apiserver and real Prometheus code.
	@echo "Building and running all tests$(if $(RACE),, (without the race detector: there is no C compiler)); the first time takes minutes …"
	KUBEBUILDER_ASSETS=$(CONTROL_PLANE) PROMTOOL=$(PROMTOOL) ALERTMANAGER=$(ALERTMANAGER) $(GOTESTSUM) --format pkgname-and-test-fails -- $(RACE) -shuffle=on -timeout 30m ./...

.PHONY: test-faults
test-faults: control-plane ## Show that no fault breaks the operator: the battery of internal/faults as a table. ARGS: -o markdown, -race
	@echo "Building the battery; the first time takes minutes …"
	@KUBEBUILDER_ASSETS=$(CONTROL_PLANE) go run ./hack/faults $(ARGS)

.PHONY: faults-table
faults-table: control-plane ## Write the table of faults in docs/reliability.md anew.
	@mkdir -p $(BIN)
	@KUBEBUILDER_ASSETS=$(CONTROL_PLANE) go run ./hack/faults -o markdown > $(BIN)/faults.md
	@sed -i -e '/^<!-- faults -->$$/,/^<!-- end faults -->$$/{//!d}' -e '/^<!-- faults -->$$/r $(BIN)/faults.md' docs/reliability.md

.PHONY: cover
cover: control-plane ## Show the coverage of the packages that the project exists for.
	KUBEBUILDER_ASSETS=$(CONTROL_PLANE) go test -cover ./internal/scoring ./internal/forecast ./internal/exchange ./internal/trend ./internal/history ./internal/source ./internal/evaluate ./internal/measure

.PHONY: mutate
mutate: ## Change each comparison and bound of internal/scoring, and show the changes that no test notices.
	go run ./hack/mutate ./internal/scoring

.PHONY: bench-outlook
bench-outlook: ## Back-test the forecast where the truth is known, beside three rules and an oracle. ARGS: -held-out, -split, -seed N, -check …
	go run ./hack/outlook $(ARGS)

.PHONY: outlook-table
outlook-table: ## Write the table of docs/outlook.md anew.
	@mkdir -p $(BIN)
	@go run ./hack/outlook -o markdown > $(BIN)/outlook.md
	@sed -i -e '/^<!-- table -->$$/,/^<!-- end -->$$/{//!d}' -e '/^<!-- table -->$$/r $(BIN)/outlook.md' docs/outlook.md

.PHONY: bench-exchange
bench-exchange: ## Test the test of value exchanges where the truth is known, beside "best lag, p < 0.05". ARGS: -held-out, -seed N, -runs N, -check …
	go run ./hack/exchange $(ARGS)

.PHONY: exchange-table
exchange-table: ## Write the table of docs/exchange.md anew.
	@mkdir -p $(BIN)
	@go run ./hack/exchange -o markdown > $(BIN)/exchange.md
	@sed -i -e '/^<!-- table -->$$/,/^<!-- end -->$$/{//!d}' -e '/^<!-- table -->$$/r $(BIN)/exchange.md' docs/exchange.md

# How long it goes on: SOAK=2h for a night.
SOAK ?= 2m
define soak
	@mkdir -p $(BIN)
	@hack/patiently.sh "building the operator" go build -o $(BIN)/manager ./cmd/manager
	@hack/patiently.sh "building the soak" go build -o $(BIN)/soak ./hack/soak
	@KUBEBUILDER_ASSETS=$(CONTROL_PLANE) $(BIN)/soak -for $(SOAK) -manager $(BIN)/manager
endef

.PHONY: soak
soak: control-plane ## Let goals and sources come, change and go at 100/s for SOAK (2m) while sources fail, and check that the operator holds no more afterwards.
	$(soak)

.PHONY: soak-table
soak-table: control-plane ## Soak, and write the table of docs/reliability.md anew.
	$(soak) -o markdown > $(BIN)/soak.md
	@sed -i -e '/^<!-- soak -->$$/,/^<!-- end soak -->$$/{//!d}' -e '/^<!-- soak -->$$/r $(BIN)/soak.md' docs/reliability.md

# A minute each; FUZZTIME=1h for a night, FUZZ=internal/source for some of them.
FUZZTIME ?= 1m
.PHONY: fuzz
fuzz: ## Run every fuzz target for FUZZTIME (1m), those that FUZZ matches, and print what came of each.
	@hack/fuzz.sh $(FUZZTIME) "$(FUZZ)"

.PHONY: lint
lint: $(GOLANGCI_LINT) ## Run the linters.
	$(GOLANGCI_LINT) run ./...

# A finding comes with every way that leads to it, often hundreds; three are enough to see whether it matters.
.PHONY: vulncheck
vulncheck: $(GOVULNCHECK) ## Look for known vulnerabilities in what is called. VULNDB: a checkout of github.com/golang/vulndb, for machines without a network.
	@mkdir -p $(BIN)
	@database=$$(go run ./hack/vulndb -o $(BIN)/vulndb $(if $(VULNDB),-from "$(VULNDB)")) && \
	  $(GOVULNCHECK) -db "$$database" ./... | { grep -vE '^ +#([4-9]|[0-9]{2,}): ' || true; }

.PHONY: security-tables
security-tables: ## Write the tables of docs/security.md anew: each role, and what its verbs are for.
	@go run ./hack/security config docs/security.md

.PHONY: generate
generate: $(CONTROLLER_GEN) ## Write the generated files anew: deep copies, CRDs, the role and the PrometheusRules.
	$(CONTROLLER_GEN) object:headerFile=hack/boilerplate.go.txt paths=./api/...
	$(CONTROLLER_GEN) crd:allowDangerousTypes=true paths=./api/... output:crd:dir=config/crd/bases
	$(CONTROLLER_GEN) rbac:roleName=manager-role paths=./controllers/... output:rbac:dir=config/rbac
	go run ./hack/catalog config/catalog config/prometheus

.PHONY: verify
verify: generate kustomize-build ## Check that generated files are current, modules are tidy, code is formatted and config/ builds.
	go mod tidy -diff
	cd hack/tools && go mod tidy -diff
	cd hack/promtool && go mod tidy -diff
	test -z "$$(gofmt -l api cmd controllers internal hack config | tee /dev/stderr)"
	@if [ -n "$$(git status --porcelain -- api config)" ]; then git status --short -- api config; \
	  echo "generated files are not current: run 'make generate' and commit"; exit 1; fi

.PHONY: kustomize-build
kustomize-build: $(KUSTOMIZE) ## Build every kustomization of config/.
	@for kustomization in $$(git ls-files 'config/**/kustomization.yaml' 'config/kustomization.yaml'); do \
	  grep -q '^kind: Component' $$kustomization && continue; \
	  $(KUSTOMIZE) build $$(dirname $$kustomization) > /dev/null && echo "built $$(dirname $$kustomization)"; \
	done

.PHONY: control-plane
control-plane: ## Bring etcd, kube-apiserver and kubectl into bin/k8s: downloaded where that works, else built from source.
	@hack/control-plane.sh $(CONTROL_PLANE) > /dev/null

.PHONY: promtool
promtool: $(PROMTOOL) ## Bring promtool into bin/, for the rule tests: bin/promtool test rules config/catalog/*/rules_test.yaml config/prometheus/rules_test.yaml

.PHONY: alertmanager
alertmanager: $(ALERTMANAGER) ## Bring alertmanager into bin/, for the tests of the sample routes.

##@ Install

.PHONY: build
build: ## Build the operator.
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o $(BIN)/manager ./cmd/manager

.PHONY: plugin
plugin: ## Build the kubectl plugin into bin/, with what completes it: PATH=$PWD/bin:$PATH kubectl goals --help
	@hack/patiently.sh "building kubectl goals" go build -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN)/kubectl-goals ./cmd/kubectl-goals
	@cp cmd/kubectl-goals/kubectl_complete-goals $(BIN)/

.PHONY: image
image: ## Build the operator's image, IMG.
	docker build -t $(IMG) .

.PHONY: install
install: ## Install the operator into the cluster that kubectl points to.
	kubectl apply -k config/default

.PHONY: uninstall
uninstall: ## Remove the operator and all goals from the cluster that kubectl points to.
	kubectl delete --ignore-not-found -k config/default

# $(call tool,PACKAGE@VERSION): installs a tool under the name of the target.
define tool
	@echo "installing $(1)"
	@GOBIN=$(BIN)/install go install $(1) && mv $(BIN)/install/* $@ && rmdir $(BIN)/install
endef

# Built with the flags of the tests and the demo, so that what they have compiled is not compiled again.
$(PROMTOOL): hack/promtool/go.mod
	@cd hack/promtool && ../patiently.sh "building promtool" \
	  go build -tags remove_all_sd -ldflags '-s -w' -o $@ github.com/prometheus/prometheus/cmd/promtool
$(ALERTMANAGER): hack/promtool/go.mod
	@cd hack/promtool && ../patiently.sh "building alertmanager" \
	  go build -ldflags '-s -w' -o $@ github.com/prometheus/alertmanager/cmd/alertmanager

$(CONTROLLER_GEN):
	$(call tool,sigs.k8s.io/controller-tools/cmd/controller-gen@$(CONTROLLER_TOOLS_VERSION))
$(KUSTOMIZE):
	$(call tool,sigs.k8s.io/kustomize/kustomize/v5@$(KUSTOMIZE_VERSION))
$(GOLANGCI_LINT):
	$(call tool,github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION))
$(GOTESTSUM):
	$(call tool,gotest.tools/gotestsum@$(GOTESTSUM_VERSION))
$(GOVULNCHECK):
	$(call tool,golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION))
