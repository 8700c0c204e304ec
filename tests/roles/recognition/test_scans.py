"""Scans are counted coarsely, for comparison with where a product is sold; nobody is followed."""

import re
from datetime import date

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from scp_centre.roles.recognition.actions.scans import count_scan
from scp_centre.roles.recognition.models import Licence, ScanCount
from scp_centre.roles.recognition.scan_places import country_of, places_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def licence(sample_centre):
    ScanCount.objects.all().delete()
    today = timezone.localdate()
    return Licence.objects.exclude(gtin="").filter(until__gte=today).first()


def scan(licence, network, language="en-KE,en;q=0.9", path=""):
    path = path or f"/r/{licence.number}/"
    client = Client(REMOTE_ADDR=network, headers={"accept-language": language})
    return client.get(path).content.decode()


def counted():
    return {one.country: one.number for one in ScanCount.objects.all()}


def test_each_network_counts_once_a_day_by_the_country_that_the_phone_names(licence):
    for network in ("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2"):
        scan(licence, network)
    scan(licence, "192.0.2.3", "fr-FR")
    scan(licence, "192.0.2.4", "fr")
    assert counted() == {"KE": 2, "FR": 1, "": 1}
    assert set(ScanCount.objects.values_list("month", flat=True)) == {
        timezone.localdate().replace(day=1)
    }
    fields = {field.name for field in ScanCount._meta.get_fields()}
    assert fields == {"id", "licence", "month", "country", "number"}


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("en-KE", "KE"),
        ("zh-Hant-TW,zh", "TW"),
        ("es-419", ""),
        ("fr", ""),
        ("en-XX", ""),
        ("", ""),
        ("en-KE" * 9_000, ""),
        ("<b>-DE", ""),
    ],
)
def test_the_country_is_the_region_of_the_first_language(said, country):
    request = RequestFactory().get("/", headers={"accept-language": said})
    assert country_of(request) == country


def test_the_page_shows_countries_with_five_scans_and_adds_the_others_up(licence):
    for country, number in (("KE", 41), ("FR", 5), ("ES", 4), ("", 3)):
        ScanCount.objects.create(
            licence=licence,
            month=timezone.localdate().replace(day=1),
            country=country,
            number=number,
        )
    assert places_of(licence) == [("Kenya", 41), ("France", 5), ("elsewhere or unknown", 7)]
    page = re.sub(r"\s+", " ", scan(licence, "192.0.2.9"))
    assert "<li>Kenya: 41</li>" in page or "<li>Kenya: 42</li>" in page
    assert "Spain" not in page and len(page) < 30_000
    assert "Kenia" in scan(licence, "192.0.2.9", "es-ES")


def test_a_digital_link_counts_too_and_what_is_old_is_forgotten(licence):
    ScanCount.objects.create(licence=licence, month=date(2020, 1, 1), country="KE", number=9)
    scan(licence, "192.0.2.1", path=f"/01/{licence.gtin.zfill(14)}/")
    assert counted() == {"KE": 1}
    assert places_of(licence) == [], "a place of one phone would show that phone"


def test_an_unknown_code_counts_nothing(licence):
    scan(licence, "192.0.2.1", path="/r/VGL-2026-9999/")
    assert counted() == {}


def test_counts_add_up(licence):
    for _unused in range(3):
        count_scan(licence, "KE")
    assert counted() == {"KE": 3}
