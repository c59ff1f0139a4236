#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, on loopback alone.
#
#   postgres.sh start DIR [OWNER]   prints its URL; DIR, absolute, must not exist
#   postgres.sh stop DIR            ends it by its process id, removes DIR
#
# With OWNER, a process id, the server also ends when that process is gone,
# however it went: a killed test run leaves nothing behind.
# Nothing here is durable (fsync is off): measure elsewhere.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

# as_server runs a command as somebody PostgreSQL accepts: never root.
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		local user=nobody
		id postgres >/dev/null 2>&1 && user=postgres
		(cd / && runuser -u "$user" -- "$@")
	else
		"$@"
	fi
}

server_pid() { head -n 1 "$1/data/postmaster.pid" 2>/dev/null; }

# alive reads /proc: a zombie, which nobody may ever reap in a container, is
# dead, and kill -0 would call it alive.
alive() {
	[ -n "${1:-}" ] && [ -r "/proc/$1/status" ] && ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
	local dir=$1 owner=${2:-} bin port
	bin=$(postgres_bin)
	[ -n "$bin" ] || { echo "There is no PostgreSQL server here: run make test, it installs one." >&2; exit 1; }
	mkdir -m 755 "$dir"
	mkdir -m 700 "$dir/data"
	[ "$(id -u)" -ne 0 ] || chown -R "$(as_server id -u)" "$dir"
	as_server "$bin/initdb" -D "$dir/data" -U balie -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log"
	cat >>"$dir/data/postgresql.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = ''
		max_connections = 200
		fsync = off
		synchronous_commit = off
		full_page_writes = off
	CONF
	for _ in $(seq 10); do
		port=$((20000 + RANDOM % 12000))
		port_is_free "$port" || continue
		as_server "$bin/pg_ctl" start -w -D "$dir/data" -l "$dir/server.log" -o "-p $port" >/dev/null || continue
		if [ -n "$owner" ]; then
			setsid "${BASH_SOURCE[0]}" watch "$dir" "$owner" </dev/null >/dev/null 2>&1 &
		fi
		echo "postgres://balie@127.0.0.1:$port/postgres?sslmode=disable"
		return
	done
	echo "PostgreSQL did not start; its log says:" >&2
	tail -n 20 "$dir/server.log" >&2
	exit 1
}

stop() {
	local dir=$1 pid
	pid=$(server_pid "$dir" || true)
	if alive "$pid"; then
		kill -INT "$pid" || true
		for _ in $(seq 100); do
			alive "$pid" || break
			sleep 0.1
		done
		! alive "$pid" || kill -QUIT "$pid"
	fi
	rm -rf "$dir"
}

watch() {
	local dir=$1 owner=$2 pid
	pid=$(server_pid "$dir")
	while alive "$owner" && alive "$pid"; do sleep 1; done
	stop "$dir"
}

case "${1:-}" in
start | stop | watch) "$@" ;;
*)
	echo "usage: postgres.sh start DIR [OWNER] | stop DIR" >&2
	exit 2
	;;
esac
