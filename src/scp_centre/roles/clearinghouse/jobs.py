"""The long work of this role: harvests, imports, links."""

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from scp_centre.centre.deliveries.once_per_reader import tally_of
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.installation.fair_writing import in_small_pieces
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _, n_, sentences
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Newsletter, Source

if TYPE_CHECKING:
    from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected, Tally
    from scp_centre.roles.clearinghouse.harvest.table_items import Leniency
    from scp_centre.roles.clearinghouse.harvest.tables import Table

MOST_SHOWN = 20  # refused rows on the page of a job; the file has all


@worker("clearinghouse_harvest")
def harvest_source(job: Job, progress: Progress) -> Made:
    """Harvest a source; the result is what was refused."""
    from scp_centre.roles.clearinghouse.actions.sources import harvest

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None:
        raise ClearinghouseError(_("The source has been deleted."), cure=_("Add the source again."))
    tally = harvest(source, progress, job.owner)
    return "refused.txt", "\n".join(tally.refused).encode(), tally.tally_sentence()


@worker("clearinghouse_import")
def import_items(job: Job, progress: Progress) -> Made:
    """Import a file of items: all of it or, where that was asked for, what is right in it."""
    from scp_centre.roles.clearinghouse.harvest.item_files import is_table, read_references
    from scp_centre.roles.clearinghouse.harvest.table_items import collected, headings_of
    from scp_centre.roles.clearinghouse.harvest.tables import read_table

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None or not job.upload:
        raise ClearinghouseError(_("The file has been deleted."), cure=_("Upload the file again."))
    with job.upload.open("rb") as file:
        content = file.read()
    name = str(job.payload["name"])
    findings: list[Finding] = []
    notes: list[Finding] = []
    table: Table | None = None
    if is_table(name, content):
        table = read_table(content, name, _form_of(job))
        leniency = _leniency_of(job)
        mapping = _mapping_of(job)
        items = list(collected(table, mapping, findings, leniency))
        notes = leniency.notes(headings_of(mapping))
    else:
        items = read_references(content, name, findings)
        notes = [
            Finding("", 0, "", lost, "", one.origin)
            for one in items
            if one.draft
            for lost in one.draft.lost
        ]
    if findings and not job.payload.get("skip"):
        raise WorkbookError(sorted(findings))
    done, tally = _done_before(job, source)
    _keep_in_batches(job, source, items[done:], done, tally, progress)
    _count_refused(findings, tally)
    said = tally.tally_sentence()
    Source.objects.filter(pk=source.pk).update(last_said=said)
    return *_report(job, table, tally, notes), said, _shown(tally, notes)


def _form_of(job: Job) -> CsvForm:
    """Return what the user said of the encoding and separator of a text table."""
    return CsvForm(str(job.payload.get("encoding", "")), str(job.payload.get("separator", "")))


def _mapping_of(job: Job) -> dict[str, str]:
    return {str(k): str(v) for k, v in dict(job.payload["mapping"]).items()}  # type: ignore[call-overload]


def _leniency_of(job: Job) -> "Leniency":
    from scp_centre.roles.clearinghouse.harvest.table_items import Leniency

    left_out: Counter[tuple[str, str]] | None = Counter() if job.payload.get("lenient") else None
    return Leniency(str(job.payload.get("type") or ""), left_out)


def _count_refused(findings: list[Finding], tally: "Tally") -> None:
    """Count refused rows, not mistakes: a row with three of them is one row."""
    by_place: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in sorted(findings):
        place = (finding.file, finding.sheet, finding.row)
        by_place.setdefault(place, []).append(finding)
    for (file, _unused, row), wrong in by_place.items():
        tally.refused.append(" ".join(str(finding) for finding in wrong))
        if row and not file:
            tally.rows[row] = [_of_column(finding) for finding in wrong]
        else:
            tally.whole += wrong


def _of_column(finding: Finding) -> str:
    """Return what is wrong with a row, with its column."""
    words = sentences(finding.message, finding.cure)
    if not finding.column:
        return words
    return _("{column}: {words}", column=finding.column, words=words)


