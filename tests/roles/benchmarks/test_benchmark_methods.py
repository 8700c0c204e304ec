"""Columns, methods, groups and owners of a benchmark: what a statistician chooses and defends."""

import io

import numpy as np
import pytest
from django.db.models import F
from django.urls import reverse

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.models import Consent, Observation
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.disclosure import Rules
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.actions import targets
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import (
    Approach,
    Benchmark,
    Contribution,
    Part,
    Plant,
    Release,
    Variable,
)
from scp_centre.roles.benchmarks.plant_position import standings
from scp_centre.roles.benchmarks.releases.release_audit import exposed
from scp_centre.roles.benchmarks.releases.release_content import compose, require_safe_model
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.scores.plants import Given, given
from scp_centre.roles.benchmarks.scores.scores import score_plants
from scp_centre.roles.benchmarks.surveys.survey_columns import survey_sheet

LOAD = Variable(key="load", title="Load", unit="%", part=Part.REGRESSOR)
LABOUR = Variable(key="labour", title="Labour", unit="h", part=Part.INPUT)


def made_plants(n=80, seed=4, inefficiency=0.3):
    """Plants whose use is known: output and load explain it, with noise and inefficiency."""
    rng = np.random.default_rng(seed)
    made, load = rng.lognormal(4, 0.6, n), rng.uniform(50, 100, n)
    worse = np.abs(rng.normal(0, inefficiency, n))
    use = np.exp(1 + 0.9 * np.log(made) - 0.01 * load + worse + rng.normal(0, 0.05, n))
    labour = made * rng.lognormal(0, 0.2, n)
    plants = [
        Given(
            f"p{i}",
            f"c{i}",
            float(use[i]),
            float(made[i]),
            ("North", "South", "East")[i % 3],
            {"load": float(load[i]), "labour": float(labour[i])},
        )
        for i in range(n)
    ]
    return plants, worse


def test_the_regression_finds_what_made_the_plants():
    plants, worse = made_plants()
    found = score_plants(Approach.REGRESSION, plants, [LOAD])
    names = {t.name: t for t in found.terms}
    assert names["ln(output)"].coefficient == pytest.approx(0.9, abs=3 * names["ln(output)"].error)
    assert names["Load"].coefficient == pytest.approx(-0.01, abs=3 * names["Load"].error)
    scores = [found.scores[p.name][0] for p in plants]
    assert np.corrcoef(scores, worse)[0, 1] < -0.85
    assert all(low <= score <= high for score, low, high in found.scores.values())


def test_the_stochastic_frontier_scores_by_the_distribution_of_inefficiency():
    plants, worse = made_plants(300)
    found = score_plants(Approach.SFA, plants, [LOAD])
    share = [found.frontier[p.name] / p.use for p in plants]
    assert np.corrcoef(-np.log(share), worse)[0, 1] > 0.9
    mean = np.mean([score for score, _, _ in found.scores.values()])
    assert mean == pytest.approx(50, abs=5)  # scores are shares of a distribution
    assert all(low <= score <= high for score, low, high in found.scores.values())


def test_with_the_wrong_skewness_nobody_is_scored():
    plants, _ = made_plants(60)
    turned = [
        Given(p.name, p.holder, 1e6 / p.use, 1 / p.made, "", p.values) for p in plants
    ]  # inefficiency now pulls the wrong way
    found = score_plants(Approach.SFA, turned, [LOAD])
    assert found.scores == {} and any(not f.good for f in found.facts)


def test_dea_takes_further_inputs_and_keeps_its_interval():
    plants, _ = made_plants(40)
    one = score_plants(Approach.DEA, plants, [])
    two = score_plants(Approach.DEA, plants, [LABOUR])
    assert sum(s for s, _, _ in two.scores.values()) != sum(s for s, _, _ in one.scores.values())
    for p in plants:
        score, low, high = two.scores[p.name]
        assert low <= score <= high and two.frontier[p.name] == pytest.approx(p.use * score / 100)


