"""No route shows a plant's figure to whom it is not for; what is shown stands in the ledger.

The walk takes every address of the URL table: pages, charts, files, API. A new address of the
benchmarks role must be entered below before this test passes.
"""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.db.models import F
from django.urls import reverse

import scp_centre
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import rounded
from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.public_site.result_actions import publish_result
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.centre.year_report.actions import report_publicly
from scp_centre.centre.year_report.months import year_of
from scp_centre.roles.benchmarks import urls
from scp_centre.roles.benchmarks.models import Contribution, Plant, Release, Target
from scp_centre.roles.benchmarks.releases.option_savings import class_of
from scp_centre.roles.policy.actions.measured_savings import decide_all_measured_savings
from scp_centre.roles.production.models import Measure
from scp_centre.roles.production.portfolio import QUANTITIES, STAGES
from scp_centre.roles.production.public_portfolio import UNITS, public_portfolio
from tests.centre.saving_companies import YEAR, add_company
from tests.centre.year_reports import text_of_pdf
from tests.interfaces.test_permissions import addresses, dairy_things, reach

__all__ = ["dairy_things"]  # a fixture
pytestmark = pytest.mark.postgresql_statements
OWN = "Rivermouth Dairy"

# Whose figures an address of the role shows.
ROOM = {  # of who may see the plants
    "benchmark", "survey_template", "benchmark_plant", "benchmark_variables", "remove_variable",
    "benchmark_method", "compute_method", "check_plants", "method_picture", "gather_plants", "release_plants", "make_release",
    "new_benchmark", "revise_benchmark", "region_map", "survey_upload", "survey_findings",
    "forget_layout",
}  # fmt: skip
RELEASED = {  # from the frozen content of a release, which is in the ledger
    "benchmarks", "published_benchmarks", "benchmark_release", "release_data", "release_curve",
    "trend_picture", "map_picture", "region_picture", "benchmark_target", "act_on_target",
    "new_target", "score_plant", "api:list_benchmarks", "api:score_plant",
}  # fmt: skip
OF_COMPANY = {  # of the reader's own company, beside what is released
    "benchmark_place", "place_picture", "gap_picture", "place_board", "benchmark_history",
    "benchmark_history_file", "remove_own_score",
}  # fmt: skip
COUNTS = {"participation"}  # counts only


def test_each_address_of_the_role_says_whose_figures_it_shows():
    named = {pattern.name for pattern in urls.urlpatterns}
    of_api = {n for n, _unused in addresses() if n.startswith("api:") and "benchmark" in n}
    of_api |= {"api:score_plant"}
    assert named | of_api == ROOM | RELEASED | OF_COMPANY | COUNTS


def numbers_in(text):
    """Return the numbers of a text as digits, whatever separates their thousands."""
    joined = re.sub(r"(?<=\d)[,\s\u00a0\u202f\u2019](?=\d{3}(?!\d))", "", text)
    return set(re.findall(r"(?<![\w.#-])\d{5,}(?:\.\d+)?(?![\w-])", joined))


@pytest.fixture
def secret_figures(dairy_things):
    """Give the plants of others uses that no other page can hold by chance; return them."""
    for rows in (Contribution.objects.all(), Plant.objects.all()):
        others = rows.exclude(company__name=OWN) | rows.filter(company=None)
        others.update(use=F("use") * 100 + 37)
    uses = {round(c.use) for c in Contribution.objects.filter(company=None)}
    uses |= {round(p.use) for p in Plant.objects.filter(company=None)}
    return {str(u) for u in uses if u >= 1_000_000}


def secret_names():
    others = Contribution.objects.filter(company=None)
    return {c.name for c in others} | {c.holder for c in others}


READERS = ["company", "dyehouse", "director", "association"]  # those whose rights differ


@pytest.mark.parametrize("who", [None, *READERS])
def test_no_address_shows_another_plants_figure_or_name(
    client, signed_in, dairy_things, secret_figures, who
):
    reader = signed_in(who) if who else client
    figures, names = secret_figures, secret_names()
    assert len(figures) > 50 and len(names) > 20
    for name, _unused in addresses():
        if name == "account_logout":
            continue  # the walk goes on signed in
        response = reach(reader, name, dairy_things)
        if response.streaming:
            continue
        text = response.content.decode("utf-8", "replace")
        assert not figures & numbers_in(text), (who, name)
        assert not [n for n in names if re.search(rf"\b{re.escape(n)}\b", text)], (who, name)
        if name in ROOM:
            assert response.status_code in (302, 403, 405), (who, name)


