"""The long work of this role: reading a national table, the range of a scenario."""

from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.methods.messages import _
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.queries import RANGE_JOB


@worker("policy_table")
def load_table_file(job: Job, progress: Progress) -> Made:
    """Read, check and keep the table of a file; the result is what was found in it."""
    from scp_centre.roles.policy.actions.tables import keep_table
    from scp_centre.roles.policy.tables.check_messages import check_sentences

    if not job.upload:
        raise PolicyError(_("The file no longer exists."), cure=_("Load the list again."))
    progress(1, 3, _("Reading the sheets"))
    with job.upload.open("rb") as file:
        content = file.read()
    progress(2, 3, _("Calculating and saving the table"))
    table = keep_table(content, str(job.payload["name"]), acting_user=job.owner)
    lines = [f"{s} {c}".strip() for _unused, s, c in check_sentences(table, str)]
    name = f"{table.country} {table.year}".replace("/", "-")
    return f"{name}-checks.txt", "\n".join(lines).encode(), _("The table has been loaded.")


@worker(RANGE_JOB, act="see_policy")
def compute_range(job: Job, progress: Progress) -> Made:
    """Run a scenario with all draws of its ranges; what it gives is kept for its page."""
    from scp_centre.roles.policy.models import Scenario
    from scp_centre.roles.policy.scenario_runs import result_of

    scenario = Scenario.objects.filter(pk=job.payload["scenario"]).select_related("table").first()
    if scenario is None:
        raise PolicyError(_("This scenario has been deleted."), cure=_("Go back to the scenarios."))

    def tell(done: int, draws: int) -> None:
        progress(done, draws, _("Calculating the range"))

    result_of(scenario, tell)
    return "", b"", _("The range has been calculated and is shown on the scenario page.")
