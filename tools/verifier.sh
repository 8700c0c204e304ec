#!/bin/sh
# What the tests check with and we did not write (credentials, SCORM), from the npm registry.
# Prints the folder that holds them; nothing where Node is missing.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${SCP_TEST_VERIFIER:-/tmp/scp-test-verifier}
if ! command -v npm >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's nodejs and npm for the verifier tests" >&2
    apt-get update -q >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm >/dev/null 2>&1 || true
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "No Node found: the tests with another's verifier are skipped. To run them: apt-get install nodejs npm" >&2
    [ -z "${SCP_SKIP_NOTHING:-}" ] || exit 1
    exit 0
fi
mkdir -p "$folder"
if ! cmp -s "$here/tests/verifier/package-lock.json" "$folder/installed"; then
    cp "$here"/tests/verifier/package*.json "$folder/"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) || {
        echo "The npm registry gave no verifier: its tests are skipped." >&2
        [ -z "${SCP_SKIP_NOTHING:-}" ] || exit 1
        exit 0
    }
    cp "$here/tests/verifier/package-lock.json" "$folder/installed"
fi
cp "$here/tests/verifier/verify.mjs" "$folder/"
printf '%s\n' "$folder"
