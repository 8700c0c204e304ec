"""Scenarios: built by form, versioned, run once, compared, beside what factories achieved."""

import io
import json

import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.centre.translation import speaker
from scp_centre.interfaces.contracts import run as compute
from scp_centre.methods.errors import InvalidValueError, UnknownLabelError
from scp_centre.roles.policy import analysis
from scp_centre.roles.policy.actions.measured_savings import decide_all_measured_savings
from scp_centre.roles.policy.actions.scenarios import remove_scenario, write_scenario
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.instrument_form import INSTRUMENTS, MODELS, InstrumentForm, initial_of
from scp_centre.roles.policy.measured_savings import (
    beside_programmes,
    measured_savings,
    potentials,
)
from scp_centre.roles.policy.models import Run, Scenario, Table
from scp_centre.roles.policy.scenario_runs import read_scenario, result_of
from scp_centre.roles.policy.sentences import scenario_sentence


@pytest.fixture
def table(sample_centre):
    return Table.objects.get(year=2023)


def tax(**more):
    one = {"type": "tax", "title": "Carbon tax", "basis": "assumed", "start": 2025}
    one |= {"indicator": "ghg", "rate": 5e-5, "elasticity": -0.3} | more
    return {"title": "A tax", "first": 2025, "last": 2026, "instruments": [one]}


def test_a_scenario_is_kept_in_versions_and_run_once(table, sample_centre):
    analyst = sample_centre["analyst"]
    with pytest.raises(NotPermittedError):
        write_scenario(table, tax(), acting_user=sample_centre["expert"])
    first = write_scenario(table, tax(), acting_user=analyst)
    assert write_scenario(table, tax(), acting_user=analyst, old=first) == first
    second = write_scenario(table, tax(rate=1e-4), acting_user=analyst, old=first)
    assert (second.version, second.is_latest) == (2, True)
    first.refresh_from_db()
    assert not first.is_latest
    assert Entry.objects.filter(act="write_scenario", subject="A tax, version 2").exists()
    before = Run.objects.count()
    one, two = result_of(first), result_of(second)
    assert Run.objects.count() == before + 2
    assert result_of(first) == one and Run.objects.count() == before + 2
    assert two["years"][-1]["revenue"] > one["years"][-1]["revenue"] > 0
    remove_scenario(second, acting_user=analyst)
    assert not Scenario.objects.filter(family=second.family).exists()
    with pytest.raises(PolicyError, match="is used in a brief or in the register"):
        remove_scenario(Scenario.objects.get(title="Cement standard"), acting_user=analyst)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ("no json", PolicyError, "JSON"),
        (
            {"title": "T", "first": 2025, "last": 2026, "instruments": []},
            PolicyError,
            "instruments",
        ),
        (tax(type="tariff"), PolicyError, "tariff"),
        (tax(rate="much"), PolicyError, "rate"),
        (tax(sectors=["Z9"]), UnknownLabelError, "The sector 'Z9' does not exist"),
        (tax(full=2020), PolicyError, "Instrument “Carbon tax”: the year of full strength"),
        (
            tax(sectors=[]),
            PolicyError,
            "Instrument “Carbon tax”, sectors: specify at least one item,",
        ),
        (
            json.dumps(tax(sectors=["CEM", "CEM"])),
            PolicyError,
            "Instrument “Carbon tax”, sectors: CEM: listed twice",
        ),
        (
            tax(cost={"per_year": -1, "bearer": "households"}),
            PolicyError,
            "“Carbon tax”, cost: the cost must not be below 0",
        ),
        (
            tax(cost={"per_year": 1e6, "bearer": "households"}),
            InvalidValueError,
            "1,000,000 million EUR a year, more than a fifth of gross domestic product",
        ),
        (tax(rate=-1), InvalidValueError, "The price of sector [A-Z]{3} would be"),
    ],
)
def test_what_is_no_scenario_is_refused_in_words(table, sample_centre, wrong, error, words):
    with pytest.raises(error, match=words):
        write_scenario(table, wrong, acting_user=sample_centre["analyst"])
    assert Scenario.objects.count() == 3  # those of the sample


