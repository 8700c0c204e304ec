"""`scp-centre tidy`: forget the people of workshops that ended long ago; run it once a day."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take the names of participants out of workshops that ended long ago "
        "(SCP_TRAINING_KEEP_DAYS, two years unless told). Run it once a day."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from django.utils import timezone

    from scp_centre.roles.training.actions.privacy import anonymise_old

    sys.stdout.write(f"{anonymise_old(timezone.now())} participants forgotten.\n")
    return 0
