"""Tenders as publishers write them: odd rows, missing zones, partial updates, many words."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.foreign_files import sheet_shapes
from scp_centre.roles.markets.actions import describe_product, remove_tenders
from scp_centre.roles.markets.errors import MarketError
from scp_centre.roles.markets.models import Tender
from scp_centre.roles.markets.product_page import fits_of, sought
from scp_centre.roles.markets.queries import MOST_TERMS, terms_of
from tests.roles.markets.test_markets import adviser, bolt, keep, lines, release  # noqa: F401

pytestmark = pytest.mark.django_db
HUGE = "9" * 400


def raw(name_, **parts):
    """A release as text, some of its parts written as they stand."""
    text = json.dumps(release(name_))
    return text[:-1] + "".join(f', "{name}": {value}' for name, value in parts.items()) + "}"


@pytest.mark.parametrize(
    "odd",
    [
        raw("odd", parties="5"),
        raw("odd", awards='"none"', contracts="[[1], 2]"),
        raw("odd", tender='{"title": "A", "value": {"amount": ' + HUGE + ', "currency": "EUR"}}'),
        raw("odd", tender='{"title": "A", "value": {"amount": NaN}}'),
        raw(
            "odd", tender='{"title": "A", "tenderPeriod": {"endDate": "9999-12-31T23:00:00-09:00"}}'
        ),
        raw(
            "odd", tender='{"title": "A", "tenderPeriod": {"endDate": "0001-01-01T00:00:00+09:00"}}'
        ),
        raw("odd", tender='{"title": "A", "items": 7, "classification": []}'),
        raw("odd", ocid='"a\\u0000b"'),
        raw("odd", ocid='"a\\ud83db"', tag='["\\ud83d", "%s"]' % ("x" * 5_000)),
        raw("odd", ocid="[1]"),
        '{"releases": 5}',
        '{"releases": true, "version": "1.1"}',
        '{"records": [{"ocid": "a", "releases": 5, "versionedRelease": 1}]}',
        '{"records": {"a": 1}}',
        "[[[]], 7, null]",
    ],
)
def test_an_odd_row_spoils_no_other(adviser, odd):  # noqa: F811
    file = keep(lines(release("before"), odd, release("after")), adviser)
    assert {"before", "after"} <= set(Tender.objects.values_list("ocid", flat=True))
    file.refresh_from_db()  # what is told can be kept, and read again
    for one in (*file.faults, *file.findings):
        assert len(str(one["place"])) < 400 and len(str(one["message"])) < 400
    for one in Tender.objects.all():
        assert "\x00" not in one.ocid and one.amount.lower() != "nan" and len(one.amount) <= 60


@pytest.mark.parametrize(
    ("said", "day", "is_local"),
    [
        ("2027-03-01T12:00:00", "2027-03-01T12:00:00", True),
        ("2027-03-01", "2027-03-01T23:59:59", True),
        ("2027-03-01T12:00:00+05:00", "2027-03-01T12:00:00", False),
        ("end of March", None, False),
    ],
)
def test_a_deadline_without_a_zone_is_read_in_the_centres(signed_in, adviser, said, day, is_local):  # noqa: F811
    row = release("zone")
    row["tender"]["tenderPeriod"]["endDate"] = said
    keep(lines(row), adviser)
    kept = Tender.objects.get(ocid="zone")
    zone = timezone.get_default_timezone() if is_local else ZoneInfo("Etc/GMT-5")
    assert kept.closes == (day and datetime.fromisoformat(day).replace(tzinfo=zone))
    assert (kept.deadline, kept.is_local) == (said, is_local)
    page = signed_in("markets").get(reverse("tender", args=[kept.pk])).content.decode()
    assert (f"As published: {said}." in page) is (is_local or day is None)
    assert ("names no time zone" in page) is is_local


def test_a_partial_release_replaces_what_it_gives_and_no_more(adviser):  # noqa: F811
    whole = release("p", when="2026-01-01T00:00:00Z", value={"amount": 5, "currency": "EUR"})
    whole["buyer"] = {"name": "Harbour office"}
    part = {"ocid": "p", "id": "2", "date": "2026-02-01T00:00:00Z", "tag": ["tenderUpdate"]}
    part["tender"] = {"id": "1", "tenderPeriod": {"endDate": "2027-05-01T00:00:00Z"}}
    for number, rows in enumerate([[whole, part], [part, whole]]):
        Tender.objects.filter(ocid="p").delete()
        keep(lines(*rows), adviser, f"both {number}")
        kept = Tender.objects.get(ocid="p")
        assert (kept.title, kept.buyer, kept.amount) == ("Bolts p", "Harbour office", "5")
        assert kept.codes == " 44531400 " and "bolts" in kept.text
        assert kept.closes.isoformat() == "2027-05-01T00:00:00+00:00"
        assert kept.content["items"]


def test_the_order_of_releases_is_that_of_their_moments(adviser):  # noqa: F811
    early = release("p", when="2026-01-01T23:00:00-05:00")  # 2 January, 04:00 in UTC
    late = release("p", when="2026-01-02T01:00:00+01:00")  # midnight in UTC: the earlier one
    early["tender"]["title"], late["tender"]["title"] = "Later in truth", "Earlier in truth"
    keep(lines(early), adviser, "first")
    keep(lines(late), adviser, "second")
    assert Tender.objects.get(ocid="p").title == "Later in truth"


def test_removing_an_import_leaves_what_others_said(adviser):  # noqa: F811
    files = []
    for number, title in enumerate(("First", "Second", "Third"), start=1):
        row = release("p", when=f"2026-0{number}-01T00:00:00Z")
        row["tender"]["title"] = title
        rows = [row, release(f"alone {number}")]
        files.append(keep(lines(*rows), adviser, title))
    remove_tenders(files[2], acting_user=adviser)
    kept = Tender.objects.get(ocid="p")
    assert kept.title == "Second" and kept.file == files[1]
    remove_tenders(files[0], acting_user=adviser)
    kept.refresh_from_db()
    assert kept.title == "Second" and kept.states == []
    remove_tenders(files[1], acting_user=adviser)
    assert not Tender.objects.filter(ocid__in=["p", "alone 1", "alone 2", "alone 3"]).exists()


def test_an_amount_is_never_shown_without_its_currency(signed_in, adviser):  # noqa: F811
    keep(lines(release("bare", value={"amount": 1200})), adviser)
    pk = Tender.objects.get(ocid="bare").pk
    for address in (reverse("tender", args=[pk]), reverse("tenders")):
        page = " ".join(signed_in("markets").get(address).content.decode().split())
        assert '<bdi>1200</bdi> <span class="small">no currency given</span>' in page


def test_a_code_that_is_none_lists_nothing(signed_in):
    page = signed_in("markets").get(reverse("tenders"), {"cpv": "x"}).content.decode()
    assert "Enter 2 to 8 digits" in page and "Fourniture de fromages" not in page
    assert "No tender matches." not in page


def test_tenders_without_a_deadline_stand_last(bolt, sample_centre, adviser):  # noqa: F811
    rows = [release(f"none {n}", code="44531400") for n in range(3)]
    for row in rows:
        del row["tender"]["tenderPeriod"]
    keep(lines(*rows, release("soon", days=1)), adviser)
    now = timezone.now() + timedelta(seconds=1)
    found = [one.tender.ocid for one in fits_of(bolt, sample_centre["expert"], now).open_ones]
    assert "soon" in found and "none 0" in found


def test_a_whole_file_on_one_long_line_is_read(adviser, monkeypatch):  # noqa: F811
    from scp_centre.methods.tenders import json_lines

    monkeypatch.setattr(json_lines, "LONGEST_LINE", 1_000)
    package = {"version": "1.1", "releases": [release(f"p{n}") for n in range(20)]}
    keep(json.dumps(package).encode(), adviser)
    assert Tender.objects.filter(ocid__startswith="p").count() == 20


def test_a_line_without_end_ends_at_the_limit(monkeypatch):
    from io import BytesIO

    from scp_centre.methods.errors import InvalidValueError
    from scp_centre.methods.tenders import json_lines

    monkeypatch.setattr(json_lines, "LONGEST_LINE", 1_000)
    endless = b"{}\n{" + b" " * 100_000
    with pytest.raises(InvalidValueError, match="too large"):
        list(json_lines.read_lines(BytesIO(endless), 50_000))


def test_rules_by_code_ask_for_the_code_first(signed_in, bolt):  # noqa: F811
    client = signed_in("expert")
    address = reverse("market_product", args=[bolt.pk])
    assert "Add the HS code of the product" not in client.get(address).content.decode()
    type(bolt).objects.filter(pk=bolt.pk).update(hs="")
    page = " ".join(client.get(address).content.decode().split())
    assert "Add the HS code of the product to see whether they apply" in page
    assert "list no code of this product" not in page


def test_a_sheet_of_unclosed_marks_is_read_to_its_end():
    assert sheet_shapes.ROW.search(b'<row r="1" hidden="1">')[1] == b' r="1" hidden="1"'
    for pattern in (sheet_shapes.ROW, sheet_shapes.COLUMN, sheet_shapes.MERGED):
        assert list(pattern.finditer(b"<row <col <mergeCell " * 50_000)) == []  # ends


def many_words():
    letters = "abcdefghijklmnopqrst"
    return "\n".join(" ".join(f"{a}{b}{c}x" for c in letters) for a in "kqwz" for b in "jvyxw")


def test_more_words_than_a_database_compares_at_once_are_refused(bolt, sample_centre):  # noqa: F811
    with pytest.raises(MarketError) as refused:
        describe_product(bolt, many_words(), acting_user=sample_centre["expert"])
    assert refused.value.where == "words" and refused.value.cure


def test_the_page_of_a_product_opens_whatever_words_are_kept(bolt, sample_centre):  # noqa: F811
    bolt.market_words.words = many_words()
    bolt.market_words.save()
    assert len(terms_of(sought(bolt))) > MOST_TERMS
    assert fits_of(bolt, sample_centre["expert"], timezone.now()).open_ones
