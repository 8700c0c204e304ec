"""Greenhouse gases among the flows of life-cycle databases, made of the rows of their table."""

from functools import cache

from scp_centre.methods.lifecycle import Flow, GreenhouseGas
from scp_centre.reference.loader import load_table


@cache
def greenhouse_gases() -> dict[str, GreenhouseGas]:
    """Return what a flow can count as, by key."""
    return {
        row["target"]: GreenhouseGas(row["target"], row["gas"], row["kind"])
        for row in load_table("greenhouse_flows").rows
        if row["checked"] == "read"
    }


@cache
def greenhouse_names() -> tuple[Flow, ...]:
    """Return the names of gases as flows; one gas may have several."""
    return tuple(
        Flow(row["target"], row["name"], "elementary", (row["medium"],), row["cas"] or "", "kg")
        for row in load_table("greenhouse_flows").rows
        if row["checked"] == "read"
    )


@cache
def greenhouse_identifiers() -> dict[str, str]:
    """Return the gas of each identifier of a flow that databases share."""
    return {
        row["identifier"]: row["target"]
        for row in load_table("greenhouse_flows").rows
        if row["identifier"] and row["checked"] == "read"
    }
