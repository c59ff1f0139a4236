#!/usr/bin/env bash
# make bench: measures on the engines and sizes named, and writes
# docs/benchmarks.md. PostgreSQL is a throw-away server made durable, unless
# BALIE_BENCH_POSTGRES names one whose data is to be kept between runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/programs.sh
export GOTOOLCHAIN=auto
sizes=${SIZES:-1000 100000}
engines=${ENGINES:-sqlite postgres}

mkdir -p .cache/bench
work=$(mktemp -d /tmp/balie-bench.XXXXXX)
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

if [[ " $engines " == *" postgres "* && -z ${BALIE_BENCH_POSTGRES:-} ]]; then
	BALIE_BENCH_POSTGRES=$(scripts/postgres.sh start "$work/postgres" $$)
	for setting in fsync synchronous_commit full_page_writes; do
		"$(postgres_bin)/psql" -q "$BALIE_BENCH_POSTGRES" -c "ALTER SYSTEM SET $setting = on"
	done
	"$(postgres_bin)/psql" -q "$BALIE_BENCH_POSTGRES" -c "SELECT pg_reload_conf()" >/dev/null
	export BALIE_BENCH_POSTGRES
fi
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$work/balie" ./cmd/balie
go build -o "$work/bench" ./scripts/bench
"$work/bench" -sizes "$sizes" -engines "$engines" -binary "$work/balie" -out docs/benchmarks.md "$@"
