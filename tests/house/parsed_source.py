"""The source of the project, parsed once in a run: many tests of the house read the same tree."""

import ast
from functools import cache


@cache
def parsed(text):
    """Return the tree of a source text, which its readers leave as it is."""
    return ast.parse(text)
