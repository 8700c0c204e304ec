"""A plant or a year that was not in the survey, scored against a frozen release."""

import json

import numpy as np
import pytest
from django.urls import reverse
from scipy.special import ndtr, ndtri

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.translation import Speaker
from scp_centre.methods.benchmarks import FrozenFrontier, FrozenPoints, FrozenRegression
from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.frontier import judge_residuals
from scp_centre.roles.benchmarks.actions.own_scores import remove_score, save_score
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark, Contribution, OwnScore, Plant, Release
from scp_centre.roles.benchmarks.participation import participation_of
from scp_centre.roles.benchmarks.pictures import axis_of_change, draw_trend
from scp_centre.roles.benchmarks.scores.extrapolation import find_doubts
from scp_centre.roles.benchmarks.scores.outside_plants import (
    PlantYear,
    Worth,
    columns_of,
    score_outside,
)

VALUES = {"Capacity used": 80.0, "Whey powder": 0.2}


@pytest.fixture
def release(sample_centre):
    return Release.objects.get(benchmark__title="Energy of cheese dairies", benchmark__year=2025)


def expected_log(release, made, values):
    """Return the published model by hand: 4.11 + 0.998 ln(output) - 0.0236 capacity ..."""
    terms = {t["name"]: t["coefficient"] for t in release.content["model"]["terms"]}
    x = {"intercept": 1.0, "ln(output)": np.log(made), **values}
    return sum(b * x[name] for name, b in terms.items())


def test_a_score_follows_from_the_published_coefficients_alone(release):
    assert [c.title for c in columns_of(release)] == list(VALUES)
    found = score_outside(release, PlantYear(21_000.0, 2_000.0, 2026, VALUES)).current
    level, s = expected_log(release, 2_000.0, VALUES), release.content["model"]["s"]
    assert found.model.expected == pytest.approx(np.exp(level))
    assert found.model.score == pytest.approx(100 * (1 - ndtr((np.log(21_000.0) - level) / s)))
    assert found.model.low < found.model.score < found.model.high
    # 10.5 GJ/t lies between the published median of 9.81 and the third quartile of 11.6
    points = {p["share"]: p["value"] for p in release.content["points"]}
    way = np.log(10.5 / points[0.5]) / np.log(points[0.75] / points[0.5])
    assert found.curve.score == pytest.approx(50 - 25 * way)
    assert (found.curve.low, found.curve.high) == (25.0, 50.0)


def test_no_question_tells_more_than_what_is_published(release):
    """The plants behind a release are gone, and every answer stays the same."""
    asked = [PlantYear(u, 2_000.0, None, VALUES) for u in np.linspace(8_000, 30_000, 40)]
    before = [score_outside(release, one) for one in asked]
    Contribution.objects.filter(release=release).delete()
    assert [score_outside(release, one) for one in asked] == before


def test_the_use_of_a_wanted_score_has_that_score(release):
    found = score_outside(
        release, PlantYear(21_000.0, 2_000.0, None, VALUES), wanted=75, worth=Worth(21.0, 62.0)
    )
    level, s = expected_log(release, 2_000.0, VALUES), release.content["model"]["s"]
    use = np.exp(level + s * ndtri(0.25))
    assert found.wanted.use == pytest.approx(use)
    assert found.wanted.saving == pytest.approx(21_000 - use)
    assert found.wanted.money == pytest.approx(21 * (21_000 - use))
    assert found.wanted.co2e == pytest.approx(0.062 * (21_000 - use))
    again = score_outside(release, PlantYear(found.wanted.use, 2_000.0, None, VALUES))
    assert again.current.model.score == pytest.approx(75)


def test_a_baseline_year_is_compared_at_the_conditions_of_today(release):
    """Half as much made, and of what the model expects each the same share: nothing is saved."""
    then = PlantYear(20_000.0, 2_000.0, 2024, VALUES)
    expected = [np.exp(expected_log(release, made, VALUES)) for made in (2_000.0, 1_000.0)]
    now = PlantYear(20_000.0 * expected[1] / expected[0], 1_000.0, 2026, VALUES)
    assert score_outside(release, now, then).saved == pytest.approx(0, abs=1e-6)
    better = PlantYear(0.9 * now.use, now.made, 2026, VALUES)
    assert score_outside(release, better, then).saved == pytest.approx(0.1 * now.use)


