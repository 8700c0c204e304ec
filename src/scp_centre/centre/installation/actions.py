"""What an administrator does to get an installation ready."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import InstallationError
from scp_centre.centre.installation.readiness import TEST_LETTER, has_mail_server
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _

REFUSALS = (OSError, SMTPException)  # what a mail server that is away or refuses raises


def send_test_letter(*, acting_user: Person) -> bool:
    """Send a letter to oneself and note what became of it; return whether the server took it.

    The letter goes out before anything is noted, so that the note says what happened.
    """
    require(acting_user, "change_centre")
    if not has_mail_server():
        raise InstallationError(
            _("There is no mail server to test."),
            where="mail",
            cure=_("Set SCP_SMTP_URL and SCP_MAIL_FROM, and start the server again."),
        )
    say = current_speaker()
    error = ""
    try:
        send_mail(
            say(_("Test letter of your centre")),
            say(_("If you read this, letters of the centre arrive.")) + "\n",
            settings.DEFAULT_FROM_EMAIL,
            [acting_user.email],
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
