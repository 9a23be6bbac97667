#!/usr/bin/env bash
# Brings etcd, kube-apiserver and kubectl into DIR and prints DIR: downloaded by setup-envtest where that
# works (half a minute), else built from the modules pinned in hack/tools (about five minutes on two cores).
# Both are done once; what is there already is kept. Progress goes to stderr.
# usage: hack/control-plane.sh DIR [download|build]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:?usage: hack/control-plane.sh DIR [download|build]}
only=${2:-}
kubernetes=$(cd "$root/hack/tools" && go list -m -f '{{.Version}}' k8s.io/kubernetes)
setup_envtest=release-0.25
programs=(etcd kube-apiserver kubectl)

say() { printf 'control plane: %s\n' "$*" >&2; }

complete() {
  for program in "${programs[@]}"; do [ -x "$1/$program" ] || return 1; done
}

download() {
  say "asking setup-envtest for Kubernetes ${kubernetes#v} …"
  local store
  store=$(GOFLAGS='' go run "sigs.k8s.io/controller-runtime/tools/setup-envtest@$setup_envtest" \
    use "${kubernetes#v}" --bin-dir "$dir.download" -p path 2>"$dir.download.log") || return 1
  complete "$store" || return 1
  mkdir -p "$dir"
  cp "${programs[@]/#/$store/}" "$dir/"
}

build() {
  local minor stamp
  minor=$(cut -d. -f2 <<<"$kubernetes")
  stamp="-X k8s.io/component-base/version.gitVersion=$kubernetes"
  stamp+=" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=$minor"
  mkdir -p "$dir"
  compile() { # NAME PACKAGE: built beside its place and moved, so that a build cut short leaves nothing behind
    [ -x "$dir/$1" ] && return
    say "building $1 from source; the first time takes minutes …"
    (cd "$root/hack/tools" && CGO_ENABLED=0 "$root/hack/patiently.sh" "building $1" \
      go build -trimpath -ldflags "-s -w $stamp" -o "$dir/.$1" "$2")
    mv "$dir/.$1" "$dir/$1"
    say "built $1 after ${SECONDS}s"
  }
  compile etcd go.etcd.io/etcd/server/v3
  compile kubectl k8s.io/kubernetes/cmd/kubectl
  compile kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver
}

mkdir -p "$(dirname "$dir")"
dir=$(cd "$(dirname "$dir")" && pwd)/$(basename "$dir")
if ! complete "$dir"; then
  if [ "$only" = build ] || ! download; then
    [ "$only" != download ] || { say "the download failed: $(tail -n 1 "$dir.download.log")"; exit 1; }
    [ "$only" = build ] || say "no download from here; building the same version instead"
    build
  fi
  rm -rf "$dir.download" "$dir.download.log"
fi
printf '%s\n' "$dir"
