"""The claims checker: anybody checks a claim's wording before it is printed. Nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from scp_centre.centre.clean_text import clean_text
from scp_centre.centre.limits.tallies import MINUTE, count, network_of
from scp_centre.centre.registry.signed_in_request import is_signed_in
from scp_centre.methods.claims import LANGUAGES, Answer, Checked, Kind, check_claim
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.claim_evidence import own_wordings
from scp_centre.roles.recognition.claim_form import ClaimForm

MOST_CHECKS = 20  # of one network in a minute
ANSWERS = {
    Answer.FAIR: _("No objection found"),
    Answer.INCOMPLETE: _("Must be proved or completed"),
    Answer.REFUSED: _("Must not be used like this"),
}
TITLES = {
    Kind.GENERIC: _("Generic environmental claim"),
    Kind.PART: _("Claim about the whole product, or claim without a stated share"),
    Kind.OFFSET: _("Climate claim that relies on offsetting"),
    Kind.FUTURE: _("Future performance"),
    Kind.LABEL: _("Label without a scheme"),
    Kind.LEGAL: _("Legal requirement presented as an advantage"),
    Kind.COMPARISON: _("Comparison without a stated basis"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the claim; marked where something is wrong with it."""

    text: str
    marked: bool


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_wording(request: HttpRequest) -> HttpResponse:
    """Show the form, and what stands against the claim that was sent."""
    if request.method != "POST":
        return render(request, "recognition/claims.html", {"form": ClaimForm(initial=_initial())})
    form = ClaimForm(request.POST)
    if count("claims", network_of(request), MINUTE) > MOST_CHECKS:
        form.add_error(
            None,
            _(
                "Too many claims were checked from your network within a minute. Wait a "
                "minute, then try again."
            ),
        )
        return render(request, "recognition/claims.html", {"form": form}, status=429)
    if not form.is_valid():
        return render(request, "recognition/claims.html", {"form": form}, status=422)
    data = form.cleaned_data
    text = clean_text(data["text"])  # without the signs that turn round what follows
    checked = check_claim(
        text, data["language"], known=form.known(), year=timezone.localdate().year
    )
    own = own_wordings(request.user, data["language"]) if is_signed_in(request) else []
    context = {
        "form": form,
        "checked": checked,
        "answer": ANSWERS[checked.answer],
        "is_fair": checked.answer == Answer.FAIR,
        "is_refused": checked.answer == Answer.REFUSED,
        "pieces": list(pieces_of(checked)),
        "findings": [(one, TITLES[one.kind]) for one in checked.findings],
        "own": own,
    }
    answer = render(request, "recognition/claims.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _initial() -> dict[str, str]:
    language = (get_language() or "en")[:2]
    return {"language": language if language in LANGUAGES else LANGUAGES[0]}


def pieces_of(checked: Checked) -> Iterator[Piece]:
    """Yield the claim in stretches, those marked that a finding is about."""
    words = sorted((w.start, w.end) for one in checked.findings for w in one.words)
    place = 0
    for start, end in words:
        if end <= place:
            continue
        start = max(start, place)
        if start > place:
            yield Piece(checked.text[place:start], False)
        yield Piece(checked.text[start:end], True)
        place = end
    if place < len(checked.text):
        yield Piece(checked.text[place:], False)
