"""All data of one company as a ZIP file: what it entered, what was made of it, who did what."""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

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
from scp_centre.centre.sheets.csv_writer import csv_bytes
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
        package.writestr("README.txt", ABOUT.format(company=organisation))
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
            package.writestr(f"{name}.csv", _csv(rows))
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


def _figures(organisation: Organisation) -> QuerySet[Observation]:
    """Return all figures of an organisation, of its sites and of its products, in every version."""
    return Observation.objects.filter(
        Q(site__organisation=organisation)
        | Q(product__organisation=organisation)
        | Q(organisation=organisation)
    )


def _fields(model: type[Model]) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields]


def _csv(rows: QuerySet[Any]) -> bytes:
    fields = _fields(rows.model)
    lines = rows.values_list(*fields).iterator(chunk_size=2_000)
    return csv_bytes(fields, ([_cell(value) for value in line] for line in lines))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _json(rows: QuerySet[Any]) -> str:
    fields = _fields(rows.model)
    return json.dumps(list(rows.values(*fields)), ensure_ascii=False, indent=1, default=str)
