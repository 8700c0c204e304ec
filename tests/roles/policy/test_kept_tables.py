"""Tables of a nation once they are read: kept, shown on pages, balanced, told when files are gone."""

import io

import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import analysis, sentences
from scp_centre.roles.policy.actions.tables import keep_table, remove_table
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store
from tests.roles.policy.test_tables import packed, read


def test_keeping_a_table_is_permitted_recorded_and_whole(sample_centre, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(NotPermittedError):
        keep_table(packed(), "small.zip", acting_user=sample_centre["expert"])
    table = keep_table(packed(), "small.zip", acting_user=sample_centre["analyst"])
    assert Entry.objects.filter(act="keep_table", subject=str(table)).exists()
    assert (table_store.folder_of(str(table.key)) / "table.json").exists()
    bad = packed(
        Flows="Code,A,M\nA,1,2\nM,0,0", **{"Final demand": "Code,hh,exp,imp\nA,3,0,0\nM,0,0,0"}
    )
    with pytest.raises(WorkbookError):
        keep_table(bad, "bad.zip", acting_user=sample_centre["analyst"])
    assert Table.objects.filter(country="Twoland").get() == table
    again = keep_table(packed(), "small.zip", acting_user=sample_centre["analyst"])
    assert Table.objects.filter(country="Twoland").get() == again
    with pytest.raises(PolicyError, match="Scenarios or briefs"):
        remove_table(Table.objects.get(year=2023), acting_user=sample_centre["analyst"])


def test_the_page_loads_a_table_as_a_job_and_tells_mistakes(
    signed_in, django_capture_on_commit_callbacks
):
    client = signed_in("analyst")
    good = io.BytesIO(packed())
    good.name = "small.zip"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/policy/tables/new/", {"file": good})
    assert answer.status_code == 302
    assert Job.objects.get(kind="policy_table").state == State.DONE
    table = Table.objects.get(country="Twoland")
    page = client.get(f"/policy/tables/{table.pk}/").content.decode()
    assert "Rows and columns agree" in page and "12.2.1" in page
    bad = io.BytesIO(packed(Flows="Code,A,M\nA,1,two\nM,1,2"))
    bad.name = "bad.zip"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/policy/tables/new/", {"file": bad})
    job = Job.objects.filter(kind="policy_table").first()
    assert job.state == State.FAILED
    assert "column M" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_the_sample_is_balanced_and_says_its_hot_spots(sample_centre):
    table = Table.objects.get(year=2023)
    assert [c["code"] for c in table.checks] == ["all_good", "fuels_known"]
    one = analysis.study(table)
    for k in range(len(one.economy.indicators)):
        found = one.balance(k)
        assert_allclose(found.production + found.imports, found.consumption + found.exports)
        carried, share = one.embodied(k)
        assert_allclose(carried.sum(axis=1), one.economy.F[k], rtol=1e-9, atol=1e-9)
        assert (carried >= 0).all() and ((share >= 0) & (share <= 1)).all()
    say = speaker("en")
    assert sentences.hot_spots_sentence(one, "production", say).startswith(
        "Three sectors stand out: Electricity, "
    )
    spoken = sentences.balance_sentence(one.balance(0), "Verdania", say)
    ratio = one.balance(0).consumption / one.balance(0).production - 1
    assert f"{round(100 * ratio)}\u00a0% more" in spoken
    chains = one.chains(0, 20)
    assert f"The 20 chains listed account for {round(100 * chains.covered)}\u00a0%" in (
        sentences.chains_sentence(one, 0, chains, say)
    )
    assert 0 < one.depends(0, one.economy.sectors.index("CEM")) < 1


@pytest.mark.parametrize(
    ("home", "used", "words"),
    [
        (100.0, 150.0, "50\u00a0% more"),
        (100.0, 70.0, "30\u00a0% less"),
        (100.0, 101.0, "the same amount"),
        (0.0, 5.0, "no data recorded"),
    ],
)
def test_the_sentence_follows_the_figures(home, used, words):
    from scp_centre.methods.scenarios import Indicator

    one = analysis.Balance(Indicator("water", "Water", "m3"), home, used, 0, 0, 0, None)
    assert words in sentences.balance_sentence(one, "Twoland", speaker("en"))


def test_the_years_come_apart_and_their_causes_add_up(sample_centre):
    found = analysis.trend(list(Table.objects.all()), "ghg")
    assert found.years == (2015, 2019, 2023)
    assert found.verdict == "relative"
    assert_allclose(sum(found.parts.effects), found.parts.change)
    first, last = (analysis.study(Table.objects.get(year=y)) for y in (2015, 2023))
    assert_allclose(found.parts.change, last.economy.F[0].sum() - first.economy.F[0].sum())
    assert analysis.trend([Table.objects.get(year=2023)], "ghg") is None
    sulphur = analysis.trend(list(Table.objects.all()), "SO2")
    assert sulphur.verdict == "absolute"
    assert "Absolute decoupling" in sentences.trend_sentence(sulphur, "Verdania", speaker("en"))


def test_every_page_of_a_table_answers_with_its_figures(signed_in):
    client = signed_in("expert")
    table = Table.objects.get(year=2023)
    base = f"/policy/tables/{table.pk}"
    for path in ("/", "/hot-spots/consumption/", "/of/ghg/", "/of/ghg/chains/?product=CON"):
        assert client.get(base + path).status_code == 200, path
    one = analysis.study(table)
    text = client.get(f"{base}/accounts.csv").content.decode()
    assert text.count("\n") == 1 + len(one.economy.indicators) * len(one.economy.sectors)
    matrix = client.get(f"{base}/hot-spots/production.csv").content.decode().splitlines()
    first = matrix[1].split(",")
    assert_allclose(float(first[-1]), one.matrix("production")[-1, 0])
    for name in ("sides", "treemap", "flows", "trend", "causes"):
        for form in ("wide", "narrow"):
            answer = client.get(f"{base}/of/water/{name}/{form}.svg")
            assert answer.status_code == 200 and b"<svg" in answer.content
    png = client.get(f"{base}/of/water/sides/wide.svg?as=png").content
    assert png.startswith(b"\x89PNG")
    for path in ("/of/nothing/", "/hot-spots/sideways/", "/of/ghg/sides/huge.svg"):
        assert client.get(base + path).status_code == 404
    assert client.get(f"{base}/of/ghg/chains/?product=UNKNOWN").status_code == 404
    assert client.get(f"{base}/of/ghg/chains/?format=csv").content.count(b"\n") == 101


def test_a_table_that_does_not_balance_is_balanced_on_demand(signed_in, sample_centre):
    file = read()
    off = packed(**{"Value added": "Code,Title,A,M\nwages,Wages,700,1370"})
    table = keep_table(off, "off.zip", acting_user=sample_centre["analyst"])
    assert [c["code"] for c in table.checks] == ["balance"]
    client = signed_in("analyst")
    page = client.get(f"/policy/tables/{table.pk}/").content.decode()
    assert (
        "The rows and columns of some sectors do not agree. Number of sectors: 2." in page
        and "Balance the table" in page
    )
    answer = client.post(f"/policy/tables/{table.pk}/balance/", follow=True)
    found = Table.objects.get(country="Twoland")
    assert [c["code"] for c in found.checks] == ["all_good"]
    assert "balanced by RAS" in found.source and "% of all flows" in answer.content.decode()
    economy = analysis.study(found).economy
    assert_allclose(economy.Y, file.demand)
    assert_allclose(economy.V.sum(), file.demand.sum())
    assert_allclose(economy.Z.sum(axis=0) + economy.V, economy.x)
    far = packed(**{"Value added": "Code,Title,A,M\nwages,Wages,100,100"})
    other = keep_table(far, "far.zip", acting_user=sample_centre["analyst"])
    refused = client.post(f"/policy/tables/{other.pk}/balance/")
    assert refused.status_code >= 400 and "must be equal" in refused.content.decode()


def test_a_table_whose_files_are_gone_says_so_and_the_role_goes_on(signed_in, sample_centre):
    table = Table.objects.get(year=2023)
    analysis._study.cache_clear()
    table_store.remove(str(table.key))
    client = signed_in("analyst")
    assert (
        "The files of this table are missing from the server."
        in client.get("/policy/").content.decode()
    )
    page = client.get(f"/policy/tables/{table.pk}/")
    assert page.status_code >= 400 and "Load the table again" in page.content.decode()
    analysis._study.cache_clear()
