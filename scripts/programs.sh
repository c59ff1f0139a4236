# Where the programs are that tests need; sourced by the other scripts.
# Each function prints a path, or nothing when the program is absent.

# postgres_bin prints the folder of the newest PostgreSQL server. Debian keeps
# it off the PATH.
postgres_bin() {
	local found
	found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
	[ -n "$found" ] || found=$(type -P initdb || true)
	[ -z "$found" ] || dirname "$found"
}

# type -P, for command -v would find this function itself.
chromium() {
	local name
	for name in chromium chromium-browser google-chrome; do
		type -P "$name" && return
	done
	return 0
}

# has_c_compiler asks for a linked program: the race detector needs the C
# library's headers too.
has_c_compiler() {
	echo 'int main(void) { return 0; }' | gcc -x c - -o /dev/null 2>/dev/null
}

has_fonts() {
	[ -n "$(fc-list 2>/dev/null | head -n 1)" ]
}

# Debian keeps mail servers off the PATH of users.
has_dovecot() {
	[ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ]
}

has_exim() {
	[ -x /usr/sbin/exim4 ]
}
