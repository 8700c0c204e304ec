"""Surveys on their way in: upload, confirm how they are read, import as a job, give up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.foreign_files import JOB
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.jobs.actions import Progress, queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.methods.messages import Number, _
from scp_centre.roles.benchmarks.actions.benchmarks import KeptPlants, keep_plants
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.kept_results import CORRECTIONS_JOB, SURVEY_JOB, running_job
from scp_centre.roles.benchmarks.models import Benchmark, KeptMapping, SurveyUpload
from scp_centre.roles.benchmarks.surveys.survey_import import SurveyReading, read_survey
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    SurveyMapping,
    fingerprint,
    mapping_of,
)
from scp_centre.roles.benchmarks.surveys.survey_queries import lacking_columns, open_upload

STEPS = 100
READ, SAVED = 10, 70  # steps after which the file is read, and its rows are checked
ROWS_OF_A_STEP = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done.

    left_out : rows that are totals, or without use or output
    lacking : titles of columns that the method needs and no plant of the survey has
    """

    plants: KeptPlants
    left_out: list[Finding]
    lacking: list[str]


@transaction.atomic
def upload_survey(
    benchmark: Benchmark,
    file: IO[bytes],
    name: str,
    chosen: CsvForm,
    *,
    acting_user: Person,
) -> SurveyUpload:
    """Take in a survey, to be imported once its sender has seen how it is read."""
    require(acting_user, "keep_benchmark")
    name = name[-200:]
    upload = SurveyUpload.objects.create(
        benchmark=benchmark,
        owner=acting_user,
        name=name,
        file=File(file, name=name[-60:]),
        encoding=chosen.encoding,
        separator=chosen.separator,
        notation=chosen.notation,
    )
    record("upload_survey", str(benchmark), acting_user=acting_user, after={"file": name})
    return upload


@transaction.atomic
def keep_mapping(
    benchmark: Benchmark,
    headings: Sequence[Sequence[str]],
    mapping: SurveyMapping,
    source: str,
    *,
    acting_user: Person,
) -> KeptMapping:
    """Save how tables with these headings are read; what was saved for them before is replaced."""
    require(acting_user, "keep_benchmark")
    kept, _made = KeptMapping.objects.update_or_create(
        benchmark=benchmark,
        fingerprint=fingerprint(headings),
        defaults={
            "headings": [list(row) for row in headings],
            "mapping": mapping.as_json(),
            "source": source[-200:],
            "saved_by": acting_user,
        },
    )
    record(
        "keep_survey_layout",
        str(benchmark),
        acting_user=acting_user,
        after={"file": source, "columns": dict(mapping.columns), "units": dict(mapping.units)},
    )
    return kept


@transaction.atomic
def forget_mapping(kept: KeptMapping, *, acting_user: Person) -> None:
    """Forget a saved layout: the next file with its headings is asked about."""
    require(acting_user, "keep_benchmark")
    before = {"file": kept.source, "columns": kept.mapping["columns"]}
    kept.delete()
    record("forget_survey_layout", str(kept.benchmark), acting_user=acting_user, before=before)


@transaction.atomic
def confirm_mapping(
    upload: SurveyUpload,
    mapping: SurveyMapping,
    headings: Sequence[Sequence[str]] | None,
    *,
    acting_user: Person,
) -> Job:
    """Have a survey imported as its sender confirmed it.

    headings : as they are written, where the layout is to be saved for files to come, once the
    plants are imported
    """
    return request_survey_import(upload, mapping, headings=headings or (), acting_user=acting_user)


@transaction.atomic
def request_survey_import(
    upload: SurveyUpload,
    mapping: SurveyMapping | None,
    *,
    acting_user: Person,
    accepts_questions: bool = False,
    headings: Sequence[Sequence[str]] | None = None,
    kept: KeptMapping | None = None,
) -> Job:
    """Have a survey imported, as a job; asked twice, it is the same job.

    mapping : what its columns are; None where it is made from the template
    headings : of a layout that is saved with the import; None leaves what was asked before
    kept : the saved layout that the mapping is of
    accepts_questions : rows that look alike are imported all the same
    """
    require(acting_user, "keep_benchmark")
    held = SurveyUpload.objects.select_for_update().get(pk=upload.pk, owner=acting_user)
    if held.job and (held.imported or not held.job.is_over):
        return held.job
    if not held.file.name or not held.file.storage.exists(held.file.name):
        open_upload(held)
    job = queue_job(
        SURVEY_JOB,
        _("Survey {name} for {benchmark}", name=held.name, benchmark=str(held.benchmark)),
        {
            "benchmark": held.benchmark_id,
            "survey": str(held.pk),
            "accepts": accepts_questions,
            "layout": kept.pk if kept else None,
            "page": reverse("survey_upload", args=[held.benchmark.slug, held.pk]),
            "corrections": _corrections_address(held),
        },
        acting_user=acting_user,
        organisation=None,
    )
    held.job, held.mapping = job, mapping.as_json() if mapping else {}
    held.only_questions = False
    if headings is not None:
        held.headings = [list(row) for row in headings]
    held.save(update_fields=["job", "mapping", "only_questions", "headings"])
    record(
        "request_survey_import",
        str(held.benchmark),
        acting_user=acting_user,
        after={"file": held.name, "accepts": accepts_questions},
    )
    return job


