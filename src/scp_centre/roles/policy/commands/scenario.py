"""Run a policy scenario on a national table, both as files: the same as on the page."""

import argparse
import json
import os
import sys
from pathlib import Path

from scp_centre.centre.command_files import write_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which table and scenario."""
    parser.add_argument("table", type=Path, help="the template filled in: XLSX, or ZIP of CSV")
    parser.add_argument("scenario", type=Path, help="a scenario file (JSON)")
    parser.add_argument("--gwp", default="AR6", help="AR4, AR5 or AR6; AR6 when left out")
    parser.add_argument("-o", "--output", type=Path, help="write the whole result here, as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what changes by indicator; return 0 when done, 2 for wrong input."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.bare")
    django.setup()
    from scp_centre.centre.sheets.findings import WorkbookError
    from scp_centre.methods.errors import SpokenError

    try:
        _run(arguments)
    except WorkbookError as error:
        for finding in error.findings:
            sys.stderr.write(f"{finding}\n")
        return 2
    except SpokenError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return 2
    return 0


def _run(arguments: argparse.Namespace) -> None:
    from scp_centre.centre.translation import speaker
    from scp_centre.methods.scenarios import Engine
    from scp_centre.roles.policy.scenario_results import plain_result
    from scp_centre.roles.policy.scenario_runs import read_scenario
    from scp_centre.roles.policy.sentences import scenario_sentence
    from scp_centre.roles.policy.tables.table_import import build
    from scp_centre.roles.policy.tables.table_reader import read_table

    with arguments.table.open("rb") as file:
        table = read_table(file, arguments.table.name)
    scenario = read_scenario(arguments.scenario.read_bytes())
    result = plain_result(Engine(build(table, arguments.gwp).economy).run(scenario))
    if arguments.output:
        text = json.dumps(result, ensure_ascii=False, indent=1)
        write_output(arguments.output, text)
    for place in range(len(result["indicators"])):
        said = scenario_sentence(result, scenario.title, place, speaker("en"))
        sys.stdout.write(f"{said}\n")
