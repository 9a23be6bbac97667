#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other, and prints what came of each. One that fails does not keep
# the others from running, but fails the whole; Go writes the input that did it below the package's testdata/fuzz.
# usage: hack/fuzz.sh TIME_FOR_EACH [PATTERN_OF_TARGETS]
set -euo pipefail

each=${1:?usage: hack/fuzz.sh TIME_FOR_EACH [PATTERN_OF_TARGETS]}
pattern=${2:-.}
log=$(mktemp)
table=$(mktemp)
trap 'rm -f "$log" "$table"' EXIT
failed=0 unknown=$'-\t-'

# targets are "./internal/source FuzzDecode", as often as there are.
targets() {
  grep -rE --include='*_test.go' --exclude-dir=bin --exclude-dir=.git '^func Fuzz[A-Za-z0-9_]*\(' . |
    sed -E 's|/[^/]*_test\.go:func (Fuzz[A-Za-z0-9_]*)\(.*| \1|' | sort
}

while read -r package target; do
  echo "$package $target, for $each …"
  result=held
  # An input that is new is made smaller for a moment, not for Go's minute, which would be all there is.
  if ! go test -run '^$' -fuzz "^$target\$" -fuzztime "$each" -fuzzminimizetime 2s "$package" > "$log" 2>&1 < /dev/null; then
    result=FAILED failed=1
    grep -v '^fuzz: elapsed' "$log" >&2 || true
  fi
  # fuzz: elapsed: 3s, execs: 325017 (108336/sec), new interesting: 11 (total: 202)
  counts=$(sed -nE 's/.* execs: ([0-9]+) .* new interesting: ([0-9]+) .*/\1\t\2/p' "$log" | tail -n 1)
  printf '%s\t%s\t%s\n' "$package $target" "${counts:-$unknown}" "$result" >> "$table"
done < <(targets | grep -E -- "$pattern")

if [ ! -s "$table" ]; then
  echo "no fuzz target matches $pattern" >&2
  exit 1
fi
echo
awk -F '\t' 'BEGIN { printf "%-40s %12s %10s  %s\n", "target", "executions", "new inputs", "result" }
  { printf "%-40s %12s %10s  %s\n", $1, $2, $3, $4 }' "$table"
exit "$failed"
