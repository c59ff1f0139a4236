#!/usr/bin/env bash
# Runs every fuzz target for the given time, one after the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOTOOLCHAIN=auto
for_each=${1:-30s}

targets=$(grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' ./internal ./cmd | sort || true)
if [ -z "$targets" ]; then
	echo "There is no fuzz target."
	exit 1
fi
while IFS=: read -r file func; do
	echo "$(dirname "$file") ${func#func }"
	go test -run '^$' -fuzz "^${func#func }\$" -fuzztime "$for_each" "$(dirname "$file")" </dev/null
done <<<"$targets"
