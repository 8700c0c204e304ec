"""What a company sees of its own plants: what-ifs, the portfolio, scores as figures of its sites."""

import re

import numpy as np
import pytest
from django.urls import reverse

from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.planned_options import planned_options
from scp_centre.centre.registry.models import Site
from scp_centre.roles.benchmarks.models import Contribution, Release, Target
from scp_centre.roles.benchmarks.own_portfolio import portfolio_of
from scp_centre.roles.benchmarks.plant_scores import enter_scores
from scp_centre.roles.benchmarks.scores.outside_plants import PlantYear, score_outside
from scp_centre.roles.benchmarks.scores.plants import rounded
from scp_centre.roles.benchmarks.what_if import expected_of, what_ifs, year_of_survey
from scp_centre.roles.production.models import Measure

OWN = "Rivermouth Dairy"


@pytest.fixture
def release(sample_centre):
    return Release.objects.get(benchmark__title="Energy of cheese dairies", benchmark__year=2025)


@pytest.fixture
def mine(release):
    return release.contributions.get(company__name=OWN)


@pytest.fixture
def two_options(mine):
    """Make two options of the plan those that save energy: 100 and 50 MWh a year."""
    measures = Measure.objects.filter(assessment__site__organisation=mine.company)
    measures.update(decision="reject", approved_decision="")
    planned = []
    for pk, mwh in zip(
        measures.order_by("pk").values_list("pk", flat=True)[:2], (100, 50), strict=True
    ):
        chosen = measures.filter(pk=pk)
        chosen.update(
            decision="do now", answer="accepted", progress="planned", in_workbook=True,
            promised_mwh=mwh, approved_mwh=None, name=f"Option {mwh}",
        )  # fmt: skip
        planned.append(chosen.get())
    return planned


def test_options_of_the_plan_and_targets_move_the_plant(release, mine, two_options, sample_centre):
    found = {str(one.title): one for one in what_ifs(release, mine, sample_centre["company"])}
    assert list(found)[:3] == ["Option 100", "Option 50", "All these options together"]
    first, both = found["Option 100"], found["All these options together"]
    assert (first.saving, both.saving) == (360.0, 540.0)  # GJ
    assert first.intensity == rounded((mine.use - 360) / mine.made)
    by_hand = score_outside(
        release,
        PlantYear(
            first.intensity * mine.made, mine.made, 2025, year_of_survey(release, mine).values
        ),
    ).current
    assert (first.curve, first.score) == (by_hand.curve, by_hand.model)
    assert both.score.score > first.score.score > found["Option 50"].score.score
    target = Target.objects.get()
    aimed = found[f"Target for {target.target_year}"]
    assert aimed.intensity == rounded(mine.use / mine.made * target.value / target.base)


def test_the_place_says_what_the_model_expects_of_such_a_plant(release, mine, signed_in):
    found = expected_of(release, mine)
    terms = {t["name"]: t["coefficient"] for t in release.content["model"]["terms"]}
    values = year_of_survey(release, mine).values
    log = terms["intercept"] + terms["ln(output)"] * np.log(mine.made)
    log += sum(terms[name] * value for name, value in values.items())
    assert found.columns == ("cheese", "Capacity used", "Whey powder")
    assert found.use == rounded(float(np.exp(log)))
    assert found.more == pytest.approx(mine.use / np.exp(log) - 1)
    page = signed_in("company").get(reverse("benchmark_place", args=[release.benchmark.slug]))
    assert "Allowing for cheese, Capacity used, Whey powder" in page.content.decode()
    release.content.pop("model")  # as of one that is scored by its distribution
    assert expected_of(release, mine) is None


def test_no_what_if_tells_of_other_plants(release, mine, two_options, sample_centre):
    """The plants behind the release change, and every answer stays the same."""
    before = what_ifs(release, mine, sample_centre["company"])
    release.contributions.exclude(pk=mine.pk).update(use=1.0)
    assert what_ifs(release, mine, sample_centre["company"]) == before


