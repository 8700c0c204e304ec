"""What was moved in an exchange: recorded with what shows it, removed while nobody has reviewed it.

A row of the log on an exchange names neither company and belongs to none.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.evidence.actions import Entry as LedgerEntry
from scp_centre.centre.evidence.actions import enter_figures
from scp_centre.centre.evidence.queries import reviewed_figures
from scp_centre.centre.registry.models import Person
from scp_centre.methods.explanation import Explanation, Figure
from scp_centre.methods.messages import _
from scp_centre.roles.network.actions.exchanges import (
    SIDES,
    lock_exchange,
    require_part,
    require_state,
    require_text,
    sides_of,
)
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import Exchange, Movement, State

MOST_MOVEMENTS = 500  # of one exchange
LARGEST = 1e9  # tonnes
MOVED = {  # side -> what its site did
    "offer": _("Residue passed on to another company"),
    "need": _("Residue taken from another company"),
}


@transaction.atomic
def add_movement(
    exchange: Exchange,
    start: date,
    end: date,
    tonnes: float,
    evidence: str,
    *,
    acting_user: Person,
) -> Movement:
    """Record what was moved between two days, both included, with what shows it."""
    held = lock_exchange(exchange)
    require_part(held, acting_user)
    require_state(held, State.TRIAL, State.RUNNING, State.ENDED)
    evidence = require_text(evidence, "evidence", _("Enter what shows the quantity."))
    if not 0 < tonnes <= LARGEST:
        raise ExchangeError(
            _("The quantity must be above 0."), where="tonnes", cure=_("Check the number.")
        )
    if end < start:
        raise ExchangeError(
            _("The last day is before the first day."), where="end", cure=_("Check the two days.")
        )
    if end > timezone.localdate():
        raise ExchangeError(
            _("The last day is in the future."),
            where="end",
            cure=_("Record a quantity once it has been moved."),
        )
    _require_since_agreement(held, start)
    same = held.movements.filter(start=start, end=end, tonnes=tonnes, evidence=evidence)
    if first := same.first():
        return first
    if other := held.movements.filter(start__lte=end, end__gte=start).first():
        raise ExchangeError(
            _(
                "A quantity is already recorded from {start} to {end}.",
                start=other.start,
                end=other.end,
            ),
            where="start",
            cure=_("Choose other days, or remove that quantity first."),
        )
    if held.movements.count() >= MOST_MOVEMENTS:
        raise ExchangeError(
            _("The exchange has too many rows."), where="start", cure=_("Record longer periods.")
        )
    made = Movement.objects.create(
        exchange=held,
        start=start,
        end=end,
        tonnes=tonnes,
        evidence=evidence,
        entered_by=acting_user,
    )
    _enter_figures(held, acting_user)
    record("add_movement", str(held), acting_user=acting_user, after=_told(made))
    return made


@transaction.atomic
def remove_movement(movement: Movement, *, acting_user: Person) -> None:
    """Remove a recorded quantity; the log keeps what it was.

    A side removes only what itself recorded. What a reviewer has approved of either site stays.
    """
    held = lock_exchange(movement.exchange)
    require_part(held, acting_user)
    there = held.movements.filter(pk=movement.pk).first()
    if there is None:  # sent again
        return
    _require_removable(held, there, acting_user)
    record("remove_movement", str(held), acting_user=acting_user, before=_told(there))
    there.delete()
    _enter_figures(held, acting_user)


def _enter_figures(exchange: Exchange, person: Person) -> None:
    """Enter what was moved into the ledger, of either site; what was removed is withdrawn."""
    movements = list(exchange.movements.all())
    periods = {str(one): (one.start, one.end) for one in movements}
    for side, name in MOVED.items():
        figures = [
            Figure(
                key=f"residue_{side}",
                name=name,
                value=one.tonnes,
                unit="t",
                period=str(one),
                explanation=Explanation(
                    _("as recorded, by the evidence named"), sources=(one.evidence,)
                ),
            )
            for one in movements
        ]
        entry = LedgerEntry(exchange.site_of(side), _origin(exchange, side), person)
        enter_figures(entry, figures, periods)


def _origin(exchange: Exchange, side: str) -> str:
    return f"exchange:{exchange.pk}:{side}"


def _require_since_agreement(exchange: Exchange, start: date) -> None:
    """Raise ExchangeError for a day before both sides had agreed."""
    introduced = exchange.introduced
    if introduced is not None and start < timezone.localdate(introduced):
        raise ExchangeError(
            _(
                "The exchange was agreed on {day}, after the first day.",
                day=timezone.localdate(introduced),
            ),
            where="start",
            cure=_("Record only what was moved from that day on."),
        )


def _require_removable(exchange: Exchange, movement: Movement, person: Person) -> None:
    """Raise ExchangeError for what the other side recorded, and for what was reviewed."""
    mine = sides_of(exchange, person)
    if mine and not set(mine) & set(sides_of(exchange, movement.entered_by)):
        raise ExchangeError(
            _("Your company did not record this quantity."),
            cure=_("Ask whoever recorded it, or the centre, to remove it."),
        )
    for side in SIDES:
        reviewed = reviewed_figures(f"residue_{side}", _origin(exchange, side))
        if reviewed.filter(origin=_origin(exchange, side), period=str(movement)).exists():
            raise ExchangeError(
                _("A reviewer has approved this quantity, so it stays."),
                cure=_("Tell the reviewer what is wrong with it."),
            )


def _told(movement: Movement) -> dict[str, object]:
    return {
        "start": str(movement.start),
        "end": str(movement.end),
        "tonnes": movement.tonnes,
        "evidence": movement.evidence,
    }
