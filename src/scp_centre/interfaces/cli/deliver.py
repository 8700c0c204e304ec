"""`scp-centre deliver`: send what followers wait for, harvest what is due, look at links."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Send the e-mails that are due, bring new items to the companies that they fit, harvest "
        "the sources that are due, and look at links. The worker does the same every minute; "
        "letters need SCP_PUBLIC_ADDRESS for their links."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    sent, harvests = deliver()
    sys.stdout.write(f"{sent} letters sent, {harvests} harvests queued.\n")
    return 0


def deliver() -> tuple[int, int]:
    """Do what is due; return how many letters were sent and jobs queued."""
    from django.conf import settings
    from django.utils import timezone

    from scp_centre.centre.installation.addresses import public_address
    from scp_centre.centre.roles import upkeep
    from scp_centre.interfaces.journeys.knowledge_alerts import bring_new

    base = public_address()  # links that lead nowhere are not sent
    if not base and settings.SAMPLE_CENTRE:
        base = "http://127.0.0.1:8000"
    done = upkeep.deliver(timezone.now(), base)
    bring_new()
    return done.letters, done.jobs