def test_the_walk_finds_a_figure_where_it_may_be_seen(signed_in, secret_figures, dairy_things):
    page = reach(signed_in("statistician"), "release_plants", dairy_things)
    assert len(secret_figures & numbers_in(page.content.decode())) > 10


def test_each_figure_per_output_that_pages_show_is_a_fact_of_the_ledger(sample_centre, signed_in):
    """Release, list, targets, files and a company's place: each "x GJ/t" was audited."""
    facts = {
        float(f"{fact['value']:.3g}")
        for release in Release.objects.all()
        for fact in release.ledger
        if not fact["told_to"]
    }
    facts |= {t.value for t in Target.objects.all()}  # each follows from those of its release
    own = {float(f"{c.use / c.made:.3g}") for c in Contribution.objects.filter(company__name=OWN)}
    pages = [reverse("published_benchmarks")]
    for release in Release.objects.all():
        where = [release.benchmark.slug, release.version]
        pages += [reverse("benchmark_release", args=where)]
        pages += [reverse("release_data", args=[*where, ending]) for ending in ("csv", "json")]
    company = signed_in("company")
    places = {reverse("benchmark_place", args=[r.benchmark.slug]) for r in Release.objects.all()}
    for page in [*pages, *places]:
        response = company.get(page)
        assert response.status_code == 200, page
        text = response.content.decode()
        shown = {
            float(v)
            for v in re.findall(r"([\d.]+)\s*(?:GJ/t|m[3³]/t)", text)
            + re.findall(r'"(?:sector|best_tenth|value)": ([\d.]+)', text)
        }
        allowed = facts | (own if page in places else set()) | known_by_other_sources(text)
        assert shown <= allowed, (page, shown - allowed)


def known_by_other_sources(text):
    """Return prices, factors and published ranges of a page: of nobody's plant."""
    return {float(v) for v in re.findall(r'"value": ([\d.]+), "(?:currency|source)"', text)}


# --- sums over companies: the one gate

SECRET = (7_234_561.0, 8_345_672.0, 9_456_783.0, 6_567_894.0, 5_678_905.0)  # MWh, of five companies
# Who reads figures of many companies, and how what is summed of them reaches a reader.
READS_MANY = {
    "centre/evidence/consent.py": "where it is defined",
    "centre/evidence/queries.py": "where it is defined",
    "centre/year_report/public_version.py": "the gate",
    "interfaces/journeys/case_studies.py": "of one company, which agreed",
    "roles/benchmarks/kept_results.py": "in the room of the statistician",
    "roles/benchmarks/queries.py": "the ledger of a release, or the gate: option_savings.py",
    "roles/clearinghouse/actions/items.py": "of one company, which agreed",
    "roles/clearinghouse/dependents.py": "of one company, which agreed",
    "roles/clearinghouse/queries.py": "of one company, which agreed",
    "roles/markets/product_page.py": "of one company, which agreed",
    "roles/markets/queries.py": "of one company, which agreed",
    "roles/network/consents.py": "whether a company lets others see its offers and needs",
    "roles/network/queries.py": "open offers and needs, in the room of the coordinator",
    "roles/policy/measured_savings.py": "the gate",
    "roles/production/public_portfolio.py": "the gate",
    "roles/production/public_site.py": "the gate: public_site/result_actions.py",
    "roles/production/year_figures/verified.py": "the gate: year_report/public_version.py",
    "roles/products/flows.py": "of one company, which agreed",
    "roles/recognition/company_performance.py": "of one company, which agreed",
    "roles/recognition/claim_evidence.py": "of one company, which agreed, to its own people",
    "roles/recognition/evidence.py": "of one company, which agreed",
}


def test_whoever_reads_figures_of_many_companies_says_how_they_reach_a_reader():
    """A new one is entered above, with the gate that it goes through, before this test passes."""
    source = Path(scp_centre.__file__).parent
    reads = re.compile(r"\b(shared_figures|approved_figures|consenting)\(")
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if reads.search(path.read_text("utf-8"))
    }
    assert found == set(READS_MANY)


@pytest.fixture
def secret_savers(dairy_things, sample_centre):
    for n, mwh in enumerate(SECRET):
        add_company(sample_centre, f"Secret saver {n}", mwh)
    return sample_centre


