"""`scp-centre remind`: mail reminders of measures that are due; run it once a day."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Mail reminders of measures that are due and courses that end soon. Run it once a day."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from django.utils import timezone

    from scp_centre.centre.mail import has_mail_server
    from scp_centre.centre.roles.upkeep import remind

    if not has_mail_server():
        sys.stdout.write("This centre has no mail server: no reminder was sent.\n")
        return 0
    sent = remind(timezone.localdate())
    sys.stdout.write(f"{sent} reminders sent.\n")
    return 0
