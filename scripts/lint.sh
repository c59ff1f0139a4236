#!/usr/bin/env bash
# Format, vet and static analysis; prints what is wrong and where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOTOOLCHAIN=auto
tool() { go tool -modfile=tools/go.mod "$@"; }

failed=0
mapfile -d '' files < <(find . -name '*.go' ! -name '*_templ.go' ! -path './.*' ! -path './node_modules/*' -print0)
unformatted=$(tool gofumpt -l "${files[@]}")
if [ -n "$unformatted" ]; then
	echo "Not formatted (gofumpt -w would do it):" && echo "$unformatted"
	failed=1
fi
go vet ./... || failed=1
tool staticcheck ./... || failed=1
exit $failed