def test_a_file_says_nothing_twice(table, sample_centre):
    """An entry that stands twice in an object, and an instrument that is there 300 times."""
    text = json.dumps(tax())
    twice = text.replace('"instruments"', '"instruments": [], "instruments"')
    with pytest.raises(PolicyError, match="“instruments” appears twice"):
        write_scenario(table, twice, acting_user=sample_centre["analyst"])
    many = tax() | {"instruments": tax()["instruments"] * 300}
    with pytest.raises(InvalidValueError, match="“Carbon tax” appears 300 times"):
        write_scenario(table, many, acting_user=sample_centre["analyst"])


def test_the_same_file_gives_the_same_on_page_and_command_line(table, sample_centre):
    scenario = Scenario.objects.get(title="Cement standard")
    economy = analysis.study(table).economy
    plain = {
        "year": economy.year,
        "money": economy.money,
        "sectors": list(economy.sectors),
        "categories": [{"code": c.code, "kind": c.kind} for c in economy.categories],
        "indicators": [{"code": i.code, "unit": i.unit} for i in economy.indicators],
        **{name: getattr(economy, name).tolist() for name in ("Z", "Y", "V", "F", "F_Y")},
    }
    found = compute("scenario", {"table": plain, "scenario": scenario.content})
    page = result_of(scenario)
    last = page["years"][-1]
    changes = found["years"][-1]["changes"]
    assert_allclose([c["production"] for c in changes], last["production"])
    assert_allclose([i["low"] for i in found["intervals"]], page["low"], atol=1e-6)


def test_the_cement_standard_by_hand(table):
    page = result_of(Scenario.objects.get(title="Cement standard"))
    one = analysis.study(table)
    i = one.economy.sectors.index("CEM")
    cut = max(one.intensity(0)[i] - 4200, 0) * one.economy.x[i]
    last = page["years"][-1]
    assert_allclose(page["effects"]["structure"][0], -cut)
    # Cement costs 9 million more in all, so a little less of it is bought.
    assert_allclose(page["balance"]["charged"], 9)
    dearer = page["by_sector"]["price"][i]
    assert_allclose(dearer, 9 / one.economy.x[i], rtol=0.2)
    whole = last["base_production"][0] - last["production"][0]
    assert_allclose(whole, cut - page["effects"]["response"][0])
    assert cut < whole < 1.05 * cut
    spoken = scenario_sentence(page, "Cement standard", 0, speaker("en"))
    assert (
        f"{whole:,.0f}" in spoken and "down by" in spoken and "in nine out of ten cases" in spoken
    )
    by_year = [y["production"][0] for y in page["years"]]
    assert by_year[0] == last["base_production"][0]
    assert_allclose(last["base_production"][0] - by_year[2], whole / 4, rtol=0.01)


def test_food_waste_shows_its_rebound(table):
    page = result_of(Scenario.objects.get(title="Campaign against food waste"))
    assert page["years"][-1]["rebound"][0] > 0
    spoken = scenario_sentence(page, "Campaign", 0, speaker("en"))
    assert "The rebound cancels out" in spoken


@pytest.mark.parametrize("type_", INSTRUMENTS)
def test_every_instrument_is_entered_by_form_and_shown_again_as_entered(type_, table):
    economy = analysis.study(table).economy
    fields = {
        "name": "Try", "start": 2025, "full": 2027, "basis": "assumed", "cost": 3, "bearer": "households",
        "goods": ["MEA", "DAI"], "sectors": ["CEM"], "inputs": ["ELE"], "towards": ["VEG"],
        "indicators": ["ghg"], "indicator": "ghg", "kinds": ["household"], "freed": "saved",
        "revenue": "returned", "replaced_by": "WOO", "change": -10, "change_low": -20, "change_high": -5,
        "share": 30, "premium": 5, "limit": 4000, "rate": 50, "ratio": 1.5, "elasticity": -0.4,
    }  # fmt: skip
    form = InstrumentForm(type_, economy, fields)
    assert form.is_valid(), form.errors
    one = form.values()
    kept = MODELS[type_].model_validate(one)
    assert kept.strength(2026) == pytest.approx(2 / 3)
    if type_ == "tax":
        assert one["rate"] == pytest.approx(50e-6)  # EUR per t in a table of million EUR
    if type_ == "demand":
        assert one["change"] == pytest.approx({"low": -0.2, "likely": -0.1, "high": -0.05})
    shown = initial_of(kept.model_dump(mode="json"), economy)
    again = InstrumentForm(
        type_, economy, {**fields, **{k: v for k, v in shown.items() if v is not None}}
    )
    assert again.is_valid() and MODELS[type_].model_validate(again.values()) == kept


