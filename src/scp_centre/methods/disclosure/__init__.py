"""Disclosure control: what may be published so that no company's figure can be worked out."""

from scp_centre.methods.disclosure.attack import Published, bound_holders, holders_exposed
from scp_centre.methods.disclosure.auditor import Auditor, Exposure, audit
from scp_centre.methods.disclosure.controlled_rounding import round_table, round_to_base
from scp_centre.methods.disclosure.holders import (
    holder_key,
    known_as,
    likely_twins,
    ultimate_holders,
)
from scp_centre.methods.disclosure.ledger import Fact, Ledger, Unknown
from scp_centre.methods.disclosure.rules import (
    Rules,
    reasons_against,
    reveals_difference,
    sum_by_holder,
)
from scp_centre.methods.disclosure.suppression import (
    EverythingSuppressedError,
    Suppression,
    suppress,
)
from scp_centre.methods.disclosure.table import TOTAL, Table, attack, build_table

__all__ = [
    "TOTAL",
    "Auditor",
    "EverythingSuppressedError",
    "Exposure",
    "Fact",
    "Ledger",
    "Published",
    "Rules",
    "Suppression",
    "Table",
    "Unknown",
    "attack",
    "audit",
    "bound_holders",
    "build_table",
    "holder_key",
    "holders_exposed",
    "known_as",
    "likely_twins",
    "reasons_against",
    "reveals_difference",
    "round_table",
    "round_to_base",
    "sum_by_holder",
    "suppress",
    "ultimate_holders",
]
