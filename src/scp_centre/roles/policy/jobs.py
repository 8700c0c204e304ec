"""The long work of this role: reading a national table."""

from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.methods.messages import _
from scp_centre.roles.policy.errors import PolicyError


@worker("policy_table")
def load_table_file(job: Job, progress: Progress) -> Made:
    """Read, check and keep the table of a file; the result is what was found in it."""
    from scp_centre.roles.policy.actions.tables import keep_table
    from scp_centre.roles.policy.tables.check_messages import check_sentences

    if not job.upload:
        raise PolicyError(_("The file is gone."), cure=_("Load it again."))
    progress(1, 3, _("Reading the sheets"))
    with job.upload.open("rb") as file:
        content = file.read()
    progress(2, 3, _("Computing and saving the table"))
    table = keep_table(content, str(job.payload["name"]), acting_user=job.owner)
    lines = [f"{s} {c}".strip() for _unused, s, c in check_sentences(table, str)]
    name = f"{table.country} {table.year}".replace("/", "-")
    return f"{name}-checks.txt", "\n".join(lines).encode(), _("The table is loaded.")
