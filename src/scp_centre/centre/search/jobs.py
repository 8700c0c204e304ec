"""Complete the index of the search as a job, such as after an upgrade."""

from scp_centre.centre.jobs.actions import Made, Progress, queue_job, worker
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Person, Role
from scp_centre.centre.search.entries import complete_index, is_complete
from scp_centre.methods.messages import _, n_

KIND = "search_index"


def queue_missing_index() -> bool:
    """Queue the job when the index was never made of everything; return whether it was queued.

    Its owner is an administrator, since a job belongs to somebody; before there is one, there is
    nothing to be found either.
    """
    if (
        is_complete()
        or Job.objects.filter(kind=KIND, state__in=(State.WAITING, State.RUNNING)).exists()
    ):
        return False
    owner = Person.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR).first()
    if owner is None:
        return False
    queue_job(KIND, _("Update the search index"), {}, acting_user=owner, organisation=None)
    return True


@worker(KIND)
def _complete(job: Job, progress: Progress) -> Made:
    done = 0
    for done, count in complete_index():
        progress(done, count, _("Updating the search index"))
    return "", b"", n_("{count} record checked.", "{count} records checked.", done)