def test_a_form_tells_what_is_missing(table):
    economy = analysis.study(table).economy
    form = InstrumentForm(
        "demand", economy, {"name": "x", "start": 2025, "change": -10, "change_low": -20}
    )
    assert not form.is_valid()
    assert {"goods", "basis", "change_low"} <= set(form.errors)


GIVEN = {
    "name": "x", "start": 2025, "basis": "assumed", "goods": ["MEA"], "sectors": ["CEM"],
    "inputs": ["ELE"], "indicators": ["ghg"], "indicator": "ghg", "kinds": ["household"],
    "change": -10, "share": 30, "limit": 4000, "rate": 50, "ratio": 1, "towards": ["VEG"],
    "replaced_by": "WOO", "bearer": "producers", "freed": "spent", "revenue": "kept",
    "buyers": "spend_less",
}  # fmt: skip


@pytest.mark.parametrize("type_", INSTRUMENTS)
def test_a_range_without_its_likely_value_is_refused_at_its_field(type_, table):
    """Every amount of every instrument: it was saved as nothing, and the range was lost."""
    economy = analysis.study(table).economy
    names = [
        name[: -len("_low")]
        for name in InstrumentForm(type_, economy).fields
        if name.endswith("_low")
    ]
    assert "cost" in names
    for name in names:
        fields = {**GIVEN, name: "", f"{name}_low": 1, f"{name}_high": 2}
        form = InstrumentForm(type_, economy, fields)
        assert not form.is_valid() and list(form.errors) == [name]
    assert InstrumentForm(type_, economy, GIVEN).is_valid()


def test_who_pays_a_cost_is_not_dropped_where_the_cost_is_missing_or_nought(table):
    economy = analysis.study(table).economy
    for said in ({"bearer": "government"}, {"cost_goods": ["MEA"]}):
        form = InstrumentForm("tax", economy, {**GIVEN, **said})
        assert list(form.errors) == ["cost"]
    nought = {"cost": 0, "cost_low": 0, "cost_high": 9, "bearer": "government"}
    form = InstrumentForm("tax", economy, {**GIVEN, **nought})
    assert form.is_valid(), form.errors
    assert form.values()["cost"] == {
        "per_year": {"low": 0.0, "likely": 0.0, "high": 9.0},
        "bearer": "government",
    }


