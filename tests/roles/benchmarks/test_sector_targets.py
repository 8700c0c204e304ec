"""Targets of a sector: proposed, consulted on, adopted, tracked."""

import pytest
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import targets
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark, Release, Target
from scp_centre.roles.benchmarks.targets.target_values import own_target


@pytest.fixture
def release(sample_centre):
    return Release.objects.get(benchmark__year=2025)


@pytest.fixture
def target(release, sample_centre):
    return targets.propose_target(
        release,
        "contraction",
        2030,
        "As the best did.",
        acting_user=sample_centre["director"],
        rate=0.03,
    )


def later(release, year, sector):
    """The same benchmark, released for a later year."""
    benchmark = Benchmark.objects.get(pk=release.benchmark_id)
    benchmark.pk, benchmark.slug, benchmark.year = None, f"later-{year}", year
    benchmark.save()
    return Release.objects.create(
        benchmark=benchmark,
        version=1,
        content=release.content | {"sector": sector, "changes": {release.number: 0.005}},
        released_by=release.released_by,
    )


def test_a_contraction_of_the_sectors_figure(target, release):
    assert target.value == pytest.approx(release.content["sector"] * 0.85, rel=5e-3)
    given = release.contributions.all()
    cut = sum(own_target(target, c) * c.made for c in given)
    assert target.ceiling is None  # one worked out of the plants would tell those below it
    assert cut / sum(c.made for c in given) == pytest.approx(target.value, rel=0.01)


def test_the_best_quartile_as_target(release, sample_centre):
    found = targets.propose_target(
        release, "best quartile", 2032, "Reached.", acting_user=sample_centre["association"]
    )
    quarter = next(p["value"] for p in release.content["points"] if p["share"] == 0.25)
    assert found.value == found.ceiling == quarter
    given = release.contributions.all()
    capped = sum(own_target(found, c) * c.made for c in given) / sum(c.made for c in given)
    assert capped <= found.value


def test_proposals_ask_nothing_of_the_plants(release, sample_centre, django_assert_num_queries):
    """However often somebody proposes, the answer follows from what the release has published."""
    from scp_centre.roles.benchmarks.targets.target_values import Asked, value_of

    with django_assert_num_queries(0):
        for method in ("best quartile", "best tenth", "frontier", "contraction by class"):
            rates = {"small": 0.01, "medium": 0.01, "large": 0.01}
            value_of(Asked(method, 2025, 2030, 0.01, rates), release.content)


@pytest.mark.parametrize(
    ("method", "year", "rate", "words"),
    [
        ("contraction", 2020, 0.03, "is not after the base year"),
        ("contraction", 2030, None, "rate is missing"),
        ("contraction", 2090, 0.1, "not an improvement on"),
        ("best quartile", 2020, None, "is not after the base year"),
    ],
)
def test_a_target_that_makes_no_sense(release, sample_centre, method, year, rate, words):
    from scp_centre.methods.errors import SpokenError

    with pytest.raises(SpokenError, match=words):
        targets.propose_target(
            release, method, year, "x", acting_user=sample_centre["statistician"], rate=rate
        )


def test_consultation_answers_before_adoption(target, sample_centre):
    comment = targets.comment_target(
        target, "Whey drying needs more.", acting_user=sample_centre["company"]
    )
    with pytest.raises(BenchmarkError, match="has not been answered"):
        targets.decide_target(target, True, acting_user=sample_centre["director"])
    targets.answer_comment(
        comment, "Dryers are left out.", acting_user=sample_centre["association"]
    )
    targets.decide_target(target, True, acting_user=sample_centre["director"])
    assert target.status == "adopted"
    with pytest.raises(BenchmarkError, match="no longer"):
        targets.comment_target(target, "Late.", acting_user=sample_centre["company"])
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"propose_target", "comment_target", "answer_comment", "adopt_target"} <= acts


def test_who_may_what(target, release, sample_centre):
    for who in ("expert", "company", "reviewer", "admin"):
        with pytest.raises(NotPermittedError):
            targets.propose_target(
                release, "contraction", 2030, "x", acting_user=sample_centre[who], rate=0.01
            )
    for who in ("statistician", "association", "company"):
        with pytest.raises(NotPermittedError):
            targets.decide_target(target, True, acting_user=sample_centre[who])
    with pytest.raises(NotPermittedError):
        targets.comment_target(target, "x", acting_user=sample_centre["admin"])


def test_progress_year_by_year(target, release):
    assert queries.progress_of(target) == []
    later(release, 2026, release.content["sector"] * 0.99)
    later(release, 2027, release.content["sector"] * 0.90)
    first, second = queries.progress_of(target)
    assert (first.year, first.verdict) == (2026, "off track")
    assert (second.year, second.verdict) == (2027, "on track")


def test_the_public_page_says_it_plainly(client, target, release):
    later(release, 2026, release.content["sector"] * 0.99)
    page = client.get(reverse("benchmark_target", args=[target.pk])).content.decode()
    assert "Off track" in page and "Only your company" not in page
    assert "Rivermouth" not in page and "Consultation" not in page
    shown = client.get(reverse("benchmark_release", args=[release.benchmark.slug, 1]))
    assert reverse("benchmark_target", args=[target.pk]) in shown.content.decode()


def test_a_company_reads_what_its_own_plant_has_to_do(signed_in, target):
    page = signed_in("company").get(reverse("benchmark_target", args=[target.pk]))
    assert "Rivermouth works" in page.content.decode()
    assert "Only your company" in page.content.decode()


def test_an_association_proposes_by_form(signed_in, release):
    client = signed_in("association")
    address = reverse("new_target", args=[release.benchmark.slug, 1])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"method": "contraction", "target_year": 2030, "reason": "x"})
    assert wrong.status_code == 422 and b"rate is missing" in wrong.content
    client.post(
        address, {"method": "contraction", "rate": 2, "target_year": 2030, "reason": "Reachable."}
    )
    target = Target.objects.get(release=release)
    act = reverse("act_on_target", args=[target.pk])
    client.post(act, {"act": "comment", "text": "For the small ones?"})
    client.post(act, {"act": "answer", "comment": target.comments.get().pk, "text": "Later."})
    assert client.post(act, {"act": "adopt"}).status_code == 403
    client = signed_in("director")
    assert client.post(act, {"act": "adopt"}).status_code == 302
    target.refresh_from_db()
    assert target.status == "adopted"
