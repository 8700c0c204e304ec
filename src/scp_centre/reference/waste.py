"""Waste codes, the rules about them, and where such wastes come from."""

from functools import cache

from scp_centre.methods.symbiosis.waste_law import WasteCode, WasteRule
from scp_centre.reference.loader import load_table

READ = "read"


@cache
def waste_codes() -> dict[str, WasteCode]:
    """Return the European List of Waste by its six digits."""
    return {
        row["code"]: WasteCode(
            row["code"],
            row["hazardous"],
            row["entry_type"].startswith("Mirror"),
            row["description"],
        )
        for row in load_table("waste_codes").rows
    }


@cache
def waste_rules() -> tuple[WasteRule, ...]:
    """Return the rules; those that were only recalled say so and never decide."""
    return tuple(
        WasteRule(
            row["rule"],
            row["kind"],
            row["countries"] or (),
            row["citation"],
            row["text"],
            row["address"],
            row["date"],
            row["checked"] == READ,
        )
        for row in load_table("waste_rules").rows
    )


def is_usual_origin(code: str, isic: str) -> bool:
    """Return whether an activity is among those that wastes of a chapter come from.

    The assignment is our own and unchecked: a hint to look at the code again, never a decision.
    """
    chapters = {row["chapter"]: row for row in load_table("waste_origins").rows}
    row = chapters[code[:2]]
    return bool(row["any_activity"]) or any(isic.startswith(one) for one in row["isic"] or ())
