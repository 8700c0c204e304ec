"""All pictures of an assessment by name: the finding as title, the drawing, the data beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.pictures.letter_widths import width_of
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.sankey import Link, sankey
from scp_centre.centre.pictures.svg import document, text
from scp_centre.centre.pictures.tokens import SOFT, colour_of
from scp_centre.centre.pictures.vega_charts import render
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, n_, p_
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.pictures import charts
from scp_centre.roles.production.pictures.bars import flow_bars
from scp_centre.roles.production.pictures.cost_links import cost_links
from scp_centre.roles.production.pictures.flow_titles import flow_title

SANKEY = FORMS | {"wide": 960.0}  # px; its labels are many
SCALE = {"material": (1000.0, "t"), "energy": (1000.0, "GJ"), "water": (1.0, "m3")}
MOST_LOSSES = 10
LABEL = 11.0  # px, of letters in charts
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the finding as title, what is measured as subtitle, SVG, and its table."""

    name: str
    title: str
    subtitle: str
    make: Callable[[], str]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def svg(self) -> str:
        """The drawing; a page that only needs title and table does not pay for it."""
        return self.make()


def draw(name: str, result: AssessmentResult, say: Speaker, form: str = "wide") -> Picture:
    """Return one picture in one of the FORMS; none is shrunk from another."""
    return PICTURES[name](result, say, form)


def _flows(balance: str) -> Callable[[AssessmentResult, Speaker, str], Picture]:
    def make(result: AssessmentResult, say: Speaker, form: str) -> Picture:
        divisor, unit = SCALE[balance]
        flows = [f for f in result.assessed.system.of_balance(balance) if f.amount > 0]
        links = [Link(f.source, f.target, f.amount / divisor, colour_of(f), f.name) for f in flows]
        lost = sum(f.amount for f in flows if f.is_loss and f.leaves) / divisor
        entered = sum(f.amount for f in flows if f.enters) / divisor
        title = say(flow_title(balance, say.amount(lost, unit), say.amount(entered, unit)))
        head = (say(_("Flow")), say(_("From")), say(_("To")), say(_("Amount, {unit}", unit=unit)))
        rows = tuple(
            (
                f.name,
                _end(result, f.source, say),
                _end(result, f.target, say),
                say.number(f.amount / divisor, 4),
            )
            for f in flows
        )
        return _sankey_picture(
            f"sankey-{balance}", result, say, form, links, title, unit, head, rows
        )

    return make


def _costs(result: AssessmentResult, say: Speaker, form: str) -> Picture:
    """The Sankey of money: what goes in, what the products carry, what the losses carry."""
    costs, money = result.assessed.costs, result.currency
    links = cost_links(result, say)
    share = costs.loss / costs.costs_in if costs.costs_in else 0.0
    said = _(
        "Losses account for {share} of all costs: {cost}",
        share=say.percent(share),
        cost=say.money(costs.loss, money),
    )
    if costs.not_split:
        said = _("Total costs: {cost}", cost=say.money(costs.costs_in, money))
    title = say(said)
    head = (say(_("Flow")), say(_("From")), say(_("To")), say(_("Amount, {unit}", unit=money)))
    rows = tuple(
        (a.label, _end(result, a.source, say), _end(result, a.target, say), say.number(a.value, 4))
        for a in links
    )
    return _sankey_picture("sankey-cost", result, say, form, links, title, money, head, rows)


def _sankey_picture(
    name: str,
    result: AssessmentResult,
    say: Speaker,
    form: str,
    links: list[Link],
    title: str,
    unit: str,
    head: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
) -> Picture:
    names = {c.key: c.name for c in result.file.centres}
    period = result.assessed.period

    def show(value: float) -> str:
        return say.amount(value, unit)

    other = say(p_("parts of a sum", "other"))

    def make() -> str:
        if form == "narrow":
            words = (say(_("in")), say(_("out")), other)
            return flow_bars(
                links, names, title=title, show=show, words=words, width=FORMS["narrow"]
            )
        return sankey(links, names, title=title, show=show, width=SANKEY[form], other=other)

    subtitle = f"{say.unit(unit)}, {period.key}"
    return Picture(name, title, subtitle, make, head, rows)


