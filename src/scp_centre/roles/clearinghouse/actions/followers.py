"""Followers: who asks for news by e-mail, confirms it, gets it, and ends it with one click."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import has_gone, send_reminder
from scp_centre.centre.mail import Outcome, has_mail_server, send, write
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.search.index_in_memory import State, beside
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.criteria import LETTER, filters_of, text_for
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Follower, Frequency, Item
from scp_centre.roles.clearinghouse.publication.addresses import page_of
from scp_centre.roles.clearinghouse.search.index_writer import row_as_public
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.search.memory_index import current
from scp_centre.roles.clearinghouse.search.reasons import reason

EVERY = {
    Frequency.AT_ONCE: timedelta(0),
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.MONTHLY: timedelta(days=30),
}
MOST_ITEMS = 30
MOST_MATCHES = 5_000
MOST_WAITING = 50  # that a page shows to be confirmed
UNCONFIRMED_LASTS = timedelta(days=14)


@transaction.atomic
def follow(
    email: str,
    criteria: str,
    title: str,
    frequency: str,
    language: str,
    *,
    acting_user: Person | None = None,
) -> Follower:
    """Note that somebody wants to follow a search. Unless it is known to be them, nothing is sent
    before they say so: see ask_to_confirm.
    """
    if frequency not in Frequency.values:
        raise ClearinghouseError(_("Choose how often you want to receive news."), where="frequency")
    values = {"title": title[:300], "frequency": frequency, "language": language}
    made, new = Follower.objects.get_or_create(
        email=email.strip().lower(),
        criteria=criteria[:1000],
        defaults=values | {"secret": secrets.token_urlsafe(32)},
    )
    own = acting_user is not None and acting_user.email.lower() == made.email
    if not new and (own or made.confirmed is None):  # nobody changes what somebody else gets
        Follower.objects.filter(pk=made.pk).update(**values)
    if own and made.confirmed is None:
        made.confirmed = made.last_sent = timezone.now()
        made.save(update_fields=["confirmed", "last_sent"])
    record("follow", made.title, acting_user=acting_user)
    return made


def ask_to_confirm(follower: Follower, base: str) -> Outcome:
    """Ask by e-mail whether somebody wants to follow; return what became of the letter.

    A mailbox is asked once a day, however often and by whomever its address is typed in: the page
    of that one link shows all that waits. Whoever confirmed before gets no letter, as if they had
    had theirs today: the page cannot tell.
    """
    if follower.confirmed is not None:
        return Outcome.LIMITED if has_mail_server() else Outcome.NO_SERVER
    say = speaker(follower.language)
    address = base + reverse("confirm_following", args=[follower.secret])
    centre = str(Centre.objects.first() or "scp-centre")
    text = say(
        _(
            "Someone asked {centre} to send news about “{title}” to this address. If it was you, "
            "open this page. If not, no action is needed.",
            centre=centre,
            title=follower.title,
        )
    )
    subject = say(_("Follow “{title}”?", title=follower.title))
    return send(write(follower.email, subject, f"{text}\n\n{address}\n"), "follow")


def waiting_beside(follower: Follower) -> list[Follower]:
    """Return what else waits to be confirmed by the same address."""
    rows = Follower.objects.filter(email=follower.email, confirmed=None).exclude(pk=follower.pk)
    return list(rows[:MOST_WAITING])


@transaction.atomic
def forget_unconfirmed(now: datetime) -> int:
    """Remove what nobody confirmed within two weeks; return how many."""
    old = Follower.objects.filter(confirmed=None, created__lt=now - UNCONFIRMED_LASTS)
    return old.delete()[0]


@transaction.atomic
def confirm(secret: str, also: Collection[str] = ()) -> Follower:
    """Confirm that somebody wants to follow.

    also : keys of what else waits for the same address, and is wanted too
    """
    found = Follower.objects.filter(secret=secret).first()
    if found is None:
        raise ClearinghouseError(
            _("This link is no longer valid."),
            where="follow",
            cure=_("Subscribe to the news again."),
        )
    wanted = [one for one in waiting_beside(found) if str(one.pk) in also]
    for one in [found, *wanted]:
        if one.confirmed is None:
            one.confirmed = one.last_sent = timezone.now()
            one.save(update_fields=["confirmed", "last_sent"])
            record("follow", one.title, acting_user=None)
    return found


@transaction.atomic
def end_following(secret: str) -> str:
    """End a following; what ended before is no error. Return what it was."""
    found = Follower.objects.filter(secret=secret).first()
    if found is None:
        return ""
    record("end_following", found.title, acting_user=None)
    found.delete()
    return found.title


def send_digests(now: datetime, base: str) -> int:
    """Send what is due; return how many letters were sent. Without a mail server all of it waits.

    A follower gets each item once: what was published since their last letter, and fits.
    """
    if not has_mail_server():
        return 0
    sent = 0
    for frequency, every in EVERY.items():
        due = Follower.objects.filter(confirmed__isnull=False, frequency=frequency)
        due = due.exclude(criteria=LETTER).filter(Q(last_sent=None) | Q(last_sent__lte=now - every))
        for follower in due.iterator():
            sent += _send(follower, now, base)
    return sent


def _send(follower: Follower, now: datetime, base: str) -> int:
    since = follower.last_sent or follower.created
    items = fitting(follower.criteria, since, now, follower.language)
    name, sent = f"digest {follower.pk} {since.isoformat()}", False
    if items:
        sent = send_reminder(name, letter(follower, items, base), "digest")
        if not has_gone(name, follower.email):
            return 0  # another run sends it, or the mail server is away: this one waits
    # Only now: what a kill cuts off before is sent again, not forgotten.
    Follower.objects.filter(pk=follower.pk, last_sent=follower.last_sent).update(last_sent=now)
    return 1 if sent else 0


def fitting(criteria: str, since: datetime, now: datetime, language: str) -> list[Item]:
    """Return the items of a search that were published after one moment and until another."""
    new = queries.public_items().filter(published__gt=since, published__lte=now)
    keys = set(new.values_list("pk", flat=True)[:MOST_MATCHES])
    if not keys:
        return []
    found = _followed(criteria, language)
    return queries.in_order([pk for pk in found if pk in keys][:MOST_ITEMS])


def _followed(criteria: str, language: str, state: State | None = None) -> tuple[int, ...]:
    """Return the items of a search that is followed."""
    given = parse_qs(criteria)
    question = given.get("q", [""])[0]
    return search(
        question,
        filters_of(given),
        language=language,
        count=MOST_MATCHES,
        facets=False,
        patient=True,  # nobody waits for a letter
        state=state,
    ).items


def told_of(item: Item) -> list[tuple[str, str, int]]:
    """Return who would be told of an item once it is public.

    Each row: what they follow, how often they get letters, how many they are. Nobody is named:
    who follows what is nobody's business.
    """
    state = beside(current(), row_as_public(item.pk))
    found: list[tuple[str, str, int]] = []
    rows = (
        Follower.objects.filter(confirmed__isnull=False)
        .exclude(criteria=LETTER)
        .values("criteria", "language", "frequency")
        .annotate(count=Count("pk"), titles=Min("title"))
        .order_by("-count", "criteria")
    )
    for row in rows:
        if item.pk in _followed(row["criteria"], row["language"], state):
            found.append((row["titles"], row["frequency"], row["count"]))
    return found


def letter(follower: Follower, items: list[Item], base: str) -> EmailMultiAlternatives:
    """Return the letter: text and HTML, one click to end it, nothing that tells who read it."""
    say = speaker(follower.language)
    centre = str(Centre.objects.first() or "scp-centre")
    rows = [
        {
            "title": text_for(one, follower.language).title,
            "summary": text_for(one, follower.language).summary,
            "page": page_of(one, base),
            "why": reason(one, follower.criteria, follower.language),
        }
        for one in items
    ]
    subject = say(_("{centre}: updates on {title}", centre=centre, title=follower.title))
    end = base + reverse("end_following", args=[follower.secret])
    intro = say(_("Updates on “{title}”:", title=follower.title))
    return compose(subject, intro, rows, end, follower.email, follower.language)


def compose(
    subject: str,
    intro: str,
    rows: list[dict[str, str]],
    end: str,
    to: str,
    language: str,
    title: str = "",
) -> EmailMultiAlternatives:
    """Return a letter of items as text and HTML with the heads of RFC 8058."""
    say = speaker(language)
    stop = say(_("You are receiving this e-mail because you subscribed. To unsubscribe:"))
    lines = [intro, ""]
    for row in rows:
        lines += [row["title"], row["summary"], row.get("why", ""), row["page"], ""]
    lines += [stop, end, ""]
    context = {"title": title, "intro": intro, "rows": rows, "stop": stop, "end": end}
    with translation.override(language):
        html = render_to_string("clearinghouse/letter.html", context | {"language": language})
    heads = {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    made = EmailMultiAlternatives(
        " ".join(subject.split()),
        "\n".join(line for line in lines if line is not None),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers=heads,
    )
    made.attach_alternative(html, "text/html")
    return made
