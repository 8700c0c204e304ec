"""Rules that standards set for targets, by key."""

from scp_centre.methods.labels import require_known
from scp_centre.reference.loader import load_table


def target_rule(key: str) -> float:
    """Return the value of one rule; its source stands in the table."""
    rows = {row["rule"]: row["value"] for row in load_table("target_rules").rows}
    require_known(key, rows, what="rule", where="rule")
    return float(rows[key])