def test_an_analyst_builds_corrects_compares_and_takes_along(signed_in, table):
    client = signed_in("analyst")
    base = f"/policy/tables/{table.pk}/scenarios"
    page = client.get(f"{base}/new/standard/").content.decode()
    assert "Cement, lime, concrete" in page
    fields = {
        "name": "Limit", "start": 2026, "basis": "assumed", "indicator": "ghg", "sectors": ["ELE"],
        "limit": 5000, "title": "Power standard", "first": 2025, "last": 2028, "growth": 0,
    }  # fmt: skip
    assert client.post(f"{base}/new/standard/", {**fields, "limit": ""}).status_code == 422
    answer = client.post(f"{base}/new/standard/", fields)
    assert answer.status_code == 302
    one = Scenario.objects.get(title="Power standard")
    assert "Greenhouse gases down by" in client.get(answer.url).content.decode()
    answer = client.post(f"/policy/scenarios/{one.pk}/instruments/1/", {**fields, "limit": 4500})
    two = Scenario.objects.get(title="Power standard", is_latest=True)
    assert two.content["instruments"][0]["limit"] == 4500
    changes = client.get(f"/policy/scenarios/{two.pk}/changes/").content.decode()
    assert "instruments.1.limit" in changes and "5000" in changes
    more = {
        "name": "Tax", "start": 2026, "basis": "assumed", "indicator": "ghg", "rate": 40,
        "revenue": "kept",
    }  # fmt: skip
    assert client.post(f"/policy/scenarios/{two.pk}/add/tax/", more).status_code == 302
    three = Scenario.objects.get(title="Power standard", is_latest=True)
    assert len(three.content["instruments"]) == 2
    text = client.get(f"/policy/scenarios/{three.pk}/").content.decode()
    assert "Public budget" in text and "Products whose prices rise most" in text
    file = io.BytesIO(client.get(f"/policy/scenarios/{three.pk}/scenario.json").content)
    file.name = "scenario.json"
    assert client.post(f"{base}/upload/", {"file": file}).status_code == 302
    broken = io.BytesIO(b'{"title": 1}')
    broken.name = "broken.json"
    assert client.post(f"{base}/upload/", {"file": broken}).status_code == 422
    other = Scenario.objects.get(title="Cement standard")
    compared = client.get(f"{base}/compare/?s={three.pk}&s={other.pk}&indicator=ghg")
    assert "Power standard" in compared.content.decode()
    picture = client.get(f"{base}/compare/wide.svg?s={three.pk}&s={other.pk}")
    assert b"<svg" in picture.content
    rows = client.get(f"/policy/scenarios/{three.pk}/result.csv").content.decode().splitlines()
    assert len(rows) == 1 + 4 * len(analysis.study(table).economy.indicators)
    assert client.post(f"/policy/scenarios/{three.pk}/instruments/2/remove/").status_code == 302
    header = {"title": "Power", "first": 2025, "last": 2030, "growth": 2, "summary": ""}
    latest = Scenario.objects.get(family=three.family, is_latest=True)
    client.post(f"/policy/scenarios/{latest.pk}/years/", header)
    latest = Scenario.objects.get(family=three.family, is_latest=True)
    assert (latest.title, latest.content["growth"]) == ("Power", 0.02)
    impossible = {
        "name": "Stop",
        "start": 2025,
        "basis": "b",
        "goods": ["MEA"],
        "kinds": ["household", "export", "government", "investment"],
        "change": -100,
        "freed": "saved",
    }
    answer = client.post(f"/policy/scenarios/{latest.pk}/add/demand/", impossible)
    assert answer.status_code in (302, 422)


def verified(sample_centre, name, isic, saved, base):
    company = Organisation.objects.create(
        name=name, country="Verdania (fictional)", sector="food and beverage"
    )
    company.sectors.create(isic=isic, is_main=True)
    site = Site.objects.create(organisation=company, name="Works")
    common = {
        "site": site, "origin": f"test {name}", "formula": "measured", "status": Status.REVIEWED,
        "reviewed_by": sample_centre["reviewer"], "name": "Figure",
    }  # fmt: skip
    Observation.objects.create(
        indicator="verified_co2e", value=saved, unit="t CO2e/year", period="2026", **common
    )
    Observation.objects.create(
        indicator="carbon", value=base, unit="t CO2e", period="2025", **common
    )
    Observation.objects.create(
        indicator="carbon", value=9 * base, unit="t CO2e", period="2024", **common
    )
    company.consents.create(use=Use.BENCHMARK, given=True, person=sample_centre["director"])


