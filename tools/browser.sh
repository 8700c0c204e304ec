#!/bin/sh
# Find Chromium for the browser tests, or install it where we may, or say how to get it.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests" >&2
    apt-get update -q >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
echo "No chromium found: the browser tests are skipped. To run them: apt-get install chromium" >&2
exit 0
