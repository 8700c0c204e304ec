"""The editor's pages: one queue, the item, its translations, its history."""

import difflib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import CentreError, ForeignFileError
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.query_string import (
    read_page,
    read_text,
    read_whole_number,
    read_whole_numbers,
    read_word,
)
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions import items as actions
from scp_centre.roles.clearinghouse.actions import suggestions
from scp_centre.roles.clearinghouse.duplicates import alike
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import TEXT
from scp_centre.roles.clearinghouse.forms import (
    LABELS,
    SAID,
    AskForm,
    ItemForm,
    PasteForm,
    RetireForm,
    TextForm,
    TranslationForm,
    initial_of,
)
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.clearinghouse.source_changes import combined
from scp_centre.roles.clearinghouse.views.suggestions import place_of, read_given
from scp_centre.roles.clearinghouse.vocabulary import LANGUAGES, label

QUEUE = {
    "suggested": _("Suggested"),
    "harvested": _("Harvested"),
    "draft": _("Drafts"),
    "unsettled": _("Changed at the source"),
    "due": _("Due for review"),
    "broken": _("Broken links"),
}
ROWS = 25
BLIND = _(
    "This form does not indicate the item version. Nothing was saved. Reload the page and make "
    "your change again."
)


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Show what waits for an editor."""
    require(request.user, "edit_item")
    counts = queries.queue_counts()
    first = next((name for name, count in counts.items() if count), "suggested")
    part = read_word(request.GET, "part", first)
    if part not in QUEUE:
        raise Http404
    others = {"due": queries.due, "broken": queries.broken, "unsettled": queries.unsettled}
    rows = others.get(part, lambda: queries.waiting(part))()
    page = Paginator(rows, ROWS).get_page(read_page(request.GET))
    language = current_speaker().language
    context = {
        "tabs": [(name, title, counts[name]) for name, title in QUEUE.items()],
        "part": part,
        "title": QUEUE[part],
        "page": page,
        "rows": [(one, label("type", one.type, language)) for one in page],
        "publishable": part in ("suggested", "harvested", "draft"),
        "ticked": read_word(request.GET, "ticked") == "1",
    }
    return render(request, "clearinghouse/queue.html", context)


@require_POST
def publish_chosen(request: SignedInRequest) -> HttpResponse:
    """Publish the items that were ticked in the queue."""
    require(request.user, "edit_item")
    keys = read_whole_numbers(request.POST, "item")
    chosen = list(Item.objects.filter(pk__in=keys).exclude(standing=Standing.RETIRED))
    actions.publish(chosen, acting_user=request.user)
    messages.success(
        request,
        n_("{count} item has been published.", "{count} items have been published.", len(chosen)),
    )
    return redirect("clearinghouse_queue")


@require_http_methods(["GET", "HEAD", "POST"])
def new_item(request: SignedInRequest) -> HttpResponse:
    """Begin an item from a link, a citation or a file, or from nothing."""
    require(request.user, "edit_item")
    form = PasteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read, said = read_given(form.cleaned_data["pasted"], request.FILES.get("file"))
            language = read.values.get("language", current_speaker().language)
            title = read.title or read.values.get("address") or "Untitled"
            made = actions.write_item(
                {"type": "method", **read.values},
                {language: read.said | {"title": title}},
                acting_user=request.user,
            )
        except (ClearinghouseError, ForeignFileError) as error:
            form.add_error(place_of(request), error.in_full)
        else:
            if said:
                messages.info(request, said)
            return redirect("edit_item", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/new_item.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit an item in its own language."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item.objects.prefetch_related("texts"), pk=pk)
    sent = request.POST or None
    kind = read_word(request.POST, "type", found.type)
    form = ItemForm(sent, kind=kind, initial=initial_of(found))
    own = found.original
    start = {name: getattr(own, name) for name in TEXT} if own else {}
    text_form = TextForm(sent, prefix="said", initial=start)
    whole = bool(sent) and form.is_valid() and text_form.is_valid()
    if whole and _keep(request, found, form, text_form):
        return redirect("item" if "publish" in request.POST else "edit_item", pk=pk)
    context = {
        "item": found,
        "form": form,
        "text_form": text_form,
        "seen": actions.last_revision(found),
        "alike": alike(found.title, start.get("summary", ""), found.address, found.doi, but=pk),
        "translations": _translations(found),
        "unsettled": _unsettled(found),
        "questions": found.questions.select_related("author"),
        "ask": AskForm() if "@" in found.suggested_by else None,
        "retire": RetireForm(),
    }
    return render(request, "clearinghouse/edit_item.html", context, status=422 if sent else 200)


def _keep(request: SignedInRequest, found: Item, form: ItemForm, text_form: TextForm) -> bool:
    values = form.values()
    seen = read_whole_number(request.POST, "seen")
    if seen is None:  # it would replace what somebody else has saved
        form.add_error(None, BLIND)
        return False
    try:
        actions.write_item(
            values,
            {values["language"]: text_form.cleaned_data},
            acting_user=request.user,
            item=found,
            seen=seen,
            publish_now="publish" in request.POST,
            standing=read_word(request.POST, "standing"),
        )
    except CentreError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    messages.success(
        request,
        _("The item has been published.") if "publish" in request.POST else _("Item saved."),
    )
    return True


def _unsettled(found: Item) -> list[tuple[str, str, str]]:
    """Return what the source says otherwise: where, ours, theirs."""
    if not found.unsettled:
        return []
    here = actions.snapshot(found)
    return differences(here, combined(here, found.unsettled))


def _translations(found: Item) -> list[tuple[str, str, bool]]:
    have = {t.language for t in found.texts.all()}
    reader = current_speaker().language
    return [
        (code, label("language", code, reader), code in have)
        for code in LANGUAGES
        if code != found.language
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, language: Item.objects.filter(pk=pk))
def translate_item(request: SignedInRequest, pk: int, language: str) -> HttpResponse:
    """Translate an item, the original beside."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item.objects.prefetch_related("texts"), pk=pk)
    if language not in LANGUAGES or language == found.language:
        raise Http404
    known = {t.language: t for t in found.texts.all()}
    start = {n: getattr(known[language], n) for n in TEXT} if language in known else {}
    form = TranslationForm(request.POST or None, initial=start, log=("edit_item", found.title))
    if request.method == "POST" and form.is_valid():
        actions.write_item(
            initial_values(found),
            {language: form.cleaned_data},
            acting_user=request.user,
            item=found,
            note=f"Translation: {language}",
        )
        messages.success(request, _("Translation saved."))
        return redirect("edit_item", pk=pk)
    own = found.original
    context = {
        "item": found,
        "own": own,
        "language": language,
        "form": form,
        "rows": [
            (label_, getattr(own, name, ""), form[name]) for name, (label_, _unused) in SAID.items()
        ],
        "target": label("language", language, current_speaker().language),
        "source": label("language", found.language, current_speaker().language),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/translate_item.html", context, status=status)


def initial_values(found: Item) -> dict[str, Any]:
    """Return the values of an item as they are."""
    return {name: getattr(found, name) for name in (*LABELS, "details")}


@require_POST
def publish_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish one item."""
    require(request.user, "edit_item")
    actions.publish([get_object_or_404(Item, pk=pk)], acting_user=request.user)
    messages.success(request, _("The item has been published."))
    return redirect("item", pk=pk)


@require_POST
def retire_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Retire an item with a reason."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item, pk=pk)
    actions.retire(found, read_text(request.POST, "reason"), acting_user=request.user)
    messages.success(request, _("The item has been retired."))
    return redirect("clearinghouse_queue")


@require_POST
def ask_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask who suggested an item."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item, pk=pk)
    text = read_text(request.POST, "text")
    suggestions.ask_back(found, text, base=base_of(request), acting_user=request.user)
    messages.success(request, _("The question was sent by e-mail."))
    return redirect("edit_item", pk=pk)


@require_POST
def settle_source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over what the source of an item says, or stay with ours."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item, pk=pk)
    actions.settle_source(found, read_word(request.POST, "take") == "1", acting_user=request.user)
    messages.success(request, _("Item saved."))
    return redirect("edit_item", pk=pk)


@require_POST
def item_reviewed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that an item still holds."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item, pk=pk)
    until = timezone.localdate() + actions.REVIEW_AFTER
    actions.mark_reviewed(found, until, acting_user=request.user)
    messages.success(request, _("The item has been confirmed for another two years."))
    return redirect("clearinghouse_queue")


@require_safe
def item_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the revisions of an item, and what differs between two."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item.objects.prefetch_related("texts"), pk=pk)
    revisions = list(found.revisions.select_related("author"))
    by_number = {r.number: r for r in revisions}
    last = revisions[0].number if revisions else 0
    to = read_whole_number(request.GET, "to", default=last)
    start = read_whole_number(request.GET, "from", default=max((to or last) - 1, 1))
    if start not in by_number or to not in by_number:
        raise Http404
    context = {
        "item": found,
        "revisions": revisions,
        "from": start,
        "to": to,
        "differences": differences(by_number[start].content, by_number[to].content),
    }
    return render(request, "clearinghouse/history.html", context)


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what differs between two revisions: where, before, after; long texts by line."""
    before, after = _flat(old), _flat(new)
    found = []
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, ""), after.get(name, "")
        if one == other:
            continue
        lines = list(difflib.ndiff(one.splitlines(), other.splitlines()))
        found.append(
            (
                name,
                "\n".join(line[2:] for line in lines if line.startswith("- ")),
                "\n".join(line[2:] for line in lines if line.startswith("+ ")),
            )
        )
    return found


def _flat(content: dict[str, Any]) -> dict[str, str]:
    made = {}
    for name, value in content["item"].items():
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        if isinstance(value, dict):
            value = "; ".join(f"{k}: {v}" for k, v in value.items())
        made[LABELS.get(name, name)] = "" if value is None else str(value)
    for language, said in content["texts"].items():
        for name, text in said.items():
            made[f"{SAID[name][0]} ({language})"] = text
    return made


@require_POST
def restore_revision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go back to an earlier revision."""
    require(request.user, "edit_item")
    number = read_whole_number(request.POST, "number") or 0
    found = get_object_or_404(Item, pk=pk)
    actions.go_back(found, number, acting_user=request.user)
    messages.success(request, _("The earlier revision has been restored."))
    return redirect("edit_item", pk=pk)
