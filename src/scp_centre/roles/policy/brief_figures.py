"""The figures that a brief can hold: each with its value, its words and where it comes from.

A figure has a name such as ghg.consumption, scenario.1.ghg.change or picture:ghg.sides. Its value
is computed from the brief's table and scenarios until the brief is published, and frozen then.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.policy import figure_derivations as derivations
from scp_centre.roles.policy import pictures
from scp_centre.roles.policy.analysis import SIDES, Study
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.sentences import (
    balance_sentence,
    chains_sentence,
    hot_spots_sentence,
    rounded,
    say_share,
    scenario_sentence,
    sector_sentence,
)

TOKEN = re.compile(r"\{\{\s*([A-Za-z0-9_.:]+)\s*\}\}")
PLACES = {"first": 0, "second": 1, "third": 2}
TOTALS = ("production", "consumption", "exports", "imports", "per_head")
CITED = "evidence."  # begins the name of a figure of the ledger
DRAWN = ("sides", "treemap", "flows")

Results = Sequence[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a brief.

    kind : number, name, sentence, picture or table    value : as computed, in `unit`
    text : as the brief shows it    how : formula and source in words
    narrow : a picture redrawn for a phone    rows : head and rows of a table
    formula, inputs : how it follows, and what was put in, as label and value
    scenario : number of the scenario that it shows, 0 for none
    """

    name: str
    kind: str
    text: str
    how: str
    value: float | None = None
    unit: str = ""
    svg: str = ""
    narrow: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    formula: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    scenario: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Figure":
        """Return a frozen figure."""
        lists = {
            name: tuple(tuple(row) for row in data.get(name, ())) for name in ("rows", "inputs")
        }
        return cls(**{**data, **lists})


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures of a brief are computed from.

    cited : figures of the ledger, by the names under which the text cites them
    """

    one: Study
    results: Results
    say: Speaker
    drawn: bool = True  # False: pictures are named and not drawn
    cited: Mapping[str, "Figure"] = field(default_factory=dict)


def names_in(text: str) -> list[str]:
    """Return the figures that a text asks for, each once.

    >>> names_in("{{ghg.production}} and {{ ghg.production }}, {{picture:ghg.sides}}")
    ['ghg.production', 'picture:ghg.sides']
    """
    return list(dict.fromkeys(TOKEN.findall(text)))


def figures_of(text: str, basis: Basis) -> dict[str, Figure]:
    """Return every figure of a text; raise PolicyError that names those that do not exist."""
    found, unknown = {}, []
    for name in names_in(text):
        try:
            found[name] = figure(name, basis)
        except (LookupError, ValueError, MethodError):
            unknown.append(name)
    if unknown:
        raise PolicyError(
            _("There is no figure {join}.", join=list(unknown)),
            where="text",
            cure=_("Use the names in the list next to the text."),
        )
    return found


def figure(name: str, basis: Basis) -> Figure:
    """Return one figure; raise LookupError for a name that says nothing."""
    if name.startswith(CITED):
        return basis.cited[name]
    kind, _unused, rest = name.rpartition(":")
    parts = rest.split(".")
    if kind:
        return {"sentence": _sentence, "picture": _picture, "table": _table}[kind](
            name, parts, basis
        )
    if parts[0] == "scenario":
        return _of_scenario(name, parts, basis)
    if len(parts) == 1:
        return _of_country(name, basis)
    return _of_indicator(name, parts, basis)


def _one_of(words: Sequence[str], word: str) -> str:
    """Return a word that is among those known; raise ValueError."""
    return words[words.index(word)]


def source_of(table: Table, say: Speaker) -> str:
    """Return where the figures of a table come from."""
    return say(_("Table: {table}. Source: {source}", table=str(table), source=table.source))


def _source(basis: Basis) -> str:
    return source_of(basis.one.table, basis.say)


def _of_country(name: str, basis: Basis) -> Figure:
    table, say = basis.one.table, basis.say
    if name == "gdp":
        unit = basis.one.economy.money
        how = say(_("Sum of the value added of all sectors.")) + " " + _source(basis)
        return Figure(name, "number", say.amount(basis.one.gdp, unit, 3), how, basis.one.gdp, unit)
    words = {"country": table.country, "year": str(table.year)}[name]
    return Figure(name, "name", words, _source(basis))


def _of_indicator(name: str, parts: list[str], basis: Basis) -> Figure:
    one, say = basis.one, basis.say
    k = _place(parts[0], basis)
    unit = one.economy.indicators[k].unit
    if len(parts) == 2:
        value = getattr(one.balance(k), _one_of(TOTALS, parts[1]))
        if value is None:
            raise LookupError(name)
        how = {
            "production": say(
                _(
                    "S x: the pressure that sectors cause, plus the pressure that final demand "
                    "causes directly."
                )
            ),
            "consumption": say(
                _(
                    "M y: multipliers times domestic purchases, plus the pressure that final "
                    "demand causes directly. Pressures that imports cause abroad are not "
                    "included."
                )
                if one.table.accounts.get("imported_inputs")
                else _(
                    "M y: multipliers times domestic final demand, plus the pressure that "
                    "final demand causes directly. Imports are counted as if they were "
                    "produced domestically."
                )
            ),
            "exports": say(_("M times exports.")),
            "imports": say(_("M times imports, as if they were produced domestically.")),
            "per_head": say(_("The consumption account divided by the number of inhabitants.")),
        }[parts[1]]
        found = Figure(
            name, "number", rounded(say, value, unit), f"{how} {_source(basis)}", value, unit
        )
        return _derived(found, derivations.of_indicator(parts[1], one, k, say))
    side, place = _one_of(SIDES, parts[1]), PLACES[parts[2]]
    row = one.rows(k, side, 3)[place]
    how = say(
        _(
            "Sectors ranked by the pressure they cause (production), or products ranked by M y "
            "(consumption)."
        )
    )
    how = f"{how} {_source(basis)}"
    if len(parts) == 3:
        return Figure(name, "name", row.title, how, row.value, unit)
    _one_of(("share",), parts[3])
    found = Figure(name, "number", say_share(say, row.share), how, row.share, "1")
    return _derived(found, derivations.of_share(row.value, row.share, unit, say))


def _derived(found: Figure, derivation: derivations.Derivation, scenario: int = 0) -> Figure:
    formula, inputs = derivation
    return replace(found, formula=formula, inputs=inputs, scenario=scenario)


def _place(code: str, basis: Basis) -> int:
    codes = [i.code.replace(".", "_") for i in basis.one.economy.indicators]
    return codes.index(code)


def _result(parts: list[str], basis: Basis) -> tuple[str, dict[str, Any]]:
    number = int(parts[1])
    if number < 1:
        raise LookupError(parts[1])
    return basis.results[number - 1]


def _of_scenario(name: str, parts: list[str], basis: Basis) -> Figure:
    title, result = _result(parts, basis)
    say, last, money = basis.say, result["years"][-1], result["money"]
    how = say(
        _("Scenario “{title}” against the baseline in {year}.", title=title, year=last["year"])
    )
    how = f"{how} {_source(basis)}"
    number = int(parts[1])
    if len(parts) == 2:
        return Figure(name, "name", title, how, scenario=number)
    if len(parts) == 3:
        value = {
            "revenue": last["revenue"],
            "cost": sum(last["costs"].values()),
            "value_added": last["value_added"],
            "year": last["year"],
        }[parts[2]]
        if parts[2] == "year":
            return Figure(name, "name", str(value), how, scenario=number)
        found = Figure(name, "number", say.amount(value, money, 3), how, value, money)
        return _derived(found, derivations.of_scenario_money(parts[2], result, say), number)
    place = [i[0].replace(".", "_") for i in result["indicators"]].index(parts[2])
    unit = result["indicators"][place][2]
    before, after = last["base_production"][place], last["production"][place]
    value = {
        "change": after - before,
        "share": (after - before) / before if before else 0.0,
        "rebound": last["rebound"][place],
        "low": (result["low"] or {place: None})[place],
        "high": (result["high"] or {place: None})[place],
    }[parts[3]]
    if value is None:
        raise LookupError(name)
    derivation = derivations.of_scenario(parts[3], place, result, say)
    text = rounded(say, value, unit)
    if parts[3] == "share":
        text, unit = say.percent(round(value, 4), sign=True), "1"
    return _derived(Figure(name, "number", text, how, value, unit), derivation, number)


def _sentence(name: str, parts: list[str], basis: Basis) -> Figure:
    one, say = basis.one, basis.say
    if parts[0] == "hot_spots":
        text = hot_spots_sentence(one, _one_of(SIDES, parts[1]), say)
        how = say(_("Mean share of a sector across all indicators for which lower is better."))
        return Figure(name, "sentence", text, f"{how} {_source(basis)}")
    if parts[0] == "scenario":
        title, result = _result(parts, basis)
        place = [i[0].replace(".", "_") for i in result["indicators"]].index(parts[2])
        text = scenario_sentence(result, title, place, say)
        how = say(_("Scenario “{title}” against the baseline.", title=title))
        found = Figure(name, "sentence", text, f"{how} {_source(basis)}")
        derivation = derivations.of_scenario("change", place, result, say)
        return _derived(found, derivation, int(parts[1]))
    k = _place(parts[0], basis)
    if len(parts) == 1:
        text = balance_sentence(one.balance(k), one.table.country, say)
    elif parts[1] == "chains":
        text = chains_sentence(one, k, one.chains(k), say)
    else:
        text = sector_sentence(one, k, _one_of(SIDES, parts[1]), say)
    return Figure(name, "sentence", text, _source(basis))


def _picture(name: str, parts: list[str], basis: Basis) -> Figure:
    one, say = basis.one, basis.say
    draw: Callable[[str], str]
    if parts[0] == "scenarios":
        if not basis.results:
            raise LookupError(name)
        place = [i[0].replace(".", "_") for i in basis.results[0][1]["indicators"]].index(parts[1])
        title = scenario_sentence(basis.results[0][1], basis.results[0][0], place, say)

        def draw(form: str) -> str:
            return pictures.draw_scenarios(basis.results, place, say, form)
    else:
        k, what = _place(parts[0], basis), _one_of(DRAWN, parts[1])
        title = {
            "sides": lambda: balance_sentence(one.balance(k), one.table.country, say),
            "treemap": lambda: sector_sentence(one, k, "consumption", say),
            "flows": lambda: sector_sentence(one, k, "production", say),
        }[what]()

        def draw(form: str) -> str:
            if what == "treemap":
                return pictures.draw_treemap(one, k, "consumption", say, form)
            drawer = pictures.draw_sides if what == "sides" else pictures.draw_flows
            return drawer(one, k, say, form)

    both = (draw("wide"), draw("narrow")) if basis.drawn else ("", "")
    return Figure(name, "picture", title, _source(basis), svg=both[0], narrow=both[1])


def _table(name: str, parts: list[str], basis: Basis) -> Figure:
    one, say = basis.one, basis.say
    k, side = _place(parts[0], basis), _one_of(SIDES, parts[1])
    unit = one.economy.indicators[k].unit
    head = (
        say(_("Sector")) if side == "production" else say(_("Product")),
        say.unit(unit),
        say(_("Share")),
    )
    rows = tuple(
        (r.title, say.number(r.value, 3), say_share(say, r.share)) for r in one.rows(k, side)
    )
    return Figure(
        name, "table", sector_sentence(one, k, side, say), _source(basis), rows=(head, *rows)
    )


def catalogue(basis: Basis) -> list[tuple[str, str]]:
    """Return the names that a brief on this table can use, with what each would show now."""
    codes = [i.code.replace(".", "_") for i in basis.one.economy.indicators]
    names = ["country", "year", "gdp", "sentence:hot_spots.production"]
    names += ["sentence:hot_spots.consumption"]
    for code in codes[:-1]:
        names += [f"sentence:{code}", f"{code}.production", f"{code}.consumption"]
        names += [f"{code}.production.first", f"{code}.production.first.share"]
        names += [f"sentence:{code}.chains"]
    for n in range(1, len(basis.results) + 1):
        for code in codes[:3]:
            names += [f"sentence:scenario.{n}.{code}", f"scenario.{n}.{code}.change"]
        names += [f"scenario.{n}.cost", f"scenario.{n}.revenue"]
    names += list(basis.cited)
    found = [(n, figure(n, basis).text) for n in names]
    drawn = [f"picture:{code}.{d}" for code in codes[:4] for d in DRAWN]
    drawn += [f"table:{code}.{side}" for code in codes[:4] for side in SIDES]
    drawn += [f"picture:scenarios.{code}" for code in codes[:3] if basis.results]
    return found + [(n, "") for n in drawn]
