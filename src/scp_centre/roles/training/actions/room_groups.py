"""Groups of the room: formed by the method, pinned, swapped; latecomers are seated."""

from collections.abc import Sequence

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.messages import _
from scp_centre.methods.teams import Grouping, form_groups, place_latecomer
from scp_centre.methods.teams import Participant as Seat
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.workshops import lead, sections_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Group, Kind, Note, Participant, Sheet, Workshop


def as_seat(who: Participant) -> Seat:
    """Return somebody as the method knows them."""
    return Seat(str(who.pk), holder_key(who.organisation), who.sector, who.experience, who.language)


def present(workshop: Workshop) -> list[Participant]:
    """Return everybody who is in the room."""
    return list(workshop.participants.filter(left=False).order_by("pk"))


@transaction.atomic
def form_room_groups(
    workshop: Workshop, *, acting_user: Person, together: bool = False, seed: int = 0
) -> list[Group]:
    """Form groups of all who are present, and give each a room and an empty flip chart.

    Pinned people keep each other: those who are pinned in one group stay in one group.
    Raises TrainingError once a chart holds notes, since these would lose their group.
    """
    workshop = lead(workshop, acting_user)
    people = present(workshop)
    if not people:
        raise TrainingError(
            _("Nobody has joined yet."),
            where="groups",
            cure=_("Let people join, or enter their names yourself."),
        )
    if Note.objects.filter(sheet__group__workshop=workshop).exists():
        raise TrainingError(
            _("The groups have started to write."),
            where="groups",
            cure=_(
                "Move individual people instead. The notes stay with the group that wrote them."
            ),
        )
    grouping = form_groups(
        [as_seat(p) for p in people], pins=_pins(workshop), together=together, seed=seed
    )
    groups = _seat_all(workshop, grouping, people)
    after = {"groups": len(groups), "pairs": grouping.pairs, "lower_bound": grouping.lower_bound}
    record("form_groups", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "groups")
    return groups


def _pins(workshop: Workshop) -> list[list[str]]:
    pinned = workshop.participants.filter(pinned=True, left=False, group__isnull=False)
    blocks: dict[int | None, list[str]] = {}
    for who in pinned:
        blocks.setdefault(who.group_id, []).append(str(who.pk))
    return list(blocks.values())


def _seat_all(workshop: Workshop, grouping: Grouping, people: list[Participant]) -> list[Group]:
    workshop.groups.all().delete()
    known = {str(p.pk): p for p in people}
    groups = []
    for number, members in enumerate(grouping.groups, 1):
        group = new_group(workshop, number)
        for member in members:
            known[member].group = group
        groups.append(group)
    Participant.objects.bulk_update(people, ["group"])
    return groups


def new_group(workshop: Workshop, number: int) -> Group:
    """Return a new group with its room, and the sheets that the activity asks for."""
    claim_form()
    room = workshop.rooms[number - 1] if number <= len(workshop.rooms) else ""
    group = Group.objects.create(workshop=workshop, number=number, room=room)
    activity = next((s for s in sections_of(workshop) if s.kind == Kind.ACTIVITY), None)
    Sheet.objects.bulk_create(
        Sheet(group=group, place=place, heading=sheet["heading"], roles=sheet["roles"])
        for place, sheet in enumerate(activity.sheets if activity else ())
    )
    return group


def grouping_of(groups: Sequence[Group]) -> tuple[Grouping, list[Seat]]:
    """Return groups as they sit now, as the method knows them."""
    seats, ids = [], []
    for group in groups:
        members = [p for p in group.members.all() if not p.left]
        seats += [as_seat(p) for p in members]
        ids.append(tuple(str(p.pk) for p in members))
    return Grouping(tuple(ids), 0, 0), seats


def seat_latecomer(workshop: Workshop, who: Participant) -> Group:
    """Seat somebody who comes late; nobody else moves."""
    groups = list(workshop.groups.prefetch_related("members"))
    grouping, seats = grouping_of(groups)
    group = groups[place_latecomer(grouping, seats, as_seat(who))]
    who.group = group
    who.save(update_fields=["group"])
    tell_screens(workshop, "groups")
    return group


@transaction.atomic
def move_to(who: Participant, number: int, *, acting_user: Person) -> None:
    """Move somebody into another group; a number one above the last makes a new group."""
    workshop = lead(who.workshop, acting_user)
    group = workshop.groups.filter(number=number).first()
    if group is None and number == workshop.groups.count() + 1:
        group = new_group(workshop, number)
    if group is None:
        raise TrainingError(
            _("There is no group {number}.", number=number),
            where="group",
            cure=_("Choose one of the groups."),
        )
    workshop.groups.filter(spokesperson=who).update(spokesperson=None)
    who.group = group
    who.save(update_fields=["group"])
    record("move_participant", workshop.title, acting_user=acting_user, after={"to": number})
    tell_screens(workshop, "groups")


@transaction.atomic
def swap(one: Participant, other: Participant, *, acting_user: Person) -> None:
    """Let two people change places."""
    workshop = lead(one.workshop, acting_user)
    if one.workshop_id != other.workshop_id or one.group_id is None or other.group_id is None:
        raise TrainingError(
            _("Two people can swap places only if both are in a group."),
            where="swap",
            cure=_("Form the groups first."),
        )
    workshop.groups.filter(spokesperson__in=(one, other)).update(spokesperson=None)
    one.group, other.group = other.group, one.group
    Participant.objects.bulk_update([one, other], ["group"])
    record(
        "swap", workshop.title, acting_user=acting_user, after={"participants": [one.pk, other.pk]}
    )
    tell_screens(workshop, "groups")


@transaction.atomic
def pin(who: Participant, pinned: bool, *, acting_user: Person) -> None:
    """Pin somebody to those who are pinned in the same group, or free them."""
    workshop = lead(who.workshop, acting_user)
    who.pinned = pinned
    who.save(update_fields=["pinned"])
    record("pin", workshop.title, acting_user=acting_user, after={"participant": who.pk})
    tell_screens(workshop, "people", group=0)


@transaction.atomic
def name_room(group: Group, room: str, *, acting_user: Person) -> None:
    """Say where a group sits."""
    workshop = lead(group.workshop, acting_user)
    group.room = room.strip()[:100]
    group.save(update_fields=["room"])
    record("name_room", workshop.title, acting_user=acting_user, after={"room": group.room})
    tell_screens(workshop, "groups")


@transaction.atomic
def name_spokesperson(group: Group, who: Participant, *, by: Participant | Person) -> None:
    """Name who speaks for a group: its members do, or the trainer."""
    if isinstance(by, Participant):
        if by.group_id != group.pk or by.left:
            raise TrainingError(
                _("Only members of a group can name its spokesperson."),
                where="spokesperson",
                cure=_("Ask a member of the group to name the spokesperson."),
            )
        workshop = group.workshop
    else:
        workshop = lead(group.workshop, by)
    if who.group_id != group.pk or who.left:
        raise TrainingError(
            _("{name} is not in this group.", name=who.name),
            where="spokesperson",
            cure=_("Choose a member of the group."),
        )
    group.spokesperson = who
    group.save(update_fields=["spokesperson"])
    record(
        "name_spokesperson",
        workshop.title,
        acting_user=None if isinstance(by, Participant) else by,
        after={"group": group.number, "spokesperson": who.pk},
    )
    tell_screens(workshop, "groups")
