#!/bin/sh
# A throw-away PostgreSQL for the tests: find it, or install Debian's where we may, or say how.
# Prints its address on standard output; nothing when there is none.  tools/postgres.sh stop ends it.
set -eu
folder=${SCP_TEST_POSTGRES:-/tmp/scp-test-postgres}
port=${SCP_TEST_POSTGRES_PORT:-54329}
as_server() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi
}
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

bin=$(find_bin)
if [ "${1:-start}" = stop ]; then
    [ -n "$bin" ] && [ -f "$folder/data/postmaster.pid" ] && as_server "$bin/pg_ctl -D $folder/data -m immediate stop >/dev/null"
    exit 0
fi
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's postgresql for the server tests" >&2
    apt-get update -q >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql >/dev/null 2>&1 || true
    bin=$(find_bin)
fi
if [ -z "$bin" ]; then
    echo "No PostgreSQL found: the server tests are skipped. To run them: apt-get install postgresql" >&2
    [ -z "${SCP_SKIP_NOTHING:-}" ] || exit 1
    exit 0
fi
if [ -f "$folder/data/postmaster.pid" ] && "$bin/pg_isready" -q -h 127.0.0.1 -p $port; then
    echo "postgresql://centre@127.0.0.1:$port/centre"; exit 0
fi
rm -rf "$folder"; mkdir -p "$folder"
[ "$(id -u)" = 0 ] && chown postgres "$folder"
as_server "$bin/initdb -D $folder/data -U centre -A trust -E UTF8 --locale=C.UTF-8 >/dev/null 2>&1"
as_server "$bin/pg_ctl -D $folder/data -w -l $folder/log -o '-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=256MB' start >/dev/null"
as_server "$bin/createdb -h 127.0.0.1 -p $port -U centre centre"
echo "postgresql://centre@127.0.0.1:$port/centre"