def _losses(result: AssessmentResult, say: Speaker, form: str) -> Picture:
    """What each loss truly costs, by category."""
    costs, money = result.assessed.costs, result.currency
    top = costs.losses[:MOST_LOSSES]
    covered = sum(x.costs.total for x in top) / costs.loss if costs.loss else 0.0
    labels = {
        "material": say(_("Material")),
        "energy": say(_("Energy")),
        "system": say(_("System")),
        "waste": say(_("Waste management")),
    }
    rows: Rows = []
    for loss in top:
        name = _loss_name(result, loss, say)
        parts = {
            "material": loss.costs.material,
            "energy": loss.costs.energy,
            "system": loss.costs.system,
            "waste": loss.costs.waste_management,
        }
        for order, (key, value) in enumerate(parts.items()):
            rows.append(
                {
                    "loss": name,
                    "category": labels[key],
                    "key": key,
                    "value": value,
                    "order": order,
                    "total": loss.costs.total,
                    "last": order == 3,
                    "shown": say.money(loss.costs.total, money),
                }
            )
    title = (
        say(_("No losses have a cost"))
        if not top
        else say(
            _(
                "{loss} costs the most: {cost} a year",
                loss=_loss_name(result, top[0], say),
                cost=say.money(top[0].costs.total * result.annual_factor, money),
            )
        )
    )
    head = (say(_("Loss")), *labels.values(), say(_("Total, {unit}", unit=money)))
    table = tuple(
        (
            _loss_name(result, x, say),
            *(
                say.number(v, 1)
                for v in (
                    x.costs.material,
                    x.costs.energy,
                    x.costs.system,
                    x.costs.waste_management,
                    x.costs.total,
                )
            ),
        )
        for x in costs.losses
    )
    subtitle = say(
        _(
            "{unit}, {period}. The losses shown account for {share} of the cost of all losses.",
            unit=money,
            period=result.assessed.period.key,
            share=say.percent(covered),
        )
    )
    return _chart(
        "loss-costs",
        title,
        subtitle,
        charts.loss_costs(rows, form, axis=money) if rows else None,
        head,
        table,
        say,
    )


def _loss_name(result: AssessmentResult, loss: Any, say: Speaker) -> str:
    name = loss.flow.name if loss.flow else say(loss.reason)
    return f"{name}, {result.centre_name(loss.centre)}"


PRESSURES = {
    "energy": _("Energy productivity"),
    "materials": _("Material productivity"),
    "water": _("Water productivity"),
    "carbon": _("Carbon intensity"),
    "wastewater": _("Wastewater intensity"),
    "waste": _("Waste intensity"),
}


def _indicators(result: AssessmentResult, say: Speaker, form: str) -> Picture:
    """How the six RECP indicators changed."""
    known = [c for c in result.changes if c.relative_change is not None]
    rows: Rows = [
        {
            "indicator": say(PRESSURES[c.pressure]),
            "change": 100 * (c.relative_change or 0.0),
            "better": bool(c.better),
            "shown": say.percent(c.relative_change, sign=True),
        }
        for c in known
    ]
    better = sum(1 for c in known if c.better)
    title = (
        say(
            n_(
                "{better} of {count} indicator improved",
                "{better} of {count} indicators improved",
                len(known),
                better=better,
            )
        )
        if known
        else say(_("Only one period was entered, so no change can be shown"))
    )
    head = (
        say(_("Indicator")),
        say(_("Unit")),
        say(_("Before")),
        say(_("After")),
        say(_("Change")),
        say(_("Decoupling")),
    )
    table = tuple(
        (
            say(PRESSURES[c.pressure]),
            say.unit(c.unit.replace("/MJ", "/GJ")),
            say.number(_shown(c.before, c.unit), 4),
            say.number(_shown(c.after, c.unit), 4),
            say.percent(c.relative_change, sign=True),
            say(c.decoupling or "–"),
        )
        for c in result.changes
    )
    periods = " → ".join(p.period.key for p in result.periods[-2:])
    return _chart(
        "indicators",
        title,
        say(_("Relative change, %, {periods}", periods=periods)),
        charts.indicator_changes(rows, form, axis="%") if rows else None,
        head,
        table,
        say,
    )


def _shown(value: float | None, unit: str) -> float | None:
    """Return an indicator per GJ where it is per MJ: the figure can be read."""
    return value * 1000 if value is not None and unit.endswith("/MJ") else value


