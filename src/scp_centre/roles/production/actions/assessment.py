"""Every write of this role: permission, one transaction, audit row and evidence in it."""

from collections.abc import Mapping
from datetime import date
from typing import BinaryIO

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.evidence.actions import Entry, enter_figures
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Organisation, Person, Programme, Site
from scp_centre.centre.registry.organisation_actions import note_class
from scp_centre.centre.registry.permissions import allowed, require, visible_organisations
from scp_centre.centre.sheets.findings import whole_file
from scp_centre.centre.translation import report_language
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import convert
from scp_centre.roles.production.assessment import AssessmentFile, assess
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.assessment_rows import (
    factory_values,
    keep_summary,
    load_file,
    store_rows,
)
from scp_centre.roles.production.errors import AssessmentError
from scp_centre.roles.production.models import Assessment, Measure, Option, Review
from scp_centre.roles.production.workbook import read_workbook


def import_workbook(upload: BinaryIO, *, acting_user: Person) -> Assessment:
    """Import a workbook: all of it, or nothing.

    The same site is updated, not added again. Raises WorkbookError with every finding.
    """
    require(acting_user, "import_workbook")
    return import_file(read_workbook(upload), acting_user=acting_user)


@transaction.atomic
def import_file(file: AssessmentFile, *, acting_user: Person, sample: bool = False) -> Assessment:
    """Take over the records of a workbook that was read."""
    result = assess(file)
    site = _site(file, acting_user, sample)
    require(acting_user, "import_workbook", site.organisation)
    assessment = Assessment.objects.select_for_update().filter(site=site).first()
    before = _state(assessment)
    if assessment is None:
        lead = acting_user if allowed(acting_user, "submit_for_review") else None
        assessment = Assessment(site=site, revision=0, lead=lead)
    take_over(assessment, file, result, acting_user=acting_user)
    record(
        "import_workbook",
        str(assessment),
        acting_user=acting_user,
        organisation=site.organisation,
        before=before,
        after=_state(assessment),
    )
    return assessment


def take_over(
    assessment: Assessment, file: AssessmentFile, result: AssessmentResult, *, acting_user: Person
) -> None:
    """Write records and all that follows from them; called inside the transaction of an act."""
    for name, value in factory_values(file).items():
        setattr(assessment, name, value)
    assessment.revision += 1
    assessment.changed_by = acting_user
    keep_summary(assessment, result)
    store_rows(assessment, file)
    _keep_promises(assessment, result)
    if _enter_evidence(assessment, result):
        _reopen(assessment)


def _site(file: AssessmentFile, person: Person, sample: bool) -> Site:
    """Return the site of a workbook, adding company and site when they are new and may be."""
    factory = file.factory
    company = Organisation.objects.filter(name=factory.company, country=factory.country).first()
    if company is None:
        _may_add(person, factory.company)
        company, added = Organisation.objects.get_or_create(
            name=factory.company,
            country=factory.country,
            defaults={"sector": factory.sector, "is_sample": sample},
        )
        if added:
            record("add_company", company.name, acting_user=person, organisation=company)
    require(person, "import_workbook", company)
    site, _unused = Site.objects.get_or_create(organisation=company, name=factory.site)
    note_class(site, (factory.isic or "")[:4])
    # The lock makes two imports of one site follow each other, the first one included.
    return Site.objects.select_for_update().select_related("organisation").get(pk=site.pk)


def _may_add(person: Person, name: str) -> None:
    """A company member cannot add companies: their workbook names another than their own."""
    if not allowed(person, "add_company"):
        own = [o.name for o in visible_organisations(person)] or _("none")
        raise whole_file(
            _(
                "This workbook is for '{name}', not for your company ({own}).",
                name=name,
                own=own,
            ),
            _("Enter your company's name and country as registered with the centre."),
        )


def _state(assessment: Assessment | None) -> dict[str, object]:
    if assessment is None or assessment.pk is None:
        return {}
    return {
        "revision": assessment.revision,
        "flows": assessment.flow_set.count(),
        "options": assessment.option_set.count(),
    }


def _enter_evidence(assessment: Assessment, result: AssessmentResult) -> int:
    periods = {p.period.key: (p.period.start, p.period.end) for p in result.periods}
    entry = Entry(assessment.site, assessment.origin, assessment.changed_by)
    return enter_figures(entry, result.figures, periods)


PROMISES = ("money", "mwh", "m3", "t", "co2e_t", "investment")


def _keep_promises(assessment: Assessment, result: AssessmentResult) -> None:
    """Write what each option promises a year to its measure; options that are gone are marked."""
    balances = {f.key: f.balance for f in result.assessed.system.flows}
    rows = []
    for o in result.options:
        saved = {"energy": 0.0, "water": 0.0, "material": 0.0}
        for flow, amount in o.effect.saved.items():
            saved[balances[flow]] += amount
        rows.append(
            Measure(
                assessment=assessment,
                option=o.entry.key,
                name=o.entry.name,
                in_workbook=True,
                decision=o.entry.decision,
                promised_money=o.net_saving,
                promised_mwh=convert(saved["energy"], "MJ", "MWh"),
                promised_m3=saved["water"],
                promised_t=convert(saved["material"], "kg", "t"),
                promised_co2e_t=o.effect.co2e_t,
                promised_investment=o.appraisal.terms.own_investment,
            )
        )
    Measure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "option"],
        update_fields=["name", "in_workbook", "decision", *(f"promised_{p}" for p in PROMISES)],
    )
    gone = Measure.objects.filter(assessment=assessment)
    gone.exclude(option__in=[r.option for r in rows]).update(in_workbook=False)


