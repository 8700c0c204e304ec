"""Write briefs, consult on them, answer, publish."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.rows import save_row
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.messages import _
from scp_centre.roles.policy.actions.tables import require_confirmed
from scp_centre.roles.policy.brief_documents import basis_of, brief_figures, paragraphs_of
from scp_centre.roles.policy.brief_figures import Figure, figures_of
from scp_centre.roles.policy.dependents import cited_observations, record_brief
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Brief, Comment, Consultation, Scenario, Standing
from scp_centre.roles.policy.queries import outdated_in, running


@transaction.atomic
def write_brief(
    values: dict[str, Any],
    *,
    acting_user: Person,
    brief: Brief | None = None,
    sample: bool = False,
) -> Brief:
    """Keep a brief; every figure that its text names must exist.

    Raises PolicyError for a published brief, and for figures that do not exist.
    """
    require(acting_user, "write_brief")
    require_confirmed(values["table"])
    scenarios: list[Scenario] = list(values.get("scenarios") or [])
    if any(s.table_id != values["table"].pk for s in scenarios):
        raise PolicyError(
            _("A scenario and this brief are based on different tables."),
            where="scenarios",
            cure=_("Choose scenarios based on the same table as this brief."),
        )
    fields = {k: values[k] for k in ("title", "summary", "table", "language")}
    fields["text"] = values["text"].replace("\r\n", "\n")
    if brief is None:
        brief = Brief(slug=_free_slug(values["title"]), is_sample=sample, written_by=acting_user)
    else:
        brief = Brief.objects.select_for_update().get(pk=brief.pk)
        _require_open(brief)
        brief.version += 1
    before = {"title": brief.title, "text": brief.text} if brief.pk else {}
    for name, value in fields.items():
        setattr(brief, name, value)
    save_row(brief)
    brief.scenarios.set(scenarios)
    figures_of(brief.text, basis_of(brief, drawn=False))
    after = {"title": brief.title, "version": brief.version, "text": brief.text}
    record("write_brief", str(brief), acting_user=acting_user, before=before, after=after)
    return brief


@transaction.atomic
def take_newest_scenarios(brief: Brief, *, acting_user: Person) -> Brief:
    """Let an open brief show the newest version of each of its scenarios.

    Raises PolicyError for a published brief, and where its text names a figure that is gone.
    """
    require(acting_user, "write_brief")
    brief = Brief.objects.select_for_update().get(pk=brief.pk)
    _require_open(brief)
    changed = outdated_in(brief)
    if not changed:
        return brief
    for old, new in changed:
        brief.scenarios.remove(old)
        brief.scenarios.add(new)
    figures_of(brief.text, basis_of(brief, drawn=False))
    brief.version += 1
    brief.save(update_fields=["version", "changed"])
    record(
        "write_brief",
        str(brief),
        acting_user=acting_user,
        before={"scenarios": [f"{s}, version {s.version}" for s, _unused in changed]},
        after={"scenarios": [f"{s}, version {s.version}" for _unused, s in changed]},
    )
    return brief


def _free_slug(title: str) -> str:
    stem = slugify(title)[:70] or "brief"
    taken = set(Brief.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, 1000))
    return next(name for name in (stem, *numbered) if name not in taken)


def _require_open(brief: Brief) -> None:
    if brief.standing == Standing.PUBLISHED:
        raise PolicyError(
            _(
                "The brief {brief} has been published, so its text and figures are frozen.",
                brief=brief,
            ),
            where=str(brief),
            cure=_("Write a new brief that refers to the published brief."),
        )


@transaction.atomic
def open_consultation(
    brief: Brief, question: str, closes: date, *, acting_user: Person
) -> Consultation:
    """Put a brief to the public as it is now."""
    require(acting_user, "write_brief")
    brief = Brief.objects.select_for_update().get(pk=brief.pk)
    _require_open(brief)
    today = timezone.localdate()
    if closes < today:
        raise PolicyError(
            _("The closing date is in the past."),
            where="closes",
            cure=_("Enter a date in the future."),
        )
    if running(brief) is not None:
        raise PolicyError(
            _("This brief is already in consultation."),
            where=str(brief),
            cure=_("End the current consultation first."),
        )
    consultation = Consultation.objects.create(
        brief=brief,
        version=brief.version,
        paragraphs=paragraphs_of(brief, brief_figures(brief, drawn=False)),
        question=question,
        opens=today,
        closes=closes,
    )
    brief.standing = Standing.CONSULTATION
    brief.save(update_fields=["standing"])
    record("write_brief", f"{brief}: consultation", acting_user=acting_user)
    return consultation


@transaction.atomic
def add_comment(
    consultation: Consultation,
    paragraph: int,
    name: str,
    organisation: str,
    text: str,
    *,
    acting_user: Person | None,
) -> Comment:
    """Keep a comment of anybody, signed in or not, while the consultation is open.

    Raises PolicyError after its last day, and for a paragraph that it does not have.
    """
    if acting_user is not None:
        require(acting_user, "comment_brief")
    if consultation.ended or timezone.localdate() > consultation.closes:
        raise PolicyError(
            _("This consultation is closed."),
            where=str(consultation),
            cure=_("Write to the centre instead."),
        )
    if not 0 <= paragraph <= len(consultation.paragraphs):
        raise PolicyError(
            _("There is no paragraph {paragraph}.", paragraph=paragraph),
            where="paragraph",
            cure=_("Choose an option from the list."),
        )
    comment = Comment.objects.create(
        consultation=consultation,
        paragraph=paragraph,
        name=name,
        organisation=organisation,
        text=text,
    )
    record("comment_brief", str(consultation), acting_user=acting_user, after={"text": text[:200]})
    return comment


@transaction.atomic
def answer_comment(comment: Comment, outcome: str, answer: str, *, acting_user: Person) -> None:
    """Say what becomes of a comment, and why."""
    require(acting_user, "write_brief")
    before = {"outcome": comment.outcome, "answer": comment.answer}
    comment.outcome, comment.answer, comment.answered_by = outcome, answer, acting_user
    comment.save(update_fields=["outcome", "answer", "answered_by"])
    after = {"outcome": outcome, "answer": answer}
    record("write_brief", str(comment), acting_user=acting_user, before=before, after=after)


@transaction.atomic
def hide_comment(comment: Comment, reason: str, *, acting_user: Person) -> None:
    """Hide a comment from the public with a reason that stays in the record; or show it again."""
    require(acting_user, "write_brief")
    comment.hidden = reason[:200]
    comment.save(update_fields=["hidden"])
    record("write_brief", str(comment), acting_user=acting_user, after={"hidden": reason})


@transaction.atomic
def end_consultation(consultation: Consultation, changes: str, *, acting_user: Person) -> None:
    """Close a consultation: every shown comment has its answer, and what changed is said."""
    require(acting_user, "write_brief")
    left = consultation.comments.filter(hidden="", outcome="").count()
    if left:
        raise PolicyError(
            _("Unanswered comments: {left}.", left=left),
            where=str(consultation),
            cure=_("Answer each comment, or hide it and give a reason."),
        )
    consultation.changes, consultation.ended = changes, timezone.now()
    consultation.save(update_fields=["changes", "ended"])
    brief = consultation.brief
    brief.standing = Standing.DRAFT
    brief.save(update_fields=["standing"])
    record("write_brief", f"{consultation}: ended", acting_user=acting_user)


def shown_brief(brief: Brief, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return the text and the figures that stand in a brief now."""
    return {
        "version": brief.version,
        "figures": {name: str(one.value) for name, one in figures.items()},
    }