def test_a_missing_column_is_named_and_drops_the_score_only():
    plants, _ = made_plants(30)
    plants[3].values.pop("load")
    found = score_plants(Approach.REGRESSION, plants, [LOAD])
    assert found.missing == {"p3": ["Load"]} and "p3" not in found.scores
    assert len(found.scores) == 29


def test_a_column_that_singles_out_few_companies_is_not_published():
    plants, _ = made_plants(40)
    dryer = Variable(key="dryer", title="Dryer", unit="0 or 1", part=Part.REGRESSOR)
    for i, p in enumerate(plants):
        p.values["dryer"] = float(i < 3)
    found = score_plants(Approach.REGRESSION, plants, [dryer])
    with pytest.raises(BenchmarkError, match="In Dryer, only 3 companies"):
        require_safe_model(plants, found, [dryer], Rules())
    found = score_plants(Approach.REGRESSION, plants, [LOAD])
    told = [(plants, {"model": {"terms": [{}] * 18}})]
    with pytest.raises(BenchmarkError, match="21 coefficients of 40"):
        require_safe_model(plants, found, [LOAD], Rules(), told)


def test_a_region_of_few_companies_hides_another_one_too():
    plants, _ = made_plants(40)
    lonely = [
        Given(p.name, p.holder, p.use, p.made, "Island" if i < 2 else p.region)
        for i, p in enumerate(plants)
    ]
    regions = {r["name"]: r for r in compose(lonely, Rules())["regions"]}
    assert regions["Island"]["value"] is None and regions["Island"]["companies"] is None
    hidden = [name for name, r in regions.items() if r["value"] is None]
    assert len(hidden) == 2  # else the island is the sector less the others


def test_what_would_tell_beside_an_earlier_release_is_withheld():
    """Six plants have reported anew: their moves shift single plants in and out of the points."""
    plants, _ = made_plants(60)
    first = compose(plants, Rules())
    assert len(first["sizes"]["parts"]) == 3 and "withheld" not in first
    moved = [
        Given(p.name, p.holder, p.use * (1.2 if i % 3 == 0 and i < 18 else 1), p.made, p.region)
        for i, p in enumerate(plants)
    ]
    second = compose(moved, Rules(), [(plants, first)])
    assert second["withheld"] and second["sector"] > first["sector"]
    assert exposed(moved, second, [(plants, first)], Rules()) == []
    assert exposed(moved, compose(moved, Rules()), [(plants, first)], Rules())


@pytest.fixture
def benchmark(sample_centre):
    return Benchmark.objects.get(year=2025)


def test_the_release_of_the_sample_tells_its_model_and_scores_the_dairy(benchmark, sample_centre):
    release = benchmark.releases.get()
    model = release.content["model"]
    assert model["approach"] == "regression" and model["plants"] == 41
    mine = release.contributions.get(name="Rivermouth works")
    again = score_plants(
        Approach.REGRESSION, given(queries.counted_plants(benchmark)), benchmark.variables.all()
    )
    assert (mine.score, mine.low, mine.high) == pytest.approx(again.scores[mine.name])
    (standing,) = standings(release, sample_centre["company"])
    first, second = standing.gaps
    # in three digits, as the auditor counts them
    assert first.use == float(f"{mine.use - mine.frontier:.3g}")
    assert second.money == float(f"{second.use * 21:.3g}")
    assert second.co2e == float(f"{second.use * 0.062:.3g}")


def test_columns_come_into_the_template_and_out_of_the_file(benchmark, sample_centre):
    titles = [c.title for c in survey_sheet(benchmark).columns]
    assert "Capacity used, %" in titles and titles[-1] == "Source"
    person = sample_centre["statistician"]
    text = 'Plant,Company,Use,Unit of use,Output,"Capacity used, %"\nNew,New Co,10,GJ,2,{}\n'
    file = io.BytesIO(text.format("").encode())
    actions.import_plants(benchmark, file, "s.csv", acting_user=person)
    new = benchmark.plants.get(name="New")
    assert new.values == {} and new.holder == new.company_name == "New Co"
    file = io.BytesIO(text.format("much").encode())
    with pytest.raises(WorkbookError):
        actions.import_plants(benchmark, file, "s.csv", acting_user=person)


