"""Read a life-cycle database of another program, say what is wrong in it, compute an inventory."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from scp_centre.centre.command_files import write_output

SHOWN = 20  # flows of an inventory that are printed
KEPT_LIST = "kept list"  # rule of a flow that somebody decided on
SHOWN_LEFT = 5  # substances without a factor that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which file, and of what product the inventory is."""
    parser.add_argument(
        "database",
        type=Path,
        help="a file in a format of other programs; it is recognised by its content",
    )
    parser.add_argument("--process", help="name or identifier of the process to compute")
    parser.add_argument(
        "--amount", default="1", help="of its reference product, in the product's unit; 1"
    )
    parser.add_argument("--gwp", default="AR6", help="IPCC set of the score: AR4, AR5 or AR6; AR6")
    parser.add_argument(
        "--method",
        type=Path,
        help="an impact method: openLCA JSON-LD, or a table of category, flow and factor",
    )
    parser.add_argument(
        "--decisions",
        type=Path,
        help="what flows count as, downloaded from the page How flows are classified (CSV); "
        "without it, decisions made on pages do not count",
    )
    parser.add_argument("-o", "--output", type=Path, help="write the whole result here, as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what the file holds and what is wrong in it; return 0 when done, 2 for wrong input."""
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
    from scp_centre.methods.entries import FILE_NOTATIONS, read_number
    from scp_centre.roles.products.life_cycle_files import HOUR, read_life_cycle_file

    say = speaker("en")
    amount = read_number(arguments.amount, FILE_NOTATIONS)
    if arguments.method and not arguments.process:
        sys.stderr.write("A method needs a process: name one with --process.\n")
        return 2
    with arguments.database.open("rb") as file:
        read = read_life_cycle_file(file, HOUR)
    decisions = _decisions(arguments.decisions)
    database = read.database
    sys.stdout.write(f"{say(read.recognised)}\n")
    sys.stdout.write(f"Processes: {len(database.processes)}. Flows: {len(database.flows)}.\n")
    for fault in read.faults():
        examples = "; ".join(str(say(one)) for one in fault.examples)
        sys.stdout.write(f"{say(fault.title)}: {fault.count}. For example: {examples}\n")
    result = _plain(read)
    if arguments.process:
        process = read.find(arguments.process)
        result["inventory"] = _inventory(read, process, amount)
        result["score"] = _score(read, process, amount, arguments.gwp, decisions)
        _print(result["inventory"])
        _print_score(result["score"])
        if arguments.method:
            result["impacts"] = _impacts(read, arguments.method, process, amount)
    if arguments.output:
        text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
        write_output(arguments.output, text)
    return 0


def _plain(read: Any) -> dict[str, Any]:
    """Return what the file holds: format, processes, all findings and all links with their rule."""
    database, linked = read.database, read.linked
    return {
        "format": database.format,
        "version": database.version,
        "processes": [{"id": key, "name": name} for key, name in read.names.items()],
        "findings": [
            {"kind": one.kind, "name": one.name, "about": one.about} for one in database.findings
        ],
        "without_producer": [list(one) for one in linked.faults.without_producer],
        "several_producers": [list(one) for one in linked.faults.several_producers],
        "links": [
            {"process": l.process, "flow": l.flow, "provider": l.provider, "rule": l.rule}
            for l in linked.links
        ],
    }


def _inventory(read: Any, process: str, amount: float) -> dict[str, Any]:
    """Return the flows of a demand, largest of each unit first; above 0 they go to nature."""
    solved = read.inventory(process, amount)
    by_id = read.flows
    reference = next(p["reference"] for p in read.database.processes if p["id"] == process)
    rows = [
        {
            "id": key,
            "name": by_id[key].name,
            "compartment": list(by_id[key].compartment),
            "unit": by_id[key].unit,
            "amount": value,
        }
        for key, value in zip(read.linked.flows, solved.flows.tolist(), strict=True)
        if value
    ]
    rows.sort(key=lambda one: (one["unit"], -abs(one["amount"])))
    return {
        "process": process,
        "product": by_id[reference].name,
        "amount": amount,
        "unit": by_id[reference].unit,
        "flows": rows,
    }


def _decisions(path: Path | None) -> dict[tuple[str, str], str]:
    """Return the decisions of a file; none without one."""
    from scp_centre.roles.products.databases.decision_file import read_decisions
    from scp_centre.roles.products.life_cycle_files import HOUR

    if path is None:
        return {}
    with path.open("rb") as file:
        return read_decisions(file, HOUR)


def _score(
    read: Any,
    process: str,
    amount: float,
    gwp_name: str,
    decisions: dict[tuple[str, str], str],
) -> dict[str, Any]:
    """Return kg CO2e of a demand by kind, which flow counts as what and why, and what has none."""
    from scp_centre.methods.lifecycle import (
        NOT_COUNTED,
        is_suspect,
        list_unfactored,
        map_greenhouse_flows,
        total_of,
        weigh_gases,
    )
    from scp_centre.methods.lifecycle.greenhouse_flows import gas_key
    from scp_centre.reference.factors import gwp_set
    from scp_centre.reference.greenhouse_flow_rows import (
        greenhouse_gases,
        greenhouse_identifiers,
        greenhouse_names,
    )

    flows = [read.flows[key] for key in read.linked.flows]
    found = map_greenhouse_flows(flows, greenhouse_names(), greenhouse_identifiers(), decisions)
    amounts = read.inventory(process, amount).flows
    gases: dict[str, float] = {}
    trace = []
    for flow, kg in zip(flows, amounts.tolist(), strict=True):
        mapped = found.mapped.get(flow.id)
        if mapped is None or mapped.target == NOT_COUNTED or not kg:
            continue
        key = gas_key(mapped.target, flow)
        gases[key] = gases.get(key, 0.0) + kg
        trace.append({"flow": flow.name, "kg": kg, "counts_as": key, "rule": mapped.rule})
    kinds = weigh_gases(gases, greenhouse_gases(), gwp_set(gwp_name))
    suspects = {" ".join(flow.name.split()) for flow in flows if is_suspect(flow)}
    left = list_unfactored(flows, amounts, found.mapped)
    return {
        "decisions_used": sum(one.rule == KEPT_LIST for one in found.mapped.values()),
        "gwp_set": gwp_name,
        "total": total_of(kinds),
        "kinds": kinds,
        "trace": sorted(trace, key=lambda one: -abs(one["kg"])),
        "without_factor": [
            {
                "name": one.name,
                "amount": one.amount,
                "unit": one.unit,
                "may_be_greenhouse_gas": one.name in suspects,
            }
            for one in left
        ],
    }


def _impacts(read: Any, path: Path, process: str, amount: float) -> dict[str, Any]:
    """Print and return the impacts of a demand by the categories of a method."""
    from scp_centre.roles.products.impact_method_files import impacts_of, read_impact_method
    from scp_centre.roles.products.life_cycle_files import HOUR

    with path.open("rb") as file:
        method = read_impact_method(file, HOUR)
    found = impacts_of(read, method, process, amount)
    counted, flows = found["flows_with_a_factor"], found["flows_of_the_database"]
    sys.stdout.write(f"Flows with a factor of {path.name}: {counted}; of all: {flows}.\n")
    if not counted:
        sys.stderr.write("No flow has a factor, so every impact is 0: the lists do not match.\n")
    for one in found["categories"]:
        sys.stdout.write(f"  {one['impact']:.6g} {one['unit']}  {one['name']}\n")
    for key, words in (
        ("regional_factors_not_used", "Factors for one location only, not used"),
        ("factors_not_read", "Factors that are no numbers, left out"),
        ("contradictory_factors_left_out", "Second factors of a flow that differ, left out"),
    ):
        if found[key]:
            sys.stdout.write(f"  {words}: {found[key]}\n")
    return found


def _print_score(score: dict[str, Any]) -> None:
    sys.stdout.write(f"{score['total']:.6g} kg CO2e by {score['gwp_set']}.\n")
    if score["decisions_used"]:
        sys.stdout.write(f"Flows that count as decided: {score['decisions_used']}.\n")
    for kind, value in score["kinds"].items():
        sys.stdout.write(f"  {kind}: {value:.6g}\n")
    gases = [one for one in score["without_factor"] if one["may_be_greenhouse_gas"]]
    for one in gases[:SHOWN]:
        sys.stdout.write(
            f"  not counted, may be a greenhouse gas: {one['amount']:.6g} {one['unit']}  "
            f"{one['name']}\n"
        )
    mass = [one for one in score["without_factor"] if one["unit"] == "kg"]
    for one in mass[:SHOWN_LEFT]:
        sys.stdout.write(f"  without a factor: {one['amount']:.6g} kg  {one['name']}\n")
    if len(mass) > SHOWN_LEFT:
        sys.stdout.write(f"  and {len(mass) - SHOWN_LEFT} more without a factor\n")


def _print(found: dict[str, Any]) -> None:
    sys.stdout.write(f"Inventory of {found['amount']:g} {found['unit']} {found['product']}:\n")
    for one in found["flows"][:SHOWN]:
        place = " / ".join(one["compartment"])
        sys.stdout.write(f"  {one['amount']:.6g} {one['unit']}  {one['name']} ({place})\n")
    left = len(found["flows"]) - SHOWN
    if left > 0:
        sys.stdout.write(f"  and {left} more; write all of them with -o FILE\n")
