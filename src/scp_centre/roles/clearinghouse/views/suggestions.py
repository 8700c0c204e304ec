"""Suggesting an item: anybody, in two steps, the second filled in as far as could be read."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.errors import ForeignFileError
from scp_centre.centre.query_string import read_word
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import Number, _
from scp_centre.roles.clearinghouse.actions.suggestions import answer_question as keep_answer
from scp_centre.roles.clearinghouse.actions.suggestions import suggest as keep_suggestion
from scp_centre.roles.clearinghouse.duplicates import Alike, alike
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.forms import AnswerForm, PasteForm, SuggestForm, item_values
from scp_centre.roles.clearinghouse.item_readers import Draft, read_file, read_pasted
from scp_centre.roles.clearinghouse.models import Question
from scp_centre.roles.clearinghouse.views.request_limits import slow_down

SALT = "suggestion"
MOST_READ, MOST_SUGGESTED = 60, 30  # from one network within an hour


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Ask for anything that says what it is; show what could be read; keep the suggestion."""
    if request.method == "POST" and "title" in request.POST:
        return _second(request)
    form = PasteForm(request.POST or None, request.FILES or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        slow_down(request, "read", MOST_READ)
        try:
            read, said = read_given(
                form.cleaned_data["pasted"],
                request.FILES.get("file"),
                stranger=not request.user.is_authenticated,
            )
        except (ClearinghouseError, ForeignFileError) as error:
            form.add_error(place_of(request), error.in_full)
            status = error.status
        else:
            return _filled(request, read, said)
    return render(request, "clearinghouse/suggest.html", {"form": form}, status=status)


def place_of(request: HttpRequest) -> str:
    """Return the field that read_given reads: of both, the file."""
    return "file" if request.FILES.get("file") else "pasted"


def read_given(pasted: str, file: Any, *, stranger: bool = False) -> tuple[Draft, str]:
    """Return a draft of what was pasted or uploaded, and what to say of it.

    stranger : it comes from somebody without an account
    """
    if file is not None:
        if file.size > settings.LARGEST_UPLOAD:
            raise ClearinghouseError(
                _("The file is {size} MB.", size=Number(file.size / 1024**2, ".0f")),
                where="file",
                cure=_(
                    "The limit is {_UPLOAD} MB. Paste a link to the file instead.",
                    _UPLOAD=settings.LARGEST_UPLOAD // 1024**2,
                ),
            )
        return read_file(file.read(), file.name, stranger=stranger)
    return read_pasted(pasted, stranger=stranger)


def _filled(request: HttpRequest, read: Draft, said: str) -> HttpResponse:
    start = read.values | read.said
    start.setdefault("language", current_speaker().language)
    start["authors"] = "\n".join(read.values.get("authors", ()))
    found = alike(
        read.title, read.said.get("summary", ""), start.get("address", ""), start.get("doi", "")
    )
    asked = set(SuggestForm().fields)
    more = {name: value for name, value in read.values.items() if name not in asked}
    form = SuggestForm(initial=start | {"read": signing.dumps(more, salt=SALT)})
    return _page(request, form, found, said)


def _read_before(text: str) -> dict[str, Any]:
    """Return what was read in the first step and is not asked for in the second."""
    try:
        return dict(signing.loads(text, salt=SALT)) if text else {}
    except signing.BadSignature:
        return {}


def _page(
    request: HttpRequest, form: SuggestForm, found: list[Alike], said: str = "", status: int = 200
) -> HttpResponse:
    public = [one for one in found if one.item.is_public]
    waiting = len(found) - len(public)
    context = {"form": form, "alike": public, "waiting": waiting, "said": said}
    return render(request, "clearinghouse/suggest_item.html", context, status=status)


def _second(request: HttpRequest) -> HttpResponse:
    form = SuggestForm(request.POST)
    if not form.is_valid():
        return _page(request, form, [], status=422)
    data = form.cleaned_data
    if data["website"]:  # no person sees this field: a program filled it in
        return redirect("suggested")
    found = alike(data["title"], data["summary"], data["address"], data["doi"])
    if found and not read_word(request.POST, "anyway"):
        return _page(request, form, found, status=422)
    slow_down(request, "suggest", MOST_SUGGESTED)
    person = request.user if request.user.is_authenticated else None
    said = {"title": data["title"], "summary": data["summary"]}
    by = data["suggested_by"] or (person.email if person else "")
    try:
        values = item_values(data)
        del values["details"]  # asked for in the editor's form only
        keep_suggestion(
            _read_before(data["read"]) | values,
            said,
            by,
            current_speaker().language,
            acting_user=person,
        )
    except ClearinghouseError as error:
        known = error.where if error.where in form.fields else None
        form.add_error(known, error.in_full)
        return _page(request, form, [], status=422)
    return redirect("suggested")


@login_not_required
@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """Thank for a suggestion, and say what happens next."""
    return render(request, "clearinghouse/suggested.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_question(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer what an editor asked of a suggestion."""
    found = get_object_or_404(Question.objects.select_related("item", "author"), secret=secret)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and found.answered is None and form.is_valid():
        keep_answer(found, form.cleaned_data["answer"])
        return redirect("answer_question", secret=secret)
    status = 422 if request.method == "POST" and found.answered is None else 200
    context = {"question": found, "form": form}
    return render(request, "clearinghouse/answer_question.html", context, status=status)
