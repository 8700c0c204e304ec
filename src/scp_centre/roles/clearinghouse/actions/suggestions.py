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
from scp_centre.centre.deliveries.once_per_reader import has_gone, send_reminder
from scp_centre.centre.limits.letters import can_write
from scp_centre.centre.mail import Outcome, has_mail_server, send, write
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.items import keep
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
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


def ask_back(item: Item, text: str, *, base: str, acting_user: Person) -> Question:
    """Ask who suggested an item, by e-mail, with a link to a page for the answer.

    The question is kept, then the letter goes; without a letter the question is taken back.
    """
    made = _keep_question(item, text, acting_user)
    outcome = send(_question_letter(made, base), "question")
    if outcome != Outcome.SENT:
        _take_question_back(made, outcome, acting_user)
        raise _not_asked(outcome)
    return made


@transaction.atomic
def _keep_question(item: Item, text: str, acting_user: Person) -> Question:
    require(acting_user, "edit_item")
    text = text.strip()
    if not text:
        raise ClearinghouseError(
            _("The question is empty."), where="text", cure=_("Enter your question.")
        )
    if "@" not in item.suggested_by:
        raise ClearinghouseError(
            _("The person who suggested this item did not leave an e-mail address."),
            where="suggested_by",
            cure=_("Publish the item, or retire it and give the reason."),
        )
    if not has_mail_server():
        raise _not_asked(Outcome.NO_SERVER)
    if not can_write("question", item.suggested_by):
        raise _not_asked(Outcome.LIMITED)
    made = Question.objects.create(
        item=item, text=text[:5_000], author=acting_user, secret=secrets.token_urlsafe(32)
    )
    record("ask_back", item.title, acting_user=acting_user, after={"question": text[:500]})
    return made


@transaction.atomic
def _take_question_back(question: Question, outcome: Outcome, acting_user: Person) -> None:
    question.delete()
    after = {"letter": str(outcome)}
    record("ask_back", question.item.title, acting_user=acting_user, after=after)


def _not_asked(outcome: Outcome) -> ClearinghouseError:
    """Return why a question was not asked: no letter went, and nothing was kept."""
    if outcome == Outcome.LIMITED:
        return ClearinghouseError(
            _(
                "This address has received several e-mails today and cannot receive any more. The "
                "question was not saved."
            ),
            where="text",
            cure=_("Ask again tomorrow."),
        )
    if outcome == Outcome.NO_SERVER:
        return ClearinghouseError(
            _("This centre has no mail server. The question was not saved."),
            where="text",
            cure=_("Ask the administrator to set SCP_SMTP_URL."),
        )
    return ClearinghouseError(
        _("The mail server refused the question, so it was not saved."),
        where="text",
        cure=_(
            "Send the question again later, or ask the server administrator to check SCP_SMTP_URL."
        ),
    )


def _question_letter(question: Question, base: str) -> EmailMessage:
    item = question.item
    say = _speaker_of(item)
    subject = say(_("A question about “{title}”", title=item.title))
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
        raise ClearinghouseError(
            _("The answer is empty."), where="answer", cure=_("Enter your answer.")
        )
    mine = Question.objects.filter(pk=question.pk, answered=None)
    if not mine.update(answer=text[:5_000], answered=timezone.now()):
        raise ClearinghouseError(
            _("This question has already been answered."),
            where="answer",
            cure=_("The editor has received the answer."),
        )
    record("answer_question", question.item.title, acting_user=None)


def tell_suggesters(now: datetime, base: str) -> int:
    """Tell those who suggested something what became of it, once; return how many were told."""
    if not has_mail_server():
        return 0
    decided = Item.objects.filter(
        standing__in=(Standing.PUBLISHED, Standing.RETIRED), told=None, suggested_by__contains="@"
    )
    told = 0
    for item in decided.prefetch_related("texts"):
        if not can_write("outcome", item.suggested_by):
            continue  # of who had many letters today; tomorrow is another day
        name = f"outcome {item.pk}"
        told += send_reminder(name, _outcome_letter(item, base), "outcome")
        if has_gone(name, item.suggested_by):
            Item.objects.filter(pk=item.pk, told=None).update(told=now)
    return told


def _outcome_letter(item: Item, base: str) -> EmailMessage:
    say = _speaker_of(item)
    if item.is_public:
        subject = say(_("“{title}” has been published", title=item.title))
        text = say(_("Thank you. Your suggestion to {centre} is now public.", centre=_centre()))
        return _letter(item, subject, [text, page_of(item, base)])
    subject = say(_("“{title}” will not be published", title=item.title))
    text = say(_("The editor of {centre} gives this reason:", centre=_centre()))
    return _letter(item, subject, [text, say(item.reason)])


def _letter(item: Item, subject: str, parts: list[str]) -> EmailMessage:
    return write(item.suggested_by, subject, "\n\n".join(parts) + "\n")


def _speaker_of(item: Item) -> Speaker:
    return speaker(item.suggested_in or item.language)


def _centre() -> str:
    return str(Centre.objects.first() or "scp-centre")
