"""The annex: everything that was entered, and the proposed reconciliation."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import Block, Heading, Table
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.entries import SavingEntry
from scp_centre.roles.production.assessment.results import AssessmentResult

UNITS = {"material": "kg", "energy": "MJ", "water": "m3"}


def annex(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    """Return all flows of the assessed period, corrections proposed, savings entered."""
    yield Heading(say(_("Annex: all data")), new_page=True)
    yield flow_table(result, say)
    for balance in result.assessed.reconciliations:
        table = reconciliation_table(result, balance, say)
        if table.rows:
            yield table
    if result.file.savings:
        yield _savings(result, say)


def flow_table(result: AssessmentResult, say: Speaker) -> Table:
    """Return every flow as entered, with quality and origin."""
    period = result.assessed.period.key
    rows = tuple(
        (
            f.name,
            result.centre_name(f.source) if f.source else say(_("outside")),
            result.centre_name(f.target) if f.target else say(_("outside")),
            say.amount(f.amount, f.unit, 4),
            say.number(f.price, 4),
            say(f.quality),
            f.origin or "",
        )
        for f in result.file.flows
        if f.period == period
    )
    head = (
        say(_("Flow")),
        say(_("From")),
        say(_("To")),
        say(_("Amount")),
        say(_("Price, {unit} per unit", unit=result.currency)),
        say(_("Quality")),
        say(_("Origin")),
    )
    caption = say(_("Flows of {period} as entered", period=period))
    return Table(caption, head, rows, (3, 4), (21, 15, 15, 13, 9, 10, 17))


def reconciliation_table(result: AssessmentResult, balance: str, say: Speaker) -> Table:
    """Return the corrections that would close a balance, where they matter."""
    found = result.assessed.reconciliations[balance]
    names = {f.key: f.name for f in result.assessed.system.flows}
    rows = tuple(
        (
            names[key],
            say.number(float(value), 4),
            say.number(float(adjusted), 4),
            say.percent(float((adjusted - value) / value) if value else None, sign=True),
        )
        for key, value, adjusted in zip(found.ids, found.values, found.adjusted, strict=True)
        if value and abs(adjusted - value) > 5e-4 * value
    )
    unit = UNITS[balance]
    head = (
        say(_("Flow")),
        say(_("Entered, {unit}", unit=unit)),
        say(_("Proposed, {unit}", unit=unit)),
        say(_("Change")),
    )
    names_of = {
        "material": say(_("Material")),
        "energy": say(_("Energy")),
        "water": say(_("Water")),
    }
    caption = say(_("Proposed reconciliation: {balance}", balance=names_of[balance]))
    return Table(caption, head, rows, (1, 2, 3), (46, 20, 20, 14))


def _saved_amount(entry: SavingEntry, say: Speaker) -> str:
    """Return what a saving was entered as: a share, an amount, or a calculation."""
    if entry.share is not None:
        return say.percent(entry.share / 100)
    if entry.amount is not None:
        return say.amount(entry.amount, entry.unit or "")
    return say(_("calculated"))


def _savings(result: AssessmentResult, say: Speaker) -> Table:
    names = {f.key: f.name for f in result.assessed.system.flows}
    options = {o.key: o.name for o in result.file.options}
    rows = tuple(
        (
            options[s.option],
            names.get(s.flow, s.flow),
            _saved_amount(s, say),
            s.basis or "",
        )
        for s in result.file.savings
    )
    head = (say(_("Option")), say(_("Flow")), say(_("Saving")), say(_("Basis")))
    return Table(say(_("Savings as entered")), head, rows, (2,), (30, 26, 14, 30))
