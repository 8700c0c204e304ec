"""Newsletters: an editor chooses items, says a word to each, and sends the letter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import address_letter, send_waiting, tally_of
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions.followers import compose
from scp_centre.roles.clearinghouse.criteria import LETTER, text_for
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Follower, Newsletter
from scp_centre.roles.clearinghouse.publication.addresses import page_of

MOST = 40
JOB = "clearinghouse_newsletter"


@transaction.atomic
def write_newsletter(
    values: dict[str, Any], *, acting_user: Person, newsletter: Newsletter | None = None
) -> Newsletter:
    """Write a newsletter, or change one that is not sent yet."""
    require(acting_user, "send_newsletter")
    if newsletter is not None and newsletter.sent is not None:
        raise ClearinghouseError(
            _("This newsletter has been sent."),
            where="newsletter",
            cure=_("Write another newsletter."),
        )
    made = newsletter or Newsletter(author=acting_user)
    for name in ("title", "language", "opening"):
        setattr(made, name, values[name])
    made.entries = [[int(pk), str(word)[:1_000]] for pk, word in values["entries"]][:MOST]
    save_row(made)
    record("send_newsletter", made.title, acting_user=acting_user)
    return made


def readers(newsletter: Newsletter) -> list[Follower]:
    """Return who gets a newsletter: who follows it, in its language."""
    found = Follower.objects.filter(confirmed__isnull=False, criteria=LETTER)
    return list(found.filter(language=newsletter.language))


@transaction.atomic
def send_newsletter(newsletter: Newsletter, *, base: str, acting_user: Person) -> Job:
    """Queue a newsletter for all who follow it; a letter that broke off goes to those left."""
    require(acting_user, "send_newsletter")
    if not has_mail_server():
        raise ClearinghouseError(
            _("This centre has no mail server, so the newsletter was not sent."),
            where="newsletter",
            cure=_("Ask the administrator to set SCP_SMTP_URL."),
        )
    if not rows_of(newsletter, base):
        raise ClearinghouseError(
            _("The newsletter does not contain any published items."),
            where="entries",
            cure=_("Choose at least one published item."),
        )
    held = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    if held.sent is None:
        people = readers(held)
        address_letter(name_of(held), [one.email for one in people])
        held.sent = timezone.now()
        held.save(update_fields=["sent"])
        record("send_newsletter", held.title, acting_user=acting_user, after={"to": len(people)})
    elif not can_resume(held):
        raise ClearinghouseError(
            _("This newsletter has been sent."),
            where="newsletter",
            cure=_("Write another newsletter."),
        )
    return queue_job(
        JOB,
        _("Newsletter: {title}", title=held.title),
        {"newsletter": held.pk, "base": base},
        acting_user=acting_user,
        organisation=None,
    )


def name_of(newsletter: Newsletter) -> str:
    return f"newsletter {newsletter.pk}"


def job_of(newsletter: Newsletter) -> Job | None:
    """Return the job that sends a newsletter now."""
    going = Job.objects.filter(kind=JOB, state__in=(State.WAITING, State.RUNNING))
    return going.filter(payload__newsletter=newsletter.pk).first()


def can_resume(newsletter: Newsletter) -> bool:
    """Return whether readers wait for a letter that nobody sends any more."""
    return bool(tally_of(name_of(newsletter))["waiting"]) and job_of(newsletter) is None


def deliver_newsletter(
    newsletter: Newsletter, base: str, since: datetime, after: Callable[[int, int], None]
) -> None:
    """Send a newsletter to those who have not got it; who ended following gets none.

    Raises OSError when the mail server takes no letters.
    """
    rows = rows_of(newsletter, base)

    def compose(address: str) -> EmailMessage | None:
        follower = Follower.objects.filter(
            email=address, criteria=LETTER, confirmed__isnull=False
        ).first()
        if follower is None:
            return None
        return compose_letter(newsletter, rows, follower, base)

    try:
        send_waiting(name_of(newsletter), compose, since=since, after=after)
    finally:
        sent = tally_of(name_of(newsletter))["sent"]
        Newsletter.objects.filter(pk=newsletter.pk).update(sent_to=sent)


def compose_letter(
    newsletter: Newsletter, rows: list[dict[str, str]], follower: Follower, base: str
) -> EmailMessage:
    """Return a newsletter as one reader gets it, with the link that ends it."""
    return compose(
        newsletter.title,
        newsletter.opening,
        rows,
        base + reverse("end_following", args=[follower.secret]),
        follower.email,
        newsletter.language,
        newsletter.title,
    )


def rows_of(newsletter: Newsletter, base: str) -> list[dict[str, str]]:
    """Return the items of a newsletter as the letter shows them."""
    said = {int(pk): word for pk, word in newsletter.entries}
    return [
        {
            "title": text_for(one, newsletter.language).title,
            "summary": said[one.pk] or text_for(one, newsletter.language).summary,
            "page": page_of(one, base),
            "why": "",
        }
        for one in queries.in_order(list(said))
        if one.is_public
    ]
