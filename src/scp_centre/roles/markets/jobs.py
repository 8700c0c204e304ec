"""The long work of this role: reading a file of tenders."""

from typing import BinaryIO, cast

from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.methods.messages import _, n_
from scp_centre.roles.markets.errors import MarketError

STEPS, READ = 100, 80


@worker("tenders", act="import_tenders")
def import_tenders(job: Job, progress: Progress) -> Made:
    """Read a file of tenders and keep what it holds."""
    from scp_centre.roles.markets.actions import keep_tenders
    from scp_centre.roles.markets.tender_files import read_tender_file

    if not job.upload:
        raise MarketError(_("The file no longer exists."), cure=_("Import the file again."))
    progress(0, STEPS, _("Reading the file"))
    read = read_tender_file(
        lambda: cast(BinaryIO, job.upload.storage.open(str(job.upload.name), "rb"))
    )
    progress(READ, STEPS, _("Saving the tenders"))
    file = keep_tenders(read, **_said(job), acting_user=job.owner)
    return (
        "",
        b"",
        n_(
            "{count} new tender has been imported. Open Markets, then Tenders.",
            "{count} new tenders have been imported. Open Markets, then Tenders.",
            file.new,
        ),
    )


def _said(job: Job) -> dict[str, str]:
    return {name: str(job.payload[name]) for name in ("name", "source", "content_hash")}
