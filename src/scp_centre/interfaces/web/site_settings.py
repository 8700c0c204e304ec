"""What the centre sets of its public site: look and contact, pages, results."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.disclosure.queries import PLACES, list_decisions
from scp_centre.centre.disclosure.rules import WHY
from scp_centre.centre.documents.markdown import as_page
from scp_centre.centre.errors import CentreError
from scp_centre.centre.public_site import queries
from scp_centre.centre.public_site.logo_upload import read_mark
from scp_centre.centre.public_site.look_actions import COLOURS, CONTACT, change_look
from scp_centre.centre.public_site.models import PageKey, PublishedResult, SitePage
from scp_centre.centre.public_site.page_actions import LONGEST, log_name, write_site_page
from scp_centre.centre.public_site.result_actions import publish_result, withdraw_result
from scp_centre.centre.query_string import read_page, read_whole_number
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import ShownForm, one_writer
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import _

VERSIONS = 20  # of a page, that are listed
DECISIONS = 50  # of disclosure control, on a page


SETTINGS = ("change_centre", "write_site_page", "publish_results")


def _tabs(request: SignedInRequest) -> dict[str, dict[str, bool]]:
    """Return which pages of the settings somebody may open."""
    return {"may": {act: allowed(request.user, act) for act in SETTINGS}}


class LookForm(ShownForm):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_(
            "PNG, JPEG or SVG, up to 2 MB. The logo appears next to the centre's name on every "
            "page."
        ),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/svg+xml"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        required=False,
        help_text=_(
            "The colour of links and buttons, for example #1f5f4a. The colour needs a contrast "
            "of 4.5:1 on white. Leave this field empty for green."
        ),
    )
    dark_colour = forms.CharField(
        label=_("Colour for dark mode"),
        max_length=7,
        required=False,
        help_text=_("Leave this field empty for a lighter shade of the colour above."),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel"}),
    )
    postal_address = forms.CharField(label=_("Postal address"), max_length=300, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda: Centre.objects.filter(pk=1))
def look(request: SignedInRequest) -> HttpResponse:
    """Show and change the logo, colours and contact of the centre."""
    require(request.user, "change_look")
    centre = Centre.objects.filter(pk=1).first()
    initial = {name: getattr(centre, name, "") for name in (*COLOURS, *CONTACT)}
    log = ("change_look", centre.name) if centre else None
    form = LookForm(request.POST or None, request.FILES or None, initial=initial, log=log)
    if request.method == "POST" and form.is_valid() and _save_look(form, request):
        messages.success(request, _("Settings saved."))
        return redirect("centre_look")
    status = 422 if request.method == "POST" else 200
    return render(request, "public_site/look.html", {"form": form, **_tabs(request)}, status=status)


def _save_look(form: LookForm, request: SignedInRequest) -> bool:
    """Save the form; return False when it has to be shown again."""
    values = {name: form.cleaned_data[name] for name in (*COLOURS, *CONTACT)}
    try:
        logo = form.cleaned_data["logo"]
        change_look(
            values,
            read_mark(logo) if logo else None,
            remove_mark=form.cleaned_data["remove_logo"],
            acting_user=request.user,
        )
    except CentreError as error:
        known = error.where if error.where in form.fields else None
        form.add_error(known, error.in_full)
        return False
    return True


@require_safe
def site_pages(request: SignedInRequest) -> HttpResponse:
    """List the pages of plain text and the languages in which each is written."""
    require(request.user, "write_site_page")
    written = set(SitePage.objects.values_list("key", "language"))
    rows = [
        (key, [(code, name, (key.value, code) in written) for code, name in LANGUAGES.items()])
        for key in PageKey
    ]
    return render(request, "public_site/pages.html", {"rows": rows, **_tabs(request)})


class PageForm(ShownForm):
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 20}),
        help_text=_(
            "Markdown: # for a heading, - for a list, [words](https://…) for a link. A page "
            "without text is not shown."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda key, language: SitePage.objects.filter(key=key, language=language))
def edit_site_page(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """Write a page in one language, with a preview; earlier versions come from the audit log."""
    require(request.user, "write_site_page")
    if key not in PageKey.values or language not in LANGUAGES:
        raise Http404
    log = ("write_site_page", log_name(key, language))
    kept = SitePage.objects.filter(key=key, language=language).first()
    form = PageForm(request.POST or None, initial={"text": kept.text if kept else ""}, log=log)
    earlier = Entry.objects.filter(act=log[0], subject=log[1]).select_related("person")
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            write_site_page(key, language, form.cleaned_data["text"], acting_user=request.user)
            messages.success(request, _("Page saved."))
            return redirect("site_pages")
        preview = as_page(form.cleaned_data["text"])
    elif request.method != "POST" and (number := read_whole_number(request.GET, "version")):
        old = get_object_or_404(earlier, pk=number)
        form.initial["text"] = old.after.get("text", "")
    context = {
        "form": form,
        "title": PageKey(key).label,
        "language_name": LANGUAGES[language],
        "language": language,
        "preview": preview,
        "is_previewed": preview is not None,
        "versions": earlier[:VERSIONS],
    }
    refused = request.method == "POST" and preview is None
    return render(request, "public_site/edit_page.html", context, status=422 if refused else 200)


@require_safe
def results(request: SignedInRequest) -> HttpResponse:
    """Show which sums could be published, which are, and what speaks against each."""
    require(request.user, "publish_results")
    rows: list[dict[str, Any]] = [
        {"proposal": one, "why": WHY.get(one.reason, "")} for one in queries.proposals()
    ]
    return render(request, "public_site/results.html", {"rows": rows, **_tabs(request)})


@require_safe
def disclosures(request: SignedInRequest) -> HttpResponse:
    """List the decisions of disclosure control: what was shown where, what was hidden and why."""
    require(request.user, "publish_results")
    page = Paginator(list_decisions(), DECISIONS).get_page(read_page(request.GET))
    rows = [(one, PLACES.get(one.place, one.place), WHY.get(one.reason, "")) for one in page]
    context = {"rows": rows, "page": page, **_tabs(request)}
    return render(request, "public_site/disclosures.html", context)


@require_POST
def publish_results(request: SignedInRequest, kind: str, year: int) -> HttpResponse:
    """Publish one sum of one year."""
    publish_result(kind, year, acting_user=request.user)
    messages.success(request, _("The result is on the public site."))
    return redirect("site_results")


@require_POST
def withdraw_results(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a published sum no longer."""
    require(request.user, "publish_results")
    withdraw_result(get_object_or_404(PublishedResult, pk=pk), acting_user=request.user)
    messages.success(request, _("The result is no longer shown."))
    return redirect("site_results")