def _done_before(job: Job, source: Source) -> tuple[int, "Tally"]:
    """Return how many items an interrupted try of this job has saved, and its counts."""
    from scp_centre.roles.clearinghouse.harvest.harvested_items import Tally

    held = source.state.get("imports", {}).get(str(job.pk), {})
    return int(held.get("done", 0)), Tally.from_state(held.get("tally", {}))


def _keep_in_batches(
    job: Job,
    source: Source,
    items: "list[Collected]",
    done: int,
    tally: "Tally",
    progress: Progress,
) -> None:
    """Save the items, each batch together with the counts so far.

    done : how many an interrupted try has saved already
    """
    from scp_centre.roles.clearinghouse.actions.harvested_items import keep_collected
    from scp_centre.roles.clearinghouse.harvest.harvested_items import BATCH

    whole = done + len(items)
    for batch in in_small_pieces(items, BATCH):
        progress(done, whole, _("{done} of {whole}", done=done, whole=whole))
        with transaction.atomic():
            keep_collected(source, batch, tally, job.owner)
            done += len(batch)
            _note_progress(source, job, {"done": done, "tally": tally.as_state()})


def _note_progress(source: Source, job: Job, held: dict[str, object]) -> None:
    """Note how far an import is; what the source's harvests and other imports noted stays."""
    state = dict(Source.objects.select_for_update().get(pk=source.pk).state)
    imports = state.get("imports", {})
    done = Job.objects.filter(pk__in=imports, state=State.DONE).values_list("pk", flat=True)
    over = {str(pk) for pk in done}
    left = {pk: one for pk, one in imports.items() if pk not in over}
    state["imports"] = left | {str(job.pk): held}
    Source.objects.filter(pk=source.pk).update(state=state)


def _shown(tally: "Tally", notes: list[Finding]) -> list[Finding]:
    """Return what the page of the job shows: the first rows that were refused, and why."""
    rows = [
        Finding("", row, "", sentences(*why), "")
        for row, why in sorted(tally.rows.items())[:MOST_SHOWN]
    ]
    return rows + tally.whole[:MOST_SHOWN] + notes[:MOST_SHOWN]


def _report(
    job: Job, table: "Table | None", tally: "Tally", notes: list[Finding]
) -> tuple[str, bytes]:
    """Return what was refused: the rows of a table to be corrected, else sentences."""
    from scp_centre.roles.clearinghouse.harvest.tables import WHY, refused_rows

    if table is None:
        return "refused.txt", "\n".join([*tally.refused, *map(str, notes)]).encode()
    say = speaker(job.owner.language if job.owner else "en")
    return "refused-rows.csv", refused_rows(table, tally.rows, say(WHY))


@worker("clearinghouse_newsletter")
def send_newsletter(job: Job, progress: Progress) -> Made:
    """Send a newsletter to the readers who have not got it."""
    from scp_centre.roles.clearinghouse.actions.newsletters import deliver_newsletter, name_of

    letter = Newsletter.objects.filter(pk=job.payload["newsletter"]).first()
    if letter is None:
        raise ClearinghouseError(
            _("This newsletter has been deleted."), cure=_("Write another newsletter.")
        )
    try:
        deliver_newsletter(
            letter,
            str(job.payload["base"]),
            job.started or job.created,
            lambda done, total: progress(
                done, total, _("{done} of {total}", done=done, total=total)
            ),
        )
    except OSError:
        raise ClearinghouseError(
            _("The mail server is not accepting e-mails at the moment."),
            cure=_("Try again later. No reader receives the newsletter twice."),
        ) from None
    tally = tally_of(name_of(letter))
    sent, refused = tally["sent"], tally["refused"]
    said = _("E-mails sent: {sent}. E-mails refused: {refused}.", sent=sent, refused=refused)
    return "newsletter.txt", said.encode(), said


@worker("clearinghouse_links")
def look_at_links(job: Job, progress: Progress) -> Made:
    """Check the links that are due; those that fail twice come to the queue."""
    from scp_centre.roles.clearinghouse.harvest.links import check_links

    count, failed = check_links(progress)
    said = n_(
        "{count} link was checked and {failed} failed.",
        "{count} links were checked and {failed} failed.",
        count,
        failed=failed,
    )
    return "links.txt", said.encode(), said
