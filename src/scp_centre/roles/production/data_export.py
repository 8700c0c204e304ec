"""All data of one company as a ZIP file: what it entered, what was made of it, who did what."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.evidence.models import Consent, Observation, Remark
from scp_centre.centre.registry.models import (
    ContactPerson,
    Membership,
    Organisation,
    OrganisationSector,
    Product,
    ProductVersion,
    Site,
)
from scp_centre.centre.roles.discovery import offered
from scp_centre.centre.sheets.row_tables import field_names, table_csv
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.models import (
    Assessment,
    Comment,
    DayTemperature,
    InvestmentFile,
    Measure,
    Meter,
    Note,
    Reading,
    VerifiedSaving,
)
from scp_centre.roles.production.workbook import write_workbook

ABOUT = """All data of {company}, as the centre holds them.

workbooks/      what was entered, one workbook a site; the same file can be imported again
figures.csv     every figure with every version, its status and who reviewed it
figures.json    the same with formula, inputs and sources
*.csv           one table each; text is UTF-8, times are UTC
"""


def pack_company(organisation: Organisation) -> bytes:
    """Return the ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        about = [ABOUT.format(company=organisation)]
        about += [module.ABOUT for _, module in offered("company_files")]
        package.writestr("README.txt", "".join(about))
        assessments = Assessment.objects.filter(site__organisation=organisation)
        for assessment in assessments.select_related("site__organisation"):
            package.writestr(
                f"workbooks/{assessment.pk}.xlsx", write_workbook(load_file(assessment))
            )
        for note in Note.objects.filter(site__organisation=organisation).exclude(photo=""):
            with note.photo.open("rb") as photo:
                name = str(note.photo.name).split("/")[-1]
                package.writestr(f"photos/{note.pk}-{name}", photo.read())
        for name, rows in _tables(organisation):
            package.writestr(f"{name}.csv", table_csv(rows))
        for name, content in _of_other_roles(organisation):
            package.writestr(name, content)
        figures = _figures(organisation)
        package.writestr("figures.json", _json(figures))
    return target.getvalue()


def _tables(organisation: Organisation) -> Iterable[tuple[str, QuerySet[Any]]]:
    yield "figures", _figures(organisation)
    yield "remarks", Remark.objects.filter(figure__in=_figures(organisation))
    yield "consents", Consent.objects.filter(organisation=organisation)
    yield "measures", Measure.objects.filter(assessment__site__organisation=organisation)
    yield "comments", Comment.objects.filter(assessment__site__organisation=organisation)
    yield "meters", Meter.objects.filter(site__organisation=organisation)
    yield "readings", Reading.objects.filter(meter__site__organisation=organisation)
    yield "temperatures", DayTemperature.objects.filter(site__organisation=organisation)
    yield (
        "verified_savings",
        VerifiedSaving.objects.filter(measure__assessment__site__organisation=organisation),
    )
    yield (
        "investment_files",
        InvestmentFile.objects.filter(assessment__site__organisation=organisation),
    )
    yield "notes", Note.objects.filter(site__organisation=organisation)
    yield "organisation", Organisation.objects.filter(pk=organisation.pk)
    yield "sectors", OrganisationSector.objects.filter(organisation=organisation)
    yield "sites", Site.objects.filter(organisation=organisation)
    yield "products", Product.objects.filter(organisation=organisation)
    yield "product_versions", ProductVersion.objects.filter(product__organisation=organisation)
    yield "contacts", ContactPerson.objects.filter(organisation=organisation)
    yield "people", Membership.objects.filter(organisation=organisation)
    yield "audit", Entry.objects.filter(organisation=organisation)


def _of_other_roles(organisation: Organisation) -> Iterator[tuple[str, bytes]]:
    """Yield the files that the other roles hold of a company, each with its name."""
    for _, module in offered("company_files"):
        yield from module.files_of(organisation)


def _figures(organisation: Organisation) -> QuerySet[Observation]:
    """Return all figures of an organisation, of its sites and of its products, in every version."""
    return Observation.objects.filter(
        Q(site__organisation=organisation)
        | Q(product__organisation=organisation)
        | Q(organisation=organisation)
    )


def _json(rows: QuerySet[Any]) -> str:
    fields = field_names(rows.model)
    return json.dumps(list(rows.values(*fields)), ensure_ascii=False, indent=1, default=str)
