"""`scp-centre tidy`: forget what has been kept long enough; run it once a day."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Delete data that need not be stored any longer: names of participants of old workshops "
        "(SCP_TRAINING_KEEP_DAYS, default two years), requests for an assessment "
        "(SCP_REQUEST_KEEP_DAYS after the answer, default 90), old sign-ins in the log "
        "(SCP_SECURITY_LOG_DAYS, default one year), old unexpected errors, ended sessions, counts "
        "of limits that are over, unfinished and stray files, and newsletters that "
        "nobody confirmed. Check the index of the search. Run this command once a day."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from scp_centre.centre.audit.security import forget_old_security
    from scp_centre.centre.deliveries.once_per_reader import forget_old_deliveries
    from scp_centre.centre.faults.fault_log import forget_old_faults
    from scp_centre.centre.installation.stray_files import remove_stray_files
    from scp_centre.centre.installation.whole_files import remove_unfinished
    from scp_centre.centre.limits.tallies import forget_ended
    from scp_centre.centre.public_site.request_actions import forget_requests
    from scp_centre.centre.roles.upkeep import tidy
    from scp_centre.centre.search.entries import complete_index

    now = timezone.now()
    for line in tidy(now):
        sys.stdout.write(f"{line}\n")
    things = max((count for _done, count in complete_index()), default=0)
    sys.stdout.write(f"{things} things checked in the index of the search.\n")
    sys.stdout.write(f"{forget_requests(now)} old requests for an assessment removed.\n")
    sys.stdout.write(f"{forget_old_security(now)} old rows of the security log removed.\n")
    sys.stdout.write(f"{forget_old_faults(now)} old faults removed.\n")
    sys.stdout.write(f"{forget_old_deliveries(now)} rows of letters that went removed.\n")
    files, day = settings.DATA / "files", 24 * 3600
    unfinished = remove_unfinished(files, now.timestamp() - day)
    sys.stdout.write(f"{unfinished} files removed that were never written to their end.\n")
    stray = remove_stray_files(now.timestamp() - day)
    sys.stdout.write(f"{stray} files of uploads removed that nothing names.\n")
    sys.stdout.write(f"{forget_ended(now)} counts that are over removed.\n")
    call_command("clearsessions")
    return 0
