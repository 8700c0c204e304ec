"""A run as plain values: what pages, briefs, downloads and the command line show."""

from typing import Any

import numpy as np

from scp_centre.methods.scenarios import EFFECTS, Run, plain_balance, quiet


def plain_result(run: Run) -> dict[str, Any]:
    """Return the years of a run, by indicator and by sector, and who gains and who pays.

    The last year is given by sector; of earlier years the totals.
    """
    economy, last = run.economy, run.last
    found: dict[str, Any] = {
        "indicators": [[i.code, i.title, i.unit] for i in economy.indicators],
        "money": economy.money,
        "years": [],
    }
    for year in run.years:
        home = (year.production.sum(axis=1) + year.direct).tolist()
        before = (year.base_production.sum(axis=1) + year.base_direct).tolist()
        used = (year.consumption.sum(axis=1) + year.direct).tolist()
        used_before = (year.base_consumption.sum(axis=1) + year.base_direct).tolist()
        found["years"].append(
            {
                "year": year.year,
                "production": home,
                "base_production": before,
                "consumption": used,
                "base_consumption": used_before,
                "rebound": quiet(year.rebound, before).tolist(),
                "revenue": year.revenue,
                "costs": year.costs,
                "value_added": float(
                    quiet(year.value_added - year.base_value_added, year.base_value_added).sum()
                ),
            }
        )
    found["sectors"] = list(economy.sectors)
    found["titles"] = list(economy.titles)
    pairs = {
        "production": (last.production, last.base_production),
        "consumption": (last.consumption, last.base_consumption),
        "value_added": (last.value_added, last.base_value_added),
        "price": (last.prices, np.ones(len(last.prices))),
        "output": (last.output, last.base_output),
    }
    found["by_sector"] = {n: quiet(a - b, b).tolist() for n, (a, b) in pairs.items()}
    found["buyers"] = [
        {"code": c.code, "title": c.title, "kind": c.kind, "extra_cost": float(extra)}
        for c, extra in zip(economy.categories, np.asarray(last.extra_cost), strict=True)
    ]
    found["balance"] = plain_balance(last.balance, economy)
    found["effects"] = {
        name: quiet(getattr(last.effects, name), found["years"][-1]["base_production"]).tolist()
        for name in EFFECTS
    }
    found["fuels"] = _fuels(run)
    before = found["years"][-1]["base_production"]
    found["low"] = None if run.low is None else quiet(run.low, before).tolist()
    found["high"] = None if run.high is None else quiet(run.high, before).tolist()
    return found


def _fuels(run: Run) -> list[dict[str, Any]]:
    """Return what burning each fuel causes in the last year, by indicator; none where unknown."""
    economy, last = run.economy, run.last
    places = economy.combustion.fuels if economy.combustion else ()
    return [
        {
            "code": economy.sectors[place],
            "title": economy.titles[place],
            "before": last.base_by_fuel[:, f].tolist(),
            "after": last.by_fuel[:, f].tolist(),
        }
        for f, place in enumerate(places)
    ]
