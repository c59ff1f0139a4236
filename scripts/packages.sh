#!/usr/bin/env bash
# Installs the Debian packages that the tests need and this machine lacks.
# Says first what it installs; does nothing, and needs no network, when
# nothing is missing.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

missing=()
has_c_compiler || missing+=(gcc libc6-dev)
[ -n "$(postgres_bin)" ] || missing+=(postgresql)
[ -n "$(chromium)" ] || missing+=(chromium)
has_fonts || missing+=(fonts-dejavu-core)
has_dovecot || missing+=(dovecot-imapd)
if ! has_exim; then
	if [ -e /usr/sbin/sendmail ]; then
		echo "The tests need Exim (exim4-daemon-light), which would replace the mail server of this machine; run them in a container." >&2
		exit 1
	fi
	missing+=(exim4-daemon-light)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "The tests need ${missing[*]} (names of Debian packages), and there is no apt here to install them." >&2
	exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "The tests need ${missing[*]}; install them as root, there is no sudo here." >&2
		exit 1
	fi
	as_root=(sudo)
fi
echo "Installing what the tests need: ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
