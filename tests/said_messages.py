"""What a page says after an act names things by their labels: tests that post read it, too.

The walk over pages (tests/interfaces/test_no_keys.py) opens pages and presses nothing, so it never
sees these sentences.
"""

import re
from contextlib import contextmanager

from django.contrib.messages.storage.base import BaseStorage

KEY = re.compile(r"(?<![\w./@-])[a-z]+(?:_[a-z0-9]+)+(?![\w/@-]|\.\w)")


@contextmanager
def without_keys():
    """Let no view say sand_reclaim for Sand reclaim."""
    add = BaseStorage.add

    def checked(self, level, message, extra_tags=""):
        # A meter's key is said as one: the company writes it into its files.
        found = None if " key " in str(message) else KEY.search(str(message))
        assert not found, f"A key of the code is said to the user: {found[0]} in {message}"
        return add(self, level, message, extra_tags)

    BaseStorage.add = checked
    try:
        yield
    finally:
        BaseStorage.add = add
