#!/usr/bin/env bash
# make weigh: measures the program as it ships (pages in Chromium, memory,
# start, size) and prints a table; fails where a budget is missed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/programs.sh
export GOTOOLCHAIN=auto
scripts/packages.sh

work=$(mktemp -d /tmp/balie-weigh.XXXXXX)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$work/balie" ./cmd/balie
BALIE_TEST_CHROMIUM=$(chromium)
export BALIE_TEST_CHROMIUM BALIE_TEST_BINARY=$work/balie
go test -count=1 -v -run TestWeight ./internal/crashtest | grep -v '^=== '
