"""Figures of others are read for a use by one function only."""

import ast

from tests.house.parsed_source import parsed
from tests.house.test_house import SOURCE

OWN = {  # where an organisation's own figures are read, for itself
    "roles/production/data_export.py",
    # the rows behind what was released or published already, by what recorded them
    "roles/benchmarks/dependents.py",
    "roles/policy/dependents.py",
}


def readers():
    """Yield the modules above the ledger that ask its table, not its queries."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(("centre/evidence/", "methods/")) or "migrations" in name:
            continue
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "Observation.objects":
                yield name
            if isinstance(node, ast.Attribute) and node.attr == "observations":
                yield f"{name}: {ast.unparse(node)}"


def test_only_the_ledger_reads_its_table():
    """`shared_figures(use)` asks for consent and review; a query beside it asks nobody."""
    found = {name for name in readers() if name not in OWN}
    # a page of the company's own product, whose figures its reader may see
    assert found == {"interfaces/web/organisation_pages.py: found.observations"}


def test_every_use_says_what_it_means():
    from scp_centre.centre.evidence.consent import USES
    from scp_centre.centre.evidence.models import Use

    assert set(USES) == set(Use)
    assert all(sentence.endswith(".") for sentence in USES.values())


def test_the_centre_finds_what_roles_declare():
    """Each role that publishes figures of the ledger has declared its kind, in its own words."""
    from scp_centre.centre.evidence.dependents import declared_kinds

    assert set(declared_kinds()) == {"benchmark_release", "brief", "case_study", "donor_report"}
