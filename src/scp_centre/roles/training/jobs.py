"""The long work of this role: mailing invitations."""

from scp_centre.centre.deliveries.once_per_reader import send_waiting, tally_of
from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Workshop


@worker("training_invitations")
def mail_invitations(job: Job, progress: Progress) -> Made:
    """Mail the invitations of a workshop to all who have not got theirs."""
    from scp_centre.roles.training.actions.invitations import compose_invitation

    workshop = Workshop.objects.filter(pk=job.payload["workshop"]).first()
    if workshop is None:
        raise TrainingError(
            _("This workshop has been deleted."), cure=_("No more people were invited.")
        )
    letter = str(job.payload["letter"])
    compose = compose_invitation(workshop, str(job.payload["address"]))
    try:
        send_waiting(
            letter,
            compose,
            since=job.started or job.created,
            after=lambda done, total: progress(
                done, total, _("{done} of {total}", done=done, total=total)
            ),
        )
    except OSError:
        raise TrainingError(
            _("The mail server is not accepting e-mails at the moment."),
            cure=_("Try again later. Nobody will receive the invitation twice."),
        ) from None
    tally = tally_of(letter)
    sent, refused = tally["sent"], tally["refused"]
    said = f"Sent: {sent}. Refused: {refused}."
    return "invitations.txt", said.encode(), said
