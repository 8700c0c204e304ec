"""What was shown by the version before is in the ledger after the upgrade, and goes back."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from scp_centre.centre.disclosure.gate import Gate
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import TOLD
from scp_centre.centre.public_site.declaration import Total
from scp_centre.centre.public_site.models import PublishedResult
from scp_centre.centre.public_site.queries import figure_of_sum
from scp_centre.centre.registry.models import Organisation

pytestmark = pytest.mark.django_db
RESULTS = import_module("scp_centre.centre.public_site.migrations.0005_results_in_the_ledger")
OPTIONS = import_module("scp_centre.roles.benchmarks.migrations.0016_options_in_the_ledger")


class Rows:
    """A table of the version before, as the migration reads and writes it."""

    def __init__(self, *rows):
        self.rows, self.objects = list(rows), self

    def all(self):
        return self.rows

    def select_related(self, _name):
        return self

    def order_by(self, *_names):
        return self.rows


class Row:
    def __init__(self, **values):
        self.__dict__.update(values)


class OldApps:
    def __init__(self, **tables):
        self.tables = tables

    def get_model(self, app, name):
        return self.tables.get(name) or apps.get_model(app, name)


@pytest.fixture
def five():
    made = [
        Organisation.objects.create(name=f"Mill {n}", country="V", sector="other") for n in "abcde"
    ]
    return {str(one.pk): 100.0 for one in made}


def test_results_withdrawn_ones_and_reported_sums_are_entered(sample_centre, five):
    director, now = sample_centre["director"], timezone.now()
    PublishedResult.objects.create(
        kind="energy", year=2024, value=500, unit="MWh", by_organisation=five,
        published_by=director, withdrawn=now,
    )  # fmt: skip
    reported = Row(
        pk=1, kind="spent_eur", family="", year=2024, value=500.0, unit="EUR",
        by_organisation=five, reported=now,
    )  # fmt: skip
    RESULTS.enter_what_was_shown(OldApps(ReportedSum=Rows(reported)), None)
    found = {(f.place, f.figure_class, f.value) for f in DisclosedFigure.objects.all()}
    assert found == {("results", "energy", 500.0), ("year report", "spent_eur", 500.0)}
    newcomer = Organisation.objects.create(name="New", country="V", sector="other")
    total = Total("energy", "Energy", 2024, "MWh")
    more = figure_of_sum("results", "energy", total, five | {str(newcomer.pk): 90.0})
    assert Gate().reason_against(more) == TOLD


def test_savings_of_options_are_entered_in_the_unit_of_their_class(five):
    """360 GJ are 100 MWh; a holder that is known by its name is the organisation of that name."""
    names = Organisation.objects.filter(pk__in=five).values_list("name", flat=True)
    release = Row(
        benchmark=Row(slug="mills-2024", use_unit="GJ"),
        content={"options": [{"kind": "housekeeping", "companies": 5, "saving": 360.0}]},
        savings={"housekeeping": dict.fromkeys(names, 360.0)},
        released=timezone.now(),
    )
    OPTIONS.enter_options(OldApps(Release=Rows(release)), None)
    (figure,) = DisclosedFigure.objects.all()
    assert (figure.figure_class, figure.unit, figure.name) == (
        "energy",
        "MWh",
        "mills-2024: housekeeping",
    )
    assert figure.value == pytest.approx(100.0) and figure.half == pytest.approx(0.5 / 3.6)
    total = Total("energy", "Energy", 2024, "MWh")
    four_and_a_new_one = dict(list(five.items())[:4])
    new = Organisation.objects.create(name="New", country="V", sector="other")
    figure = figure_of_sum("results", "energy", total, four_and_a_new_one | {str(new.pk): 100.0})
    assert Gate().reason_against(figure) == TOLD
