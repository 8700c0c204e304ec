"""Organisations of any kind, with sectors, sites, products and contact persons."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError, RegistryError
from scp_centre.centre.registry.models import ContactPerson, Kind, Organisation, Product
from scp_centre.centre.registry.organisation_actions import (
    keep_contact,
    keep_organisation,
    keep_site,
)
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.centre.registry.queries import classes_of_sites, sites_of_class
from scp_centre.roles.production.actions import import_file
from scp_centre.roles.production.sample import sample_file

pytestmark = pytest.mark.django_db
MINISTRY = {"name": "Ministry of Water", "country": "Verdania", "kind": Kind.GOVERNMENT}
CHEESE = {"name": "Cheese", "reference_unit": "kg", "gtin": "6 291041 500213", "hs": "0406.90"}


@pytest.fixture
def dairy(sample_centre):
    return Organisation.objects.get(name="Rivermouth Dairy")


@pytest.fixture
def mill(sample_centre):
    values = {"name": "Mill", "country": "Verdania", "kind": "company", "sector": "other"}
    return keep_organisation(
        values | {"sectors": ["1061", "35", "1061"]}, acting_user=sample_centre["expert"]
    )


@pytest.mark.parametrize("kind", Kind.values)
def test_an_organisation_of_any_kind_is_kept_and_audited(sample_centre, kind):
    values = MINISTRY | {"kind": kind, "sector": "other"}
    made = keep_organisation(values, acting_user=sample_centre["director"])
    assert Organisation.objects.get(pk=made.pk).kind == kind
    entry = Entry.objects.get(act="keep_organisation", organisation=made)
    assert entry.after["kind"] == kind


def test_sectors_are_many_and_one_is_the_main(mill, sample_centre):
    assert [(s.isic, s.is_main) for s in mill.sectors.all()] == [("1061", True), ("35", False)]
    values = {"name": "Mill", "country": "Verdania", "kind": "company", "sector": "other"}
    values["sectors"] = ["35", "1050"]
    kept = keep_organisation(values, acting_user=sample_centre["expert"], organisation=mill)
    kept = Organisation.objects.get(pk=kept.pk)
    assert kept.isic == "35" and kept.sectors.count() == 2


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": " "}, "name"),
        ({"kind": "club"}, "kind"),
        ({"kind": "company"}, "sector"),
        ({"sectors": ["9999"]}, "sectors"),
        ({"name": "rivermouth dairy"}, "name"),
    ],
)
def test_what_an_organisation_cannot_be(sample_centre, dairy, change, where):
    values = MINISTRY | {"country": dairy.country, "sector": ""} | change
    with pytest.raises(RegistryError) as refused:
        keep_organisation(values, acting_user=sample_centre["expert"])
    assert refused.value.where == where


def test_a_product_in_two_companies_is_refused(dairy, mill, sample_centre):
    expert = sample_centre["expert"]
    cheese = keep_product(dairy, CHEESE, dairy.sites.all(), acting_user=expert)
    assert (cheese.gtin, cheese.hs) == ("6291041500213", "040690")
    foreign = keep_site(mill, {"name": "Hill"}, acting_user=expert)
    with pytest.raises(RegistryError, match="does not belong to Rivermouth Dairy"):
        keep_product(dairy, CHEESE, [foreign], acting_user=expert, product=cheese)
    with pytest.raises(RegistryError, match="belongs to another organisation."):
        keep_product(mill, CHEESE, [], acting_user=expert, product=cheese)
    with pytest.raises(RegistryError) as refused:
        keep_product(mill, CHEESE, [], acting_user=expert)
    assert refused.value.where == "gtin" and "Rivermouth" not in str(refused.value)
    assert [s.name for s in cheese.sites.all()] == ["Rivermouth plant"]


def test_a_gtin_with_zeros_before_it_is_the_same(dairy, mill, sample_centre):
    """A rival cannot take a scan over by the longer spelling of the same code."""
    expert = sample_centre["expert"]
    keep_product(dairy, CHEESE, [], acting_user=expert)
    longer = CHEESE | {"name": "Rival", "gtin": "06291041500213"}
    with pytest.raises(RegistryError, match="already has the GTIN"):
        keep_product(mill, longer, [], acting_user=expert)


def test_gtins_of_before_get_their_one_spelling():
    """What one code named twice is left to the older product."""
    migration = import_module("scp_centre.centre.registry.migrations.0027_gtin_in_one_spelling")
    company = Organisation.objects.create(name="Dairy", country="V", kind="company")
    for name, gtin in (("a", "06291041500213"), ("b", "6291041500213"), ("c", "wrong"), ("d", "")):
        Product.objects.create(organisation=company, name=name, reference_unit="kg", gtin=gtin)
    migration.respell(apps, SimpleNamespace(connection=connection))
    found = dict(Product.objects.filter(organisation=company).values_list("name", "gtin"))
    assert found == {"a": "6291041500213", "b": "", "c": "wrong", "d": ""}


@pytest.mark.parametrize("change", [{"gtin": "6291041500214"}, {"hs": "12"}, {"cpv": "x"}])
def test_wrong_codes_are_refused(dairy, sample_centre, change):
    with pytest.raises(RegistryError) as refused:
        keep_product(dairy, CHEESE | change, [], acting_user=sample_centre["expert"])
    assert refused.value.where == next(iter(change))


def test_a_company_keeps_its_own_products_and_contacts_only(dairy, sample_centre):
    member, other = sample_centre["company"], sample_centre["dyehouse"]
    keep_product(dairy, CHEESE, [], acting_user=member)
    keep_contact(dairy, {"name": "J", "telephone": "+1"}, acting_user=member)
    for act, values in ((keep_product, CHEESE), (keep_contact, {"name": "K", "email": "k@v.ex"})):
        with pytest.raises(NotPermittedError):
            act(dairy, values, acting_user=other)


def test_a_contact_person_can_be_reached_and_is_not_in_the_log(dairy, sample_centre):
    with pytest.raises(RegistryError, match="no contact details"):
        keep_contact(dairy, {"name": "J"}, acting_user=sample_centre["expert"])
    values = {"name": "Jo Ferreira", "telephone": "+000 123", "function": "Maintenance"}
    made = keep_contact(dairy, values, acting_user=sample_centre["expert"])
    entry = Entry.objects.filter(act="keep_contact").latest("pk")
    assert entry.subject.endswith(f"contact {made.pk}")
    assert "Jo" not in str(entry.after) and "123" not in str(entry.after)


def test_the_class_of_a_site_counts_before_that_of_its_organisation(dairy, mill, sample_centre):
    site = dairy.sites.get()
    assert site.isic == dairy.isic == "1050"
    bakery = keep_site(dairy, {"name": "B", "isic": "1071"}, acting_user=sample_centre["expert"])
    plain = keep_site(dairy, {"name": "C"}, acting_user=sample_centre["expert"])
    assert set(sites_of_class("1050")) == {site, plain}
    assert classes_of_sites({bakery.pk, plain.pk}) == {bakery.pk: "1071", plain.pk: "1050"}


def test_an_import_notes_the_class_of_its_site(dairy, sample_centre):
    dairy.sectors.all().delete()
    dairy.sites.update(isic="")
    import_file(sample_file("dairy"), acting_user=sample_centre["expert"])
    assert Organisation.objects.get(pk=dairy.pk).isic == "1050"
    assert dairy.sites.get().isic == "1050"


def test_the_registry_is_kept_on_its_pages(dairy, sample_centre, signed_in):
    """Add, edit and remove by form, as staff does it."""
    client = signed_in("director")
    client.post("/organisations/new/", MINISTRY | {"sectors": "84, 36"})
    ministry = Organisation.objects.get(name="Ministry of Water")
    at = f"/organisations/{ministry.pk}/"
    client.post(f"{at}edit/", MINISTRY | {"name": "Ministry of Rivers", "sectors": ""})
    assert (
        "Ministry of Rivers"
        in client.get("/organisations/?kind=ministry or agency").content.decode()
    )
    client.post(f"{at}sites/new/", {"name": "Laboratory"})
    site = ministry.sites.get()
    client.post(f"/sites/{site.pk}/edit/", {"name": "Field laboratory", "region": "Coast"})
    client.post(f"{at}contacts/new/", {"name": "Jo", "telephone": "+1"})
    contact = ministry.contacts.get()
    client.post(f"/contacts/{contact.pk}/edit/", {"name": "Jo Ann", "telephone": "+1"})
    made = {"name": "Map", "reference_unit": "pieces", "sites": [site.pk]}
    client.post(f"{at}products/new/", made)
    product = ministry.products.get()
    client.post(f"/products/{product.pk}/edit/", made | {"name": "Atlas"})
    client.post(f"/products/{product.pk}/", {"label": "2", "since": "2026-01-31"})
    page = client.get(at).content.decode()
    assert "Jo Ann" in page and "Atlas" in page and "Field laboratory" in page
    assert product.versions.get().label == "2"
    for address in (
        f"/products/{product.pk}/",
        f"/contacts/{contact.pk}/",
        f"/sites/{site.pk}/",
        at,
    ):
        assert client.post(f"{address}remove/").status_code == 302
    assert not Organisation.objects.filter(pk=ministry.pk).exists()


def test_a_refused_form_says_where_and_keeps_what_was_typed(dairy, sample_centre, signed_in):
    client = signed_in("company")
    sent = {"name": "Whey", "reference_unit": "kg", "gtin": "123"}
    answer = client.post(f"/organisations/{dairy.pk}/products/new/", sent)
    assert answer.status_code == 422
    assert "not a GTIN" in answer.content.decode() and 'value="Whey"' in answer.content.decode()
    assert client.get(f"/organisations/{dairy.pk}/edit/").status_code == 403
    contact = ContactPerson.objects.create(organisation=dairy, name="A", telephone="1")
    assert signed_in("dyehouse").get(f"/contacts/{contact.pk}/edit/").status_code == 404
