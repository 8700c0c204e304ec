"""Suggestions: anybody may suggest an item; an editor looks at it before anybody sees it.

The editor may ask back, and who suggested an item is told what became of it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.limits.letters import can_write, may_write
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.items import keep
from scp_centre.roles.clearinghouse.models import Item, Question, Standing
from scp_centre.roles.clearinghouse.publication.addresses import page_of


@transaction.atomic
def suggest(
    values: Mapping[str, Any],
    said: Mapping[str, str],
    suggested_by: str,
    language: str = "",
    *,
    acting_user: Person | None,
) -> Item:
    """Keep a suggestion for the editor.

    suggested_by : e-mail address for a question back, or nothing    language : of the page
    """
    item = keep(
        values,
        {str(values.get("language") or "en"): said},
        author=None,
        standing=Standing.SUGGESTED,
        suggested_by=suggested_by[:300],
        suggested_in=language,
    )
    record("suggest_item", item.title, acting_user=acting_user)
    return item


@transaction.atomic
def ask_back(item: Item, text: str, *, base: str, acting_user: Person) -> Question:
    """Ask who suggested an item, by e-mail, with a link to a page for the answer."""
    require(acting_user, "edit_item")
    text = text.strip()
    if not text:
        raise ClearinghouseError(
            _("There is no question."), where="text", cure=_("Write what to ask.")
        )
    if "@" not in item.suggested_by:
        raise ClearinghouseError(
            _("Who suggested this left no e-mail address."),
            where="suggested_by",
            cure=_("Publish it, or retire it with the reason."),
        )
    if not may_write("question", item.suggested_by):
        raise ClearinghouseError(
            _(
                "This address has had several e-mails today and gets no more. The question was not "
                "saved."
            ),
            where="text",
            cure=_("Ask again tomorrow."),
        )
    made = Question.objects.create(
        item=item, text=text[:5_000], author=acting_user, secret=secrets.token_urlsafe(32)
    )
    record("ask_back", item.title, acting_user=acting_user, after={"question": text[:500]})
    try:
        _question_letter(made, base).send()
    except OSError:
        raise ClearinghouseError(
            _("The mail server does not take the question; it was not kept."),
            where="text",
            cure=_("Send it again later, or ask who runs the server to look at SCP_SMTP_URL."),
        ) from None
    return made


def _question_letter(question: Question, base: str) -> EmailMessage:
    item = question.item
    say = _speaker_of(item)
    subject = say(_("A question on “{title}”", title=item.title))
    text = say(
        _(
            "You suggested “{title}” to {centre}. {editor} asks:",
            title=item.title,
            centre=_centre(),
            editor=question.author,
        )
    )
    answer = say(_("Answer on this page:"))
    page = base + reverse("answer_question", args=[question.secret])
    return _letter(item, subject, [text, question.text, f"{answer}\n{page}"])


@transaction.atomic
def answer_question(question: Question, text: str) -> None:
    """Keep the answer to a question; the editor sees it in the queue."""
    text = text.strip()
    if not text:
        raise ClearinghouseError(_("There is no answer."), where="answer", cure=_("Write one."))
    mine = Question.objects.filter(pk=question.pk, answered=None)
    if not mine.update(answer=text[:5_000], answered=timezone.now()):
        raise ClearinghouseError(
            _("This question is answered already."),
            where="answer",
            cure=_("The editor has the answer."),
        )
    record("answer_question", question.item.title, acting_user=None)


def tell_suggesters(now: datetime, base: str) -> int:
    """Tell those who suggested something what became of it, once; return how many were told."""
    decided = Item.objects.filter(
        standing__in=(Standing.PUBLISHED, Standing.RETIRED), told=None, suggested_by__contains="@"
    )
    told = 0
    for item in decided.prefetch_related("texts"):
        if not can_write("outcome", item.suggested_by):
            continue  # of who had many letters today; tomorrow is another day
        if not Item.objects.filter(pk=item.pk, told=None).update(told=now):
            continue  # another run tells them
        may_write("outcome", item.suggested_by)
        try:
            told += _outcome_letter(item, base).send()
        except OSError:  # the mail server is away: the next run tries again
            Item.objects.filter(pk=item.pk).update(told=None)
    return told


def _outcome_letter(item: Item, base: str) -> EmailMessage:
    say = _speaker_of(item)
    if item.is_public:
        subject = say(_("“{title}” is published", title=item.title))
        text = say(_("Thank you: what you suggested to {centre} is public now.", centre=_centre()))
        return _letter(item, subject, [text, page_of(item, base)])
    subject = say(_("“{title}” is not published", title=item.title))
    text = say(_("The editor of {centre} gives this reason:", centre=_centre()))
    return _letter(item, subject, [text, say(item.reason)])


def _letter(item: Item, subject: str, parts: list[str]) -> EmailMessage:
    return EmailMessage(
        " ".join(subject.split()), "\n\n".join(parts) + "\n", to=[item.suggested_by]
    )


def _speaker_of(item: Item) -> Speaker:
    return speaker(item.suggested_in or item.language)


def _centre() -> str:
    return str(Centre.objects.first() or "scp-centre")
