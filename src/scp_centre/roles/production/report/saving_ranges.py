"""The range of estimated savings in words and as a table: plan, option, and where it comes from."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import Block, Paragraph, Table
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.assessment.results import AssessmentResult, OptionResult, Plan


def range_said(option: OptionResult, money: str, say: Speaker) -> str:
    """Return the range of an option's yearly saving; empty where nobody can say."""
    if option.net_saving_range is None:
        return ""
    low, high = option.net_saving_range
    return say(_("{low} to {high}", low=say.money(low, money), high=say.money(high, money)))


def plan_range_said(plan: Plan, money: str, say: Speaker) -> list[str]:
    """Return sentences on the range of the whole plan; none where no option has a range."""
    if plan.net_saving_range is None or plan.payback_range is None:
        return []
    low, high = plan.net_saving_range
    first, last = plan.payback_range
    said = _(
        "The plan's saving is an estimate: {low} to {high} a year in nine out of ten cases, if "
        "the errors of the options are independent.",
        low=say.money(low, money),
        high=say.money(high, money),
    )
    payback = _(
        "The payback period is then between {first} and {last}.",
        first=say.years(first),
        last=say.years(last),
    )
    if last is None:
        payback = _(
            "At the lowest saving, the plan does not pay for itself. At the highest saving, it "
            "pays for itself after {first}.",
            first=say.years(first),
        )
    sentences = [
        say(said),
        say(payback),
        say(_("This is a range of estimated savings, not of measured savings.")),
    ]
    without = len(plan.options) - plan.with_range
    if without:
        missing = n_(
            "{count} option in the plan has no range and is treated as exact.",
            "{count} options in the plan have no range and are treated as exact.",
            without,
        )
        sentences.append(say(missing))
    return sentences


def report_ranges(result: AssessmentResult, say: Speaker) -> Iterator[Block]:
    """Yield the table of ranges and what they are."""
    options = [o for o in result.options if o.saving_range and o.entry.decision != "reject"]
    if not options:
        return
    yield _range_table(options, result.currency, say)
    note = _(
        "The ranges hold in nine out of ten cases. They are based on estimates. Savings count as "
        "measured only once meters have verified them."
    )
    yield Paragraph(say(note), "note")


def _range_table(options: list[OptionResult], money: str, say: Speaker) -> Table:
    rows = tuple(
        (
            o.entry.name,
            say.money(o.net_saving, money),
            range_said(o, money, say),
            _payback_said(o, say),
            say(_basis(o)),
        )
        for o in options
    )
    head = (
        say(_("Option")),
        say(_("Saving per year")),
        say(_("Savings range")),
        say(_("Payback range")),
        say(_("Source of the range")),
    )
    caption = say(_("Accuracy of the estimated savings"))
    return Table(caption, head, rows, (1, 2, 3), (28, 16, 22, 18, 16))


def _payback_said(option: OptionResult, say: Speaker) -> str:
    if option.spread is None:
        return ""
    first, _middle, last = option.spread.payback
    return say(_("{low} to {high}", low=say.years(first), high=say.years(last)))


def _basis(option: OptionResult) -> str:
    if option.saving_range and option.saving_range.is_calculated:
        return _("Uncertainty of the readings")
    return _("Uncertainty entered for the option")
