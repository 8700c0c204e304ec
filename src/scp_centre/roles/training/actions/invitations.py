"""Invite people to a workshop by e-mail: when, where, and how to join."""

import re
from collections.abc import Callable, Sequence
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import address_letter
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.limits.letters import mailbox_of, may_write
from scp_centre.centre.limits.tallies import DAY, count
from scp_centre.centre.mail import has_mail_server, write
from scp_centre.centre.registry.models import Person
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.workshops import lead
from scp_centre.roles.training.calendar import write_calendar
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Workshop

MOST_AT_ONCE = 200
SEPARATORS = re.compile(r"[\s,;<>]+")


def addresses_in(text: str) -> list[str]:
    """Return the e-mail addresses of a text, each once; names beside them are left out.

    Raises TrainingError that names what has an @ and is no address.
    """
    found = list(dict.fromkeys(p.lower() for p in SEPARATORS.split(text) if "@" in p))
    wrong = [p for p in found if not _is_address(p)]
    if wrong or not found:
        raise TrainingError(
            _(
                "These are not valid e-mail addresses: {value1}.",
                value1=", ".join(wrong[:5]) or text.strip()[:40],
            ),
            where="addresses",
            cure=_("Enter one address per line. Nothing was sent."),
        )
    if len(found) > MOST_AT_ONCE:
        raise TrainingError(
            _(
                "You entered {len} addresses. The limit is {_AT_ONCE}.",
                len=len(found),
                _AT_ONCE=MOST_AT_ONCE,
            ),
            where="addresses",
            cure=_("Nothing was sent. Send the invitations in smaller batches."),
        )
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def invite_people(
    workshop: Workshop, addresses: Sequence[str], join_address: str, *, acting_user: Person
) -> int:
    """Queue an invitation, with an entry for the calendar, to each address; return how many.

    A mailbox gets three of them in a day, and one of one workshop, whatever list it stands on.
    """
    workshop = lead(workshop, acting_user)
    if not has_mail_server():
        raise TrainingError(
            _("This centre has no mail server, so no invitation was sent."),
            where="addresses",
            cure=_("Show the code in the room, or ask the administrator to set SCP_SMTP_URL."),
        )
    letter = f"workshop {workshop.pk} {uuid4()}"
    wanted = [address for address in addresses if _may_invite(workshop, address)]
    if wanted:
        address_letter(letter, wanted)
        queue_job(
            "training_invitations",
            _("Invitations: {title}", title=workshop.title),
            {"workshop": workshop.pk, "letter": letter, "address": join_address},
            acting_user=acting_user,
            organisation=None,
        )
    after = {"invited": len(wanted)}
    record("invite_to_workshop", workshop.title, acting_user=acting_user, after=after)
    return len(wanted)


def _may_invite(workshop: Workshop, address: str) -> bool:
    again = count(f"invited {workshop.pk}", mailbox_of(address), DAY) > 1
    return not again and may_write("workshop", address)


def compose_invitation(workshop: Workshop, join_address: str) -> Callable[[str], EmailMessage]:
    """Return how the invitation to a workshop is written to an address."""
    say = speaker(workshop.module.language)
    place = f", {workshop.place}" if workshop.place else ""
    text = say(
        _(
            "You are invited to the workshop {title}, {moment}{place}. On the day, open {address} "
            "on your phone, or type in the code {code}. You do not need an account.",
            title=workshop.title,
            moment=say.moment(workshop.starts),
            place=place,
            address=join_address,
            code=workshop.code,
        )
    )
    subject = say(_("Invitation: {title}", title=workshop.title))
    calendar = write_calendar([workshop]).decode()

    def compose(address: str) -> EmailMessage:
        # One by one, so that nobody sees the others' addresses.
        message = write(address, subject, f"{text}\n\n{workshop.module.summary}\n")
        message.attach("workshop.ics", calendar, "text/calendar")
        return message

    return compose
