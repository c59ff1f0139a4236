#!/usr/bin/env bash
# make test: installs what is missing, lints, runs the whole suite on both
# engines; the packages where things happen at once run on SQLite, then under the
# race detector on PostgreSQL (SQLite in Go is 20 to 50 times slower there). The
# last line is "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/programs.sh
export GOTOOLCHAIN=auto

if ! command -v go >/dev/null; then
	echo "The tests need Go 1.21 or newer; it fetches the version in go.mod itself." >&2
	exit 1
fi
scripts/packages.sh

work=$(mktemp -d /tmp/balie-test.XXXXXX)
chmod 755 "$work"
group=
finish() {
	local status=$?
	trap '' INT TERM HUP
	[ -z "$group" ] || kill -TERM -- "-$group" 2>/dev/null || true
	scripts/postgres.sh stop "$work/postgres" || true
	rm -rf "$work"
	exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# in_group runs a function as a process group of its own, so that a signal to
# this script is handled at once and ends all of it, the browser included.
in_group() {
	set -m
	"$@" </dev/null &
	group=$!
	set +m
	local status=0
	wait "$group" || status=$?
	group=
	return $status
}

check() {
	scripts/generated.sh && scripts/lint.sh
}

suite() {
	echo "{\"Action\":\"suite\",\"Package\":\"$1\"}"
	shift
	go test -json -vet=off -timeout 10m "$@"
}

# Packages where things happen at once: on SQLite without the race detector, on
# PostgreSQL with it.
racing() {
	local part
	for part in store desk jobs live mailroom web; do
		[ ! -d "internal/$part" ] || go list "./internal/$part/..."
	done
}

# What holds both engines against each other, or is long and does one thing after
# the other, so that no race is in it: on both at once.
apart='^(TestBothEnginesHaveTheSameSchema|TestABackupGoesBackToItsOwnEngineAlone|TestIsolation|TestPlansOfViews|TestTheCorpusThroughTheDoors)$'

# shellcheck disable=SC2046
suites() {
	local status=0
	suite "" $(go list ./... | grep -vxF "$(racing)") || status=1
	suite "" -run "$apart" $(racing) || status=1
	BALIE_TEST_ENGINE=sqlite suite sqlite -skip "$apart" $(racing) || status=1
	BALIE_TEST_ENGINE=postgres CGO_ENABLED=1 suite race -race -skip "$apart" $(racing) || status=1
	return $status
}

run() {
	go build -o "$work/testsum" ./scripts/testsum || return
	suites | "$work/testsum"
}

in_group check || {
	echo "Nothing was tested: the checks above come first."
	exit 1
}
rm -rf test-output
mkdir -p test-output
export BALIE_TEST_OUTPUT=$PWD/test-output
BALIE_TEST_CHROMIUM=$(chromium)
BALIE_TEST_POSTGRES=$(scripts/postgres.sh start "$work/postgres" $$)
export BALIE_TEST_CHROMIUM BALIE_TEST_POSTGRES
in_group run
