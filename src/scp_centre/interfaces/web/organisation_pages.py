"""Organisations with their sites, products and contact persons."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import CentreError
from scp_centre.centre.evidence.subjects import remove_organisation, remove_product, remove_site
from scp_centre.centre.query_string import read_choice, read_page, read_word
from scp_centre.centre.registry.models import ContactPerson, Kind, Organisation, Product, Site
from scp_centre.centre.registry.organisation_actions import (
    CONTACT_FIELDS,
    keep_contact,
    keep_organisation,
    keep_site,
    remove_contact,
)
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.product_actions import FIELDS, add_version, keep_product
from scp_centre.centre.registry.queries import (
    contacts_for,
    organisations_for,
    products_for,
    sites_for,
)
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.interfaces.web.organisation_forms import (
    ContactForm,
    OrganisationForm,
    ProductForm,
    SiteForm,
    VersionForm,
)
from scp_centre.methods.messages import _

PER_PAGE = 50
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    """Show the organisations that the reader may see, found by words and kind."""
    require(request.user, "see_company")
    words, kind = read_word(request.GET, "words"), read_choice(request.GET, "kind", Kind.values)
    found = organisations_for(request.user)
    for word in words.split()[:10]:
        found = found.filter(name__icontains=word)
    if kind:
        found = found.filter(kind=kind)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(read_page(request.GET)),
        "words": words,
        "kind": kind,
        "kinds": Kind.choices,
        "may_add": allowed(request.user, "keep_organisation"),
    }
    return render(request, "organisations.html", context)


@require_safe
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an organisation with its sites, products and contact persons."""
    found = get_object_or_404(organisations_for(request.user), pk=pk)
    person = request.user
    context = {
        "organisation": found,
        "sites": found.sites.all(),
        "products": found.products.all(),
        "contacts": found.contacts.all(),
        "may_edit": allowed(person, "keep_organisation", found),
        "may_keep_products": allowed(person, "keep_product", found),
        "may_keep_contacts": allowed(person, "keep_contact", found),
        "may_remove": allowed(person, "remove_organisation", found),
    }
    return render(request, "organisation.html", context)


def _edit(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], Any],
    of: Organisation | None,
    title: str,
) -> HttpResponse:
    """Show a form; save what was sent and go back to the organisation."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.cleaned_data)
        except CentreError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation", pk=of.pk if of else saved.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "organisation": of, "title": title}
    return render(request, "organisation_form.html", context, status=status)


@require_http_methods(FORM_METHODS)
def new_organisation(request: SignedInRequest) -> HttpResponse:
    require(request.user, "keep_organisation")
    form = OrganisationForm(request.POST or None)

    def save(values: dict[str, Any]) -> Organisation:
        return keep_organisation(values, acting_user=request.user)

    return _edit(request, form, save, None, _("Add an organisation"))


@require_http_methods(FORM_METHODS)
@one_writer(lambda pk: Organisation.objects.filter(pk=pk))
def edit_organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(organisations_for(request.user), pk=pk)
    require(request.user, "keep_organisation", found)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.initial_of(found))

    def save(values: dict[str, Any]) -> Organisation:
        return keep_organisation(values, acting_user=request.user, organisation=found)

    return _edit(request, form, save, found, _("Edit the organisation"))


@require_http_methods(FORM_METHODS)
def new_site(request: SignedInRequest, pk: int) -> HttpResponse:
    of = get_object_or_404(organisations_for(request.user), pk=pk)
    require(request.user, "keep_organisation", of)
    form = SiteForm(request.POST or None)

    def save(values: dict[str, Any]) -> object:
        return keep_site(of, values, acting_user=request.user)

    return _edit(request, form, save, of, _("Add a site"))


@require_http_methods(FORM_METHODS)
@one_writer(lambda pk: Site.objects.filter(pk=pk))
def edit_site(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(sites_for(request.user), pk=pk)
    require(request.user, "keep_organisation", found.organisation)
    initial = {name: getattr(found, name) for name in ("name", "region", "isic")}
    form = SiteForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> object:
        return keep_site(found.organisation, values, acting_user=request.user, site=found)

    return _edit(request, form, save, found.organisation, _("Edit the site"))


@require_http_methods(FORM_METHODS)
def new_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    of = get_object_or_404(organisations_for(request.user), pk=pk)
    require(request.user, "keep_contact", of)
    form = ContactForm(request.POST or None)

    def save(values: dict[str, Any]) -> object:
        return keep_contact(of, values, acting_user=request.user)

    return _edit(request, form, save, of, _("Add a contact person"))


@require_http_methods(FORM_METHODS)
@one_writer(lambda pk: ContactPerson.objects.filter(pk=pk))
def edit_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(contacts_for(request.user), pk=pk)
    require(request.user, "keep_contact", found.organisation)
    initial = {name: getattr(found, name) for name in CONTACT_FIELDS}
    form = ContactForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> object:
        return keep_contact(found.organisation, values, acting_user=request.user, contact=found)

    return _edit(request, form, save, found.organisation, _("Edit the contact person"))


@require_http_methods(FORM_METHODS)
def new_product(request: SignedInRequest, pk: int) -> HttpResponse:
    of = get_object_or_404(organisations_for(request.user), pk=pk)
    require(request.user, "keep_product", of)
    form = ProductForm(of, request.POST or None)

    def save(values: dict[str, Any]) -> object:
        return keep_product(of, values, form.chosen_sites(), acting_user=request.user)

    return _edit(request, form, save, of, _("Add a product"))


@require_http_methods(FORM_METHODS)
@one_writer(lambda pk: Product.objects.filter(pk=pk))
def edit_product(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(products_for(request.user), pk=pk)
    of = found.organisation
    require(request.user, "keep_product", of)
    initial: dict[str, Any] = {name: getattr(found, name) for name in FIELDS}
    initial["sites"] = [str(site) for site in found.sites.values_list("pk", flat=True)]
    form = ProductForm(of, request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> Product:
        sites = form.chosen_sites()
        return keep_product(of, values, sites, acting_user=request.user, product=found)

    return _edit(request, form, save, of, _("Edit the product"))


@require_http_methods(FORM_METHODS)
def product(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a product; a version can be added."""
    found = get_object_or_404(products_for(request.user), pk=pk)
    may_keep = allowed(request.user, "keep_product", found.organisation)
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_version(found, **form.cleaned_data, acting_user=request.user)
        except CentreError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            messages.success(request, _("Saved."))
            return redirect("product", pk=pk)
    context = {
        "product": found,
        "sites": found.sites.all(),
        "versions": found.versions.all(),
        "figures": found.observations.filter(is_latest=True)[:PER_PAGE],
        "may_keep": may_keep,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "product.html", context, status=status)


@require_POST
def delete_organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(organisations_for(request.user), pk=pk)
    remove_organisation(found, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("organisations")


@require_POST
def delete_site(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(sites_for(request.user), pk=pk)
    remove_site(found, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("organisation", pk=found.organisation_id)


@require_POST
def delete_product(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(products_for(request.user), pk=pk)
    remove_product(found, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("organisation", pk=found.organisation_id)


@require_POST
def delete_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(contacts_for(request.user), pk=pk)
    remove_contact(found, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("organisation", pk=found.organisation_id)
