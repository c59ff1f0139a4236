#!/usr/bin/env bash
# make crash: kills the server many times under load on both engines, on a
# throw-away PostgreSQL unless BALIE_TEST_POSTGRES names one. KILLS and SEED
# make another run of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOTOOLCHAIN=auto
scripts/packages.sh

work=$(mktemp -d /tmp/balie-crash.XXXXXX)
chmod 755 "$work"
finish() {
	local status=$?
	trap '' INT TERM
	scripts/postgres.sh stop "$work/postgres" || true
	rm -rf "$work"
	exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ -n "${BALIE_TEST_POSTGRES:-}" ] || BALIE_TEST_POSTGRES=$(scripts/postgres.sh start "$work/postgres" $$)
export BALIE_TEST_POSTGRES BALIE_TEST_KILLS=${KILLS:-12} BALIE_TEST_SEED=${SEED:-$RANDOM}
go test -count=1 -v -run 'TestKilled|TestStopped|TestBackedUp' ./internal/crashtest
