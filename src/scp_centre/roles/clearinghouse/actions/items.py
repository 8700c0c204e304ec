"""Items: written, published, retired; every change is a revision and is searched at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.query_string import parse_day
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.search.entries import index_later
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.dependents import follow_item
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import ITEM, TEXT, address_key, clean
from scp_centre.roles.clearinghouse.models import REASONS, Item, Revision, Standing, Tag, Text
from scp_centre.roles.clearinghouse.search.index_writer import keep_items
from scp_centre.roles.clearinghouse.source_changes import combined
from scp_centre.roles.clearinghouse.vocabulary import with_parents

REVIEW_AFTER = timedelta(days=730)  # until somebody looks at an item again


@transaction.atomic
def write_item(
    values: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]],
    *,
    acting_user: Person,
    item: Item | None = None,
    seen: int | None = None,
    note: str = "",
    publish_now: bool = False,
    standing: str = "",
) -> Item:
    """Write an item, or change it: all of it, or nothing when any part is refused.

    texts : language -> what it says in it    seen : number of the revision that was changed
    standing : what its form showed, where it is to be published: who retires it is not overruled

    When the values name another language than the item had, its text moves to that language.
    """
    require(acting_user, "edit_item")
    if item is not None and _is_changed(item, seen, standing if publish_now else ""):
        raise ConflictError(
            _("Someone else has changed this item in the meantime."),
            where="item",
            cure=_("Open the item again in another window, and copy your changes into it."),
        )
    if item is not None:
        _move_text(item, str(values.get("language") or item.language))
    made = keep(values, texts, item=item, note=note, author=acting_user)
    record("edit_item", made.title, acting_user=acting_user)
    if publish_now:
        publish([made], acting_user=acting_user)
    return made


def _is_changed(item: Item, seen: int | None, standing: str) -> bool:
    """Return whether an item has another revision or standing than a form showed, if it said."""
    held = Item.objects.select_for_update().get(pk=item.pk)
    is_moved = standing not in ("", held.standing)
    return is_moved or (seen is not None and last_revision(held) != seen)


def _move_text(item: Item, language: str) -> None:
    """Make the original text one of another language, in place of a translation into it."""
    original = item.texts.filter(language=item.language).first()
    if original is None or item.language == language:
        return
    item.texts.filter(language=language).delete()
    item.texts.filter(pk=original.pk).update(language=language)


@dataclass(frozen=True, slots=True)
class New:
    """An item to be kept for the first time: values, language -> text, and how it stands."""

    values: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    standing: Mapping[str, Any] = field(default_factory=dict)


def keep(
    values: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]],
    *,
    item: Item | None = None,
    note: str = "",
    author: Person | None = None,
    search_now: bool = True,
    **new: Any,
) -> Item:
    """Keep an item with its texts as a new revision; the caller has asked for permission.

    search_now : whether the search is brought up to date here, or by the caller for many at once
    """
    if item is None:
        one = New(values, texts, new)
        return keep_new([one], note=note, author=author, search_now=search_now)[0]
    cleaned = _checked(values, texts)
    for name, value in {**cleaned, **new}.items():
        setattr(item, name, value)
    item.address_key, item.stamp = address_key(item.address), timezone.now()
    save_row(item)
    for language, said in texts.items():
        _keep_text(item, language, said)
    _tag(item)
    _settle(item, author, note, search_now=search_now)
    return item


@index_later()  # once with its texts, not after each statement
def keep_new(
    entries: Sequence[New],
    *,
    note: str = "",
    author: Person | None = None,
    search_now: bool = True,
) -> list[Item]:
    """Keep new items, many with as few statements as one; the caller has asked for permission."""
    now = timezone.now()
    items = []
    for one in entries:
        values = _checked(one.values, one.texts) | dict(one.standing)
        due = values.pop("review_due", None) or (now + REVIEW_AFTER).date()
        item = Item(**{"owner": author, **values}, review_due=due, stamp=now)
        if item.language not in one.texts:
            item.language = next(iter(one.texts))
        item.address_key = address_key(item.address)
        items.append(item)
    Item.objects.bulk_create(items)
    pairs = list(zip(items, entries, strict=True))
    texts = []
    for item, one in pairs:
        kept = {language: _said(said) for language, said in one.texts.items()}
        texts += [
            Text(item=item, language=language, **said) for language, said in kept.items() if said
        ]
    Text.objects.bulk_create(texts)
    Tag.objects.bulk_create(
        Tag(item=item, scheme=scheme, code=code) for item in items for scheme, code in _tags(item)
    )
    fresh = Item.objects.prefetch_related("texts").in_bulk([i.pk for i in items])
    Revision.objects.bulk_create(
        Revision(item=i, number=1, content=snapshot(i), note=note[:300], author=author)
        for i in fresh.values()
    )
    if search_now:
        keep_items(list(fresh))
    return items


def as_kept(
    values: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Any]]:
    """Return what would be kept of an item, in the form of a revision."""
    said = {language: kept for language, text in texts.items() if (kept := _said(text))}
    return {"item": _checked(values, texts), "texts": said}


def _checked(values: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    if not any(t.get("title", "").strip() for t in texts.values()):
        raise ClearinghouseError(
            _("The item has no title."), where="title", cure=_("Enter a title.")
        )
    return clean(values)


def _tags(item: Item) -> set[tuple[str, str]]:
    found = {("type", item.type)} | {("topic", c) for c in item.topics}
    return found | {("sector", c) for c in with_parents("sector", item.sectors)}


def _tag(item: Item) -> None:
    wanted, known = _tags(item), set(item.tags.values_list("scheme", "code"))
    for scheme, code in known - wanted:
        item.tags.filter(scheme=scheme, code=code).delete()
    Tag.objects.bulk_create([Tag(item=item, scheme=s, code=c) for s, c in wanted - known])


def _keep_text(item: Item, language: str, said: Mapping[str, str]) -> None:
    values = _said(said)
    if not values:
        item.texts.filter(language=language).exclude(language=item.language).delete()
        return
    Text.objects.update_or_create(item=item, language=language, defaults=values)


def _said(said: Mapping[str, str]) -> dict[str, str]:
    """Return what a text says as it is kept: each line on one line; nothing without a title."""
    if not said.get("title", "").strip():
        return {}
    values = {name: said[name].strip() for name in TEXT if name in said}
    for name in ("title", "for_whom", "saving", "cost", "proven"):
        if name in values:
            values[name] = " ".join(values[name].split())[: 300 if name == "title" else 500]
    return values


def _settle(item: Item, author: Person | None, note: str, *, search_now: bool = True) -> None:
    """Write the revision and bring the search up to date."""
    fresh = Item.objects.prefetch_related("texts").get(pk=item.pk)
    Revision.objects.create(
        item=fresh,
        number=last_revision(fresh) + 1,
        content=snapshot(fresh),
        note=note[:300],
        author=author,
    )
    if search_now:
        keep_items([fresh.pk])


def last_revision(item: Item) -> int:
    """Return the number of the last revision; 0 for none."""
    last = item.revisions.values_list("number", flat=True).first()
    return int(last or 0)


def snapshot(item: Item) -> dict[str, Any]:
    """Return all that an item says, for its revision."""
    values = {name: getattr(item, name) for name in ITEM}
    if isinstance(values["review_due"], date):
        values["review_due"] = values["review_due"].isoformat()
    texts = {t.language: {name: getattr(t, name) for name in TEXT} for t in item.texts.all()}
    return {"item": values, "texts": texts, "standing": item.standing}


@transaction.atomic
def publish(items: Sequence[Item], *, acting_user: Person) -> None:
    """Publish items: they are found, listed, harvested and sent to who follows them."""
    require(acting_user, "edit_item")
    for item in items:
        if item.standing == Standing.PUBLISHED:
            continue
        if item.company_id and not item.evidence:
            raise ClearinghouseError(
                _("{item} describes a company without reviewed evidence.", item=item),
                where="evidence",
                cure=_("Ask the expert to offer the item again."),
            )
        if item.company_id and not consenting(Use.CASE_STUDY).filter(pk=item.company_id).exists():
            raise ClearinghouseError(
                REASONS["consent"],
                where="company",
                cure=_("Ask the expert to offer the item again."),
            )
        put(item, Standing.PUBLISHED, "", acting_user, "publish_item", search_now=False)
    keep_items([item.pk for item in items])


@transaction.atomic
def retire(item: Item, reason: str, *, acting_user: Person) -> None:
    """Take an item back: its page says so, and those who harvested it are told."""
    require(acting_user, "edit_item")
    if not reason.strip():
        raise ClearinghouseError(
            _("A reason is required to retire an item."),
            where="reason",
            cure=_("Enter the reason in one sentence."),
        )
    put(item, Standing.RETIRED, reason.strip(), acting_user, "retire_item")


@transaction.atomic
def put(
    item: Item,
    standing: str,
    reason: str,
    by: Person | None,
    act: str,
    *,
    search_now: bool = True,
) -> None:
    """Bring an item to a standing, for an act that asked for permission.

    search_now : whether the search is brought up to date here, or by the caller for many at once
    """
    now = timezone.now()
    before = item.standing
    item.standing, item.reason, item.stamp = standing, reason[:500], now
    if standing == Standing.PUBLISHED and item.published is None:
        item.published = now
    if by is not None and item.owner_id is None:
        item.owner = by
    save_row(item)
    record(act, item.title, acting_user=by, before={"standing": before}, after={"why": reason})
    follow_item(item)
    _settle(item, by, reason, search_now=search_now)


def follow_consent(*, organisation: Organisation, use: str, **_unused: Any) -> None:
    """Retire the case studies of a company that withdraws its consent, in the same transaction."""
    if use != Use.CASE_STUDY:
        return
    reason = REASONS["consent"]
    for item in Item.objects.filter(company=organisation).exclude(standing=Standing.RETIRED):
        put(item, Standing.RETIRED, reason, None, "retire_item")


@transaction.atomic
def go_back(item: Item, number: int, *, acting_user: Person) -> Item:
    """Make an earlier revision the present one; what came after stays in the history."""
    require(acting_user, "edit_item")
    old = item.revisions.filter(number=number).first()
    if old is None:
        raise ClearinghouseError(
            _("Revision {number} does not exist.", number=number),
            where="revision",
            cure=_("Choose an option from the list."),
        )
    content = old.content
    values = dict(content["item"])
    due = values.get("review_due")
    values["review_due"] = parse_day(due)
    item.texts.exclude(language__in=content["texts"]).delete()
    kept = keep(values, content["texts"], item=item, note=f"As {number}", author=acting_user)
    record("edit_item", f"{kept}: {number}", acting_user=acting_user)
    return kept


@transaction.atomic
def settle_source(item: Item, take: bool, *, acting_user: Person) -> None:
    """Take over what the source of an item says otherwise than we, or leave it at ours."""
    require(acting_user, "edit_item")
    said, item.unsettled = item.unsettled, {}
    if take and said:
        fresh = Item.objects.prefetch_related("texts").get(pk=item.pk)
        whole = combined(snapshot(fresh), said)
        values = whole["item"] | {"review_due": item.review_due}
        note = str(item.source or "")
        keep(values, whole["texts"], item=item, note=note, author=acting_user)
    else:
        item.save(update_fields=["unsettled"])
    record("edit_item", item.title, acting_user=acting_user, after={"taken": take})


@transaction.atomic
def mark_reviewed(item: Item, due: date, *, acting_user: Person) -> None:
    """Say that an item was looked at and still holds, until a day."""
    require(acting_user, "edit_item")
    if due <= timezone.localdate():
        raise ClearinghouseError(
            _("The next review date is in the past."),
            where="review_due",
            cure=_("Enter a later date."),
        )
    item.review_due, item.owner = due, item.owner or acting_user
    item.save(update_fields=["review_due", "owner"])
    record("review_item", item.title, acting_user=acting_user, after={"due": due.isoformat()})