def _abatement(result: AssessmentResult, say: Speaker, form: str) -> Picture:
    """The marginal abatement cost curve of options to do now and under study."""
    names = {o.entry.key: o for o in result.options}
    money = result.currency
    avoided = sum(s.end - s.start for s in result.curve) or 1.0
    rows: Rows = [
        {
            "option": names[s.option].entry.name,
            "start": s.start,
            "end": s.end,
            "cost": s.cost,
            "gain": s.cost <= 0,
            "n": _step_name(i, names[s.option].entry.name, (s.end - s.start) / avoided, form),
            "middle": (s.start + s.end) / 2,
            "top": max(s.cost, 0.0),
        }
        for i, s in enumerate(result.curve, start=1)
    ]
    gain = sum(s.abated for s in result.curve if s.cost <= 0)
    title = (
        say(
            _(
                "{tonnes} a year can be avoided while saving money",
                tonnes=say.amount(gain, "t CO2e"),
            )
        )
        if rows
        else say(_("No option avoids emissions that have an emission factor"))
    )
    head = (
        "",
        say(_("Option")),
        say(_("Avoided, t CO₂e a year")),
        say(_("Cost, {unit} per t CO₂e", unit=money)),
    )
    table = tuple(
        (str(i), names[s.option].entry.name, say.number(s.abated), say.number(s.cost))
        for i, s in enumerate(result.curve, start=1)
    )
    spec = (
        charts.abatement(
            rows,
            form,
            x_axis=say(_("t CO₂e a year")),
            y_axis=say(_("{unit} per t CO₂e", unit=money)),
        )
        if rows
        else None
    )
    return _chart(
        "abatement",
        title,
        say(
            _("Net annualised cost per tonne, with each option counted after the preceding options")
        ),
        spec,
        head,
        table,
        say,
    )


def _step_name(number: int, name: str, share: float, form: str) -> str:
    """Return number and name of a step of the curve, as far as the step has room for them."""
    whole = f"{number}. {name}"
    room = share * 0.85 * FORMS[form]  # beside the curve stands its axis
    return whole if width_of(whole, LABEL) <= room else str(number)


def _savings(result: AssessmentResult, say: Speaker, form: str) -> Picture:
    """From the cost of losses today to what is left after the plan."""
    money = result.currency
    today = result.assessed.costs.loss * result.annual_factor
    rows: Rows = []
    left, total = 0.0, 0.0
    for option in result.plan.options:
        saving = option.net_saving
        total += saving
        rows.append(
            {
                "step": option.entry.name,
                "start": left,
                "end": left + saving,
                "kind": "saving" if saving >= 0 else "cost",
                "right": max(left, left + saving),
                "shown": say.money(saving, money),
            }
        )
        left += saving
    if rows:
        rows.append(
            {
                "step": say(_("Whole plan")),
                "start": 0,
                "end": total,
                "kind": "total",
                "right": max(total, 0),
                "shown": say.money(total, money),
            }
        )
    title = (
        say(
            _("The plan saves {saving} a year, after running costs", saving=say.money(total, money))
        )
        if rows
        else say(_("No options chosen yet"))
    )
    head = (say(_("Option")), say(_("Annual saving, {unit}", unit=money)))
    table = tuple((r["step"], say.number(r["end"] - r["start"], 1)) for r in rows)
    subtitle = say(
        _(
            "{unit} a year. Losses currently cost {today} a year.",
            unit=money,
            today=say.money(today, money),
        )
    )
    return _chart(
        "savings",
        title,
        subtitle,
        charts.waterfall(rows, form, axis=money) if rows else None,
        head,
        table,
        say,
    )


def _chart(
    name: str,
    title: str,
    subtitle: str,
    spec: Any,
    head: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    say: Speaker,
) -> Picture:
    def make() -> str:
        if spec:
            return render(spec, say.language)
        return document(FORMS["narrow"], 50, text(12, 30, title, fill=SOFT), title)

    return Picture(name, title, subtitle, make, head, rows)


def _end(result: AssessmentResult, key: str | None, say: Speaker) -> str:
    return result.centre_name(key) if key else say(_("outside"))


PICTURES: dict[str, Callable[[AssessmentResult, Speaker, str], Picture]] = {
    "sankey-material": _flows("material"),
    "sankey-energy": _flows("energy"),
    "sankey-water": _flows("water"),
    "sankey-cost": _costs,
    "loss-costs": _losses,
    "indicators": _indicators,
    "abatement": _abatement,
    "savings": _savings,
}