@pytest.mark.parametrize("who", [None, "company", "analyst"])
def test_no_address_shows_a_sum_that_the_gate_has_not_let_pass(
    client, signed_in, dairy_things, secret_savers, who
):
    reader = signed_in(who) if who else client
    total = sum(SECRET)
    hidden = {f"{value:.0f}" for value in (*SECRET, total, rounded(total), total * 3.6)}
    for name, _unused in addresses():
        if name == "account_logout":
            continue
        response = reach(reader, name, dairy_things)
        if response.streaming:
            continue
        text = response.content.decode("utf-8", "replace")
        assert not hidden & numbers_in(text), (who, name)
        assert "Secret saver" not in text, (who, name)
    assert not DisclosedFigure.objects.filter(reason="", figure_class="energy").exists()


@pytest.mark.parametrize("who", [None, "company", "analyst", "director", "statistician"])
def test_no_decision_is_made_by_reading(client, signed_in, dairy_things, secret_savers, who):
    """Whoever reads all pages enters nothing in the ledger, though there are sums to decide on."""
    verified_shares(secret_savers)
    reader = signed_in(who) if who else client
    before = set(DisclosedFigure.objects.values_list("pk", flat=True))
    for name, _unused in addresses():
        if name != "account_logout":
            reach(reader, name, dairy_things, method="get")
    assert set(DisclosedFigure.objects.values_list("pk", flat=True)) == before
    assert decide_all_measured_savings()  # there was something to decide


def verified_shares(people):
    """Add five mills of which policy pages show how much of their emissions they saved."""
    for i in range(5):
        mill = Organisation.objects.create(name=f"Mill {i}", country="V", sector="other")
        mill.sectors.create(isic="1061", is_main=True)
        site = Site.objects.create(organisation=mill, name="Works")
        for indicator, value in (("verified_co2e", 10.0 + i), ("carbon", 100.0)):
            Observation.objects.create(
                site=site, origin=f"test {i}", formula="measured", status=Status.REVIEWED,
                reviewed_by=people["reviewer"], name="Figure", indicator=indicator, value=value,
                unit="t CO2e", period="2025",
            )  # fmt: skip
        mill.consents.create(use=Use.BENCHMARK, given=True, person=people["director"])


def test_each_sum_that_outsiders_see_stands_in_the_ledger(secret_savers, signed_in, client):
    director, year = secret_savers["director"], YEAR
    published = publish_result("energy", year, acting_user=director)
    assert str(round(published.value)) in numbers_in(client.get("/").content.decode())
    report = report_publicly(year_of(year), acting_user=director)
    shown = {(published.value, published.unit)}
    for line in report.lines.values():
        for figure in (line.now, line.before):
            if figure.parts is not None and figure.value is not None:
                shown.add((figure.value, figure.unit))
    for one in report.years:
        shown |= {(value, one.unit) for value in one.by_organisation.values()}
    found = public_portfolio(director, {})
    for portfolio in found.by_dimension.values():
        for row in (*portfolio.rows, *portfolio.totals):
            for stage, quantity in product(STAGES, QUANTITIES):
                if (value := row.shown(stage, quantity)) is not None:
                    shown.add((value, UNITS.get(quantity, row.currency)))
    for release in Release.objects.all():
        _class, unit, factor = class_of(release.benchmark.use_unit)
        shown |= {(o["saving"] * factor, unit) for o in release.content["options"]}
    entered = {(round(f.value, 6), f.unit) for f in DisclosedFigure.objects.filter(reason="")}
    assert len(shown) > 2
    assert {(round(value, 6), unit) for value, unit in shown} <= entered
    hidden = DisclosedFigure.objects.exclude(reason="")
    assert hidden and all(f.value is None and f.cells == [] for f in hidden)
    page = signed_in("director").get(reverse("disclosures")).content.decode()
    assert "Measured energy saving" in page and "Fewer than 5" in page
    assert signed_in("analyst").get(reverse("disclosures")).status_code == 403


def test_the_report_for_donors_outside_names_nobody(
    secret_savers, signed_in, django_capture_on_commit_callbacks
):
    first = Measure.objects.filter(assessment__site__organisation__name="Secret saver 0")
    # Of one company: hidden, with the reason.
    first.update(progress="carried out", carried_out_on=date(YEAR, 6, 1))
    with django_capture_on_commit_callbacks(execute=True):
        signed_in("director").post(reverse("donor_report"), {"format": "public"})
    job = Job.objects.get(kind="donor_report")
    assert job.state == State.DONE, job.message
    with job.result.open("rb") as file:
        text = text_of_pdf(file.read())
    assert "Secret saver" not in text and "Rivermouth" not in text
    assert "–" in text and "Why sums are hidden" in text
    shown = DisclosedFigure.objects.filter(place="donor report", reason="")
    assert shown
    for figure in shown:
        assert f"{figure.value:,.0f}" in text.replace("\u00a0", " "), figure
