#!/bin/sh
# Build the documentation into docs/_build/html; a broken link within it is an error.
set -eu
python tools/data_model.py > docs/data-model.md
sphinx-build -W --keep-going -q -b html docs docs/_build/html
echo "docs/_build/html/index.html"
