"""The pages of the markets role."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import CentreError
from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.models import Product
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.reference.market_rules import market_rules
from scp_centre.reference.procurement_codes import cpv_table
from scp_centre.roles.markets import actions
from scp_centre.roles.markets.forms import STATES, TenderFileForm, TenderSearchForm, WordsForm
from scp_centre.roles.markets.models import Tender
from scp_centre.roles.markets.product_page import (
    evidence_of,
    fits_of,
    is_old,
    rules_of,
    state_of,
    what_could_be_wrong,
)
from scp_centre.roles.markets.queries import (
    files_for,
    in_state,
    open_first,
    products_of,
    tenders_for,
    with_words,
)
from scp_centre.roles.markets.rule_titles import GROUPS, INSTRUMENTS, MARKETS

PER_PAGE = 50
MOST_CODES = 20
TITLES = dict(STATES)
RULE_LANGUAGES = ("en", "fr", "es", "ar")


def _language() -> str:
    code = current_speaker().language.split("-")[0]
    return code if code in RULE_LANGUAGES else "en"


@require_safe
def markets(request: SignedInRequest) -> HttpResponse:
    """List the products for which a person may look for markets."""
    require(request.user, "see_markets")
    found = products_of(request.user).order_by("organisation__name", "name", "pk")
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    now = timezone.now()
    tenders = tenders_for(request.user)
    context = {
        "page": page,
        "rows": [(one, _labelled(one.cpv)) for one in page],
        "tenders": tenders.count(),
        "open": in_state(tenders, "open", now).count(),
        "may_import": allowed(request.user, "import_tenders"),
    }
    return render(request, "markets/markets.html", context)


def _labelled(code: str) -> tuple[str, str]:
    """Return a CPV code with its check digit, and its label in the reader's language."""
    table = cpv_table()
    return (str(table[code]), table[code].label(_language())) if code in table else (code, "")


@require_safe
def tenders(request: SignedInRequest) -> HttpResponse:
    """List the tenders, by words, code and deadline."""
    require(request.user, "see_markets")
    form = TenderSearchForm(request.GET or None)
    found, now = tenders_for(request.user), timezone.now()
    if form.is_bound and not form.is_valid():
        found = found.none()
    elif form.is_bound:
        asked = form.cleaned_data
        found = with_words(found, asked["q"])
        if asked["cpv"]:
            found = found.filter(codes__contains=f" {asked['cpv']}")
        if asked["state"]:
            found = in_state(found, asked["state"], now)
    found = open_first(found, now)
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, state := state_of(one, now), TITLES[state.value]) for one in page],
        "files": files_for(request.user)[:PER_PAGE],
        "may_import": allowed(request.user, "import_tenders"),
    }
    return render(request, "markets/tenders.html", context)


@require_safe
def tender(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one tender as published."""
    require(request.user, "see_markets")
    one: Tender = get_object_or_404(tenders_for(request.user).defer(None), pk=pk)
    state = state_of(one, timezone.now())
    codes = [code for code in one.codes.split() if not code.startswith("hs")]
    context = {
        "tender": one,
        "state": state,
        "state_title": TITLES[state.value],
        "codes": [_labelled(code) for code in codes[:MOST_CODES]],
        "items": one.content.get("items", [])[:PER_PAGE],
    }
    return render(request, "markets/tender.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_tenders(request: SignedInRequest) -> HttpResponse:
    """Have a file of tenders imported."""
    require(request.user, "import_tenders")
    form = TenderFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            job = actions.request_tenders(
                values["file"], values["source"], acting_user=request.user
            )
            return redirect("job", pk=job.pk)
        except CentreError as error:
            where = error.where if error.where in form.fields else "file"
            form.add_error(where, error.in_full)
    status = 422 if request.method == "POST" else 200
    return render(request, "markets/import.html", {"form": form}, status=status)


@require_safe
def tender_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an import: what was read, left out and doubtful, with its place."""
    require(request.user, "see_markets")
    file = get_object_or_404(files_for(request.user), pk=pk)
    context = {"file": file, "may_import": allowed(request.user, "import_tenders")}
    return render(request, "markets/file.html", context)


@require_POST
def remove_tender_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove an import."""
    require(request.user, "import_tenders")
    file = get_object_or_404(files_for(request.user), pk=pk)
    actions.remove_tenders(file, acting_user=request.user)
    messages.success(request, _("The import has been removed."))
    return redirect("tenders")


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Product.objects.filter(pk=pk))
def market_product(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the tenders that fit a product, and what markets ask beside what is on file."""
    product = get_object_or_404(products_of(request.user), pk=pk)
    require(request.user, "see_markets", product.organisation)
    words = getattr(product, "market_words", None)
    shown = {"words": words.words if words else ""}
    may_write = allowed(request.user, "describe_product", product.organisation)
    form = WordsForm(request.POST or None, initial=shown, log=("describe_product", str(product)))
    if request.method == "POST":
        require(request.user, "describe_product", product.organisation)
        if _keep_words(request, product, form):
            return redirect("market_product", pk=pk)
    status = 422 if request.method == "POST" else 200
    context = _product_context(request, product) | {"form": form if may_write else None}
    return render(request, "markets/product.html", context, status=status)


def _keep_words(request: SignedInRequest, product: Product, form: WordsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.describe_product(product, form.cleaned_data["words"], acting_user=request.user)
    except CentreError as error:
        form.add_error(error.where, error.in_full)
        return False
    messages.success(request, _("Words saved."))
    return True


def _product_context(request: SignedInRequest, product: Product) -> dict[str, Any]:
    fits = fits_of(product, request.user, timezone.now())
    evidence = evidence_of(product)
    rules, others = rules_of(product, evidence, _language(), timezone.localdate())
    return {
        "product": product,
        "cpv": _labelled(product.cpv),
        "fits": fits,
        "fit_rows": [(one, TITLES[one.state.value]) for one in fits.open_ones],
        "evidence": evidence,
        "rules": [
            (row, MARKETS[row.rule.market], INSTRUMENTS[row.rule.instrument]) for row in rules
        ],
        "others": [(MARKETS[one.market], INSTRUMENTS[one.instrument]) for one in others],
        "doubts": what_could_be_wrong(product, fits),
    }


@require_safe
def market_rule_list(request: SignedInRequest) -> HttpResponse:
    """Show all rules of access that were read, with source and day."""
    require(request.user, "see_markets")
    language, today = _language(), timezone.localdate()
    rows = []
    for rule in market_rules():
        groups: dict[str, list[Any]] = {}
        for code in rule.codes:
            groups.setdefault(code.group, []).append(code)
        rows.append(
            {
                "rule": rule,
                "market": MARKETS[rule.market],
                "instrument": INSTRUMENTS[rule.instrument],
                "asks": [one.texts[language] for one in rule.asks],
                "groups": [(GROUPS[key], codes) for key, codes in groups.items()],
                "is_old": is_old(rule, today),
            }
        )
    return render(request, "markets/rules.html", {"rows": rows})
