#!/usr/bin/env bash
# Generates the templ components in place and fails when a file was not what
# its component says: generated files are committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOTOOLCHAIN=auto
sums() { find . -name '*_templ.go' ! -path './.*' -exec sha256sum {} + | sort -k 2; }

before=$(sums)
go tool -modfile=tools/go.mod templ generate -log-level error
if ! stale=$(diff <(echo "$before") <(sums)); then
	echo "These generated files were not current; they are now, commit them:"
	awk '/^[<>]/ { print $3 }' <<<"$stale" | sort -u
	exit 1
fi
