#!/usr/bin/env bash
# Runs a command that may take minutes without a word, and says every 20 seconds that it goes on.
# usage: hack/patiently.sh WHAT COMMAND [ARGUMENT …]
set -euo pipefail

what=${1:?usage: hack/patiently.sh WHAT COMMAND [ARGUMENT …]}
shift
# sleep outlives the loop by a moment, and must not hold a pipe open that somebody reads to its end.
(while sleep 20 >/dev/null 2>&1; do printf 'still %s, after %ss …\n' "$what" "$SECONDS" >&2; done) &
ticker=$!
trap 'kill "$ticker" 2>/dev/null || true' EXIT
"$@"
