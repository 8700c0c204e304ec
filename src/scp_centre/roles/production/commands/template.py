"""`scp-centre template -o factory.xlsx`: the empty workbook, or that of a sample company."""

import argparse
import sys
from pathlib import Path

from scp_centre.centre.command_files import write_output

SAMPLES = ("dairy", "dyehouse", "plating")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", default="factory.xlsx", help="file to write")
    parser.add_argument("-l", "--language", default="en", choices=("en", "fr", "es", "ar"))
    parser.add_argument("--sample", choices=SAMPLES, help="filled in with a fictional company")


def run(arguments: argparse.Namespace) -> int:
    from scp_centre.roles.production.sample import sample_file
    from scp_centre.roles.production.workbook import write_workbook

    file = sample_file(arguments.sample) if arguments.sample else None
    path = Path(arguments.output)
    if not path.parent.is_dir():
        sys.stderr.write(f"The folder {path.parent} is not there. Make it first.\n")
        return 2
    write_output(path, write_workbook(file, language=arguments.language))
    sys.stdout.write(f"{path}\n")
    return 0
