"""Whatever a published brief shows can be followed by anybody, down to what a scenario assumes."""

import html
import re

import pytest
from django.test import Client

from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import pictures, queries, scenario_page, sentences
from scp_centre.roles.policy.actions.briefs import publish_brief, write_brief
from scp_centre.roles.policy.actions.tables import keep_table
from scp_centre.roles.policy.analysis import study
from scp_centre.roles.policy.brief_documents import brief_figures
from scp_centre.roles.policy.models import Brief, Table
from scp_centre.roles.policy.scenario_runs import result_of
from tests.roles.policy.test_tables import packed

NAMES = (
    "scenario.1.ghg.change",
    "scenario.1.ghg.share",
    "scenario.1.ghg.low",
    "scenario.1.cost",
    "ghg.per_head",
    "ghg.production.first.share",
    "sentence:scenario.1.ghg",
)


@pytest.fixture
def brief(sample_centre):
    found = Brief.objects.get()
    values = {k: getattr(found, k) for k in ("title", "summary", "table", "language")}
    values["text"] = found.text + "\n".join(f"{{{{{name}}}}}" for name in NAMES)
    values["scenarios"] = list(found.scenarios.all())
    return write_brief(values, acting_user=sample_centre["analyst"], brief=found)


def page_of(client, address):
    answer = client.get(address)
    return answer.status_code, html.unescape(answer.content.decode())


def test_each_figure_says_its_formula_and_what_was_put_in(brief):
    say, figures = speaker("en"), brief_figures(brief, drawn=False)
    last = result_of(queries.scenarios_in(brief)[0])["years"][-1]
    change = figures["scenario.1.ghg.change"]
    assert change.formula == "scenario − baseline" and change.scenario == 1
    before, after = last["base_production"][0], last["production"][0]
    assert change.inputs == (
        ("Baseline, 2035", say.amount(before, "t CO2e", 8)),
        ("Scenario, 2035", say.amount(after, "t CO2e", 8)),
    )
    assert change.value == after - before
    assert figures["scenario.1.ghg.share"].inputs == change.inputs
    assert "5th percentile" in figures["scenario.1.ghg.low"].formula
    assert figures["scenario.1.cost"].inputs == (("producers", say.amount(9.0, "million EUR", 8)),)
    head = figures["ghg.per_head"]
    assert dict(head.inputs)["Inhabitants"] == "2,900,000"
    share = figures["ghg.production.first.share"]
    one = study(brief.table)
    row = one.rows(0, "production", 1)[0]
    assert dict(share.inputs)["This sector or product"] == say.amount(row.value, "t CO2e", 8)
    assert share.value == row.share and share.formula


def test_the_public_follows_a_figure_down_to_the_scenario(brief, sample_centre):
    everybody, address = Client(), f"/policy/briefs/{brief.slug}/"
    for part in ("figures/scenario.1.ghg.change/", "scenarios/1/"):
        assert everybody.get(address + part).status_code == 404  # of a draft nothing is told
    living = brief_figures(brief, drawn=False)
    publish_brief(brief, acting_user=sample_centre["analyst"])
    brief.refresh_from_db()
    frozen = brief_figures(brief)
    for name in NAMES:
        assert (frozen[name].formula, frozen[name].inputs) == (
            living[name].formula,
            living[name].inputs,
        )
        status, page = page_of(everybody, f"{address}figures/{name}/")
        assert status == 200 and "three significant digits" in page or "sentence" in name
        assert all(value in page for _label, value in frozen[name].inputs)
    status, page = page_of(everybody, f"{address}figures/scenario.1.ghg.change/")
    assert f"{address}scenarios/1/" in page
    status, page = page_of(everybody, f"{address}scenarios/1/")
    assert status == 200
    assert "Cement, lime, concrete" in page and "between 4,000 and 4,500" in page
    assert "Range assumed for the sample" in page and "Annual cost, paid by producers" in page
    assert everybody.get(f"{address}scenarios/9/").status_code == 404


