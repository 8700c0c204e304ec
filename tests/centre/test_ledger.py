"""The ledger: what a figure says, about whom, and what replaces it."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from scp_centre.centre.errors import EvidenceError, NotPermittedError
from scp_centre.centre.evidence.actions import LEDGER_FIELDS, Entry, enter_figures, set_consent
from scp_centre.centre.evidence.consent import consents_of
from scp_centre.centre.evidence.models import Consent, Observation, Use
from scp_centre.centre.evidence.queries import figures_for, shared_figures
from scp_centre.centre.evidence.subjects import (
    Nation,
    SectorCode,
    remove_organisation,
    remove_product,
    remove_site,
)
from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.methods.explanation import Explanation, Figure, Given
from scp_centre.roles.production.actions import import_file
from scp_centre.roles.production.sample import sample_file

pytestmark = pytest.mark.django_db
YEAR = {"2025": (date(2025, 1, 1), date(2025, 12, 31))}
FIGURE = Figure("energy", "Energy", 2.0, "GJ", "2025", "", Explanation("a + b"), 0.05)


@pytest.fixture
def dairy(sample_centre):
    return Organisation.objects.get(name="Rivermouth Dairy")


@pytest.fixture
def cheese(dairy):
    return Product.objects.create(organisation=dairy, name="Cheese", reference_unit="kg")


def enter(subject, figure=FIGURE, periods=YEAR, **values):
    enter_figures(Entry(subject, "study:1"), [figure], periods, **values)
    return Observation.objects.filter(origin="study:1", is_latest=True)


def test_dates_of_a_period_reach_the_ledger(sample_centre):
    file, expert = sample_file("dairy"), sample_centre["expert"]
    last = file.periods[-1]
    wrong = replace(last, end=last.end.replace(day=last.end.day - 1))
    others = tuple(wrong if p.key == last.key else p for p in file.periods)
    import_file(replace(file, periods=others), acting_user=expert)
    told = Observation.objects.filter(
        period=last.key, site__organisation__name=file.factory.company, is_latest=True
    ).exclude(period_end=None)
    assert set(told.exclude(status="withdrawn").values_list("period_start", "period_end")) == {
        (wrong.start, wrong.end)
    }


CHANGES = {
    "value": replace(FIGURE, value=3.0),
    "unit": replace(FIGURE, unit="MJ"),
    "name": replace(FIGURE, name="Energy use"),
    "subject": replace(FIGURE, subject="boiler"),
    "formula": replace(FIGURE, explanation=Explanation("b + a")),
    "sources": replace(FIGURE, explanation=Explanation("a + b", (), ("a book",))),
    "uncertainty": replace(FIGURE, uncertainty=0.1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_anything_that_a_figure_says_is_a_new_version(dairy, what):
    site = dairy.sites.get()
    assert enter(site).get().version == 1
    assert enter(site).get().version == 1
    changed = enter(site, CHANGES[what]).get()
    assert changed.version == 2
    assert Observation.objects.get(succeeded_by=changed).version == 1


def test_what_the_ledger_adds_is_a_short_list():
    """A field that is new is part of what a figure says, until somebody names it here."""
    fields = {f.name for f in Observation._meta.concrete_fields}
    assert fields >= LEDGER_FIELDS and len(LEDGER_FIELDS) == 10


def test_one_origin_speaks_of_several_subjects(dairy, cheese):
    for subject in (dairy.sites.get(), cheese, dairy, SectorCode("1050"), Nation("Verdania")):
        enter(subject)
    assert Observation.objects.filter(origin="study:1", version=1).count() == 5
    enter(cheese, replace(FIGURE, value=9.0))
    changed = Observation.objects.filter(origin="study:1", version=2)
    assert [o.about for o in changed] == [str(cheese)]


@pytest.mark.parametrize(
    "wrong", [{}, {"sector": "1050", "nation": "V"}, {"sector": "10", "of": 1}]
)
def test_a_figure_is_about_exactly_one_subject(dairy, wrong):
    values = {k: v for k, v in wrong.items() if k != "of"}
    values |= {"site": dairy.sites.get()} if "of" in wrong else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(
            origin="x", indicator="e", name="E", value=1, unit="GJ", period="", **values
        )


def test_derivations_cross_kinds(dairy, cheese):
    site = enter(dairy.sites.get()).get()
    enter_figures(Entry(cheese, "study:2"), [FIGURE], YEAR, stands_on=[site])
    enter_figures(
        Entry(SectorCode("1050"), "study:3"),
        [FIGURE],
        YEAR,
        stands_on=Observation.objects.filter(origin="study:2"),
    )
    sector = Observation.objects.get(origin="study:3")
    assert [f.product for f in sector.derived_from.all()] == [cheese]
    enter(dairy.sites.get(), replace(FIGURE, value=5.0))
    sector.refresh_from_db()
    assert sector.look_again is not None


def test_a_change_does_not_reach_past_a_figure_that_came_out_the_same(dairy):
    """The rounded figure is the same, so what stands on it need not be looked at."""
    site = dairy.sites.get()
    entry = Entry(site, "study:1")
    rounded = replace(
        FIGURE,
        key="rounded",
        explanation=Explanation("round a", (Given("a", 2.0, "GJ", "", "energy"),)),
    )
    enter_figures(entry, [FIGURE, rounded], YEAR)
    whole = Observation.objects.filter(origin="study:1", indicator="rounded")
    enter_figures(Entry(SectorCode("1050"), "study:3"), [FIGURE], YEAR, stands_on=whole)
    enter_figures(entry, [replace(FIGURE, uncertainty=0.2), rounded], YEAR)
    assert Observation.objects.get(origin="study:3").look_again is None
    assert [s.version for s in whole.get().derived_from.all()] == [2]
    enter_figures(entry, [FIGURE, replace(rounded, value=3.0)], YEAR)
    assert Observation.objects.get(origin="study:3").look_again is not None


def test_a_subject_stays_while_figures_stand_on_it(dairy, cheese, sample_centre):
    director = sample_centre["director"]
    enter(cheese)
    for remove, thing in (
        (remove_product, cheese),
        (remove_site, dairy.sites.get()),
    ):
        with pytest.raises(EvidenceError, match="the ledger contains figures about"):
            remove(thing, acting_user=director)
    assert Product.objects.filter(pk=cheese.pk).exists()
    with pytest.raises(EvidenceError, match="has members with user accounts."):
        remove_organisation(dairy, acting_user=director)
    dairy.memberships.all().delete()
    with pytest.raises(EvidenceError, match="the ledger contains figures about"):
        remove_organisation(dairy, acting_user=director)
    with pytest.raises(NotPermittedError):
        remove_site(dairy.sites.get(), acting_user=sample_centre["dyehouse"])


def test_a_product_without_figures_can_go(cheese, sample_centre):
    remove_product(cheese, acting_user=sample_centre["company"])
    assert not Product.objects.filter(pk=cheese.pk).exists()


def test_other_records_hold_an_organisation_too(dairy, sample_centre):
    ministry = Organisation.objects.create(name="M", country="V", kind="ministry or agency")
    set_consent_row = {"use": Use.NETWORK, "given": True, "person": sample_centre["director"]}
    ministry.consents.create(**set_consent_row)
    with pytest.raises(EvidenceError, match="other records belong to"):
        remove_organisation(ministry, acting_user=sample_centre["director"])


def test_consent_covers_figures_of_products_and_of_the_organisation(dairy, cheese, sample_centre):
    for subject in (cheese, dairy):
        enter(subject)
    reviewer = sample_centre["reviewer"]
    Observation.objects.filter(origin="study:1").update(status="reviewed", reviewed_by=reviewer)
    set_consent(dairy, Use.FOOTPRINT, False, acting_user=sample_centre["company"])
    assert not shared_figures(Use.FOOTPRINT).exists()
    set_consent(dairy, Use.FOOTPRINT, True, acting_user=sample_centre["company"])
    assert shared_figures(Use.FOOTPRINT).filter(origin="study:1").count() == 2
    assert not shared_figures(Use.MARKET).exists()
    assert [use for use, last in consents_of(dairy) if last and last.given and use == "footprint"]


def test_figures_of_sectors_are_for_staff_until_they_are_published(sample_centre):
    enter(SectorCode("1050"))
    figure = Observation.objects.get(origin="study:1")

    def seen_by(name):
        person = Person.objects.get(email__startswith=f"{name}@")
        return figures_for(person).filter(pk=figure.pk).exists()

    assert seen_by("expert") and not seen_by("company") and not seen_by("analyst")
    Observation.objects.filter(pk=figure.pk).update(status="published")
    assert seen_by("company") and seen_by("analyst")


def test_each_use_is_shared_by_its_own_consent_alone(dairy, sample_centre):
    """All 256 combinations of yes and no: no use opens another, and the last word counts."""
    entered = enter(dairy.sites.get())
    entered.update(status="reviewed", reviewed_by=sample_centre["reviewer"])
    uses = list(Use.values)
    Consent.objects.filter(organisation=dairy).delete()
    for use in uses:
        assert not shared_figures(use).filter(origin="study:1").exists()
    given = dict.fromkeys(uses, False)
    for number in range(1, 2 ** len(uses)):
        changed = uses[(number & -number).bit_length() - 1]  # one use changes from each to the next
        given[changed] = not given[changed]
        Consent.objects.create(
            organisation=dairy, use=changed, given=given[changed], person=sample_centre["company"]
        )
        opened = {use for use in uses if shared_figures(use).filter(origin="study:1").exists()}
        assert opened == {use for use in uses if given[use]}
