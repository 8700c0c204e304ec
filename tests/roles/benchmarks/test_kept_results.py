"""Many plants: pages read what jobs have computed, until the plants change."""

import numpy as np
import pytest
from django.urls import reverse

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.benchmarks import kept_results
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.actions import job_requests
from scp_centre.roles.benchmarks.models import Approach, Benchmark, KeptResult, Plant, Release
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.scores.frontier_carrier import find_carrier
from scp_centre.roles.benchmarks.scores.scores import score_plants

PLANTS = 320


@pytest.fixture
def large(sample_centre):
    made = actions.define_benchmark(
        DEFINITION | {"title": "Large sector", "year": 2026},
        acting_user=sample_centre["statistician"],
    )
    rng = np.random.default_rng(3)
    output = rng.lognormal(6, 1, PLANTS)
    use = output * rng.lognormal(2, 0.3, PLANTS)
    Plant.objects.bulk_create(
        Plant(
            benchmark=made,
            name=f"Plant {i:04d}",
            holder=f"Company {i:04d}",
            company_name=f"Company {i:04d}",
            use=float(use[i]),
            made=float(output[i]),
        )
        for i in range(PLANTS)
    )
    return made


def test_a_method_is_computed_by_a_job_and_kept_until_plants_change(
    large, sample_centre, signed_in, django_capture_on_commit_callbacks
):
    client, who = signed_in("statistician"), sample_centre["statistician"]
    page = reverse("benchmark_method", args=[large.slug]) + "?approach=regression"
    assert "Calculate with this method" in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("compute_method", args=[large.slug]) + "?approach=regression")
    job = Job.objects.get(kind=kept_results.METHOD_JOB)
    assert job.state == State.DONE and answer.url == reverse("job", args=[job.pk])
    scores, refused, known = kept_results.scores_now(large, Approach.REGRESSION)
    computed_now, _unused = kept_results.compute_scores(large, Approach.REGRESSION)
    assert known and refused is None
    assert scores.scores == computed_now.scores and scores.facts == computed_now.facts
    shown = client.get(page).content.decode()
    worst = min(scores.scores, key=lambda name: scores.scores[name][0])
    assert "Calculate with this method" not in shown and worst in shown
    plant = large.plants.first()
    actions.exclude_plant(plant, "closed", acting_user=who)
    assert kept_results.scores_now(large, Approach.REGRESSION) == (None, None, False)
    assert KeptResult.objects.get().kind == Approach.REGRESSION


def test_a_refusal_is_kept_as_well(large, sample_centre, django_capture_on_commit_callbacks):
    Plant.objects.filter(benchmark=large).update(use=8.0, made=2.0)  # nothing to explain
    with django_capture_on_commit_callbacks(execute=True):
        job_requests.request_method(
            large, Approach.REGRESSION, acting_user=sample_centre["statistician"]
        )
    scores, refused, known = kept_results.scores_now(large, Approach.REGRESSION)
    _unused, expected = kept_results.compute_scores(large, Approach.REGRESSION)
    assert known and scores is None and refused.in_full == expected.in_full


def test_the_plants_are_paged_and_checked_by_a_job(
    large, signed_in, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    large.plants.filter(name="Plant 0007").update(use=1e9)
    client = signed_in("statistician")
    page = reverse("benchmark", args=[large.slug])
    assert "Check the plants" in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("check_plants", args=[large.slug]))
    with django_assert_max_num_queries(60):
        shown = client.get(page).content.decode()
    assert "Plants counted: 320. Companies or holdings: 320." in shown
    first = shown.index("Plant 0007")
    assert "This figure is very different from the others." in shown[first : first + 2_000]
    found = client.get(page + "?words=0012").content.decode()
    assert "Plant 0012" in found and "Plant 0007" not in found
    second = client.get(page + "?page=2").content.decode()
    assert second.count("Company 0") == 25


def test_a_release_is_checked_by_a_job_and_says_why_it_is_refused(
    sample_centre, signed_in, django_capture_on_commit_callbacks
):
    benchmark = Benchmark.objects.get(title=DEFINITION["title"], year=2025)
    client = signed_in("statistician")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("make_release", args=[benchmark.slug]))
    job = Job.objects.get(kind=kept_results.RELEASE_JOB)
    assert job.state == State.FAILED and "Nothing has changed" in str(job.message)
    assert Release.objects.filter(benchmark=benchmark).count() == 1
    first = job_requests.request_release(benchmark, acting_user=sample_centre["statistician"])
    again = job_requests.request_release(benchmark, acting_user=sample_centre["statistician"])
    assert first.pk == again.pk
    for act in (job_requests.request_release, job_requests.request_check):
        with pytest.raises(NotPermittedError):
            act(benchmark, acting_user=sample_centre["company"])


def test_an_outlier_that_carries_the_frontier_is_named_with_what_changes_without_it():
    """Nine plants need 10 a unit, one says 1: without it all nine are efficient."""
    from scp_centre.methods.frontier import measure_efficiency
    from scp_centre.roles.benchmarks.scores.plants import Given

    names = [f"p{i}" for i in range(10)]
    Y = np.linspace(10.0, 19.0, 10)[:, None]
    X = 10 * Y
    X[0] = 1 * Y[0]
    found = find_carrier(names, X, Y, measure_efficiency(names, X, Y))
    assert (found.name, found.risen, found.is_notable) == ("p0", 8, True)
    # Between p0 (10 for 10) and p9 (190 for 19) the frontier uses 10 + 20 (y - 10).
    y = Y[1:, 0]
    assert found.before == pytest.approx(np.mean((10 + 20 * (y - 10)) / (10 * y)))
    assert found.after == pytest.approx(1.0)
    plants = [Given(n, n, float(x), float(y)) for n, x, y in zip(names, X[:, 0], Y[:, 0])]  # noqa: B905
    told = [f for f in score_plants(Approach.DEA, plants, []).facts if not f.good]
    assert any("p0 carries most of the frontier" in f.says for f in told)
