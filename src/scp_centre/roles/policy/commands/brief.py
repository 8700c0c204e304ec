"""Compute a policy brief again: every figure of its bundle, without any database."""

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which bundle."""
    parser.add_argument("bundle", type=Path, help="the ZIP from the page of the brief")


def run(arguments: argparse.Namespace) -> int:
    """Print each figure as stated and as computed; 0 when all agree."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.bare")
    django.setup()
    from scp_centre.methods.errors import SpokenError
    from scp_centre.roles.policy.brief_bundle import check_bundle

    try:
        with arguments.bundle.open("rb") as file:
            found = list(check_bundle(file))
    except OSError as error:
        sys.stderr.write(f"{arguments.bundle}: {error.strerror}\n")
        return 2
    except SpokenError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    for one in found:
        mark = "agrees" if one.agrees else "DIFFERS"
        sys.stdout.write(f"{mark:8} {one.name}: {one.computed}\n")
        if not one.agrees:
            sys.stdout.write(f"         the brief states: {one.stated}\n")
    wrong = sum(not one.agrees for one in found)
    sys.stdout.write(f"{len(found)} figures, {wrong} differ.\n")
    return 1 if wrong else 0
