"""`scp-centre ready`: what is missing before the public can use this installation."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "List what is missing before the public can use this installation. The exit status is 1 "
        "when something is missing."
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    from scp_centre.centre.readiness.checks import State, list_checks

    checks = list_checks()
    for check in checks:
        sys.stdout.write(f"{check.state:<8} {check.title}: {check.fact}\n")
        if check.state != State.READY:
            sys.stdout.write(f"         {check.until_then}\n         {check.cure}\n")
    return int(any(check.state == State.MISSING for check in checks))
