"""Factors of the pedigree matrix, by the year of their publication."""

from scp_centre.methods.labels import require_known
from scp_centre.reference.loader import load_table


def pedigree_factors(year: int) -> dict[str, tuple[float, ...]]:
    """Return the factors of each indicator for the scores 1 to 5; the source is in the table."""
    rows = load_table("pedigree").rows
    years = {str(row["factors"]) for row in rows}
    require_known(str(year), years, what="set of pedigree factors", where="factors")
    of_year = [row for row in rows if row["factors"] == year]
    indicators = dict.fromkeys(str(row["indicator"]) for row in of_year)
    return {
        indicator: tuple(
            row["factor"]
            for row in sorted(of_year, key=lambda row: int(row["score"]))
            if row["indicator"] == indicator
        )
        for indicator in indicators
    }
