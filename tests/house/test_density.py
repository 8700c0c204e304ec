"""One step a line: what decides twice in one expression opens up."""

import ast
from pathlib import Path

from tests.house.parsed_source import parsed

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def expressions(kinds):
    """Yield (place, expression) of these kinds, anywhere in the sources."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, kinds):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_no_choice_stands_within_a_choice():
    nested = [
        place
        for place, choice in expressions(ast.IfExp)
        if any(isinstance(part, ast.IfExp) and part is not choice for part in ast.walk(choice))
    ]
    assert nested == []


def test_no_comprehension_walks_three_things():
    deep = [place for place, one in expressions(COMPREHENSIONS) if len(one.generators) > 2]
    assert deep == []