def test_a_mix_of_products_makes_the_output(sample_centre):
    person = sample_centre["statistician"]
    mix = actions.define_benchmark(DEFINITION | {"title": "A mix"}, acting_user=person)
    product = {"part": Part.PRODUCT, "unit": "t", "weight_source": "A guide, table 2"}
    with pytest.raises(
        BenchmarkError, match="A product must have a weight and a source for the weight"
    ):
        actions.add_variable(mix, product | {"title": "Milk"}, acting_user=person)
    actions.add_variable(mix, product | {"title": "Milk", "weight": 0.1}, acting_user=person)
    actions.add_variable(mix, product | {"title": "Cheese", "weight": 1.0}, acting_user=person)
    assert "Output" not in [c.title for c in survey_sheet(mix).columns]
    head = 'Plant,Company,Use,Unit of use,"Milk, t","Cheese, t"\n'
    file = io.BytesIO(f"{head}A,Co,10,GJ,100,5\n".encode())
    actions.import_plants(mix, file, "s.csv", acting_user=person)
    assert mix.plants.get().made == pytest.approx(15)
    file = io.BytesIO(f"{head}B,Co,10,GJ,0,0\n".encode())
    with pytest.raises(WorkbookError) as caught:
        actions.import_plants(mix, file, "s.csv", acting_user=person)
    assert "none of the products" in caught.value.findings[0].message
    with pytest.raises(BenchmarkError, match="a product mix"):
        actions.gather_plants(mix, acting_user=person)


def test_a_holding_is_one_contributor_and_its_companies_keep_their_consent(
    benchmark, sample_centre
):
    person = sample_centre["statistician"]
    plant = benchmark.plants.get(name="Rivermouth works")
    actions.set_owner(plant, "River Holding", "RIVERMOUTH  dairy", acting_user=person)
    assert plant.holder == "River Holding" and plant.company.name == "Rivermouth Dairy"
    assert queries.owners_of(benchmark) == {plant.company_id: "River Holding"}
    with pytest.raises(BenchmarkError, match="company name is missing"):
        actions.set_owner(plant, "River Holding", " ", acting_user=person)
    with pytest.raises(NotPermittedError):
        actions.set_owner(plant, "x", "y", acting_user=sample_centre["company"])


def test_a_move_and_a_twin_are_flagged(benchmark):
    plants = list(benchmark.plants.all())
    assert queries.flags_of(benchmark, plants) == {}
    first, second = plants[0], plants[1]
    first.use *= 1000
    first.save()
    twin = Plant(
        benchmark=benchmark,
        name="Twin",
        holder=second.holder,
        use=second.use * 1.001,
        made=second.made,
    )
    twin.save()
    flags = queries.flags_of(benchmark, list(benchmark.plants.all()))
    assert "since 2024" in flags[first.pk][0] and second.name in flags[twin.pk][0]


def test_the_definition_is_corrected_until_plants_report(benchmark, sample_centre):
    person = sample_centre["statistician"]
    actions.revise_benchmark(benchmark, DEFINITION | {"price": 25.0}, acting_user=person)
    assert benchmark.price == 25
    for change, words in (
        ({"year": 2026}, "already reported"),
        ({"price": 3.0, "price_source": ""}, "a source"),
        ({"emission_source": ""}, "requires a source"),
        ({"isic": "9999"}, "not an ISIC"),
    ):
        with pytest.raises(BenchmarkError, match=words):
            actions.revise_benchmark(benchmark, DEFINITION | change, acting_user=person)


