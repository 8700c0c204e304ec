"""Data by form: one row at a time, with the words of the workbook's own checks."""

import re
from dataclasses import fields, replace

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.production import actions
from scp_centre.roles.production.actions.records import digest_of, identity_of
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.errors import RowInUseError
from scp_centre.roles.production.models import Assessment, Flow, Presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def dairy(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def flow(assessment, key, period="2025"):
    file = load_file(assessment)
    place = next(i for i, f in enumerate(file.flows) if (f.key, f.period) == (key, period))
    return place, file.flows[place]


def posted(row, kind="flows"):
    """Return what a browser sends of a row."""

    def plain(value):
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else list(value) if isinstance(value, tuple) else value

    known = {"which": identity_of(kind, row), "seen": digest_of(row)}
    return {f.name: plain(getattr(row, f.name)) for f in fields(row)} | known


def known(row, kind="flows"):
    return {"which": identity_of(kind, row), "seen": digest_of(row)}


def test_a_flow_is_corrected_and_everything_follows(dairy, signed_in):
    client = signed_in("expert")
    place, gas = flow(dairy, "gas")
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    page = client.get(address).content.decode()
    assert "Natural gas" in page and digest_of(gas) in page
    before = Assessment.objects.get(pk=dairy.pk)
    form = posted(gas) | {"amount": "9500"}
    assert client.post(address, form).status_code == 302
    after = Assessment.objects.get(pk=dairy.pk)
    assert Flow.objects.get(assessment=dairy, key="gas", period="2025").amount == 9500
    assert after.revision == before.revision + 1 and after.loss_cost != before.loss_cost
    entry = Entry.objects.filter(act="change_record").latest("pk")
    assert entry.before["amount"] == gas.amount and entry.after["amount"] == 9500
    assert entry.after["key"] == "gas" and "name" not in entry.after


def test_nothing_else_of_the_data_is_touched(dairy, sample_centre):
    from dataclasses import asdict

    before = load_file(dairy)
    place, gas = flow(dairy, "gas")
    values = asdict(gas) | {"amount": gas.amount + 1}
    actions.change_record(
        dairy,
        "flows",
        values,
        **known(gas),
        acting_user=sample_centre["expert"],
    )
    after = load_file(dairy)
    assert [f for f in before.flows if f.key != "gas"] == [f for f in after.flows if f.key != "gas"]
    assert (before.options, before.savings, before.factory) == (
        after.options,
        after.savings,
        after.factory,
    )


def test_a_row_that_somebody_changed_is_not_overwritten(dairy, sample_centre, signed_in):
    from dataclasses import asdict

    place, gas = flow(dairy, "gas")
    mine, seen = posted(gas) | {"amount": "9500"}, known(gas)
    theirs = asdict(gas) | {"amount": 9400.0}
    actions.change_record(dairy, "flows", theirs, **seen, acting_user=sample_centre["company"])
    with pytest.raises(ConflictError):
        actions.change_record(dairy, "flows", theirs, **seen, acting_user=sample_centre["expert"])
    client = signed_in("expert")
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    answer = client.post(address, mine | seen)
    page = answer.content.decode()
    assert answer.status_code == 409 and "9,400" in page and "9,500" in page
    _, now = flow(dairy, "gas")
    assert now.amount == 9400
    assert client.post(address, mine | known(now)).status_code == 302
    assert flow(dairy, "gas")[1].amount == 9500


def test_mistakes_stand_at_their_fields_without_words_of_sheets(dairy, signed_in):
    client = signed_in("expert")
    place, gas = flow(dairy, "gas")
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    good = posted(gas)
    for wrong, words in (
        ({"amount": "-3"}, "is negative"),
        ({"amount": "much"}, "is not a number"),
        ({"amount": "4,5"}, "is not a valid"),
        ({"unit": "m3", "balance": "energy"}, "does not fit"),
        ({"source": "", "target": ""}, "Both From and To are empty"),
        ({"kind": ""}, "Choose the kind"),
        ({"measured_on": "2031-01-01"}, "outside the period"),
        ({"unit": "parsec"}, "Choose one of the options"),
    ):
        answer = client.post(address, good | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and words in page, wrong
        summary = page[page.index("error-summary") :].split("</div>")[0]
        assert 'href="#id_' in summary and words in summary, wrong
        assert not re.search(r"\b(sheet|column|cell|row \d)", summary), summary
    assert flow(dairy, "gas")[1] == gas


def test_a_row_entered_twice_is_told_at_its_key(dairy, signed_in):
    _, gas = flow(dairy, "gas")
    sent = posted(gas) | {"which": "", "seen": ""}
    answer = signed_in("expert").post(f"/assessments/{dairy.pk}/data/flows/new/", sent)
    summary = answer.content.decode().split("error-summary")[1].split("</div>")[0]
    assert answer.status_code == 422 and "A row for 2025, gas already exists." in summary
    assert 'href="#id_key"' in summary


def test_a_row_is_added_with_a_key_from_its_name_and_taken_out_again(dairy, signed_in):
    client = signed_in("company")
    new = {
        "period": "2025",
        "name": "Salt, spilled",
        "kind": "waste",
        "substance": "salt",
        "source": "ripening",
        "amount": "1.5",
        "unit": "t",
        "quality": "estimated",
    }
    answer = client.post(f"/assessments/{dairy.pk}/data/flows/new/", new)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    place, made = flow(dairy, "salt_spilled")
    assert made.amount == 1.5 and made.target is None
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    answer = client.post(address, {"act": "take out"} | known(made))
    assert answer.status_code == 302
    assert not Flow.objects.filter(assessment=dairy, key="salt_spilled").exists()


def test_a_row_that_changed_or_went_is_not_taken_out_unseen(dairy, signed_in):
    client = signed_in("expert")
    place, salt = flow(dairy, "salt")
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    assert client.post(address, posted(salt) | {"amount": "35"}).status_code == 302
    answer = client.post(address, {"act": "take out"} | known(salt))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Delete the row again if you still want to." in page
    assert 'value="35"' in page and flow(dairy, "salt")[1].amount == 35
    assert (
        client.post(address, {"act": "take out"} | known(flow(dairy, "salt")[1])).status_code == 302
    )
    answer = client.post(address, {"act": "take out"} | known(salt))
    page = answer.content.decode()
    assert answer.status_code == 409 and "You do not need to delete the row again." in page
    assert "Enter the" not in page.split("error-summary")[-1].split("<form")[0]


def test_what_others_refer_to_is_not_taken_out(dairy, sample_centre, client):
    file = load_file(dairy)
    place = next(i for i, c in enumerate(file.centres) if c.key == "boiler")
    seen = known(file.centres[place], "centres")
    with pytest.raises(RowInUseError, match="in Costs use “Boiler house”") as caught:
        actions.change_record(dairy, "centres", None, **seen, acting_user=sample_centre["expert"])
    assert caught.value.where == "costs"
    client.force_login(sample_centre["expert"])
    address = f"/assessments/{dairy.pk}/data/centres/{place}/"
    answer = client.post(address, {"act": "take out"} | seen)
    assert answer.status_code == 422
    assert f'<a href="/assessments/{dairy.pk}/data/costs/">' in answer.content.decode()
    assert load_file(dairy) == file


@pytest.mark.parametrize("who", ["dyehouse", "reviewer", "director", "admin"])
def test_others_change_no_data(dairy, sample_centre, who):
    place, gas = flow(dairy, "gas")
    with pytest.raises(NotPermittedError):
        actions.change_record(dairy, "flows", None, **known(gas), acting_user=sample_centre[who])


@pytest.mark.parametrize(
    "kind",
    [
        "factory",
        "periods",
        "centres",
        "costs",
        "flows",
        "stocks",
        "options",
        "savings",
        "measurements",
    ],
)
def test_every_sheet_has_its_page_and_its_form(dairy, signed_in, kind):
    client = signed_in("expert")
    assert client.get(f"/assessments/{dairy.pk}/data/{kind}/").status_code == 200
    rows = getattr(load_file(dairy), kind)
    if kind == "factory" or rows:
        assert client.get(f"/assessments/{dairy.pk}/data/{kind}/0/").status_code == 200
    assert client.get(f"/assessments/{dairy.pk}/data/{kind}/999/").status_code == 404
    assert client.get(f"/assessments/{dairy.pk}/data/nonsense/").status_code == 404


def test_the_factory_is_changed_by_form_but_not_whose_it_is(dairy, signed_in):
    client = signed_in("expert")
    factory = load_file(dairy).factory
    form = posted(factory, "factory") | {
        "discount_rate": "12",
        "company": "Another",
    }
    assert client.post(f"/assessments/{dairy.pk}/data/factory/0/", form).status_code == 302
    after = load_file(Assessment.objects.get(pk=dairy.pk)).factory
    assert after.discount_rate == 12 and after.company == "Rivermouth Dairy"


FIRST = {
    "factory-company": "Hillside Bakery",
    "factory-site": "Main bakery",
    "factory-country": "Verdania (fictional)",
    "factory-sector": "food and beverage",
    "factory-product": "bread",
    "factory-output_unit": "t",
    "factory-currency": "EUR",
    "factory-price_year": "2025",
    "factory-gwp_set": "AR6",
    "factory-discount_rate": "8",
    "periods-start": "2025-01-01",
    "periods-end": "2025-12-31",
    "periods-output": "900",
    "centres-name": "Oven hall",
    "flows-name": "Natural gas",
    "flows-kind": "energy",
    "flows-substance": "natural_gas",
    "flows-target": "here",
    "flows-amount": "2100",
    "flows-unit": "GJ",
    "flows-quality": "measured",
    "flows-price": "12",
}


def test_an_assessment_is_begun_by_form(signed_in, sample_centre):
    client = signed_in("expert")
    assert client.get("/assessments/new/").status_code == 200
    wrong = client.post("/assessments/new/", FIRST | {"flows-amount": ""})
    assert wrong.status_code == 422 and not Organisation.objects.filter(name="Hillside Bakery")
    answer = client.post("/assessments/new/", FIRST)
    made = Assessment.objects.get(company="Hillside Bakery")
    assert answer["Location"] == f"/assessments/{made.pk}/data/flows/"
    file = load_file(made)
    assert (file.periods[0].key, file.centres[0].key) == ("2025", "oven_hall")
    assert (file.flows[0].target, file.flows[0].source) == ("oven_hall", None)
    assert client.get(f"/assessments/{made.pk}/").status_code == 200


def test_two_experts_see_each_other_and_what_the_other_does(dairy, client, sample_centre):
    from django.test import Client

    other = Client()
    client.force_login(sample_centre["expert"])
    other.force_login(sample_centre["company"])
    address = f"/assessments/{dairy.pk}/news/"
    first = client.post(address).json()
    assert first["here"] == [] and first["news"] == []
    assert other.post(address).json()["here"] == ["A. Marin"]
    place, gas = flow(dairy, "gas")
    other.post(
        f"/assessments/{dairy.pk}/data/flows/{place}/",
        posted(gas) | {"amount": "9500"},
    )
    told = client.post(address, {"since": first["last"]}).json()
    assert told["here"] == ["R. Costa, Rivermouth Dairy"]
    (one,) = told["news"]
    assert one["who"].startswith("R. Costa") and one["what"] == "Enter and correct data in forms"
    assert other.post(address, {"since": first["last"]}).json()["news"] == []
    assert Presence.objects.count() == 2


def test_a_figure_has_as_many_versions_as_it_had_values(dairy, sample_centre):
    from dataclasses import asdict

    from scp_centre.centre.evidence.models import Observation

    for amount in (9_300.0, 9_400.0, 9_500.0, 9_300.0):
        place, gas = flow(dairy, "gas")
        values = asdict(gas) | {"amount": amount}
        actions.change_record(
            dairy,
            "flows",
            values,
            **known(gas),
            acting_user=sample_centre["expert"],
        )
    versions = Observation.objects.filter(origin=dairy.origin, indicator="energy", period="2025")
    ordered = list(versions.order_by("version"))
    assert [o.version for o in ordered] == [1, 2, 3, 4, 5]
    assert [o.succeeded_by_id for o in ordered] == [*(o.pk for o in ordered[1:]), None]
    assert not Observation.objects.filter(origin__contains="entering").exists()


@pytest.mark.parametrize(
    ("name", "key"),
    [("Año 2: caldera", "ano_2_caldera"), ("غاز", "flow"), ("Natural gas", "natural_gas")],
)
def test_keys_come_from_names_of_any_script(dairy, sample_centre, name, key):
    from dataclasses import asdict

    _, gas = flow(dairy, "gas")
    values = asdict(gas) | {"name": name, "key": ""}
    for expected in (key, f"{key}_2"):
        actions.change_record(dairy, "flows", values, acting_user=sample_centre["expert"])
        assert load_file(dairy).flows[-1].key == expected
    meter = actions.add_meter(dairy.site, name + " x", "GJ", acting_user=sample_centre["expert"])
    assert meter.key


def test_a_row_is_known_by_its_key_wherever_it_stands(dairy, sample_centre, signed_in):
    """Somebody takes out a row above: what is kept is still the row that was opened."""
    place, gas = flow(dairy, "gas")
    above = next(f for f in load_file(dairy).flows if f.key == "flocculant")
    sent = posted(gas) | {"amount": "9500"}
    actions.change_record(
        dairy, "flows", None, **known(above), acting_user=sample_centre["company"]
    )
    now, _ = flow(dairy, "gas")
    assert now == place - 1
    client = signed_in("expert")
    address = f"/assessments/{dairy.pk}/data/flows/{place}/"
    assert client.post(address, sent).status_code == 302
    after = {f.key: f.amount for f in load_file(dairy).flows if f.period == "2025"}
    assert after["gas"] == 9500 and "flocculant" not in after
    assert len(load_file(dairy).flows) == 91


def test_a_row_that_was_taken_out_is_not_another_one(dairy, sample_centre, signed_in):
    place, gas = flow(dairy, "flocculant")
    sent = posted(gas) | {"amount": "7"}
    actions.change_record(dairy, "flows", None, **known(gas), acting_user=sample_centre["company"])
    rows = load_file(dairy).flows
    client, address = signed_in("expert"), f"/assessments/{dairy.pk}/data/flows/{place}/"
    answer = client.post(address, sent)
    assert (
        answer.status_code == 409 and "This row has since been deleted." in answer.content.decode()
    )
    assert load_file(dairy).flows == rows
    again = {k: v for k, v in sent.items() if k not in ("key", "which", "seen")}
    assert client.post(address, again | {"which": "", "seen": ""}).status_code == 302
    assert load_file(dairy).flows == (*rows, replace(gas, amount=7.0))
    assert client.get(f"/assessments/{dairy.pk}/data/factory/new/").status_code == 404
