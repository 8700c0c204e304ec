"""`scp-centre tidy`: forget what has been kept long enough; run it once a day."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take the names of participants out of workshops that ended long ago "
        "(SCP_TRAINING_KEEP_DAYS, two years unless told); remove old sign-ins from the log "
        "(SCP_SECURITY_LOG_DAYS, one year unless told), old faults, sessions that ended, counts "
        "of limits that are over, and newsletters that nobody confirmed. Run it once a day."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from django.core.management import call_command
    from django.utils import timezone

    from scp_centre.centre.audit.security import forget_old_security
    from scp_centre.centre.faults.fault_log import forget_old_faults
    from scp_centre.centre.limits.tallies import forget_ended
    from scp_centre.roles.clearinghouse.actions.followers import forget_unconfirmed
    from scp_centre.roles.training.actions.privacy import anonymise_old

    now = timezone.now()
    sys.stdout.write(f"{anonymise_old(now)} participants forgotten.\n")
    sys.stdout.write(f"{forget_old_security(now)} old rows of the security log removed.\n")
    sys.stdout.write(f"{forget_old_faults(now)} old faults removed.\n")
    sys.stdout.write(f"{forget_unconfirmed(now)} unconfirmed requests for news removed.\n")
    sys.stdout.write(f"{forget_ended(now)} counts that are over removed.\n")
    call_command("clearsessions")
    return 0
