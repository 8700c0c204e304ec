"""What a reader of the headline figures must know first: balances that do not close, the revision."""

from dataclasses import dataclass
from datetime import date

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.report.notices import BALANCES


@dataclass(frozen=True, slots=True)
class Edition:
    """Which state of an assessment a report shows. number : of its revision    changed : its day"""

    number: int
    changed: date


def day_of(result: AssessmentResult, edition: Edition | None, say: Speaker) -> str:
    """Return the day of the assessment and, where it is known, the revision that is shown."""
    assessed = result.file.factory.assessed_on
    day = say.date(assessed) if assessed else result.assessed.period.key
    if edition is None:
        return day
    changed = say.date(edition.changed)
    return say(
        _(
            "{day} (revision {number}, changed on {changed})",
            day=day,
            number=edition.number,
            changed=changed,
        )
    )


def open_balances(result: AssessmentResult, say: Speaker) -> str:
    """Return which balances do not close, and what that means for the figures; "" if all close.

    The error is the difference of input, output and change of stock over the input, in per cent.
    """
    found = [
        say(
            _(
                "{centre}, {balance} (error {percent})",
                balance=BALANCES[balance],
                centre=result.centre_name(row.centre),
                percent=say.percent((row.closing_percent or 0.0) / 100),
            )
        )
        for balance, rows in result.assessed.balances.items()
        for row in rows
        if row.state == "open"
    ]
    if not found:
        return ""
    return say(
        n_(
            "{count} balance does not close: {balances}. Figures based on it, such as the cost "
            "of losses, are not reliable until its flows are complete.",
            "{count} balances do not close: {balances}. Figures based on them, such as the "
            "cost of losses, are not reliable until their flows are complete.",
            len(found),
            balances="; ".join(found),
        )
    )
