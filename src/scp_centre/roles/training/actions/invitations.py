"""Invite people to a workshop by e-mail: when, where, and how to join."""

import re
from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import TrainingError
from scp_centre.centre.letters import Outcome, has_mail_server, send, write
from scp_centre.centre.limits.letters import mailbox_of
from scp_centre.centre.limits.tallies import DAY, count, take_back
from scp_centre.centre.registry.models import Person
from scp_centre.centre.translation import speaker
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
            f"No e-mail address: {', '.join(wrong[:5]) or text.strip()[:40]}.",
            where="addresses",
            cure="Write one address a line; nothing was sent.",
        )
    if len(found) > MOST_AT_ONCE:
        raise TrainingError(
            f"{len(found)} addresses; {MOST_AT_ONCE} are invited at once.",
            where="addresses",
            cure="Send them in parts; nothing was sent.",
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
) -> Counter[Outcome]:
    """Mail an invitation, with an entry for the calendar, to each address; return what became.

    A mailbox gets three of them in a day, and one of one workshop, whatever list it stands on.
    """
    with transaction.atomic():  # the row is not held while mails are sent
        workshop = lead(workshop, acting_user)
    if not has_mail_server():
        raise TrainingError(
            "This centre has no mail server, so no invitation was sent.",
            where="addresses",
            cure="Show the code in the room, or ask the administrator to set SCP_SMTP_URL.",
        )
    subject, text = _invitation(workshop, join_address)
    calendar = write_calendar([workshop]).decode()
    outcomes: Counter[Outcome] = Counter()
    for address in addresses:  # one by one, so that nobody sees the others' addresses
        message = write(address, subject, text)
        message.attach("workshop.ics", calendar, "text/calendar")
        outcomes[_invite(workshop, message)] += 1
    with transaction.atomic():
        record(
            "invite_to_workshop",
            workshop.title,
            acting_user=acting_user,
            after={"invited": outcomes[Outcome.SENT], "refused": outcomes[Outcome.REFUSED]},
        )
    return outcomes


def _invitation(workshop: Workshop, join_address: str) -> tuple[str, str]:
    """Return subject and text in the language of the workshop."""
    say = speaker(workshop.module.language)
    place = f", {workshop.place}" if workshop.place else ""
    text = say(
        "You are invited to the workshop {title}, {moment}{place}. On the day, open {address} on "
        "your phone, or type in the code {code}. You need no account.",
        title=workshop.title,
        moment=say.moment(workshop.starts),
        place=place,
        address=join_address,
        code=workshop.code,
    )
    subject = say("Invitation: {title}", title=workshop.title)
    return subject, f"{text}\n\n{workshop.module.summary}\n"


def _invite(workshop: Workshop, message: EmailMessage) -> Outcome:
    """Send one invitation, unless its mailbox has had that of this workshop today."""
    what, mailbox = f"invited {workshop.pk}", mailbox_of(message.to[0])
    if count(what, mailbox, DAY) > 1:
        return Outcome.LIMITED
    outcome = send(message, "workshop")
    if outcome != Outcome.SENT:
        take_back(what, mailbox, DAY)
    return outcome