def _corrections_address(upload: SurveyUpload) -> str:
    """Return where the table to correct is sent at once; nowhere if a job has to make it."""
    if upload.is_large:
        return ""
    return reverse("survey_findings", args=[upload.benchmark.slug, upload.pk])


@transaction.atomic
def request_corrections(upload: SurveyUpload, language: str, *, acting_user: Person) -> Job:
    """Have the table to correct of a large survey made, as a job; asked twice, it is the same."""
    require(acting_user, "keep_benchmark")
    held = SurveyUpload.objects.select_for_update().get(pk=upload.pk, owner=acting_user)
    running = running_job(held.benchmark, CORRECTIONS_JOB, survey=str(held.pk))
    if running is not None:
        return running
    open_upload(held).close()
    payload: dict[str, object] = {
        "benchmark": held.benchmark_id,
        "survey": str(held.pk),
        "language": language,
        "page": reverse("survey_upload", args=[held.benchmark.slug, held.pk]),
    }
    title = _("Corrections table for the survey {name}", name=held.name)
    job = queue_job(CORRECTIONS_JOB, title, payload, acting_user=acting_user, organisation=None)
    record(
        "request_survey_corrections",
        str(held.benchmark),
        acting_user=acting_user,
        after={"file": held.name},
    )
    return job


def import_upload(
    upload: SurveyUpload, progress: Progress, *, accepts_questions: bool, acting_user: Person
) -> Imported:
    """Import a survey, all of it or nothing, and save its layout where that was asked.

    Raises WorkbookError with every finding, or with the rows that look alike unless accepted.
    """
    require(acting_user, "keep_benchmark")
    reading = _read(upload, progress)
    if reading.questions and not accepts_questions:
        _note_questions(upload)
        raise WorkbookError(reading.questions)
    progress(SAVED, STEPS, _("Saving the plants"))
    with transaction.atomic():
        held = SurveyUpload.objects.select_for_update().get(pk=upload.pk)
        plants = keep_plants(held.benchmark, reading.plants, acting_user=acting_user)
        if held.headings and held.mapping:
            layout = mapping_of(held.mapping)
            keep_mapping(held.benchmark, held.headings, layout, held.name, acting_user=acting_user)
        file, held.file = held.file.name or "", ""
        held.imported = timezone.now()
        held.save(update_fields=["file", "imported"])
        storage = upload.file.storage
        transaction.on_commit(lambda: storage.delete(file))
    return Imported(plants, reading.left_out, lacking_columns(held.benchmark, reading.plants))


def _read(upload: SurveyUpload, progress: Progress) -> SurveyReading:
    progress(1, STEPS, _("Reading the file"))

    def on_row(done: int, total: int) -> None:
        if done % ROWS_OF_A_STEP == 0:
            share = done / max(done, total)
            step = READ + int((SAVED - READ) * share)
            progress(step, STEPS, _("Checking row {row}", row=Number(done)))

    with open_upload(upload) as file:
        return read_survey(
            file,
            upload.name,
            upload.benchmark,
            upload.csv_form,
            mapping_of(upload.mapping) if upload.mapping else None,
            JOB,
            on_row,
        )


@transaction.atomic
def _note_questions(upload: SurveyUpload) -> None:
    """Note that nothing stands against a survey but rows that look alike."""
    SurveyUpload.objects.filter(pk=upload.pk).update(only_questions=True)


@transaction.atomic
def discard_upload(upload: SurveyUpload, *, acting_user: Person) -> None:
    """Give up a survey that was sent; its file is removed."""
    require(acting_user, "keep_benchmark")
    held = SurveyUpload.objects.select_for_update().get(pk=upload.pk, owner=acting_user)
    if held.job and not held.job.is_over:
        raise BenchmarkError(
            _("The file is being imported."),
            where="survey",
            cure=_("Cancel the job first."),
        )
    if held.imported:
        raise BenchmarkError(
            _("The plants of this file have been imported, so the file cannot be discarded."),
            where="survey",
            cure=_("To change the plants, upload a corrected survey."),
        )
    record(
        "discard_survey", str(held.benchmark), acting_user=acting_user, before={"file": held.name}
    )
    _remove(held)


@transaction.atomic
def forget_uploads(before: datetime) -> int:
    """Remove surveys that were sent before a moment and their files; return how many."""
    old = list(SurveyUpload.objects.filter(created__lt=before))
    for upload in old:
        _remove(upload)
    return len(old)


def _remove(upload: SurveyUpload) -> None:
    storage, name = upload.file.storage, upload.file.name
    upload.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
