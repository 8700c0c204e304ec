"""The long work of this role: harvests, imports, links."""

from collections import Counter

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.roles.clearinghouse.models import Source

BATCH = 100


@worker("clearinghouse_harvest")
def harvest_source(job: Job, progress: Progress) -> Made:
    """Harvest a source; the result is what was refused."""
    from scp_centre.roles.clearinghouse.actions.sources import harvest

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None:
        raise ClearinghouseError("The source is gone.", cure="Add it again.")
    tally = harvest(source, progress, job.owner)
    return "refused.txt", "\n".join(tally.refused).encode(), tally.tally_sentence()


@worker("clearinghouse_import")
def import_items(job: Job, progress: Progress) -> Made:
    """Import a file of items: all of it or, where that was asked for, what is right in it."""
    from scp_centre.roles.clearinghouse.collecting.files import is_table, read_references
    from scp_centre.roles.clearinghouse.collecting.keeping import Tally, keep_collected
    from scp_centre.roles.clearinghouse.collecting.tables import Leniency, collected, read_table

    source = Source.objects.filter(pk=job.payload["source"]).first()
    if source is None or not job.upload:
        raise ClearinghouseError("The file is gone.", cure="Send it again.")
    with job.upload.open("rb") as file:
        content = file.read()
    name = str(job.payload["name"])
    findings: list[Finding] = []
    notes: list[str] = []
    if is_table(name, content):
        mapping = {str(k): str(v) for k, v in dict(job.payload["mapping"]).items()}  # type: ignore[call-overload]
        left_out: Counter[tuple[str, str]] | None = (
            Counter() if job.payload.get("lenient") else None
        )
        leniency = Leniency(str(job.payload.get("type") or ""), left_out)
        items = list(collected(read_table(content, name), mapping, findings, leniency))
        notes = leniency.said()
    else:
        items = read_references(content, name, findings)
    if findings and not job.payload.get("skip"):
        raise WorkbookError(sorted(findings))
    tally = Tally()
    done = int(source.state.get(str(job.pk), 0))  # what an earlier try has done
    for start in range(done, len(items), BATCH):
        progress(start, len(items), f"{start} of {len(items)}")
        keep_collected(source, items[start : start + BATCH], tally, job.owner)
        state = {str(job.pk): min(start + BATCH, len(items))}
        Source.objects.filter(pk=source.pk).update(state=state)
    tally.refused += [str(f) for f in findings]
    said = tally.tally_sentence()
    Source.objects.filter(pk=source.pk).update(last_said=said[:500])
    return "refused.txt", "\n".join(tally.refused + notes).encode(), said


@worker("clearinghouse_links")
def look_at_links(job: Job, progress: Progress) -> Made:
    """Check the links that are due; those that fail twice come to the queue."""
    from scp_centre.roles.clearinghouse.collecting.links import check_links

    count, failed = check_links(progress)
    said = f"{count} links were checked, {failed} failed."
    return "links.txt", said.encode(), said
