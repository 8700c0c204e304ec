"""What kinds of option have saved: published as means of companies, entered in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from scp_centre.methods.disclosure import (
    Auditor,
    Fact,
    Ledger,
    Rules,
    Unknown,
    holder_key,
    reasons_against,
    reveals_difference,
)
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.models import Release as Released
from scp_centre.roles.benchmarks.releases.release_ledger import half_step
from scp_centre.roles.benchmarks.scores.plants import rounded

Savings = Mapping[str, Mapping[str, float]]  # kind -> holder -> saving a year
Told = tuple[Savings, Sequence[Mapping[str, Any]]]  # savings, and what was published of them


def compose_options(
    savings: Savings, rules: Rules, earlier: Sequence[Told]
) -> list[dict[str, Any]]:
    """Return what kinds of option have saved, as verified: the mean of the companies, a year.

    earlier : of all releases that speak of the same savings, in the same unit
    A kind is left out where too few companies stand behind it, where it would tell beside an
    earlier release, or where the auditor finds a company's saving with all that is published.
    """
    options = []
    for kind, by_holder in sorted(savings.items()):
        then = [dict(e[kind]) for e, told in earlier if kind in e and kind in _kinds(told)]
        if reasons_against(dict(by_holder), rules):
            continue
        if any(reveals_difference(t, dict(by_holder), rules) for t in then):
            continue
        mean = sum(by_holder.values()) / len(by_holder)
        options.append({"kind": kind, "companies": len(by_holder), "saving": rounded(mean)})
    auditor = Auditor(rules)
    while options:
        ledger, own = _ledger([*earlier, (savings, options)])
        exposures = auditor.audit(ledger, about=own.keys(), most=None)
        telling = {own[key] for e in exposures for key in e.keys if key in own}
        if not exposures:
            break
        options = [o for o in options if telling and o["kind"] not in telling]
    return options


def option_facts(savings: Savings, options: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    """Yield the published means as facts about the saving of each holder."""
    for option in options:
        by_holder = savings.get(option["kind"], {})
        weights: dict[str, float] = {}
        for holder, saving in by_holder.items():
            key = _key(option["kind"], holder, saving)
            weights[key] = weights.get(key, 0.0) + 1 / len(by_holder)
        half = half_step(abs(option["saving"]))
        yield Fact(option["kind"], weights, option["saving"], half, table="options")


def savings_told(benchmark: Benchmark) -> list[Told]:
    """Return what releases of all benchmarks told of savings in the class, in this one's unit."""
    found: list[Told] = []
    for one in Released.objects.filter(benchmark__isic=benchmark.isic).select_related("benchmark"):
        try:
            factor = Quantity(1.0, one.benchmark.use_unit).to(benchmark.use_unit).value
        except MethodError:
            continue  # of something else: water beside energy
        savings = {k: {h: v * factor for h, v in by.items()} for k, by in one.savings.items()}
        options = [o | {"saving": o["saving"] * factor} for o in one.content.get("options", [])]
        found.append((savings, options))
    return found


def _ledger(told: Sequence[Told]) -> tuple[Ledger, dict[str, str]]:
    """Return all published means as one ledger, and the savings of the last: key -> kind."""
    unknowns: dict[str, Unknown] = {}
    facts: list[Fact] = []
    current: dict[str, str] = {}
    for number, (savings, options) in enumerate(told):
        current = {}
        for kind in _kinds(options):
            for holder, saving in savings.get(kind, {}).items():
                key = _key(kind, holder, saving)
                least = 0.0 if saving >= 0 else -np.inf
                unknowns[key] = Unknown(saving, holder_key(holder), least)
                current[key] = kind
        for fact in option_facts(savings, options):
            facts.append(Fact(f"{number} {fact.name}", fact.weights, fact.value, fact.half))
    return Ledger(unknowns, facts), current


def _kinds(options: Sequence[Mapping[str, Any]]) -> list[str]:
    return [option["kind"] for option in options]


def _key(kind: str, holder: str, saving: float) -> str:
    return f"{holder_key(holder)}\n{kind}\n{saving:.9g}"
