"""The long work of this role: harvests, imports, links."""

from collections import Counter
from typing import TYPE_CHECKING

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.sheets.csv_reader import CsvForm
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Source

if TYPE_CHECKING:
    from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected, Tally
    from scp_centre.roles.clearinghouse.harvest.tables import Leniency, Table

BATCH = 100


@worker("clearinghouse_harvest")
def harvest_source(job: Job, progress: Progress) -> Made:
    """Harvest a source; the result is what was refused."""
    from scp_centre.roles.clearinghouse.actions.sources import harvest

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None:
        raise ClearinghouseError(_("The source is gone."), cure=_("Add it again."))
    tally = harvest(source, progress, job.owner)
    return "refused.txt", "\n".join(tally.refused).encode(), tally.tally_sentence()


@worker("clearinghouse_import")
def import_items(job: Job, progress: Progress) -> Made:
    """Import a file of items: all of it or, where that was asked for, what is right in it."""
    from scp_centre.roles.clearinghouse.harvest.harvested_items import Tally
    from scp_centre.roles.clearinghouse.harvest.item_files import is_table, read_references
    from scp_centre.roles.clearinghouse.harvest.tables import collected, read_table

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None or not job.upload:
        raise ClearinghouseError(_("The file is gone."), cure=_("Send it again."))
    with job.upload.open("rb") as file:
        content = file.read()
    name = str(job.payload["name"])
    findings: list[Finding] = []
    notes: list[str] = []
    table: Table | None = None
    if is_table(name, content):
        table = read_table(content, name, _form_of(job))
        leniency = _leniency_of(job)
        items = list(collected(table, _mapping_of(job), findings, leniency))
        notes = leniency.said()
    else:
        items = read_references(content, name, findings)
        notes = [f"{one.origin}: {lost}" for one in items if one.draft for lost in one.draft.lost]
    if findings and not job.payload.get("skip"):
        raise WorkbookError(sorted(findings))
    tally = Tally()
    _count_refused(findings, tally)
    _keep_in_batches(job, source, items, tally, progress)
    said = tally.tally_sentence()
    Source.objects.filter(pk=source.pk).update(last_said=said)
    return *_report(job, table, tally, notes), said


def _form_of(job: Job) -> CsvForm:
    """Return what the user said of the encoding and separator of a text table."""
    return CsvForm(str(job.payload.get("encoding", "")), str(job.payload.get("separator", "")))


def _mapping_of(job: Job) -> dict[str, str]:
    return {str(k): str(v) for k, v in dict(job.payload["mapping"]).items()}  # type: ignore[call-overload]


def _leniency_of(job: Job) -> "Leniency":
    from scp_centre.roles.clearinghouse.harvest.tables import Leniency

    left_out: Counter[tuple[str, str]] | None = Counter() if job.payload.get("lenient") else None
    return Leniency(str(job.payload.get("type") or ""), left_out)


def _count_refused(findings: list[Finding], tally: "Tally") -> None:
    """Count refused rows, not mistakes: a row with three of them is one row."""
    by_place: dict[tuple[str, int], list[Finding]] = {}
    for finding in sorted(findings):
        by_place.setdefault((finding.sheet, finding.row), []).append(finding)
    for (_unused, row), wrong in by_place.items():
        tally.refused.append(" ".join(str(finding) for finding in wrong))
        if row:
            tally.rows[row] = [
                f"{f.column + ': ' if f.column else ''}{f.message} {f.cure}".strip() for f in wrong
            ]


def _keep_in_batches(
    job: Job, source: Source, items: "list[Collected]", tally: "Tally", progress: Progress
) -> None:
    from scp_centre.roles.clearinghouse.harvest.harvested_items import keep_collected

    done = int(source.state.get(str(job.pk), 0))  # what an earlier try has done
    for start in range(done, len(items), BATCH):
        progress(start, len(items), _("{start} of {len}", start=start, len=len(items)))
        keep_collected(source, items[start : start + BATCH], tally, job.owner)
        state = {str(job.pk): min(start + BATCH, len(items))}
        Source.objects.filter(pk=source.pk).update(state=state)


def _report(job: Job, table: "Table | None", tally: "Tally", notes: list[str]) -> tuple[str, bytes]:
    """Return what was refused: the rows of a table to be mended, else sentences."""
    from scp_centre.roles.clearinghouse.harvest.tables import WHY, refused_rows

    if table is None:
        return "refused.txt", "\n".join(tally.refused + notes).encode()
    say = speaker(job.owner.language if job.owner else "en")
    return "refused-rows.csv", refused_rows(table, tally.rows, notes, say(WHY))


@worker("clearinghouse_links")
def look_at_links(job: Job, progress: Progress) -> Made:
    """Check the links that are due; those that fail twice come to the queue."""
    from scp_centre.roles.clearinghouse.harvest.links import check_links

    count, failed = check_links(progress)
    said = f"{count} links were checked, {failed} failed."
    return "links.txt", said.encode(), said