@transaction.atomic
def keep_file(
    assessment: Assessment,
    *,
    phase: str,
    region: str,
    lead: Person | None,
    programme: Programme | None,
    acting_user: Person,
) -> None:
    """Say in which phase an assessment is, who leads it, for which programme, in which region."""
    require(acting_user, "keep_file", assessment.site.organisation)
    site = assessment.site
    before = {
        "phase": assessment.phase,
        "region": site.region,
        "lead": str(assessment.lead or ""),
        "programme": str(assessment.programme or ""),
    }
    assessment.phase, assessment.lead, assessment.programme = phase, lead, programme
    assessment.save(update_fields=["phase", "lead", "programme"])
    site.region = region.strip()
    site.save(update_fields=["region"])
    record(
        "keep_file",
        str(assessment),
        acting_user=acting_user,
        organisation=site.organisation,
        before=before,
        after={
            "phase": phase,
            "region": site.region,
            "lead": str(lead or ""),
            "programme": str(programme or ""),
        },
    )


@transaction.atomic
def add_programme(
    name: str, donor: str, start: date | None, end: date | None, *, acting_user: Person
) -> Programme:
    """Add a programme that pays for assessments."""
    require(acting_user, "add_programme")
    if Programme.objects.filter(name__iexact=name.strip()).exists():
        raise AssessmentError(
            _("A programme called '{name}' already exists.", name=name),
            where="name",
            cure=_("Enter a different name."),
        )
    programme = Programme.objects.create(name=name.strip(), donor=donor, start=start, end=end)
    record("add_programme", programme.name, acting_user=acting_user, after={"donor": donor})
    return programme


@transaction.atomic
def request_donor_report(
    filters: Mapping[str, str], format_: str, *, acting_user: Person, is_public: bool = False
) -> Job:
    """Have the donor report of a part of the portfolio made.

    is_public : for readers outside the house, a PDF whose sums pass the gate
    """
    require(acting_user, "see_portfolio")
    title = _("Donor report, {upper}", upper=format_.upper())
    if is_public:
        title = _("Public donor report, {upper}", upper=format_.upper())
    job = queue_job(
        "donor_report",
        title,
        {
            "filters": dict(filters),
            "format": format_,
            "public": is_public,
            "person": acting_user.pk,
            "language": report_language(),
        },
        acting_user=acting_user,
        organisation=None,
    )
    record("make_donor_report", format_, acting_user=acting_user, after=dict(filters))
    return job


def _reopen(assessment: Assessment) -> None:
    """Changed figures are drafts again: what was approved or with the reviewer is so no more."""
    assessment.review = Review.DRAFT
    assessment.save(update_fields=["review"])


@transaction.atomic
def decide_options(
    assessment: Assessment,
    decisions: Mapping[str, tuple[str, str]],
    *,
    acting_user: Person,
) -> int:
    """Change what is done with options: key -> (decision, reason). Return how many changed."""
    require(acting_user, "decide_option", assessment.site.organisation)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    changed = 0
    for option in Option.objects.filter(assessment=assessment, key__in=decisions):
        decision, reason = decisions[option.key]
        reason = reason.strip()
        if decision == option.decision and reason == (option.reason or ""):
            continue
        if decision == "reject" and not reason:
            raise AssessmentError(
                _("{name}: the reason for rejecting the option is missing.", name=option.name),
                where=option.key,
                cure=_("Enter the reason so that nobody has to ask for it later."),
            )
        before = {"decision": option.decision, "reason": option.reason}
        option.decision, option.reason = decision, reason or None
        option.save(update_fields=["decision", "reason"])
        record(
            "decide_option",
            f"{assessment}: {option.name}",
            acting_user=acting_user,
            organisation=assessment.site.organisation,
            before=before,
            after={"decision": decision, "reason": reason},
        )
        changed += 1
    if changed:
        assessment.revision += 1
        assessment.changed_by = acting_user
        result = assess(load_file(assessment))
        keep_summary(assessment, result)
        _keep_promises(assessment, result)
        if _enter_evidence(assessment, result):
            _reopen(assessment)
    return changed


@transaction.atomic
def request_report(
    assessment: Assessment, format_: str, language: str, *, acting_user: Person
) -> Job:
    """Have a report made; it is a job, because pictures and pages take seconds."""
    require(acting_user, "make_report", assessment.site.organisation)
    job = queue_job(
        "report",
        _(
            "Report on {assessment}, {upper}, {language}",
            assessment=assessment,
            upper=format_.upper(),
            language=language,
        ),
        {"assessment": assessment.pk, "format": format_, "language": language},
        acting_user=acting_user,
        organisation=assessment.site.organisation,
    )
    record(
        "make_report",
        str(assessment),
        acting_user=acting_user,
        organisation=assessment.site.organisation,
        after={"format": format_, "language": language, "revision": assessment.revision},
    )
    return job


@transaction.atomic
def request_company_data(organisation: Organisation, *, acting_user: Person) -> Job:
    """Have all data of a company packed into one file."""
    require(acting_user, "take_data", organisation)
    job = queue_job(
        "company_data",
        _("All data for {organisation}", organisation=organisation),
        {"organisation": organisation.pk},
        acting_user=acting_user,
        organisation=organisation,
    )
    record("take_data", str(organisation), acting_user=acting_user, organisation=organisation)
    return job
