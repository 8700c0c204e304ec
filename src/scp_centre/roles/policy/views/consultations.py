"""Pages of consultations: read by paragraph, commented by anybody, answered, ended, recorded."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.limits.tallies import too_often
from scp_centre.centre.pages.file_answers import XLSX, attachment
from scp_centre.centre.query_string import read_text, read_whole_number
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest, is_signed_in
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.methods.messages import _
from scp_centre.roles.policy import queries
from scp_centre.roles.policy.actions import briefs as actions
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.forms import AnswerForm, CommentForm, EndForm
from scp_centre.roles.policy.models import Comment, Consultation

MOST_COMMENTS = 20  # of one address in an hour


@login_not_required
@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a brief paragraph by paragraph with what people say and what was answered."""
    return _page(request, get_object_or_404(Consultation.objects.select_related("brief"), pk=pk))


def _page(
    request: HttpRequest, found: Consultation, form: CommentForm | None = None
) -> HttpResponse:
    signed = request.user.is_authenticated
    answers = signed and allowed(request.user, "write_brief")
    comments: dict[int, list[Comment]] = {}
    for one in found.comments.all() if answers else queries.comments_shown(found):
        comments.setdefault(one.paragraph, []).append(one)
    parts = [
        {"number": n, "html": as_html(text, top=2), "comments": comments.get(n, [])}
        for n, text in enumerate(found.paragraphs, start=1)
    ]
    name = request.user.name if is_signed_in(request) else ""
    last = len(found.paragraphs)
    place = read_whole_number(request.GET, "paragraph", most=last, default=0)
    context = {
        "consultation": found,
        "brief": found.brief,
        "sees_brief": actions.may_see(found.brief, request.user),
        "parts": parts,
        "whole": comments.get(0, []),
        "form": form or CommentForm(initial={"paragraph": place, "name": name}),
        "open": found.ended is None and not _over(found),
        "answers": answers,
        "answer_form": AnswerForm(),
        "end_form": EndForm(),
        "count": sum(len(c) for c in comments.values()),
    }
    return render(request, "policy/consultation.html", context, status=422 if form else 200)


def _over(found: Consultation) -> bool:
    return timezone.localdate() > found.closes


@login_not_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment of anybody, a few from one address in an hour."""
    found = get_object_or_404(Consultation, pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    if form.cleaned_data["website"]:  # no person sees this field
        return redirect("consultation", pk=pk)
    _slow_down(request)
    data = form.cleaned_data
    who = request.user if request.user.is_authenticated else None
    kept = actions.add_comment(
        found,
        data["paragraph"],
        data["name"],
        data["organisation"],
        data["text"],
        acting_user=who,
    )
    messages.success(request, _("Thank you. Your comment is shown below and will be answered."))
    return redirect(_place_of(pk, kept.pk))


def _place_of(consultation: int, comment: int) -> str:
    """Return where a comment stands."""
    return reverse("consultation", args=[consultation]) + f"#comment-{comment}"


def _slow_down(request: HttpRequest) -> None:
    if too_often(request, "comments", MOST_COMMENTS):
        raise PolicyError(
            _("Too many comments have been sent from your network in the last hour."),
            cure=_("Try again later, or send your comments to the centre by e-mail."),
        )


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a comment, or hide it with a reason."""
    require(request.user, "write_brief")
    found = get_object_or_404(Comment, pk=pk)
    if "hide" in request.POST:
        actions.hide_comment(found, read_text(request.POST, "reason"), acting_user=request.user)
    else:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            raise PolicyError(_("The answer is empty."), cure=_("Go back and enter an answer."))
        data = form.cleaned_data
        actions.answer_comment(found, data["outcome"], data["answer"], acting_user=request.user)
    return redirect(_place_of(found.consultation_id, pk))


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a consultation and say what changed."""
    require(request.user, "write_brief")
    found = get_object_or_404(Consultation, pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise PolicyError(
            _("The description of the changes is missing."),
            cure=_("Go back and describe the changes, or state that nothing changed."),
        )
    actions.end_consultation(found, form.cleaned_data["changes"], acting_user=request.user)
    return redirect("consultation", pk=pk)


@login_not_required
@require_safe
def consultation_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the full record: paragraphs, comments, answers, what changed."""
    found = get_object_or_404(Consultation.objects.select_related("brief"), pk=pk)
    out = io.BytesIO()
    book = new_book(out)
    head = book.add_format({"bold": True, "bg_color": "#e3efe9", "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    about = [
        ("Brief", found.brief.title),
        ("Version", found.version),
        ("Question", found.question),
        ("Opened", found.opens.isoformat()),
        ("Closed", found.closes.isoformat()),
        ("What changed", found.changes),
        *((f"Paragraph {n}", text) for n, text in enumerate(found.paragraphs, 1)),
    ]
    sheet = book.add_worksheet("Consultation")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    for i, (name, value) in enumerate(about):
        sheet.write(i, 0, name, head)
        sheet.write(i, 1, value, wrap)
    rows = book.add_worksheet("Comments")
    titles = ("Paragraph", "Day", "Name", "Organisation", "Comment", "Outcome", "Answer", "Hidden")
    for j, (title, width) in enumerate(zip(titles, (10, 12, 22, 24, 70, 18, 60, 24), strict=True)):
        rows.set_column(j, j, width)
        rows.write(0, j, title, head)
    for i, one in enumerate(found.comments.all(), start=1):
        text = "" if one.hidden else one.text
        cells = (
            one.paragraph or "whole",
            one.made.date().isoformat(),
            "" if one.hidden else one.name,
            "" if one.hidden else one.organisation,
            text,
            one.outcome,
            one.answer,
            one.hidden,
        )
        for j, cell in enumerate(cells):
            rows.write(i, j, cell, wrap)
    rows.freeze_panes(1, 0)
    book.close()
    return attachment(out.getvalue(), f"consultation-{pk}.xlsx", XLSX)