def test_the_method_is_chosen_on_its_page(signed_in, benchmark):
    client = signed_in("statistician")
    address = reverse("benchmark_method", args=[benchmark.slug])
    for approach in Approach.values:
        page = client.get(address, {"approach": approach})
        assert page.status_code == 200
    assert "wrong sign" in page.content.decode()  # the sample's frontier, said plainly
    assert client.get(address, {"approach": "guess"}).status_code == 404
    refused = client.post(f"{address}?approach=dea", {"reason": ""})
    assert refused.status_code == 422
    client.post(f"{address}?approach=dea", {"reason": "Water and energy together."})
    benchmark.refresh_from_db()
    assert (benchmark.approach, benchmark.approach_reason) == ("dea", "Water and energy together.")


def test_a_company_takes_its_page_for_the_board_on_one_sheet(signed_in, benchmark):
    for paper, width in (("letter", b"612"), ("a4", b"595")):
        address = reverse("place_board", args=[benchmark.slug, paper])
        answer = signed_in("company").get(address)
        assert answer.content.startswith(b"%PDF") and width in answer.content
        assert answer.content.count(b"/Type /Page\n") <= 1
        assert signed_in("dyehouse").get(address).status_code == 404


def test_targets_by_size_convergence_and_frontier_add_up(sample_centre):
    release = Release.objects.get(benchmark__year=2025)
    person, plants = sample_centre["association"], list(release.contributions.all())
    made = sum(c.made for c in plants)

    def adds_up(target):
        from scp_centre.roles.benchmarks.targets.target_values import own_target

        aims = [own_target(target, c) for c in plants]  # None: no mark, so it keeps its level
        uses = [c.use if a is None else a * c.made for a, c in zip(aims, plants, strict=True)]
        return sum(uses) / made

    rates = {"small": 0.01, "medium": 0.02, "large": 0.03}
    by_size = targets.propose_target(
        release, "contraction by class", 2030, "x", rates=rates, acting_user=person
    )
    assert adds_up(by_size) == pytest.approx(by_size.value, rel=5e-3)
    ends = targets.propose_target(
        release, "convergence", 2030, "x", end_value=5.0, end_year=2045, acting_user=person
    )
    assert ends.value == pytest.approx(10.0 - 5 * 5 / 20, rel=5e-3)
    assert adds_up(ends) <= ends.value * 1.005  # plants below the end keep their level
    frontier = targets.propose_target(release, "frontier", 2035, "x", acting_user=person)
    assert adds_up(frontier) == pytest.approx(frontier.value, rel=5e-3)
    tenth = targets.propose_target(release, "best tenth", 2040, "x", acting_user=person)
    assert tenth.value == release.content["best_tenth"]
    with pytest.raises(BenchmarkError, match="three rates"):
        targets.propose_target(
            release, "contraction by class", 2030, "x", rates={"small": 0.1}, acting_user=person
        )


def test_progress_knows_the_change_better_than_the_level(sample_centre):
    target = queries.targets_of(Release.objects.get(benchmark__year=2023))[0]
    found = queries.progress_of(target)
    assert [p.year for p in found] == [2024, 2025]
    level = Release.objects.get(benchmark__year=2025).content["uncertainty"]
    assert (found[1].high - found[1].low) / found[1].measured < 2 * 1.96 * level


def test_the_sector_page_shows_trend_regions_sizes_and_model_to_everybody(client, benchmark):
    page = client.get(reverse("benchmark_release", args=[benchmark.slug, 1])).content.decode()
    for words in (
        "Sector by year",
        "Highlands",
        "up to 1,600",
        "Capacity used",
        "The sector has 58 plants.",
    ):
        assert words in page
    assert "Rivermouth" not in page and "Dairy 01" not in page
    table = client.get(reverse("release_data", args=[benchmark.slug, 1, "csv"])).content.decode()
    assert "region: North,9.42,GJ/t" in table and "size: large,10.2,GJ/t" in table
    assert Contribution.objects.filter(peers__has_key="x").count() == 0


