"""Compute the footprint of a product from its workbook: the same as on the page."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from scp_centre.centre.command_files import whole_number, write_output

MOST_RUNS, MOST_SEED = 1_000_000, 2**63 - 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which workbook, and how often it is drawn."""
    parser.add_argument("workbook", type=Path, nargs="?", help="a footprint model (.xlsx)")
    parser.add_argument("--template", type=Path, help="write the empty workbook here instead")
    parser.add_argument(
        "--runs",
        type=whole_number(1, MOST_RUNS),
        default=1000,
        help="runs of the Monte Carlo; 1000",
    )
    parser.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), default=1, help="seed of the runs; 1"
    )
    parser.add_argument("--matrices", type=Path, help="write the input of `compute lca` here")
    parser.add_argument("-o", "--output", type=Path, help="write the whole result here, as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the footprint; return 0 when done, 2 for wrong input."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.bare")
    django.setup()
    from scp_centre.centre.sheets.findings import WorkbookError
    from scp_centre.methods.errors import SpokenError

    try:
        return _run(arguments)
    except WorkbookError as error:
        for finding in error.findings:
            sys.stderr.write(f"{finding}\n")
    except SpokenError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
    return 2


def _run(arguments: argparse.Namespace) -> int:
    from scp_centre.centre.translation import speaker
    from scp_centre.roles.products.footprint_computation import compute
    from scp_centre.roles.products.plain_result import lca_input, plain_result
    from scp_centre.roles.products.sentences import (
        compared_sentence,
        driver_sentences,
        hot_spot,
        lead,
        spread_sentence,
    )
    from scp_centre.roles.products.workbook import read_workbook, write_workbook

    if arguments.template:
        arguments.template.write_bytes(write_workbook(None))
        sys.stdout.write(f"{arguments.template}\n")
        return 0
    if arguments.workbook is None:
        sys.stderr.write("Name a workbook, or write an empty one with --template FILE.\n")
        return 2
    computed = compute(read_workbook(arguments.workbook), runs=arguments.runs, seed=arguments.seed)
    if arguments.output:
        _write(arguments.output, plain_result(computed))
    if arguments.matrices:
        _write(arguments.matrices, lca_input(computed))
    say = speaker("en")
    sentences = [lead(computed), hot_spot(computed.base), spread_sentence(computed.spread)]
    sentences += driver_sentences(computed)
    sentences += [compared_sentence(c, computed.base.total) for c in computed.spread.compared]
    sentences += _of_costs(computed)
    for one in sentences:
        sys.stdout.write(f"{say(one)}\n")
    for found in computed.indicators:
        _print_indicators(found, say)
    return 0


def _print_indicators(found: Any, say: Any) -> None:
    """Print the impacts by one method, and what it leaves out."""
    from scp_centre.roles.products.indicator_sentences import indicator_notes

    sys.stdout.write(f"{found.method.name}, {found.method.version}:\n")
    for one in found.categories:
        sys.stdout.write(f"  {one.value:.6g} {one.unit}  {one.name}\n")
    for note in indicator_notes(found):
        sys.stdout.write(f"{say(note)}\n")


def _of_costs(computed: Any) -> list[Any]:
    """Return the sentences on costs and on parts at end of life; none where none were entered."""
    from scp_centre.roles.products.cost_sentences import (
        compared_cost,
        cost_lead,
        cost_notes,
        cycle_sentence,
    )

    found: list[Any] = []
    if computed.costs is not None:
        base = computed.costs.base
        found.append(cost_lead(base, computed.content.model.functional_unit))
        found += cost_notes(computed.costs)
        found += [compared_cost(one, base) for one in computed.costs.compared]
    return found + [cycle_sentence(one) for one in computed.cycles]


def _write(path: Path, data: dict[str, Any]) -> None:
    write_output(path, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
