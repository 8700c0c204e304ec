"""The benchmarks role: from a survey to a release, and nobody's figure in it."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.disclosure import Published, Rules, holders_exposed
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark, Plant, Release
from scp_centre.roles.benchmarks.plant_position import standings
from scp_centre.roles.benchmarks.releases.release_content import compose, place_of
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.surveys.survey_columns import write_survey

HEAD = "Plant,Company,Use,Unit of use,Output\n"


def plants(n=30, seed=1):
    rng = np.random.default_rng(seed)
    return [
        Given(f"plant {i}", f"company {i}", float(m * x), float(m))
        for i, (m, x) in enumerate(zip(rng.uniform(1, 3, n), rng.lognormal(2, 0.3, n), strict=True))
    ]


def test_no_published_figure_is_a_plants_own():
    given = plants()
    content = compose(given, Rules())
    own = {float(f"{p.intensity:.3g}") for p in given}
    assert [p["share"] for p in content["points"]] == [0.25, 0.5, 0.75]
    values = [p["value"] for p in content["points"]]
    assert values == sorted(values)
    assert content["sector"] == pytest.approx(
        sum(p.use for p in given) / sum(p.made for p in given), rel=5e-3
    )
    assert len(own & set(values)) < len(values)


def test_a_holding_counts_once_and_too_few_are_refused():
    few = [Given(f"p{i}", "One Holding" if i < 8 else f"c{i}", 10.0, 1.0) for i in range(11)]
    with pytest.raises(BenchmarkError, match="too few companies"):
        compose(few, Rules())
    big = [Given(f"p{i}", f"c{i}", 1000.0 if i == 0 else 1.0, 1.0) for i in range(9)]
    with pytest.raises(BenchmarkError, match="account for nearly everything"):
        compose(big, Rules())


def test_below_twelve_companies_no_quartiles_and_from_forty_deciles():
    assert compose(plants(11), Rules())["points"] == []
    assert len(compose(plants(45), Rules())["points"]) == 5


def test_a_release_that_differs_by_one_company_is_refused():
    given = plants()
    with pytest.raises(BenchmarkError, match="differs from this one by only 1 company"):
        compose(given[1:], Rules(), [(given, compose(given, Rules()))])
    assert compose(given[6:], Rules(), [(given, compose(given, Rules()))])["companies"] == 24
    assert compose(given, Rules(), [(given, compose(given, Rules()))])["companies"] == 30


def test_an_attacker_with_all_releases_learns_no_plants_figure():
    """He knows who took part and all outputs, and even which plants stand behind a point."""
    first, rules = plants(40, 3), Rules()
    second = [
        Given(p.name, p.holder, p.use * (1.1 if i < 20 else 1.0), p.made)
        for i, p in enumerate(first)
        if i > 5
    ]
    figures, values = [], {}
    for year, given in enumerate((first, second)):
        content = compose(given, rules, [(first, compose(first, rules))][:year])
        version = {p.name: f"{p.name}{'b' if year and i < 14 else ''}" for i, p in enumerate(given)}
        values |= {version[p.name]: p.use for p in given}
        made = sum(p.made for p in given)
        step = 0.5 * 10 ** (np.floor(np.log10(content["sector"])) - 2)
        figures.append(
            Published(
                f"sector {year}",
                {version[p.name]: 1 / made for p in given},
                content["sector"],
                float(step),
            )
        )
    assert holders_exposed(figures, values, rules.p_percent) == []


def test_a_place_has_rank_percentile_and_gap():
    given = plants(40)
    content = compose(given, Rules())
    worst = max(given, key=lambda p: p.intensity)
    place = place_of(worst, given, content)
    # Rank 40 would tell the company that no other uses more: its place is a band.
    assert (place.first, place.last, place.n) == (36, 40, 40)
    assert place.percentile == pytest.approx(100 * 2 / 39)
    assert place.gap == pytest.approx((worst.intensity - place.quartile) * worst.made)
    best = min(given, key=lambda p: p.intensity)
    assert place_of(best, given, content).gap == 0


@pytest.fixture
def benchmark(sample_centre):
    return Benchmark.objects.get(year=2025)


def survey(text):
    return io.BytesIO(text.encode())


def test_the_sample_is_released_and_the_dairy_finds_itself(benchmark, sample_centre):
    release = benchmark.releases.get()
    assert release.content["companies"] >= 12
    (mine,) = standings(release, sample_centre["company"])
    assert mine.name == "Rivermouth works" and mine.place.gap > 0
    assert standings(release, sample_centre["dyehouse"]) == []


def test_a_survey_is_taken_over_whole_or_not_at_all(benchmark, sample_centre):
    before = benchmark.plants.count()
    bad = HEAD + "A,Co,10,m3,2\nB,Co,-1,GJ,2\nB,Co,10,GJ,\nA,Co,x,GJ,1\n"
    with pytest.raises(WorkbookError) as caught:
        actions.import_plants(
            benchmark, survey(bad), "s.csv", acting_user=sample_centre["statistician"]
        )
    said = " ".join(f.message for f in caught.value.findings)
    assert "is not the benchmark's unit (" in said and "is already in row" in said
    assert len(caught.value.findings) >= 5
    assert benchmark.plants.count() == before
    good = HEAD + "New plant,New Co,10,GJ,2\n"
    count = actions.import_plants(
        benchmark, survey(good), "s.csv", acting_user=sample_centre["statistician"]
    )
    assert count == 1 and benchmark.plants.count() == before + 1
    assert Entry.objects.filter(act="import_plants").count() == 4


def test_a_survey_in_its_senders_own_layout_is_read(
    sample_centre, signed_in, django_capture_on_commit_callbacks
):
    """Headings in row 3 of the sheet Umfrage, Energy (MWh) and Milk (t): 623.6 MWh = 2,244.96 GJ."""
    person = sample_centre["statistician"]
    made = actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031}, acting_user=person
    )
    client = signed_in("statistician")
    file = Path(__file__).parents[2] / "cases" / "benchmarks" / "own_layout.xlsx"
    with file.open("rb") as opened:
        answer = client.post(reverse("benchmark", args=[made.slug]), {"survey": opened})
    shown = client.get(answer.url)
    form = shown.context["form"]
    assert form.place == ("Umfrage", 3)
    assert b"Firm" in shown.content and b"Dairy 0001" in shown.content
    sent = {field.html_name: value for field in form if (value := field.value())}
    place = {"shown_sheet": "Umfrage", "shown_row": 3, "heading_row": 3, "act": "import"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(answer.url, sent | place)
    assert "60 new plants imported" in client.get(answer.url).content.decode()
    assert made.plants.count() == 60
    first = made.plants.get(name="Dairy 0001")
    assert (first.use, first.made) == (pytest.approx(2244.96), 768)
    assert (first.company_name, first.region) == ("Dairy Company 0001", "West")


def test_a_unit_of_energy_is_converted_and_a_total_is_named(benchmark, sample_centre):
    person = sample_centre["statistician"]
    good = HEAD + "New plant,New Co,10,MWh,2\n"
    actions.import_plants(benchmark, survey(good), "s.csv", acting_user=person)
    assert benchmark.plants.get(name="New plant").use == pytest.approx(36)
    bad = HEAD + "A,Co,10,GJ,2\nTotal,All,10,GJ,2\n"
    with pytest.raises(WorkbookError) as caught:
        actions.import_plants(benchmark, survey(bad), "s.csv", acting_user=person)
    assert any("looks like a total" in str(f.message) for f in caught.value.findings)


def test_the_template_comes_back_as_it_went(benchmark, sample_centre):
    before = list(benchmark.plants.values_list("name", "holder", "use", "made"))
    book = io.BytesIO(write_survey(benchmark, "fr"))
    actions.import_plants(benchmark, book, "s.xlsx", acting_user=sample_centre["statistician"])
    assert list(benchmark.plants.values_list("name", "holder", "use", "made")) == before


def test_only_the_statistician_writes(benchmark, sample_centre):
    plant = benchmark.plants.first()
    for who in ("expert", "company", "director", "admin", "reviewer"):
        person = sample_centre[who]
        for act in (
            lambda p: actions.define_benchmark(DEFINITION | {"year": 2030}, acting_user=p),
            lambda p: actions.import_plants(benchmark, survey(HEAD), "s.csv", acting_user=p),
            lambda p: actions.gather_plants(benchmark, acting_user=p),
            lambda p: actions.exclude_plant(plant, "x", acting_user=p),
            lambda p: actions.release_benchmark(benchmark, acting_user=p),
        ):
            with pytest.raises(NotPermittedError):
                act(person)


def test_a_class_that_does_not_exist_and_a_double_are_refused(sample_centre):
    who = sample_centre["statistician"]
    with pytest.raises(BenchmarkError, match="'9998'"):
        actions.define_benchmark(DEFINITION | {"isic": "9998"}, acting_user=who)
    with pytest.raises(BenchmarkError, match="already"):
        actions.define_benchmark(DEFINITION, acting_user=who)


def test_withdrawn_consent_marks_the_next_release_and_leaves_the_old(benchmark, sample_centre):
    release, who = benchmark.releases.get(), sample_centre["statistician"]
    before = json.dumps(release.content)
    company = Organisation.objects.get(name="Rivermouth Dairy")
    assert queries.changes_since(release) == []
    set_consent(company, Use.BENCHMARK, False, acting_user=sample_centre["company"])
    assert "withdrawn its consent" in queries.changes_since(release)[0]
    assert queries.without_consent(benchmark) == {
        Plant.objects.get(benchmark__year=2025, company=company).pk
    }
    with pytest.raises(BenchmarkError, match="differs from this one by only 1 company"):
        actions.release_benchmark(benchmark, acting_user=who)
    for plant in benchmark.plants.filter(holder__startswith="Dairy company")[:8]:
        actions.exclude_plant(plant, "closed", acting_user=who)
    second = actions.release_benchmark(benchmark, acting_user=who)
    assert second.version == 2 and not second.contributions.filter(company=company).exists()
    assert json.dumps(Release.objects.get(pk=release.pk).content) == before
    with pytest.raises(BenchmarkError, match="Nothing has changed"):
        actions.release_benchmark(benchmark, acting_user=who)


def test_reviewed_figures_are_gathered_with_their_evidence(benchmark, sample_centre):
    who = sample_centre["statistician"]
    assert actions.gather_plants(benchmark, acting_user=who) == 0
    Observation.objects.filter(succeeded_by__isnull=True).update(
        status="reviewed", reviewed_by=sample_centre["reviewer"]
    )
    year = Observation.objects.filter(
        site__organisation__name="Rivermouth Dairy", indicator="energy"
    ).latest("period_end")
    Benchmark.objects.filter(pk=benchmark.pk).update(year=year.period_end.year)
    benchmark.refresh_from_db()
    assert actions.gather_plants(benchmark, acting_user=who) >= 1
    plant = Plant.objects.filter(figure__isnull=False).latest("pk")
    assert plant.figure.indicator == "energy"
    assert plant.use == pytest.approx(plant.figure.value / 1000)
    assert plant.intensity == pytest.approx(10.98, rel=0.2)
    name, own = plant.name, plant.company.name
    Plant.objects.filter(pk=plant.pk).update(company=None, company_name="Another", use=1.0)
    actions.gather_plants(benchmark, acting_user=who)
    assert benchmark.plants.get(name=name).use == 1.0  # another company's plant stays as it is
    assert benchmark.plants.get(name=f"{name} ({own})").figure == plant.figure


def test_names_that_may_be_one_owner_are_asked_about(signed_in, benchmark, sample_centre):
    """What is surely one counts once; what is likely one is a question on the page."""
    client, who = signed_in("statistician"), sample_centre["statistician"]
    address = reverse("benchmark", args=[benchmark.slug])
    known = int(client.get(address).context["holders"])
    names = ("Nordal Holding", "NORDAL HOLDING.", "Nordal  Holding Ltd", "Nordal Holdng")
    rows = "".join(f"Works {i},{name},{100 + i},GJ,9\n" for i, name in enumerate(names))
    actions.import_plants(benchmark, survey(HEAD + rows), "s.csv", acting_user=who)
    answer = client.get(address)
    assert answer.context["holders"] == known + 2
    assert "Nordal Holdng" in {name for pair in answer.context["twins"] for name in pair}
    assert "may belong to the same company or holding" in answer.content.decode()


def test_pages_of_the_statistician(signed_in, benchmark, django_capture_on_commit_callbacks):
    client = signed_in("statistician")
    assert b"Energy of cheese dairies" in client.get(reverse("benchmarks")).content
    page = client.get(reverse("benchmark", args=[benchmark.slug]))
    assert b"Verdania Milk 1" in page.content and b"Check and release" in page.content
    new = client.post(reverse("new_benchmark"), DEFINITION | {"isic": "0000", "year": 2026})
    assert new.status_code == 422 and b"is not an ISIC Rev. 4 class" in new.content
    made = client.post(reverse("new_benchmark"), DEFINITION | {"year": 2026})
    assert made.status_code == 302
    slug = Benchmark.objects.get(year=2026).slug
    bad = survey(HEAD + "A,Co,1,m3,1\n")
    bad.name = "s.csv"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("benchmark", args=[slug]), {"survey": bad})
    refused = client.get(answer.url)  # the page of the job
    assert b"Unit of use" in refused.content and b"Back to the page where" in refused.content
    assert not Benchmark.objects.get(slug=slug).plants.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("make_release", args=[slug]))
    refused = client.get(answer.url)  # the page of the job
    assert (
        b"too few companies" in refused.content
        and b"Collect data from more companies" in refused.content
    )
    assert not Release.objects.filter(benchmark__slug=slug).exists()
    plant = benchmark.plants.first()
    client.post(reverse("benchmark_plant", args=[benchmark.slug, plant.pk]), {"act": "exclude"})
    plant.refresh_from_db()
    assert plant.excluded == ""
    where = reverse("benchmark_plant", args=[benchmark.slug, plant.pk])
    client.post(where, {"act": "exclude", "reason": "Stood still"})
    plant.refresh_from_db()
    assert plant.excluded == "Stood still"


def test_the_public_reads_the_release_and_takes_its_data(client, benchmark):
    page = client.get(reverse("benchmark_release", args=[benchmark.slug, 1]))
    assert page.status_code == 200 and b"Address to cite" in page.content
    assert b"Verdania Milk" not in page.content and b"Rivermouth" not in page.content
    assert b"Fictional" in page.content
    data = client.get(reverse("release_data", args=[benchmark.slug, 1, "json"])).json()
    assert data["fictional"] and data["points"] and data["unit"] == "GJ/t"
    text = client.get(reverse("release_data", args=[benchmark.slug, 1, "csv"])).content.decode()
    assert text.splitlines()[0] == "share_of_plants,value,unit"
    package = client.get(reverse("release_data", args=[benchmark.slug, 1, "package"])).json()
    assert package["resources"][0]["path"] == "data.csv"
    curve = client.get(reverse("release_curve", args=[benchmark.slug, 1, "narrow"]))
    assert curve["Content-Type"] == "image/svg+xml" and b"Rivermouth" not in curve.content
    assert client.get(reverse("published_benchmarks")).status_code == 200


def test_a_company_sees_its_own_dot_only(signed_in, benchmark):
    client = signed_in("company")
    page = client.get(reverse("benchmark_place", args=[benchmark.slug])).content.decode()
    assert "Rivermouth works" in page and "Verdania Milk" not in page and "Dairy 0" not in page
    curve = client.get(reverse("place_picture", args=[benchmark.slug, "wide"])).content.decode()
    assert "Rivermouth works" in curve
    assert client.get(reverse("benchmark", args=[benchmark.slug])).status_code == 403


def test_the_reviewer_walks_back_from_a_release(signed_in, benchmark):
    client = signed_in("reviewer")
    page = client.get(reverse("release_plants", args=[benchmark.slug, 1])).content.decode()
    assert "Rivermouth works" in page and "Dairy 01" in page


@pytest.mark.parametrize("figure", ["inf", "nan", "1e999"])
def test_what_is_no_quantity_and_what_is_too_long_is_named_by_row(benchmark, sample_centre, figure):
    who = sample_centre["statistician"]
    text = HEAD + f"A,Co,{figure},GJ,2\n{'B' * 130},Co,1,GJ,1\n"
    with pytest.raises(WorkbookError) as caught:
        actions.import_plants(benchmark, survey(text), "s.csv", acting_user=who)
    said = {f.row: f.message for f in caught.value.findings}
    assert "is text, not a number" in said[2] and "too long (130 characters)" in said[3]


def test_another_unit_is_another_series(benchmark):
    first = Benchmark.objects.get(pk=benchmark.pk)
    benchmark.pk, benchmark.slug, benchmark.year = None, "mwh", 2026
    benchmark.use_unit = "MWh"
    benchmark.save()
    assert benchmark not in queries.series_of(first)