def test_options_that_closed_gaps_appear_from_five_companies_on(
    benchmark, sample_centre, signed_in
):
    """Six companies verify what better process control saves; one verifies something else."""
    expert, person = sample_centre["expert"], sample_centre["statistician"]

    def verify(i, kind, value, unit="MWh/year"):
        company = Organisation.objects.create(
            name=f"Dairy works {i}", country="Verdania", sector="other"
        )
        company.sectors.create(isic="1050", is_main=True)
        Consent.objects.create(organisation=company, use="benchmark", given=True, person=expert)
        Observation.objects.create(
            site=company.sites.create(name="Works"),
            origin=f"verification:{1000 + i}",
            indicator="verified_saving",
            name="Verified saving",
            subject=kind,
            value=value,
            unit=unit,
            period="2026",
            status="reviewed",
            reviewed_by=expert,
        )

    for i in range(6):
        verify(i, "better process control", 100.0 + i)
    verify(6, "technology change", 1e6)
    verify(7, "better process control", 50.0, "m3/year")  # of water: not of this use
    benchmark.plants.exclude(name="Rivermouth works").update(use=F("use") * 1.02)
    release = actions.release_benchmark(benchmark, acting_user=person)
    assert release.content["options"] == [
        {"kind": "better process control", "companies": 6, "saving": pytest.approx(369, abs=0.5)}
    ]
    page = signed_in("company").get(reverse("benchmark_place", args=[benchmark.slug]))
    assert "better process control" in page.content.decode()
    assert "Dairy works" not in page.content.decode()
    verify(8, "better process control", 900.0)
    benchmark.plants.exclude(name="Rivermouth works").update(use=F("use") * 1.02)
    again = actions.release_benchmark(benchmark, acting_user=person)
    assert again.content["options"] == []  # one company more would stand in the difference


def test_a_score_against_one_company_is_not_kept(benchmark, sample_centre):
    """Two dairies make less than the one of least use: that one alone is their frontier."""
    person = sample_centre["statistician"]
    benchmark.variables.filter(part=Part.INPUT).delete()
    benchmark.plants.exclude(name="Rivermouth works").update(
        use=F("use") * 1.02, made=F("made") * 1.01
    )
    benchmark.plants.filter(name__in=("Dairy 22", "Dairy 14")).update(made=500, use=7000)
    actions.choose_approach(benchmark, Approach.DEA, "x", acting_user=person)
    release = actions.release_benchmark(benchmark, acting_user=person)
    scores = score_plants(Approach.DEA, given(queries.counted_plants(benchmark)), [])
    use = {c.name: c.use for c in release.contributions.all()}
    for c in release.contributions.all():
        weights = {n: w * use[n] for n, w in scores.peers.get(c.name, {}).items()}
        few = bool(weights) and len(weights) < 3  # each of these dairies is a company of its own
        if few:  # its own mark would tell: a smoothed one stands for it, or none
            assert c.score is None or c.order >= 3
        assert c.frontier is None or 0 < c.frontier <= c.use
    assert release.contributions.filter(order__gte=3).exists()
    assert release.contributions.filter(score=None).exists()


def test_a_plant_of_the_ledger_keeps_its_evidence_while_the_survey_says_the_same(
    benchmark, sample_centre
):
    """The template brings the missing columns of assessed plants without cutting the chain."""
    person = sample_centre["statistician"]
    plant = benchmark.plants.get(name="Rivermouth works")
    plant.figure = Observation.objects.filter(indicator="energy").first()
    plant.save()
    before = plant.values
    head = 'Plant,Company,Use,Unit of use,Output,"Capacity used, %"\n'
    for use, kept in ((plant.use, True), (plant.use + 1, False)):
        row = f"{plant.name},Rivermouth Dairy,{use!r},GJ,{plant.made!r},81\n"
        actions.import_plants(
            benchmark, io.BytesIO((head + row).encode()), "s.csv", acting_user=person
        )
        plant.refresh_from_db()
        assert plant.values == before | {"capacity-used": 81}  # of others it has no column
        assert (plant.figure is not None) == kept