def _shares(text):
    return set(re.findall(r"[\d.,]+(?=\u00a0%|&#160;%| %)", text))


@pytest.mark.parametrize("side", ["production", "consumption"])
def test_the_sentence_and_the_picture_say_the_same_share(side, sample_centre):
    """Once a share was rounded twice in one and once in the other: 17.7 and 17.8 %."""
    one, say = study(Table.objects.get(year=2023)), speaker("en")
    for k in range(len(one.economy.indicators)):
        told = _shares(sentences.sector_sentence(one, k, side, say))
        assert told and told <= _shares(pictures.draw_treemap(one, k, side, say, "wide"))


def test_a_share_rounded_on_the_edge_is_the_same_everywhere():
    say = speaker("en")
    assert say.percent(0.17750000000000002) != sentences.say_share(say, 0.1775 - 1e-12)
    for share in (0.1775 - 1e-12, 0.1775, 0.1775 + 1e-12, 0.0345, 0.99949):
        said = sentences.say_share(say, share)
        assert said == say.percent(round(share, 3))


def test_shares_are_of_the_whole_where_something_is_negative(sample_centre):
    """Stocks that are used up count with a minus in the whole, in sentence and picture alike."""
    changes = {
        "Sectors": "Code,Title,ISIC\nA,Agriculture,01\nM,Manufacture,10\nS,Stocks,",
        "Flows": "Code,A,M,S\nA,150,500,0\nM,200,40,0\nS,0,60,0",
        "Final demand": "Code,hh,exp,imp\nA,300,80,-30\nM,1560,200,0\nS,-50,0,0",
        "Value added": "Code,Title,A,M,S\nwages,Wages,650,1400,10",
        "Stressors": "Code,Title,Unit,A,M,S\nCO2,Carbon dioxide,kt,1,1,0.1",
    }
    table = keep_table(packed(**changes), "s.zip", acting_user=sample_centre["analyst"])
    one, say = study(table), speaker("en")
    assert one.sides["consumption"][0].min() < 0
    told = _shares(sentences.sector_sentence(one, 0, "consumption", say))
    assert told <= _shares(pictures.draw_treemap(one, 0, "consumption", say, "wide"))


ASSUMED = re.compile(r'<p class="small soft">(.*?)</p>|<caption>(.*?)</caption>', re.DOTALL)
OF_RESULTS = (
    *(
        "Components of the production-based change in",
        "Structural change:",
        "Products whose",
        "ISIC",
    ),
    *("Sectors where value added", "Fictional national accounts"),  # the picture's source
)


def stated(page):
    """Return what a page states in notes and captions, without the space between words."""
    found = (" ".join((one[0] or one[1]).split()) for one in ASSUMED.findall(page))
    return {one for one in found if not one.startswith(OF_RESULTS)}


@pytest.mark.parametrize("has_fuels", [True, False])
def test_the_public_page_states_every_assumption_of_the_analysts_page(
    brief, sample_centre, has_fuels, monkeypatch
):
    """The programme of cement plants costs money that producers pay and pass on."""
    if not has_fuels:
        monkeypatch.setattr(scenario_page, "fuels_burnt", lambda *_all: None)
    publish_brief(brief, acting_user=sample_centre["analyst"])
    one = queries.scenarios_in(Brief.objects.get(pk=brief.pk))[0]
    analyst = Client()
    analyst.force_login(sample_centre["analyst"])
    own = html.unescape(analyst.get(f"/policy/scenarios/{one.pk}/").content.decode())
    _status, public = page_of(Client(), f"/policy/briefs/{brief.slug}/scenarios/1/")
    assert stated(own) <= stated(public), stated(own) - stated(public)
    said = " ".join(stated(public))
    assert (
        "Programme costs" in said and "for programmes and pass the cost on in their prices." in said
    )
    fuels = (
        "vary with the fuels that sectors" if has_fuels else "does not say which products are fuels"
    )
    assert fuels in said and "Import shares and import prices remain unchanged." in said
