"""`scp-centre manage …`: Django's own commands."""

import argparse

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")


def run(arguments: argparse.Namespace) -> int:
    open_installation(prepared=False)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["scp-centre manage", *arguments.words])
    return 0
