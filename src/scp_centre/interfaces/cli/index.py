"""`scp-centre index`: complete the index of the search across everything."""

import argparse
import sys

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Index all that may be found and is not in the index as it stands, and take out what is "
        "gone. Searches go on meanwhile. The server does this by itself after an upgrade, and "
        "'tidy' each night."
    )
    parser.add_argument(
        "--again", action="store_true", help="forget the index first; until the end less is found"
    )


def run(arguments: argparse.Namespace) -> int:
    open_installation()
    build_index(again=arguments.again)
    return 0


def build_index(*, again: bool) -> None:
    """Complete the index, and say how far it is."""
    from scp_centre.centre.search.entries import clear_index, complete_index

    if again:
        clear_index()
    shown = 0
    for done, count in complete_index():
        if done - shown >= 5_000 or done == count:
            sys.stdout.write(f"{done} of {count} things\n")
            sys.stdout.flush()
            shown = done
