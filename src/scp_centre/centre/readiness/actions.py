"""What an administrator does to get an installation ready."""

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import InstallationError
from scp_centre.centre.mail import REFUSALS, hand_over, has_mail_server, write
from scp_centre.centre.readiness.checks import TEST_LETTER
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _


def send_test_letter(*, acting_user: Person) -> bool:
    """Send a letter to oneself and note what became of it; return whether the server took it.

    The letter goes out before anything is noted, so that the note says what happened.
    """
    require(acting_user, "change_centre")
    if not has_mail_server():
        raise InstallationError(
            _("There is no mail server to test."),
            where="mail",
            cure=_("Set SCP_SMTP_URL and SCP_MAIL_FROM, then restart the server."),
        )
    say = current_speaker()
    name = str(Centre.objects.first() or "scp-centre")
    error = ""
    try:
        hand_over(
            write(
                acting_user.email,
                say(_("Test e-mail from {centre}", centre=name)),
                say(
                    _(
                        "E-mail from {centre} works. This is the test message you asked for.",
                        centre=name,
                    )
                )
                + "\n",
            )
        )
    except REFUSALS as refusal:
        error = str(refusal)[:200] or type(refusal).__name__
    with transaction.atomic():
        record(
            TEST_LETTER,
            acting_user.email,
            acting_user=acting_user,
            after={"error": error} if error else {"accepted": True},
        )
    return not error
