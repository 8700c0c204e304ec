"""`scp-centre tidy`: forget what has been kept long enough; run it once a day."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take the names of participants out of workshops that ended long ago "
        "(SCP_TRAINING_KEEP_DAYS, two years unless told); remove old sign-ins from the log "
        "(SCP_SECURITY_LOG_DAYS, one year unless told), old faults, sessions that ended, and "
        "newsletters that nobody confirmed. Run it once a day."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from django.core.management import call_command
    from django.utils import timezone

    from scp_centre.centre.audit.security import forget_old_security
    from scp_centre.centre.faults.fault_log import forget_old_faults
    from scp_centre.centre.roles.upkeep import tidy

    now = timezone.now()
    for line in tidy(now):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{forget_old_security(now)} old rows of the security log removed.\n")
    sys.stdout.write(f"{forget_old_faults(now)} old faults removed.\n")
    call_command("clearsessions")
    return 0
