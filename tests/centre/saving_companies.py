"""Companies with an approved, verified saving, made after the one of the sample dairy."""

from datetime import UTC, date, datetime

from scp_centre.centre.evidence.models import Consent, Observation, Status, Use
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.roles.production.models import Assessment, Measure, Meter, VerifiedSaving

YEAR = 2025


def copy_of(row, **changes):
    """Save a row once more, with other values."""
    row.pk, row.id = None, None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def add_company(people, name, mwh, *, consents=True, approved=True, verdict="proved", year=YEAR):
    """Add a company that saves so many MWh a year; return it."""
    organisation = Organisation.objects.create(name=name, country="Verdania", sector="other")
    site = Site.objects.create(organisation=organisation, name="Works")
    dairy = Assessment.objects.get(site__organisation__name="Rivermouth Dairy")
    measure = Measure.objects.filter(assessment=dairy).first()
    measure = copy_of(measure, assessment=copy_of(dairy, site=site))
    meter = Meter.objects.create(site=site, key="power", name="Power", unit="MWh")
    saved = VerifiedSaving.objects.create(
        measure=measure,
        meter=meter,
        baseline_start=date(year - 1, 1, 1),
        baseline_end=date(year - 1, 12, 31),
        reporting_start=date(year, 1, 1),
        reporting_end=date(year, 12, 31),
        verdict=verdict,
        avoided=mwh,
        low=mwh,
        high=mwh,
        unit="MWh",
        verified_by=people["expert"],
    )
    Observation.objects.create(
        site=site,
        origin=saved.origin,
        indicator="verified_saving",
        name="Verified saving",
        value=mwh,
        unit="MWh/year",
        period=str(year),
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        formula="baseline - measured",
        status=Status.REVIEWED if approved else Status.DRAFT,
        reviewed_by=people["reviewer"] if approved else None,
        reviewed_on=datetime.now(UTC) if approved else None,
    )
    if consents:
        Consent.objects.create(
            organisation=organisation, use=Use.RESULTS, given=True, person=people["director"]
        )
    return organisation
