"""What a figure says, in one sentence that a minister can quote; every number is computed."""

from collections.abc import Sequence
from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.policy.analysis import Balance, Study, Trend
from scp_centre.roles.policy.tables.indicator_titles import indicator_title

NEARLY = 0.02  # share below which two figures count as the same


def hot_spots_sentence(one: Study, side: str, say: Speaker) -> str:
    """Return the three sectors or products that weigh most over all pressures."""
    spots = one.hot_spots(side)
    names = join(say, [one.economy.titles[i] for i, _unused in spots])
    share = sum(s for _unused, s in spots)
    if side == "production":
        return say(
            _(
                "Three sectors stand out: {names}. On average, they cause {share} of each "
                "pressure.",
                names=names,
                share=say.percent(round(share, 2)),
            )
        )
    return say(
        _(
            "Three product groups stand out: {names}. On average, the supply chains of purchases "
            "in these groups cause {share} of each pressure.",
            names=names,
            share=say.percent(round(share, 2)),
        )
    )


def balance_sentence(one: Balance, country: str, say: Speaker) -> str:
    """Return how what a country causes at home compares with what it causes by what it buys."""
    unit = one.indicator.unit
    at_home, used = rounded(say, one.production, unit), rounded(say, one.consumption, unit)
    title = one.indicator.title
    if not one.production:
        said = _("{title}: no data recorded within {country}.", title=title, country=country)
        return say(said)
    values = {"title": title, "home": at_home, "country": country}
    if one.imports is None:
        return say(
            _(
                "{title}: {home} within {country}. The table does not include the pressures that "
                "imports cause abroad.",
                **values,
            )
        )
    ratio = one.consumption / one.production - 1
    if abs(ratio) < NEARLY:
        return say(
            _(
                "{title}: {home} within {country}. The country's purchases account for the same "
                "amount.",
                **values,
            )
        )
    values |= {"used": used, "gap": say.percent(round(abs(ratio), 2))}
    if ratio > 0:
        return say(
            _(
                "{title}: {home} within {country}. The country's purchases account for {used}, "
                "which is {gap} more.",
                **values,
            )
        )
    return say(
        _(
            "{title}: {home} within {country}. The country's purchases account for {used}, which "
            "is {gap} less.",
            **values,
        )
    )


def sector_sentence(one: Study, k: int, side: str, say: Speaker) -> str:
    """Return what the largest sector or product of an indicator causes."""
    rows = one.rows(k, side, 2)
    title = one.economy.indicators[k].title
    if not rows or not rows[0].value:
        return say(_("{title}: no data recorded.", title=title))
    values = {"title": title, "first": rows[0].title, "share": say_share(say, rows[0].share)}
    if side == "production":
        return say(
            _("{title}: {first} alone causes {share} of the pressure from sectors.", **values)
        )
    return say(
        _(
            "{title}: purchases of {first} account for {share} of the pressure that final demand "
            "causes through supply chains.",
            **values,
        )
    )


def say_share(say: Speaker, share: float) -> str:
    """Return a share of a whole as sentences, tables and pictures say it alike."""
    return say.percent(round(share, 3))


def chains_sentence(one: Study, k: int, chains: Any, say: Speaker) -> str:
    """Return what the largest chain carries, and how much the list covers."""
    if not chains.chains or not chains.total:
        return say(_("No supply chain contributes to this indicator."))
    first = chains.chains[0]
    path = " → ".join(one.economy.titles[i] for i in first.sectors)
    return say(
        n_(
            "The largest single chain is {path}, with {share} of the total. The {count} chain "
            "listed accounts for {covered}.",
            "The largest single chain is {path}, with {share} of the total. The {count} chains "
            "listed account for {covered}.",
            len(chains.chains),
            path=path,
            share=say.percent(round(first.value / chains.total, 3)),
            covered=say.percent(round(chains.covered, 2)),
        )
    )


def trend_sentence(one: Trend, country: str, say: Speaker) -> str:
    """Return whether growth and pressure came apart."""
    more = one.production[-1] / one.production[0] - 1 if one.production[0] else 0.0
    grown = one.gdp[-1] / one.gdp[0] - 1
    values = {
        "title": one.indicator.title,
        "first": one.years[0],
        "last": one.years[-1],
        "country": country,
        "more": say.percent(round(more, 3), sign=True),
        "grown": say.percent(round(grown, 3), sign=True),
    }
    return {
        "absolute": say(
            _(
                "{title} in {country}: {more} from {first} to {last} while the economy grew by "
                "{grown}. Absolute decoupling.",
                **values,
            )
        ),
        "relative": say(
            _(
                "{title} in {country}: {more} from {first} to {last}, less than the economy "
                "({grown}). Relative decoupling, not absolute decoupling.",
                **values,
            )
        ),
        "none": say(
            _(
                "{title} in {country}: {more} from {first} to {last}, at least as much as the "
                "economy ({grown}). No decoupling.",
                **values,
            )
        ),
        "shrinking": say(
            _(
                "{title} in {country}: {more} from {first} to {last}, while the economy itself "
                "changed by {grown}.",
                **values,
            )
        ),
    }[one.verdict]


def scenario_sentence(result: dict[str, Any], title: str, place: int, say: Speaker) -> str:
    """Return what a scenario changes in its last year, by one indicator."""
    last = result["years"][-1]
    before, after = last["base_production"][place], last["production"][place]
    code, name, unit = result["indicators"][place]
    change = after - before
    values: dict[str, object] = {
        "title": title,
        "year": last["year"],
        "name": indicator_title(code, name),
    }
    if not before or abs(change) < 5e-5 * abs(before):
        return say(_("{title}: {name} unchanged in {year}.", **values))
    values |= {
        "change": rounded(say, abs(change), unit),
        "share": say.percent(round(abs(change) / abs(before), 4)),
    }
    text = (
        say(_("{title}: {name} down by {change}, or {share}, in {year}.", **values))
        if change < 0
        else say(_("{title}: {name} up by {change}, or {share}, in {year}.", **values))
    )
    back = last["rebound"][place]
    if back * change < 0 and abs(back) > 0.005 * abs(change - back):
        lost = say.percent(round(abs(back) / abs(change - back), 2))
        text += " " + say(_("The rebound cancels out {lost} of the effect.", lost=lost))
    if result["low"] is not None:
        low, high = sorted((result["low"][place], result["high"][place]))
        text += " " + say(
            _(
                "With the ranges given, the change is between {low} and {high} in nine out of ten "
                "cases.",
                low=rounded(say, low, unit),
                high=rounded(say, high, unit),
            )
        )
    return text


def rounded(say: Speaker, value: float, unit: str) -> str:
    """Return a figure with its unit, large ones in thousands or millions, as people say them."""
    for size, word in ((1e9, say(_("billion"))), (1e6, say(_("million"))), (1e3, "")):
        if abs(value) >= size and word:
            scaled = unit_of(unit, word)
            return say.amount(value / size, scaled, 3)
    return say.amount(value, say(_("people")) if unit == "persons" else unit, 3)


def unit_of(unit: str, word: str) -> str:
    """Return a unit in millions; money that counts in millions already becomes thousands more.

    >>> unit_of("t CO2e", "million"), unit_of("m3", "billion")
    ('million t CO2e', 'billion m3')
    """
    return f"{word} {unit}"


def join(say: Speaker, names: Sequence[str]) -> str:
    """Return names as a list of words: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return say(_("{some} and {last}", some=", ".join(names[:-1]), last=names[-1]))
