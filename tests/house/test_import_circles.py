"""Within a floor the packages stand in an order, too: none imports another that imports it."""

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.parsed_source import parsed

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
ROLES = sorted(p.name for p in (SOURCE / "roles").iterdir() if (p / "__init__.py").exists())
FLOORS = ("methods", "reference", "centre", "interfaces", *(f"roles/{name}" for name in ROLES))


def imported(path):
    """Yield what a module imports of this project, within its functions as well."""
    for node in ast.walk(parsed(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def packages_of(floor):
    """Return package -> those of the same floor that it imports."""
    found = defaultdict(set)
    beginning = f"scp_centre.{floor.replace('/', '.')}."
    for path in (SOURCE / floor).rglob("*.py"):
        package = path.relative_to(SOURCE / floor).parts[0].removesuffix(".py")
        if package != "__init__":
            names = {n.removeprefix(beginning) for n in imported(path) if n.startswith(beginning)}
            found[package] |= {n.split(".")[0] for n in names} - {package}
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_no_packages_of_a_floor_import_each_other(floor):
    try:
        TopologicalSorter(packages_of(floor)).prepare()
    except CycleError as error:
        pytest.fail(f"{floor}: {' <- '.join(error.args[1])}")


def test_the_walk_sees_imports():
    assert "foreign_files" in packages_of("centre")["sheets"]
    assert "actions" in packages_of("roles/production")["views"]