@transaction.atomic
def publish_brief(brief: Brief, *, acting_user: Person, shown: str | None = None) -> None:
    """Publish a brief: its figures are computed once more and frozen.

    shown : mark of the text and figures that a page showed (`shown_brief`)

    Raises PolicyError while it is in consultation, or once it is published, and ConflictError when
    it is no longer what was shown.
    """
    require(acting_user, "publish_brief")
    brief = Brief.objects.select_for_update().get(pk=brief.pk)
    _require_open(brief)
    if running(brief) is not None:
        raise PolicyError(
            _("This brief is in consultation."),
            where=str(brief),
            cure=_("Answer every comment, then end the consultation."),
        )
    require_confirmed(brief.table)
    figures = brief_figures(brief)
    require_shown(shown, shown_brief(brief, figures), str(brief))
    brief.frozen = {name: one.as_dict() for name, one in figures.items()}
    brief.standing, brief.published = Standing.PUBLISHED, timezone.now()
    save_row(brief)
    record_brief(brief, cited_observations(figures))
    frozen = {name: one.text for name, one in figures.items()}
    record("publish_brief", str(brief), acting_user=acting_user, after=frozen)


@transaction.atomic
def remove_brief(brief: Brief, *, acting_user: Person) -> None:
    """Remove a draft that was never put to the public."""
    require(acting_user, "write_brief")
    if brief.standing != Standing.DRAFT or brief.consultations.exists():
        raise PolicyError(
            _("The brief {brief} is in public consultation.", brief=brief),
            where=str(brief),
            cure=_("You cannot delete the brief, because its comments must stay readable."),
        )
    record("write_brief", str(brief), acting_user=acting_user, before={"text": brief.text})
    brief.delete()


def may_see(brief: Brief, person: Any) -> bool:
    """Return whether somebody, signed in or not, may see a brief."""
    if brief.standing != Standing.DRAFT:
        return True
    if not person.is_authenticated:
        return False
    return allowed(person, "write_brief") or allowed(person, "publish_brief")
