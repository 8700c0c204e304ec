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
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from scp_centre.centre.installation.addresses import public_address
    from scp_centre.centre.jobs.models import Job
    from scp_centre.interfaces.journeys.knowledge_alerts import bring_new
    from scp_centre.roles.clearinghouse.actions.followers import send_digests
    from scp_centre.roles.clearinghouse.actions.sources import (
        ask_harvest,
        ask_link_check,
        due_sources,
        keeper,
    )
    from scp_centre.roles.clearinghouse.actions.suggestions import tell_suggesters

    now = timezone.now()
    base = public_address()
    if not base and settings.SAMPLE_CENTRE:
        base = "http://127.0.0.1:8000"
    sent = 0
    if base:  # links that lead nowhere are not sent
        sent = send_digests(now, base) + tell_suggesters(now, base)
    bring_new()
    person = keeper()
    if person is None:
        return sent, 0
    day = now - timedelta(days=1)
    recent = Job.objects.filter(created__gt=day)
    queued = 0
    for source in due_sources():
        if not recent.filter(kind="clearinghouse_harvest", payload__source=source.pk).exists():
            ask_harvest(source, acting_user=person)
            queued += 1
    if settings.WATCH_LINKS and not recent.filter(kind="clearinghouse_links").exists():
        ask_link_check(acting_user=person)
        queued += 1
    return sent, queued
