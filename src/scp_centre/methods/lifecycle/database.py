"""A database as a file of any format holds it: amounts from formulas, then flows and processes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.background import Flow
from scp_centre.methods.lifecycle.formulas import evaluate, evaluate_parameters

Record = Mapping[str, Any]
SAME = 1e-6  # by which a stated amount and its formula may differ, relative


@dataclass(frozen=True, slots=True)
class Finding:
    """What could not be taken as it stands.

    name : of the process or file    about : what of it
    """

    kind: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Database:
    """A database before linking.   processes : as `link_database` takes them"""

    format: str
    version: str
    flows: tuple[Flow, ...]
    processes: tuple[Record, ...]
    findings: tuple[Finding, ...]


def collect_database(records: Iterable[Record]) -> Database:
    """Return the database that the records of a file describe, all amounts as numbers.

    An amount without a number is computed from its formula over the parameters of its process and
    of the whole file. A stated amount stays, also where its formula gives another; both this and
    a formula that cannot be computed are findings. An exchange that has no amount then is left out.
    """
    whole: dict[str, list[Any]] = {name: [] for name in ("flow", "process", "parameters")}
    findings: list[Finding] = []
    about = {"format": "", "version": ""}
    for record in records:
        for name in whole.keys() & record.keys():
            whole[name].append(record[name])
        findings += [Finding(**one) for one in record.get("findings", ())]
        if "format" in record:
            about = {name: record[name] for name in about}
    flows = {one["id"]: Flow(**one | {"compartment": tuple(one["compartment"])})
             for one in whole["flow"]}  # fmt: skip
    shared = _formulas(one for listed in whole["parameters"] for one in listed)
    processes = [_computed(one, shared, flows, findings) for one in whole["process"]]
    return Database(
        about["format"],
        about["version"],
        tuple(flows.values()),
        tuple(processes),
        tuple(findings),
    )


def _formulas(parameters: Iterable[Record]) -> dict[str, float | str]:
    return {
        str(one["name"]).lower(): one["formula"] if one["value"] is None else one["value"]
        for one in parameters
    }


def _computed(
    process: Record,
    shared: Mapping[str, float | str],
    flows: Mapping[str, Flow],
    findings: list[Finding],
) -> Record:
    has_formulas = "parameters" in process  # the others state every amount
    if not has_formulas or not any(one.get("formula") for one in process["exchanges"]):
        return process
    formulas = {**shared, **_formulas(process.get("parameters", ()))}
    name = str(process["name"])
    values: dict[str, float] = {}
    try:
        values = evaluate_parameters(formulas)
    except InvalidValueError as error:
        findings.append(Finding("formula_unread", name, error.where))
        values = {key: one for key, one in formulas.items() if isinstance(one, float)}
    kept = []
    for exchange in process["exchanges"]:
        flow = flows[exchange["flow"]]
        amount = _amount(exchange, values, name, flow, findings)
        if amount is not None:
            kept.append({**exchange, "amount": amount})
    if process["reference"] and not any(one["is_reference"] for one in kept):
        findings.append(Finding("no_reference", name, str(process["id"])))
        return {**process, "reference": None, "exchanges": kept}
    return {**process, "exchanges": kept}


def _amount(
    exchange: Record,
    values: Mapping[str, float],
    process: str,
    flow: Flow,
    findings: list[Finding],
) -> float | None:
    stated: float | None = exchange["amount"]
    if not exchange.get("formula"):
        return stated
    try:
        found = evaluate(exchange["formula"], values, where=flow.name)
    except InvalidValueError:
        kind = "no_amount" if stated is None else "formula_unread"
        findings.append(Finding(kind, process, flow.name))
        return stated
    if stated is None:
        return found
    if abs(found - stated) > SAME * max(abs(found), abs(stated)):
        findings.append(Finding("formula_differs", process, flow.name))
    return stated
