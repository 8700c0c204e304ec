"""Data that lie beside the checkout on the machines that have them, found in one place."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"  # beside the checkout
DATA = SHARED / "data"
CASES = SHARED / "cases"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not on this machine")
