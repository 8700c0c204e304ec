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

    from scp_centre.roles.production.actions.reminders import send_reminders
    from scp_centre.roles.training.actions.courses import remind_learners
    from scp_centre.roles.training.actions.plenary import remind_follow_up

    today = timezone.localdate()
    sent = send_reminders(today) + remind_learners(today) + remind_follow_up(today)
    sys.stdout.write(f"{sent} reminders sent.\n")
    return 0
