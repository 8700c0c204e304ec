"""The public site: the front page, pages of plain text, the mark, requests for an assessment.

Who only reads gets no cookie, but for a language that was asked for. Each page has one address for
each language, for search engines.
"""

from typing import Any, ParamSpec

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.documents.markdown import as_html, as_page
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.public_files import public_file
from scp_centre.centre.public_site import queries
from scp_centre.centre.public_site.contrast import (
    AA,
    DARK_PAPER,
    LIGHT_PAPER,
    TINT,
    mix,
    parse_colour,
    worst_ground,
)
from scp_centre.centre.public_site.errors import RequestError
from scp_centre.centre.public_site.models import AssessmentRequest, Mark, PageKey
from scp_centre.centre.public_site.request_actions import request_assessment, require_few
from scp_centre.centre.registry.models import Centre, Person, Sector
from scp_centre.centre.translation import LANGUAGES, current_speaker
from scp_centre.interfaces.web.request_letters import confirm_request
from scp_centre.methods.messages import Message, _

P = ParamSpec("P")
FOR_EVER = "public, max-age=31536000, immutable"  # its address changes with its content
# A drawing that somebody opens by itself: nothing runs, nothing is loaded.
MARK_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def languages_of(request: HttpRequest) -> dict[str, Any]:
    """Return what a page says of itself in other languages, for search engines."""
    here = base_of(request) + request.path
    return {
        "page_address": here,
        "alternates": [(code, f"{here}?language={code}") for code in LANGUAGES],
    }


def front_page(request: HttpRequest) -> HttpResponse:
    """Show a visitor what the centre does, what it has published, and where to ask for help."""
    if not Person.objects.exists():
        return redirect("set_up")
    language = current_speaker().language
    welcome = queries.page_in(PageKey.WELCOME, language)
    titles = queries.titles_of_results()
    context = {
        "centre": Centre.objects.filter(pk=1).first(),
        "welcome": welcome,
        "welcome_text": as_html(welcome.text) if welcome else "",
        "has_heading": bool(welcome and welcome.text.startswith("# ")),
        "offers": queries.offers(),
        "has_services": PageKey.SERVICES in queries.written_pages(),
        "news": queries.latest(timezone.localdate()),
        "today": timezone.localdate(),
        "counts": [_counted(one) for one in queries.counts()],
        "results": [(titles.get(row.kind, ""), row) for row in queries.shown_results()],
        **languages_of(request),
    }
    return render(request, "public_site/front_page.html", context)


def _counted(done: Message) -> SafeString:
    """Return a number with its noun, the number large."""
    say = current_speaker()
    number = escape(say(Message("{count}", {"count": done.params["count"]})))
    return mark_safe(escape(say(done)).replace(number, f"<b>{number}</b>", 1))  # noqa: S308


@login_not_required
@require_safe
def site_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show a page of plain text, in another language where it is not in the reader's."""
    page = queries.page_in(key, current_speaker().language)
    if page is None or key == PageKey.WELCOME:
        raise Http404
    context = {"page": page, "text": as_page(page.text), **languages_of(request)}
    return render(request, "public_site/page.html", context)


@login_not_required
@require_safe
def centre_mark(request: HttpRequest, digest: str) -> HttpResponse:
    """Send the mark; an address that is out of date finds nothing."""
    mark = Mark.objects.filter(digest=digest).first()
    if mark is None:
        raise Http404
    response = HttpResponse(bytes(mark.content), content_type=mark.media_type)
    response["Content-Security-Policy"] = MARK_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = FOR_EVER
    return response


@login_not_required
@require_safe
@public_file
def centre_style(request: HttpRequest, colours: str) -> HttpResponse:
    """Send the colours that an address names, which can be read on their grounds."""
    light, _unused, dark = colours.partition("-")
    light, dark = parse_colour(light), parse_colour(dark)
    if not light or not dark or not _can_be_read(light, dark):
        raise Http404
    style = (
        f":root {{ --accent: {light}; --accent-pale: {mix(light, LIGHT_PAPER, TINT)}; }}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f"  :root {{ --accent: {dark}; --accent-pale: {mix(dark, DARK_PAPER, TINT)}; }}\n"
        "}\n"
    )
    response = HttpResponse(style, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_EVER
    return response


def _can_be_read(light: str, dark: str) -> bool:
    return worst_ground(light, dark=False)[1] >= AA and worst_ground(dark, dark=True)[1] >= AA


class AskForm(HouseForm):
    nouns = {
        "company": _("Company name"),
        "about": _("Description"),
    }

    company = forms.CharField(label=_("Company"), max_length=200)
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("Choose a sector")), *Sector.choices]
    )
    place = forms.CharField(
        label=_("Town or region"), max_length=200, help_text=_("Where the plant is located.")
    )
    person = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Enter an e-mail address or a telephone number, or both."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    about = forms.CharField(
        label=_("What is your request about?"),
        max_length=3_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "For example: high water bills, a new boiler, a customer who asks for figures."
        ),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only robots fill it in

    def clean(self) -> dict[str, Any]:
        """Refuse a form by which nobody can be reached."""
        values: dict[str, Any] = super().clean() or {}
        wrong = "email" in self.errors or "telephone" in self.errors
        if not wrong and not values.get("email") and not values.get("telephone"):
            self.add_error("email", _("Enter an e-mail address or a telephone number."))
        return values


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_assessment(request: HttpRequest) -> HttpResponse:
    """Ask for an assessment, without an account; what was typed stays when something is wrong."""
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _ask(form, request)
        if status == 302:
            return redirect("request_sent")
    context = {
        "form": form,
        "centre": Centre.objects.filter(pk=1).first(),
        "days": settings.REQUEST_KEEP_DAYS,
        "days_open": settings.REQUEST_KEEP_DAYS_OPEN,
        **languages_of(request),
    }
    return render(request, "public_site/ask.html", context, status=status)


def _ask(form: AskForm, request: HttpRequest) -> int:
    """Save a request where it can be; return the status of the answer."""
    if not form.is_valid():
        return 422
    if form.cleaned_data["website"]:
        return 302  # a robot learns nothing
    try:
        require_few(request)
        made: AssessmentRequest = request_assessment(form.cleaned_data, current_speaker().language)
    except RequestError as error:
        form.add_error(None, [error.message, error.cure])
        return error.status
    confirm_request(made)
    return 302


@login_not_required
@require_safe
def request_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, and when."""
    context = {"centre": Centre.objects.filter(pk=1).first()}
    return render(request, "public_site/request_sent.html", context)
