#!/usr/bin/env bash
# make pictures: walks the guides in Chromium and keeps their pictures in docs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/programs.sh
export GOTOOLCHAIN=auto
scripts/packages.sh

work=$(mktemp -d /tmp/balie-pictures.XXXXXX)
trap 'rm -rf "$work"' EXIT
BALIE_TEST_CHROMIUM=$(chromium)
export BALIE_TEST_CHROMIUM BALIE_TEST_OUTPUT=$work
go test -count=1 -run TestGuides ./internal/crashtest
mkdir -p docs/pictures/guide
cp "$work"/guide/*.webp docs/pictures/guide/