def test_what_cannot_be_scored_says_why(release):
    with pytest.raises(BenchmarkError, match="Whey powder is missing"):
        score_outside(release, PlantYear(1.0, 1.0, None, {"Capacity used": 80.0}))
    with pytest.raises(BenchmarkError, match="No score can be calculated"):
        score_outside(release, PlantYear(0.0, 1.0, None, VALUES))
    release.content = {**release.content, "points": [], "model": {}}
    with pytest.raises(BenchmarkError, match="neither a curve nor a model"):
        score_outside(release, PlantYear(1.0, 1.0))


def test_a_frozen_frontier_judges_as_the_fit_did():
    model = FrozenFrontier({"intercept": 1.0, "x": 0.5}, 0.09, 0.6)
    e = 0.2
    found = model.score(float(np.exp(2.0 + e)), {"x": 2.0})
    judged = judge_residuals(np.array([e]), 0.09, 0.6)
    assert found.score == pytest.approx(float(judged.score[0]))
    assert model.score(model.use_at(60, {"x": 2.0}), {"x": 2.0}).score == pytest.approx(60)
    assert found.expected == pytest.approx(np.exp(2.0))


def test_beyond_the_points_only_the_interval_is_known():
    curve = FrozenPoints([0.25, 0.5, 0.75], [8.0, 10.0, 12.0])
    best, worst = curve.score(3.0), curve.score(30.0)
    assert (best.low, best.high, best.is_beyond) == (75.0, 100.0, True)
    assert (worst.low, worst.high, worst.is_beyond) == (0.0, 25.0, True)
    with pytest.raises(InvalidValueError, match="for a score of 90"):
        curve.value_at(90)
    with pytest.raises(MissingValueError, match="ln"):
        FrozenRegression({"intercept": 1.0, "ln(output)": 1.0}, 0.2).score(1.0, {})


def sent(release, **more):
    return {"use": "21000", "made": "2000", "year": "2026", "column0": "80", "column1": "0.2",
            "wanted": "75"} | more  # fmt: skip


def test_the_page_scores_without_an_account_and_leaves_no_trace(release, client):
    address = reverse("score_plant", args=[release.benchmark.slug, release.version])
    assert client.get(address).status_code == 200
    before = Entry.objects.count()
    page = client.post(address, sent(release))
    level, s = expected_log(release, 2_000.0, VALUES), release.content["model"]["s"]
    score = 100 * (1 - ndtr((np.log(21_000.0) - level) / s))
    assert page.status_code == 200 and f"<b>{score:.0f}</b>" in page.content.decode()
    assert client.post(address, sent(release, save="on", plant="North")).status_code == 200
    assert OwnScore.objects.count() == 0 and Entry.objects.count() == before
    refused = client.post(address, sent(release, baseline_use="100"))
    assert refused.status_code == 422 and "whole baseline year empty" in refused.content.decode()


def test_a_company_saves_a_score_reads_its_history_and_removes_it(release, signed_in):
    company = signed_in("company")
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    address = reverse("score_plant", args=[release.benchmark.slug, release.version])
    answer = company.post(
        address, sent(release, save="on", plant="Rivermouth New", company=dairy.pk)
    )
    assert answer.status_code == 200
    saved = OwnScore.objects.get()
    assert (saved.organisation, saved.year, saved.values) == (dairy, 2026, VALUES)
    row = Entry.objects.get(act="save_own_score")
    assert "21000" not in json.dumps([row.before, row.after, row.subject])
    history = company.get(reverse("benchmark_history")).content.decode()
    assert "Rivermouth New" in history
    file = company.get(reverse("benchmark_history_file")).content.decode().splitlines()
    surveyed = Contribution.objects.filter(company=dairy).count()
    assert surveyed >= 3 and len(file) == 1 + surveyed + 1
    (line,) = [one for one in file if one.startswith("Rivermouth New")]
    assert line.split(",")[2:5] == ["2026", release.number, "21000.0"]
    other = signed_in("dyehouse")
    assert "Rivermouth" not in other.get(reverse("benchmark_history_file")).content.decode()
    assert other.post(reverse("remove_own_score", args=[saved.pk])).status_code == 404
    company = signed_in("company")
    assert company.post(reverse("remove_own_score", args=[saved.pk])).status_code == 302
    assert not OwnScore.objects.exists() and Entry.objects.filter(act="remove_own_score").exists()


