"""Exchanges: proposed, agreed to by both sides, followed, ended; and what was moved.

A row of the log on an exchange names neither company and belongs to none, so that no company finds
the other in its log or in the file with its data.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.evidence.actions import Entry as LedgerEntry
from scp_centre.centre.evidence.actions import enter_figures
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.explanation import Explanation, Figure
from scp_centre.methods.messages import _
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import (
    INTRODUCED,
    LIVE,
    NEXT,
    Exchange,
    Movement,
    Residue,
    Standing,
    State,
)
from scp_centre.roles.network.queries import own_organisations
from scp_centre.roles.network.suggestions import match_rows

SIDES = ("offer", "need")
MOST_MOVEMENTS = 500  # of one exchange
LARGEST = 1e9  # tonnes


@transaction.atomic
def propose_exchange(offer: Residue, need: Residue, *, acting_user: Person) -> Exchange:
    """Introduce an offer and a need that match; both sides are asked, neither learns who.

    What is planned is saved as it stands now. The same pair has one live exchange.
    """
    require(acting_user, "coordinate_exchanges")
    held = Residue.objects.select_for_update().filter(pk__in=(offer.pk, need.pk)).order_by("pk")
    rows = {one.pk: one for one in held}
    offer, need = rows[offer.pk], rows[need.pk]
    states = [str.__str__(state.value) for state in LIVE]
    if first := Exchange.objects.filter(offer=offer, need=need, state__in=states).first():
        return first
    if Standing.WITHDRAWN in (offer.standing, need.standing):
        raise ExchangeError(
            _("One of the two entries was withdrawn."), cure=_("Go back to the proposed matches.")
        )
    board = match_rows([offer], [need])
    pairs = board.pairs()
    if not pairs:
        raise ExchangeError(
            _("The two no longer match."), cure=_("Go back to the proposed matches.")
        )
    (pair,) = pairs
    rate = board.rate
    made = Exchange.objects.create(
        offer=offer,
        need=need,
        proposed_by=acting_user,
        tonnes=pair.tonnes,
        km=pair.km,
        disposal=offer.price,
        purchase=need.price,
        treatment=need.treatment,
        transport=pair.transport(rate),
        replaced_co2e=need.co2e,
        replaced_source=need.co2e_source,
        transport_co2e=pair.transport_co2e(rate),
        transport_source=rate.co2e_source if rate else "",
    )
    record("propose_exchange", str(made), acting_user=acting_user)
    return made


@transaction.atomic
def agree_exchange(exchange: Exchange, *, acting_user: Person) -> None:
    """Agree to an introduction for the own company; once both did, each learns who the other is."""
    held = _locked(exchange)
    sides = _own_sides(held, acting_user)
    for side in sides:
        require(acting_user, "agree_exchange", _company(held, side))
    if held.state in INTRODUCED:  # sent again
        return
    _require_state(held, State.PROPOSED)
    for side in sides:
        _note_agreement(held, side, "")
    record("agree_exchange", str(held), acting_user=acting_user)


@transaction.atomic
def record_agreement(exchange: Exchange, side: str, note: str, *, acting_user: Person) -> None:
    """Record that a company agreed by telephone or letter. note : who said so, and when"""
    require(acting_user, "coordinate_exchanges")
    held = _locked(exchange)
    _require_state(held, State.PROPOSED)
    if side not in SIDES:
        raise ExchangeError(_("No side is chosen."), where="side", cure=_("Choose the side."))
    note = _require_text(note, "note", _("Enter who agreed, how and when."))
    _note_agreement(held, side, note)
    record("record_agreement", str(held), acting_user=acting_user)


@transaction.atomic
def decline_exchange(exchange: Exchange, reason: str, *, acting_user: Person) -> None:
    """Decline an introduction, with a reason that the coordinator alone reads."""
    held = _locked(exchange)
    if acting_user_sides := _sides_of(held, acting_user):
        for side in acting_user_sides:
            require(acting_user, "agree_exchange", _company(held, side))
    else:
        require(acting_user, "coordinate_exchanges")
    _require_state(held, State.PROPOSED)
    held.reason = _require_text(reason, "reason", _("Enter why you decline."))
    held.state = State.REFUSED
    held.save(update_fields=["reason", "state"])
    record("decline_exchange", str(held), acting_user=acting_user)


@transaction.atomic
def set_exchange_state(exchange: Exchange, state: str, reason: str, *, acting_user: Person) -> None:
    """Say that a trial or the exchange itself has begun, or that it ended and why."""
    held = _locked(exchange)
    _require_part(held, acting_user)
    if state not in NEXT.get(State(str.__str__(held.state)), ()):
        raise ExchangeError(
            _("This step is not possible while the exchange is {state}.", state=held.state),
            where="state",
            cure=_("Reload the page to see the next step."),
        )
    if state == State.ENDED:
        held.reason = _require_text(reason, "reason", _("Enter why the exchange ended."))
    before = {"state": str.__str__(held.state)}
    held.state = State(state)
    held.save(update_fields=["reason", "state"])
    after = {"state": state}
    record("set_exchange_state", str(held), acting_user=acting_user, before=before, after=after)


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
    held = _locked(exchange)
    _require_part(held, acting_user)
    _require_state(held, State.TRIAL, State.RUNNING, State.ENDED)
    evidence = _require_text(evidence, "evidence", _("Enter what shows the quantity."))
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
    """Remove a recorded quantity; the log keeps what it was."""
    held = _locked(movement.exchange)
    _require_part(held, acting_user)
    record("remove_movement", str(held), acting_user=acting_user, before=_told(movement))
    movement.delete()
    _enter_figures(held, acting_user)


def _enter_figures(exchange: Exchange, person: Person) -> None:
    """Enter what was moved into the ledger, of either site; what was removed is withdrawn."""
    movements = list(exchange.movements.all())
    periods = {str(one): (one.start, one.end) for one in movements}
    for side, residue, name in (
        ("offer", exchange.offer, _("Residue passed on to another company")),
        ("need", exchange.need, _("Residue taken from another company")),
    ):
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
        entry = LedgerEntry(residue.site, f"exchange:{exchange.pk}:{side}", person)
        enter_figures(entry, figures, periods)


def _told(movement: Movement) -> dict[str, object]:
    return {
        "start": str(movement.start),
        "end": str(movement.end),
        "tonnes": movement.tonnes,
    }


def _locked(exchange: Exchange) -> Exchange:
    """Return an exchange as it stands, held until the transaction ends."""
    return Exchange.objects.select_for_update().get(pk=exchange.pk)


def _company(exchange: Exchange, side: str) -> Organisation:
    residue = exchange.offer if side == "offer" else exchange.need
    return residue.site.organisation


def _sides_of(exchange: Exchange, person: Person) -> list[str]:
    """Return the sides whose company a person is a member of."""
    own = own_organisations(person)
    return [side for side in SIDES if _company(exchange, side).pk in own]


def _own_sides(exchange: Exchange, person: Person) -> list[str]:
    """Return the own sides; raise NotPermittedError for somebody who is on neither."""
    sides = _sides_of(exchange, person)
    if not sides:  # whoever is no member of either, such as the coordinator
        require(person, "agree_exchange", _company(exchange, "offer"))
    return sides


def _require_part(exchange: Exchange, person: Person) -> None:
    """Raise NotPermittedError for who is neither on a side nor a coordinator."""
    sides = _sides_of(exchange, person)
    for side in sides:
        require(person, "follow_exchange", _company(exchange, side))
    if not sides:
        require(person, "coordinate_exchanges")


def _note_agreement(exchange: Exchange, side: str, note: str) -> None:
    """Note that a side agreed, once; with both, the exchange is agreed."""
    if getattr(exchange, f"{side}_agreed") is None:
        setattr(exchange, f"{side}_agreed", timezone.now())
        setattr(exchange, f"{side}_note", note[:300])
    if exchange.is_introduced:
        exchange.state = State.AGREED
    exchange.save(update_fields=[f"{side}_agreed", f"{side}_note", "state"])


def _require_state(exchange: Exchange, *states: State) -> None:
    if exchange.state not in states:
        raise ExchangeError(
            _("This step is not possible while the exchange is {state}.", state=exchange.state),
            where="state",
            cure=_("Reload the page to see the next step."),
        )


def _require_text(text: str, where: str, cure: str) -> str:
    if not text.strip():
        raise ExchangeError(_("The text is empty."), where=where, cure=cure)
    return text.strip()
