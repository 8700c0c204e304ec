"""`scp-centre manage …`: Django's own commands."""

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["scp-centre manage", *arguments.words])
    return 0