def test_a_programme_stands_beside_what_factories_achieved(table, sample_centre):
    assert measured_savings(table, "ghg", ["CEM"]).companies == 0
    for i, (saved, base) in enumerate([(10, 100), (12, 100), (9, 100), (11, 100)]):
        verified(sample_centre, f"Mill {i}", "1061", saved, base)
    few = measured_savings(table, "ghg", ["FOO", "DAI"])
    assert (few.share, few.companies, few.divisions) == (None, 4, ("10",))
    verified(sample_centre, "Mill 5", "1061", 8, 100)
    found = measured_savings(table, "ghg", ["FOO"])
    assert (found.share, found.companies, found.is_undecided) == (None, 5, True)
    assert not DisclosedFigure.objects.filter(place="policy").exists()  # nothing by reading
    assert decide_all_measured_savings() == 2  # the savings, and the use they are a share of
    found = measured_savings(table, "ghg", ["FOO"])
    assert (found.share, found.companies, found.is_undecided) == (0.1, 5, False)
    assert decide_all_measured_savings() == 0
    entry = Entry.objects.get(act="decide_measured_savings")
    assert (entry.person, len(entry.after["shown"])) == (None, 2)
    programme = tax(type="intensity", indicators=["ghg"], sectors=["FOO"], change=-0.25)
    for name in ("indicator", "rate", "elasticity"):
        programme["instruments"][0].pop(name)
    beside = beside_programmes(table, read_scenario(programme).model_dump(mode="json"))
    assert [(b["assumed"], b["measured"].share) for b in beside] == [(0.25, 0.1)]
    verified(sample_centre, "Giant", "1061", 4000, 9000)
    assert measured_savings(table, "ghg", ["FOO"]).is_undecided
    write_scenario(table, programme, acting_user=sample_centre["analyst"])
    protected = measured_savings(table, "ghg", ["FOO"])  # one of them is nearly all
    assert (protected.share, protected.is_undecided) == (None, False)
    assert measured_savings(table, "land", ["FOO"]) is None


def test_results_are_plain_json(table):
    json.dumps(result_of(Scenario.objects.first()), allow_nan=False)


def test_the_command_runs_the_files_as_the_page_does(table, tmp_path, capsys):
    from scp_centre.interfaces.cli import main
    from scp_centre.roles.policy.sample import FOLDER

    out = tmp_path / "result.json"
    national, file = str(FOLDER / "verdania-2023.zip"), str(FOLDER / "cement-standard.json")
    assert main.main(["scenario", national, file, "-o", str(out)]) == 0
    page = result_of(Scenario.objects.get(title="Cement standard"))
    assert json.loads(out.read_text())["years"] == page["years"]
    spoken = capsys.readouterr().out.splitlines()
    assert spoken[0] == scenario_sentence(page, "Cement standard", 0, speaker("en"))
    assert main.main(["scenario", file, file]) == 2
    assert "not an Excel workbook" in capsys.readouterr().err
    assert main.main(["scenario", national, national]) == 2


def test_scenarios_are_joined_to_one(signed_in, table):
    client = signed_in("analyst")
    both = [s.pk for s in Scenario.objects.order_by("pk")[:2]]
    base = f"/policy/tables/{table.pk}/scenarios"
    answer = client.post(f"{base}/join/", {"s": both, "title": "Both"})
    joined = Scenario.objects.get(title="Both")
    assert answer.status_code == 302 and len(joined.content["instruments"]) == 3
    last = result_of(joined)["years"][-1]
    alone = [result_of(s)["years"][-1] for s in Scenario.objects.filter(pk__in=both)]
    together = last["production"][0] - last["base_production"][0]
    apart = sum(a["production"][0] - a["base_production"][0] for a in alone)
    assert together == pytest.approx(
        apart, rel=0.05
    )  # less cement is used, so a little less is cut
    assert client.post(f"{base}/join/", {"s": both[:1]}).status_code >= 400


def test_a_potential_is_what_enough_factories_have_shown(table, sample_centre, signed_in):
    one = analysis.study(table)
    assert potentials(one, 0) == []
    for i in range(6):
        verified(sample_centre, f"Mill {i}", "1061", 10 + i, 100)
    assert potentials(one, 0) == []
    decide_all_measured_savings()
    found = potentials(one, 0)
    assert {p.title for p in found} == {"Meat", "Dairy products", "Other food and feed"}
    i = one.economy.titles.index(found[0].title)
    assert found[0].value == pytest.approx(found[0].share * one.economy.F[0, i])
    page = signed_in("expert").get(f"/policy/tables/{table.pk}/of/ghg/").content.decode()
    assert "Savings achieved by factories" in page
    assert potentials(one, one.place("land")) == []
