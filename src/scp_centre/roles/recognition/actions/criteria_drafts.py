"""The draft of a scheme's criteria, written one criterion at a time; the JSON is the same draft."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.entries.json_text import require_storable
from scp_centre.methods.messages import _
from scp_centre.roles.recognition import criteria_drafts as drafts
from scp_centre.roles.recognition.criteria_texts import LARGEST, require_sound, text_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion, Scheme
from scp_centre.roles.recognition.published_criteria import PUBLISHED, published_content


@transaction.atomic
def start_draft(
    scheme: Scheme, source: str, valid_from: date, *, acting_user: Person, begin_with: str = ""
) -> CriteriaVersion:
    """Start the next version as a copy of the last one, or change what its draft says of itself.

    begin_with : published criteria for the first version; "" for none
    """
    require(acting_user, "keep_scheme")
    last = scheme.versions.select_for_update().first()
    if last is not None and last.published is None:
        last.source, last.valid_from = source.strip(), valid_from
        last.save(update_fields=["source", "valid_from"])
        _log(last, acting_user)
        return last
    first = drafts.empty_content(scheme.code, scheme.name)
    if begin_with in PUBLISHED:
        first = published_content(begin_with)
    made = CriteriaVersion.objects.create(
        scheme=scheme,
        number=last.number + 1 if last else 1,
        content=last.content if last else first,
        source=source.strip(),
        valid_from=valid_from,
    )
    _log(made, acting_user)
    return made


@transaction.atomic
def keep_measure(
    scheme: Scheme, name: str, measure: Mapping[str, Any], *, acting_user: Person
) -> None:
    """Write a measure, new or changed.

    Raises RecognitionError for one that the criteria use otherwise.
    """
    _change(scheme, acting_user, lambda c: drafts.with_measure(c, name, measure))


@transaction.atomic
def remove_measure(
    scheme: Scheme, name: str, *, acting_user: Person, shown: str | None = None
) -> None:
    """Remove a measure that no criterion uses."""
    _change(scheme, acting_user, lambda c: drafts.without_measure(c, name), shown)


@transaction.atomic
def keep_criterion(
    scheme: Scheme, place: int | None, criterion: Mapping[str, Any], *, acting_user: Person
) -> None:
    """Write a criterion at its place; a new one at the end."""
    _change(scheme, acting_user, lambda c: drafts.with_criterion(c, place, criterion))


@transaction.atomic
def remove_criterion(
    scheme: Scheme, place: int, *, acting_user: Person, shown: str | None = None
) -> None:
    """Remove a criterion."""
    _change(scheme, acting_user, lambda c: drafts.without_criterion(c, place), shown)


@transaction.atomic
def move_criterion(
    scheme: Scheme, place: int, by: int, *, acting_user: Person, shown: str | None = None
) -> None:
    """Move a criterion up (-1) or down (1)."""
    _change(scheme, acting_user, lambda c: drafts.moved_criterion(c, place, by), shown)


@transaction.atomic
def remove_condition(
    scheme: Scheme,
    place: int,
    rule: str,
    part: int,
    *,
    acting_user: Person,
    shown: str | None = None,
) -> None:
    """Remove a condition of a criterion."""

    def without(content: drafts.Content) -> drafts.Content:
        left = drafts.without_condition(content["criteria"][place], rule, part)
        return drafts.with_criterion(content, place, left)

    _change(scheme, acting_user, without, shown)


@transaction.atomic
def keep_points(
    scheme: Scheme, minimum: float, groups: Mapping[str, float], *, acting_user: Person
) -> None:
    """Write how many points are needed, in all and of each group."""
    _change(scheme, acting_user, lambda c: drafts.with_points(c, minimum, groups))


def _change(
    scheme: Scheme,
    person: Person,
    change: Callable[[drafts.Content], drafts.Content],
    shown: str | None = None,
) -> None:
    """Change the draft of a scheme; nothing is saved where the criteria would not be sound."""
    require(person, "keep_scheme")
    draft = scheme.versions.select_for_update().filter(published__isnull=True).first()
    if draft is None:
        raise RecognitionError(
            _("There is no draft of the criteria."), where="draft", cure=_("Start a draft first.")
        )
    require_shown(shown, shown_draft(draft), str(draft))
    content = change(draft.content)
    if content == draft.content:
        return
    require_writable(content)
    draft.content = content
    draft.save(update_fields=["content"])
    _log(draft, person)


def require_writable(content: Any) -> None:
    """Refuse a draft that is unsound, that no database holds, or that is too long."""
    require_sound(content, is_draft=True)
    try:
        require_storable(content)
    except ValueError:
        raise RecognitionError(
            _("The text contains a character that cannot be saved."),
            where="content",
            cure=_("Delete the text and type it again."),
        ) from None
    if len(text_of(content)) > LARGEST:
        raise RecognitionError(
            _(
                "The criteria are longer than {_LARGEST} characters.",
                _LARGEST=LARGEST,
            ),
            where="content",
            cure=_("Divide the criteria between two schemes."),
        )


def shown_draft(draft: CriteriaVersion) -> dict[str, Any]:
    """Return what a page shows of a draft that is being written."""
    return {"content": draft.content}


def _log(draft: CriteriaVersion, person: Person) -> None:
    after = {"number": draft.number, "source": draft.source, "criteria": draft.content}
    record("draft_criteria", str(draft), acting_user=person, after=after)
