"""The long work of this role: check the plants, score them, release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import Message, _, n_, sentences
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.kept_results import (
    CHECK,
    CHECK_JOB,
    CORRECTIONS_JOB,
    METHOD_JOB,
    RELEASE_JOB,
    SURVEY_JOB,
)
from scp_centre.roles.benchmarks.models import Benchmark, KeptMapping, SurveyUpload
from scp_centre.roles.benchmarks.surveys.survey_mapping import mapping_of
from scp_centre.roles.benchmarks.surveys.survey_queries import (
    lacking_sentence,
    layout_sentence,
    open_upload,
)

if TYPE_CHECKING:
    from scp_centre.roles.benchmarks.actions.benchmarks import KeptPlants


@worker(RELEASE_JOB, act="see_plants")
def release(job: Job, progress: Progress) -> Made:
    """Check everything that the release would publish, and release it."""
    from scp_centre.roles.benchmarks.actions.benchmarks import release_benchmark

    benchmark = Benchmark.objects.get(pk=job.payload["benchmark"])
    progress(1, 2, _("Checking whether anyone could work out a plant's figure"))
    made = release_benchmark(benchmark, acting_user=job.owner)
    said = _("Release {version} is published. It is listed on the benchmark’s page.",
             version=made.version)  # fmt: skip
    return "", b"", said


@worker(METHOD_JOB, act="see_plants")
def score(job: Job, progress: Progress) -> Made:
    """Score the plants by a method, and keep the scores for the method's page."""
    from scp_centre.roles.benchmarks import kept_results
    from scp_centre.roles.benchmarks.actions.job_requests import keep_result

    benchmark = Benchmark.objects.get(pk=job.payload["benchmark"])
    approach = str(job.payload["approach"])
    state = kept_results.state_of(benchmark)
    progress(1, 2, _("Scoring the plants"))
    scores, refused = kept_results.compute_scores(benchmark, approach)
    content = kept_results.pack_scores(scores, refused)
    keep_result(benchmark, approach, state, content, acting_user=job.owner)
    return "", b"", _("The scores appear on the page “Data and method”.")


@worker(CHECK_JOB, act="see_plants")
def check(job: Job, progress: Progress) -> Made:
    """Look for outliers, moves and twins, and keep what was found for the plants' page."""
    from scp_centre.roles.benchmarks import kept_results
    from scp_centre.roles.benchmarks.actions.job_requests import keep_result

    benchmark = Benchmark.objects.get(pk=job.payload["benchmark"])
    state = kept_results.state_of(benchmark)
    progress(1, 2, _("Looking for outliers, large changes and duplicates"))
    content = kept_results.look_at(benchmark)
    keep_result(benchmark, CHECK, state, content, acting_user=job.owner)
    return "", b"", _("The findings appear on the benchmark’s page, next to the plants.")


@worker(SURVEY_JOB, act="keep_benchmark")
def import_survey(job: Job, progress: Progress) -> Made:
    """Import the plants of a survey that its sender has seen read."""
    from scp_centre.roles.benchmarks.actions.survey_uploads import import_upload

    upload = _upload_of(job)
    accepts = bool(job.payload["accepts"])
    done = import_upload(upload, progress, accepts_questions=accepts, acting_user=job.owner)
    layout = KeptMapping.objects.filter(pk=job.payload.get("layout")).first()
    mapping = mapping_of(upload.mapping) if upload.mapping else None
    said = sentences(
        *_count_sentences(done.plants),
        layout_sentence(layout, mapping, upload.benchmark) if layout and mapping else "",
        lacking_sentence(done.lacking),
    )
    return "", b"", said, done.left_out


@worker(CORRECTIONS_JOB, act="keep_benchmark")
def make_corrections(job: Job, progress: Progress) -> Made:
    """Write the table of a large survey with what to correct in each row."""
    from scp_centre.roles.benchmarks.surveys.findings_file import write_findings

    upload = _upload_of(job)
    mapping = mapping_of(upload.mapping) if upload.mapping else None
    progress(1, 2, _("Checking each row"))
    with open_upload(upload) as file:
        say = speaker(job.payload["language"])
        content = write_findings(file, upload.name, upload.benchmark, mapping, upload.csv_form, say)
    return f"{upload.benchmark.slug}-to-correct.xlsx", content, ""


def _upload_of(job: Job) -> SurveyUpload:
    upload = SurveyUpload.objects.filter(pk=job.payload["survey"], owner=job.owner).first()
    if upload is None:
        raise BenchmarkError(
            _("The uploaded file was discarded."), where="survey", cure=_("Upload the file again.")
        )
    return upload


def _count_sentences(plants: KeptPlants) -> Iterator[Message]:
    """Yield how many plants are new, changed and unchanged."""
    if plants.new:
        yield n_("{count} new plant imported.", "{count} new plants imported.", plants.new)
    if plants.changed:
        yield n_(
            "{count} existing plant changed.", "{count} existing plants changed.", plants.changed
        )
    if plants.unchanged:
        yield n_(
            "{count} existing plant is unchanged.",
            "{count} existing plants are unchanged.",
            plants.unchanged,
        )
