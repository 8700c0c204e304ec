#!/bin/sh
# Find nginx for the test of a ministry's installation, or install Debian's where we may.
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's nginx for the test of a ministry's installation" >&2
    apt-get update -q >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nginx-light >/dev/null 2>&1 && exit 0
fi
echo "No nginx found: the test of a ministry's installation is skipped. To run it: apt-get install nginx-light" >&2
exit 0