def test_a_saving_beyond_the_use_is_no_place(release, mine, two_options, sample_centre, signed_in):
    Measure.objects.filter(pk=two_options[0].pk).update(promised_mwh=mine.use)
    first = what_ifs(release, mine, sample_centre["company"])[0]
    assert (first.intensity, first.curve) == (None, None)
    page = signed_in("company").get(reverse("benchmark_place", args=[release.benchmark.slug]))
    text = page.content.decode()
    assert "larger than the plant" in text and "Option 50" in text


def test_options_are_those_that_the_reader_may_see_and_that_are_open(
    mine, two_options, sample_centre
):
    site = Site.objects.get(organisation=mine.company)
    seen = {one.title for one in planned_options(site, sample_centre["company"])}
    assert seen == {"Option 100", "Option 50"}
    assert not list(planned_options(site, sample_centre["dyehouse"]))
    Measure.objects.filter(pk=two_options[0].pk).update(
        progress="carried out", carried_out_on="2026-01-01"
    )
    seen = {one.title for one in planned_options(site, sample_centre["company"])}
    assert seen == {"Option 50"}


def test_the_portfolio_lists_each_plant_with_place_score_and_trend(
    release, mine, sample_centre, signed_in
):
    (line,) = [one for one in portfolio_of(sample_centre["company"]) if one.release == release]
    before = Contribution.objects.filter(company=mine.company, release__benchmark__year__lt=2025)
    last = before.order_by("-release__benchmark__year", "-release__version").first()
    assert (line.company, line.standing.name) == (OWN, mine.name)
    assert line.since == last.release.benchmark.year
    change = mine.use / mine.made / (last.use / last.made) - 1
    assert line.change == pytest.approx(change)
    assert line.standing.score == (mine.score, mine.low, mine.high)
    page = signed_in("company").get(reverse("benchmark_history")).content.decode()
    assert "Your plants in the latest surveys" in page
    row = re.search(rf"<tr>\s*<th scope=\"row\">\s*{mine.name}.*?</tr>", page, re.DOTALL)[0]
    assert f"{abs(change):.0%}".rstrip("%") in row and str(line.since) in row
    assert portfolio_of(sample_centre["dyehouse"]) == []


def test_a_reviewed_plant_has_its_score_as_a_figure_that_needs_consent(
    release, mine, sample_centre
):
    site = Site.objects.get(organisation=mine.company)
    use = Observation.objects.create(
        site=site, origin="test", indicator="energy", name="Energy", value=mine.use, unit="GJ",
        period="2025", formula="measured", status=Status.REVIEWED,
        reviewed_by=sample_centre["reviewer"],
    )  # fmt: skip
    Contribution.objects.filter(pk=mine.pk).update(figure=use)
    release.contributions.exclude(pk=mine.pk).update(figure=None)
    enter_scores(release)
    found = Observation.objects.filter(origin__startswith="benchmark scores", is_latest=True)
    by_key = {one.indicator: one for one in found}
    scored = score_outside(release, year_of_survey(release, mine)).current
    assert by_key["benchmark_score"].value == round(scored.model.score)
    curve = scored.curve
    sure = curve.low if curve.is_beyond else curve.score
    assert by_key["benchmark_percentile"].value == round(sure)
    assert {one.site for one in found} == {site}
    assert {one.status for one in found} == {Status.REVIEWED}
    assert {one.reviewed_by for one in found} == {release.released_by}
    # A label reads them with the consent to that use only.
    keys = {"benchmark_score", "benchmark_percentile"}
    shared = shared_figures(Use.LABEL).filter(indicator__in=keys)
    mine.company.consents.create(use=Use.LABEL, given=False, person=sample_centre["company"])
    assert not shared.exists()
    mine.company.consents.create(use=Use.LABEL, given=True, person=sample_centre["company"])
    assert {one.indicator for one in shared.all()} == keys
    # What was released again and says the same is entered once.
    enter_scores(release)
    assert Observation.objects.filter(origin__startswith="benchmark scores").count() == 2


def test_a_plant_that_nobody_reviewed_has_no_score_in_the_ledger(release):
    release.contributions.update(figure=None)
    enter_scores(release)
    assert (
        not Observation.objects.filter(
            origin=f"benchmark scores {release.benchmark.slug}", is_latest=True
        )
        .exclude(status=Status.WITHDRAWN)
        .exists()
    )
