"""`scp-centre assess factory.xlsx -o out/`: from a workbook to the report, without a database."""

import argparse
import sys
import time
from pathlib import Path

from scp_centre.centre.errors import CentreError
from scp_centre.methods.errors import MethodError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", help="the workbook (.xlsx), made from the template")
    parser.add_argument("-o", "--output", default="out", help="folder for the results (out)")
    parser.add_argument("-l", "--language", default="en", choices=("en", "fr", "es", "ar"))
    parser.add_argument("--no-report", action="store_true", help="results as data only")


def run(arguments: argparse.Namespace) -> int:
    from scp_centre.roles.production.report.results_folder import write_results
    from scp_centre.roles.production.workbook import WorkbookError, read_workbook

    try:
        path = Path(arguments.workbook)
        if not path.is_file():
            sys.stderr.write(f"{path} is not there. Check the file's name.\n")
            return 2
        started = time.perf_counter()
        file = read_workbook(path)
        written = write_results(
            file, Path(arguments.output), arguments.language, arguments.no_report
        )
    except WorkbookError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        for finding in error.findings:
            sys.stderr.write(f"  {finding}\n")
        return 2
    except (MethodError, CentreError) as error:
        where = f"{error.where}: " if error.where else ""
        sys.stderr.write(f"{where}{error.message} {error.cure}\n")
        return 2
    for line in written:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{time.perf_counter() - started:.1f} s\n")
    return 0
