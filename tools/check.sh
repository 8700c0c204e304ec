#!/bin/sh
# All linters; each says its own errors. Stops at the first that fails.
set -eu
ruff check .
ruff format --check .
mypy
lint-imports
djlint --lint --quiet src