def test_only_the_companys_own_people_save_for_it(release, sample_centre):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    scored = score_outside(release, PlantYear(21_000.0, 2_000.0, 2026, VALUES)).current
    for who in ("dyehouse", "expert", "statistician"):
        with pytest.raises(NotPermittedError):
            save_score(dairy, release, "North", scored, acting_user=sample_centre[who])
    without = score_outside(release, PlantYear(21_000.0, 2_000.0, None, VALUES)).current
    with pytest.raises(BenchmarkError, match="A saved score must include a year."):
        save_score(dairy, release, "North", without, acting_user=sample_centre["company"])
    with pytest.raises(BenchmarkError, match="A saved score must include the name of the plant."):
        save_score(dairy, release, " ", scored, acting_user=sample_centre["company"])
    saved = save_score(dairy, release, "North", scored, acting_user=sample_centre["company"])
    with pytest.raises(NotPermittedError):
        remove_score(saved, acting_user=sample_centre["dyehouse"])


def test_the_api_gives_the_same_scores(release, signed_in):
    expert = signed_in("expert")
    listed = expert.get("/api/v1/benchmarks").json()["items"]
    (mine,) = [r for r in listed if r["benchmark"] == release.benchmark.slug]
    assert mine["columns"] == list(VALUES)
    body = {"use": 21_000, "made": 2_000, "values": VALUES, "wanted_score": 75,
            "baseline": {"use": 22_000, "made": 2_000, "values": VALUES}}  # fmt: skip
    address = f"/api/v1/benchmarks/{release.benchmark.slug}/{release.version}/score"
    answer = expert.post(address, json.dumps(body), content_type="application/json")
    found = score_outside(
        release,
        PlantYear(21_000.0, 2_000.0, None, VALUES),
        PlantYear(22_000.0, 2_000.0, None, VALUES),
        wanted=75,
        worth=Worth(21.0, 62.0),
    )
    got = answer.json()
    assert answer.status_code == 200
    assert got["current"]["model"]["score"] == pytest.approx(found.current.model.score)
    assert got["saved"] == pytest.approx(1_000) and got["wanted"]["money"] == found.wanted.money
    body["values"] = {}
    refused = expert.post(address, json.dumps(body), content_type="application/json")
    assert refused.status_code == 422 and "missing" in refused.content.decode()


def test_an_association_sees_counts_and_what_is_missing(release, sample_centre, signed_in):
    benchmark = release.benchmark
    found = participation_of(benchmark)
    assert (found.reported, found.companies, found.population) == (42, 33, 58)
    assert found.release.missing == 0 and found.deciles.missing == 7
    assert dict(found.columns)["Capacity used, %"] == 1
    page = signed_in("association").get(reverse("participation", args=[benchmark.slug]))
    text = page.content.decode()
    assert page.status_code == 200 and "7 more companies needed" in text
    names = set(Plant.objects.filter(benchmark=benchmark).values_list("holder", flat=True))
    assert not [name for name in names if name in text]
    assert signed_in("company").get(
        reverse("participation", args=[benchmark.slug])
    ).status_code == 403  # fmt: skip


def test_a_benchmark_nobody_answered_has_all_missing(sample_centre):
    empty = Benchmark.objects.create(
        slug="empty", title="Empty", isic="1050", boundary="-", use="energy", use_unit="GJ",
        output="cheese", output_unit="t", year=2026,
    )  # fmt: skip
    found = participation_of(empty)
    assert (found.companies, found.release.missing, found.share) == (0, 5, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("made", "1e-15"), ("made", "0"), ("use", "1e16"), ("price", "1e15"), ("emission", "1e300")],
)
def test_the_public_form_refuses_what_no_plant_has(client, release, name, value):
    address = reverse("score_plant", args=[release.benchmark.slug, release.version])
    whole = {"use": "21000", "made": "2000", "wanted": "75", "column0": "80", "column1": "0.2"}
    assert client.post(address, whole).status_code == 200
    answer = client.post(address, whole | {name: value})
    assert answer.status_code == 422 and "There is a problem" in answer.content.decode()


def test_the_largest_figures_that_the_form_takes_are_answered(client, release):
    address = reverse("score_plant", args=[release.benchmark.slug, release.version])
    largest = {"use": "1e15", "made": "1e-9", "wanted": "75", "price": "1e9", "emission": "1e9"}
    assert client.post(address, largest | {"column0": "80", "column1": "0.2"}).status_code == 200


AS_A_SHARE = {"column0": "0.8"}  # where 80 % is meant


