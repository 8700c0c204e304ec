"""The tables of a scenario's page: fuels burnt, who pays and receives, who gains most."""

from typing import Any

from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Scenario
from scp_centre.roles.policy.tables.indicator_titles import indicator_title

GAINS = 8  # sectors that are named on either side
PAYMENTS = ("paid", "received", "bought", "saved")


def indicator_rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what changes in the last year, by indicator."""
    last = result["years"][-1]
    return [
        {
            "code": code,
            "title": indicator_title(code, title),
            "unit": unit,
            "before": last["base_production"][k],
            "after": last["production"][k],
            "share": share_of(last["base_production"][k], last["production"][k]),
            "used": share_of(last["base_consumption"][k], last["consumption"][k]),
            "low": result["low"][k] if result["low"] else None,
            "high": result["high"][k] if result["high"] else None,
        }
        for k, (code, title, unit) in enumerate(result["indicators"])
    ]


def fuels_burnt(found: Scenario, result: dict[str, Any]) -> dict[str, Any] | None:
    """Return what burning fuels causes before and after, and all else; None where unknown."""
    if not result["fuels"]:
        return None
    k, last = main_place(found, result), result["years"][-1]
    if not any(one["before"][k] or one["after"][k] for one in result["fuels"]):
        k = 0
    rows = [(one["title"], one["before"][k], one["after"][k]) for one in result["fuels"]]
    whole = (last["base_production"][k], last["production"][k])
    rest = [whole[i - 1] - sum(row[i] for row in rows) for i in (1, 2)]
    rows.append((_("Everything else (varies with output)"), *rest))
    code, title, unit = result["indicators"][k]
    return {
        "title": indicator_title(code, title),
        "unit": unit,
        "rows": [(*row, share_of(row[1], row[2])) for row in rows],
    }


def what_it_assumes(found: Scenario, result: dict[str, Any]) -> dict[str, Any]:
    """Return what a page of a scenario states as assumptions, the analyst's and the public one.

    For the templates scenario_fuels, scenario_payments and scenario_assumptions.
    """
    return {
        "money": result["money"],
        "fuels": fuels_burnt(found, result),
        "balance": payments(result["balance"]),
        "costs": result["years"][-1]["costs"],
        "content": found.content,
    }


def payments(balance: dict[str, Any]) -> dict[str, Any] | None:
    """Return who pays and receives, with the state and suppliers: both sums are the same."""
    rows = [
        {**b, "paid": b["paid"] + b["contributed"]}
        for b in balance["buyers"]
        if any(b[name] for name in (*PAYMENTS, "contributed"))
    ]
    if balance["revenue"]:
        rows.append(
            {
                "title": _("Public budget"),
                "paid": balance["returned"],
                "received": balance["revenue"] - balance["lowered"],
                "bought": 0.0,
                "saved": balance["kept"],
            }
        )
    if balance["inputs"]:
        rows.append(
            {
                "title": _("Suppliers of changed inputs"),
                "paid": 0.0,
                "received": balance["inputs"],
                "bought": 0.0,
                "saved": 0.0,
            }
        )
    if balance["cost"]:
        rows.append(
            {
                "title": _("Programmes"),
                "paid": balance["programmes_paid"],
                "received": balance["cost"],
                "bought": balance["programmes_bought"],
                "saved": balance["unspent"],
            }
        )
    if not rows:
        return None
    sums = {name: sum(row[name] for row in rows) for name in ("paid", "received")}
    single = {name: balance[name] for name in ("lowered", "cost", "charged", "unspent")}
    return {"rows": rows, **single, **sums}


def main_place(found: Scenario, result: dict[str, Any]) -> int:
    """Return the indicator that a scenario aims at: the first that its instruments name."""
    codes = [i[0] for i in result["indicators"]]
    for one in found.content["instruments"]:
        for code in [one.get("indicator"), *(one.get("indicators") or [])]:
            if code in codes:
                return codes.index(code)
    return 0


def share_of(before: float, after: float) -> float | None:
    """Return a change as a share; None where there was nothing."""
    return (after - before) / before if before else None


def ranked(
    result: dict[str, Any], name: str, sign: int, least: float = 1e-9
) -> list[tuple[str, float]]:
    """Return the sectors in which something rises (sign 1) or falls (-1) most."""
    values = list(zip(result["titles"], result["by_sector"][name], strict=True))
    found = sorted((p for p in values if sign * p[1] > least), key=lambda p: -sign * p[1])
    return found[:GAINS]
