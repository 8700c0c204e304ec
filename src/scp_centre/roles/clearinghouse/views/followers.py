"""Following by e-mail, and the newsletter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.deliveries.once_per_reader import tally_of
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.mail import Outcome, has_mail_server
from scp_centre.centre.query_string import (
    read_decimal,
    read_text,
    read_whole_numbers,
    read_word,
    read_words,
)
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions import followers, newsletters
from scp_centre.roles.clearinghouse.criteria import (
    LETTER,
    criteria_of,
    filters_of,
    question_of,
    text_for,
    title_of,
)
from scp_centre.roles.clearinghouse.forms import FollowForm, NewsletterForm
from scp_centre.roles.clearinghouse.models import Follower, Frequency, Newsletter
from scp_centre.roles.clearinghouse.views.request_limits import slow_down

MOST_ASKED = 20
NEW = 40  # items that an editor chooses from


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Note that somebody wants to follow a search or the newsletter."""
    if request.method != "POST":
        start = {"criteria": LETTER, "frequency": Frequency.MONTHLY}
        return render(request, "clearinghouse/follow.html", {"form": FollowForm(initial=start)})
    slow_down(request, "follow", MOST_ASKED)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "clearinghouse/follow.html", {"form": form}, status=422)
    data = form.cleaned_data
    language = current_speaker().language
    criteria, title = data["criteria"], current_speaker()(_("The newsletter"))
    if criteria != LETTER:
        given = QueryDict(criteria)
        question, filters = question_of(given), filters_of(given)
        criteria = criteria_of(question, filters)
        title = title_of(question, filters, language) or current_speaker()(_("everything"))
    person = request.user if request.user.is_authenticated else None
    made = followers.follow(
        data["email"],
        criteria,
        title,
        data["frequency"],
        language,
        acting_user=person,
    )
    own = person is not None and person.email.lower() == made.email
    # Whether an address follows already is nobody else's business.
    outcome = Outcome.SENT if own else followers.ask_to_confirm(made, base_of(request))
    context = {
        "follower": made,
        "sure": own,
        "refused": outcome == Outcome.REFUSED,
        "no_server": not has_mail_server(),
    }
    return render(request, "clearinghouse/followed.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_following(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for one click that a program reading mail does not make, then confirm."""
    if request.method == "POST":
        found = followers.confirm(secret, read_words(request.POST, "also"))
        return render(request, "clearinghouse/followed.html", {"follower": found, "sure": True})
    found = get_object_or_404(Follower, secret=secret)
    context = {"follower": found, "beside": followers.waiting_beside(found)}
    return render(request, "clearinghouse/confirm.html", context)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_following(request: HttpRequest, secret: str) -> HttpResponse:
    """End a following: by the mail program's own button (RFC 8058), or on the page."""
    if request.method == "POST":
        title = followers.end_following(secret)
        return render(request, "clearinghouse/ended.html", {"title": title})
    found = Follower.objects.filter(secret=secret).first()
    if found is None:
        return render(request, "clearinghouse/ended.html", {"title": ""})
    return render(request, "clearinghouse/end.html", {"follower": found})


@require_safe
def newsletter_list(request: SignedInRequest) -> HttpResponse:
    """Show the newsletters."""
    require(request.user, "send_newsletter")
    count = Follower.objects.filter(confirmed__isnull=False, criteria=LETTER).count()
    context = {"letters": Newsletter.objects.select_related("author"), "readers": count}
    return render(request, "clearinghouse/newsletters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk=0: Newsletter.objects.filter(pk=pk))
def write_newsletter(request: SignedInRequest, pk: int = 0) -> HttpResponse:
    """Compose a newsletter of the newest items."""
    require(request.user, "send_newsletter")
    found = get_object_or_404(Newsletter, pk=pk, sent__isnull=True) if pk else None
    start = {n: getattr(found, n) for n in ("title", "language", "opening")} if found else {}
    form = NewsletterForm(
        request.POST or None,
        initial=start,
        beside={"entries": found.entries} if found else None,
        log=("send_newsletter", found.title) if found else None,
    )
    language = (
        read_word(request.POST, "language") or start.get("language") or current_speaker().language
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"entries": _entries(request)}
        made = newsletters.write_newsletter(values, acting_user=request.user, newsletter=found)
        return redirect("newsletter", pk=made.pk)
    chosen = {int(p): word for p, word in found.entries} if found else {}
    if request.method == "POST":  # refused: what was ticked and typed stays
        chosen = dict(_entries(request))
    newest = list(queries.public_items()[:NEW])
    shown = newest + [i for i in queries.in_order(list(chosen)) if i not in newest]
    rows = [
        (one, text_for(one, language), one.pk in chosen, chosen.get(one.pk, "")) for one in shown
    ]
    context = {"form": form, "rows": rows, "letter": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/write_newsletter.html", context, status=status)


LAST_PLACE = 999.0  # of an item without a number


def _entries(request: HttpRequest) -> list[tuple[int, str]]:
    """Return the ticked items with the editor's words, in the order of their numbers."""
    found: list[tuple[float, int, str]] = []
    for key in read_whole_numbers(request.POST, "item"):
        place = read_decimal(request.POST, f"place_{key}")
        words = read_text(request.POST, f"word_{key}").strip()
        found.append((LAST_PLACE if place is None else place, key, words))
    return [(pk, word) for _unused, pk, word in sorted(found, key=lambda entry: entry[0])]


@require_safe
def newsletter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a newsletter as it will be, or was, sent."""
    require(request.user, "send_newsletter")
    found = get_object_or_404(Newsletter, pk=pk)
    context: dict[str, Any] = {
        "letter": found,
        "rows": newsletters.rows_of(found, base_of(request)),
        "readers": len(newsletters.readers(found)),
        "tally": tally_of(newsletters.name_of(found)),
        "job": newsletters.job_of(found),
        "can_resume": newsletters.can_resume(found),
    }
    return render(request, "clearinghouse/newsletter.html", context)


@require_POST
def send_newsletter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a newsletter."""
    require(request.user, "send_newsletter")
    found = get_object_or_404(Newsletter, pk=pk)
    newsletters.send_newsletter(found, base=base_of(request), acting_user=request.user)
    said = _("The newsletter is being sent. This page shows how many readers have received it.")
    messages.success(request, said)
    return redirect("newsletter", pk=pk)