def test_a_score_far_from_the_survey_is_not_to_be_relied_on(release, client):
    """9,500 GJ for 1,000 t at 0.8 %: the model would expect 57 GJ/t and give a score of 100."""
    address = reverse("score_plant", args=[release.benchmark.slug, release.version])
    wrong = sent(release, use="9500", made="1000", **AS_A_SHARE)
    page = " ".join(client.post(address, wrong).content.decode().split())
    assert "Do not rely on this score." in page and "<b>100</b>" not in page
    assert "range from 7.85 to 11.6 GJ/t" in page  # the quartiles, as they are published
    assert "For 80 %, enter 80." in page
    assert "For a score of 75" not in page
    right = client.post(address, sent(release, use="9500", made="1000")).content.decode()
    assert "Do not rely" not in right and "For a score of 75" in right


@pytest.mark.parametrize(
    ("use", "made", "values", "said"),
    [
        (21_000.0, 2_000.0, {"Capacity used": 80.0, "Whey powder": 200.0}, "the model expects"),
        (21.0, 2_000.0, VALUES, "The plant uses 0.0105 GJ/t"),
        (21_000_000.0, 2_000_000.0, VALUES, "1,600 and 2,600 t"),
    ],
)
def test_each_figure_in_a_wrong_unit_is_noticed(release, use, made, values, said):
    scored = score_outside(release, PlantYear(use, made, None, values), wanted=75)
    assert said in " ".join(scored.warnings)
    assert not scored.is_reliable and scored.wanted is None


def test_the_plants_of_the_survey_themselves_are_reliable(release):
    for one in Contribution.objects.filter(release=release):
        if len(one.values) < 3:  # a plant that left a column of the model empty
            continue
        values = {"Capacity used": one.values["capacity-used"],
                  "Whey powder": one.values["whey-powder"]}  # fmt: skip
        scored = score_outside(release, PlantYear(one.use, one.made, None, values))
        assert scored.is_reliable and scored.warnings == []


def test_the_api_says_that_a_score_is_not_reliable(release, signed_in):
    address = f"/api/v1/benchmarks/{release.benchmark.slug}/{release.version}/score"
    body = {"use": 9_500, "made": 1_000, "wanted_score": 75,
            "values": {"Capacity used": 0.8, "Whey powder": 0.2}}  # fmt: skip
    got = signed_in("expert").post(address, json.dumps(body), content_type="application/json")
    current = got.json()["current"]
    assert current["reliable"] is False and got.json()["wanted"] is None
    assert "range from 7.85 to 11.6 GJ/t" in current["warnings"][0]


def test_a_score_that_is_not_reliable_is_not_saved(release, sample_centre):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    far = PlantYear(9_500.0, 1_000.0, 2026, {"Capacity used": 0.8, "Whey powder": 0.2})
    scored = score_outside(release, far).current
    with pytest.raises(BenchmarkError, match="was not saved"):
        save_score(dairy, release, "North", scored, acting_user=sample_centre["company"])


def test_published_figures_have_the_same_digits_side_by_side(release, client):
    address = reverse("benchmark_release", args=[release.benchmark.slug, release.version])
    page = " ".join(client.get(address).content.decode().split())
    assert "The sector uses 10.0 GJ/t. 42 plants reported their figures." in page
    assert "The plants belong to 33 companies." in page
    for figure in ("10.0", "10.2", "10.4"):  # of three years
        assert f'<td class="n">{figure}</td>' in page


def test_the_axis_of_a_trend_shows_the_change_and_says_where_it_starts(release):
    trend = [(one.benchmark.year, one) for one in
             Release.objects.filter(benchmark__title=release.benchmark.title)]  # fmt: skip
    low, high = axis_of_change([one.content["sector"] for _year, one in trend])
    assert 0 < low < 10.0 and high > 10.4 and (10.4 - 10.0) / (high - low) > 0.25
    picture = draw_trend(release.benchmark, trend, (), Speaker("en"), "wide")
    assert "(axis does not start at 0)" in picture


@pytest.mark.parametrize("sizes", [None, {"parts": [], "bounds": []}, {"bounds": [500.0, 900.0]}])
def test_doubts_of_a_release_that_withholds_its_sizes(sizes):
    points = [{"share": 0.25, "value": 8.0}, {"share": 0.75, "value": 12.5}]
    content = {"points": points, "sector": 10.0, "sizes": sizes}
    assert find_doubts(content, ("GJ", "t"), 7000.0, 700.0, 7100.0) == []
    for expected in (-1.0, 0.0, float("inf")):
        assert len(find_doubts(content, ("GJ", "t"), 7000.0, 700.0, expected)) == 1
