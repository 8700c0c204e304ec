"""Newsletters: an editor chooses items, says a word to each, and sends the letter."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions.followers import compose
from scp_centre.roles.clearinghouse.criteria import LETTER, text_for
from scp_centre.roles.clearinghouse.models import Follower, Newsletter
from scp_centre.roles.clearinghouse.publication.addresses import page_of

MOST = 40


@transaction.atomic
def write_newsletter(
    values: dict[str, Any], *, acting_user: Person, newsletter: Newsletter | None = None
) -> Newsletter:
    """Write a newsletter, or change one that is not sent yet."""
    require(acting_user, "send_newsletter")
    if newsletter is not None and newsletter.sent is not None:
        raise ClearinghouseError(
            _("This letter has been sent."), where="newsletter", cure=_("Write another one.")
        )
    made = newsletter or Newsletter(author=acting_user)
    for name in ("title", "language", "opening"):
        setattr(made, name, values[name])
    made.entries = [[int(pk), str(word)[:1_000]] for pk, word in values["entries"]][:MOST]
    made.save()
    record("send_newsletter", made.title, acting_user=acting_user)
    return made


def readers(newsletter: Newsletter) -> list[Follower]:
    """Return who gets a newsletter: who follows it, in its language."""
    found = Follower.objects.filter(confirmed__isnull=False, criteria=LETTER)
    return list(found.filter(language=newsletter.language))


def send_newsletter(newsletter: Newsletter, *, base: str, acting_user: Person) -> int:
    """Send a newsletter to all who follow it; return how many there are."""
    require(acting_user, "send_newsletter")
    rows = rows_of(newsletter, base)
    if not rows:
        raise ClearinghouseError(
            _("The letter holds no public item."), where="entries", cure=_("Choose some.")
        )
    with transaction.atomic():
        held = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
        if held.sent is not None:
            raise ClearinghouseError(
                _("This letter has been sent."), where="newsletter", cure=_("Write another one.")
            )
        people = readers(held)
        held.sent = timezone.now()
        held.save(update_fields=["sent"])
        record("send_newsletter", held.title, acting_user=acting_user, after={"to": len(people)})
    sent = 0
    for follower in people:
        end = base + reverse("end_following", args=[follower.secret])
        letter = compose(
            newsletter.title,
            newsletter.opening,
            rows,
            end,
            follower.email,
            newsletter.language,
            newsletter.title,
        )
        with suppress(OSError):  # an address that is refused keeps nobody else from reading
            sent += letter.send()
    Newsletter.objects.filter(pk=newsletter.pk).update(sent_to=sent)
    return sent


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
