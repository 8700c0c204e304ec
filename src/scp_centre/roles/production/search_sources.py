"""What is found of the production role: companies, assessments, options, investment files."""

from collections.abc import Callable, Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.registry.models import (
    Kind,
    Organisation,
    OrganisationSector,
    Person,
    Programme,
    Site,
)
from scp_centre.centre.search.sources import Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Assessment, InvestmentFile, Option

ACT = "see_company"


def _companies(pks: Pks) -> Iterator[SearchRow]:
    found = Organisation.objects.filter(pk__in=pks, kind=Kind.COMPANY)
    for one in found.prefetch_related("sectors"):
        yield SearchRow(
            one.pk,
            one.name,
            reverse("company", args=[one.pk]),
            act=ACT,
            organisation=one.pk,
            about=one.sector,
            texts=(one.country,),
            codes=tuple(sector.isic for sector in one.sectors.all()),
        )


def _assessments(pks: Pks) -> Iterator[SearchRow]:
    found = Assessment.objects.filter(pk__in=pks)
    for one in found.select_related("site", "lead", "programme"):
        people = (one.expert, one.lead and one.lead.name, one.programme and one.programme.name)
        texts = (one.sector, one.phase, one.review, one.note, *people)
        yield SearchRow(
            one.pk,
            f"{one.company}, {one.site_name}",
            reverse("assessment", args=[one.pk]),
            act=ACT,
            organisation=one.site.organisation_id,
            about=one.product,
            texts=tuple(text for text in texts if text),
            codes=(str(one.pk), one.isic or ""),
        )


def _options(pks: Pks) -> Iterator[SearchRow]:
    found = Option.objects.filter(pk__in=pks).select_related("assessment__site")
    for one in found:
        texts = (one.description, one.reason, one.responsible)
        yield SearchRow(
            one.pk,
            one.name,
            reverse("option", args=[one.assessment_id, one.key]),
            act=ACT,
            organisation=one.assessment.site.organisation_id,
            about=one.assessment.site_name,
            texts=tuple(text for text in texts if text),
            codes=(one.key,),
        )


def _investment_files(pks: Pks) -> Iterator[SearchRow]:
    found = InvestmentFile.objects.filter(pk__in=pks).select_related("assessment__site")
    for one in found:
        yield SearchRow(
            one.pk,
            one.title,
            reverse("investment", args=[one.pk]),
            act=ACT,
            organisation=one.assessment.site.organisation_id,
            about=one.bank,
            texts=(one.state, one.purpose, one.technology, one.suppliers),
        )


def _companies_of_sectors(pks: Pks) -> Iterable[int]:
    rows = OrganisationSector.objects.filter(pk__in=pks)
    return rows.values_list("organisation", flat=True)


def _assessments_where(field: str) -> Callable[[Pks], Iterable[int]]:
    def found(pks: Pks) -> Iterable[int]:
        return Assessment.objects.filter(**{f"{field}__in": pks}).values_list("pk", flat=True)

    return found


def _options_of_assessments(pks: Pks) -> Iterable[int]:
    return Option.objects.filter(assessment__in=pks).values_list("pk", flat=True)


SOURCES = (
    SearchSource(
        "company",
        _("Companies"),
        Organisation,
        (ACT,),
        _companies,
        {OrganisationSector: _companies_of_sectors},
        weight=1.5,
    ),
    SearchSource(
        "assessment",
        _("Assessments"),
        Assessment,
        (ACT,),
        _assessments,
        {
            Site: _assessments_where("site"),
            Person: _assessments_where("lead"),
            Programme: _assessments_where("programme"),
        },
        ignores=frozenset({"changed", "last_login", "password", "sessions_ended", "language"}),
        weight=1.2,
    ),
    SearchSource(
        "option",
        _("Options and measures"),
        Option,
        (ACT,),
        _options,
        {Assessment: _options_of_assessments},
        ignores=frozenset({"changed"}),
    ),
    SearchSource(
        "investment_file", _("Investment files"), InvestmentFile, (ACT,), _investment_files
    ),
)
