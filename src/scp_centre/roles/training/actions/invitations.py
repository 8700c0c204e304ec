"""Invite people to a workshop by e-mail: when, where, and how to join."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import TrainingError
from scp_centre.centre.limits.letters import mailbox_of, may_write
from scp_centre.centre.limits.tallies import DAY, count
from scp_centre.centre.registry.models import Person
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.workshops import lead
from scp_centre.roles.training.calendar import write_calendar
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
            _("No e-mail address: {value1}.", value1=", ".join(wrong[:5]) or text.strip()[:40]),
            where="addresses",
            cure=_("Write one address a line; nothing was sent."),
        )
    if len(found) > MOST_AT_ONCE:
        raise TrainingError(
            _(
                "{len} addresses; {_AT_ONCE} are invited at once.",
                len=len(found),
                _AT_ONCE=MOST_AT_ONCE,
            ),
            where="addresses",
            cure=_("Send them in parts; nothing was sent."),
        )
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def invite_people(
    workshop: Workshop, addresses: Sequence[str], join_address: str, *, acting_user: Person
) -> int:
    """Mail an invitation, with an entry for the calendar, to each address; return how many went.

    A mailbox gets three of them in a day, and one of one workshop, whatever list it stands on.
    """
    with transaction.atomic():  # the row is not held while mails are sent
        workshop = lead(workshop, acting_user)
    say = speaker(workshop.module.language)
    place = f", {workshop.place}" if workshop.place else ""
    subject = say(_("Invitation: {title}", title=workshop.title))
    text = say(
        _(
            "You are invited to the workshop {title}, {moment}{place}. On the day, open {address} "
            "on your phone, or type in the code {code}. You need no account.",
            title=workshop.title,
            moment=say.moment(workshop.starts),
            place=place,
            address=join_address,
            code=workshop.code,
        )
    )
    calendar = write_calendar([workshop])
    sent = 0
    for address in addresses:  # one by one, so that nobody sees the others' addresses
        again = count(f"invited {workshop.pk}", mailbox_of(address), DAY) > 1
        if again or not may_write("workshop", address):
            continue
        message = EmailMessage(subject, f"{text}\n\n{workshop.module.summary}\n", to=[address])
        message.attach("workshop.ics", calendar.decode(), "text/calendar")
        sent += message.send()
    after = {"invited": sent}
    record("invite_to_workshop", workshop.title, acting_user=acting_user, after=after)
    return sent
