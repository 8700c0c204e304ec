"""Convert a global table that was downloaded, so that a country can be seen in it.

scp-centre world stressors exiobase3 IOT_2019_pxp.zip -o counted.csv
scp-centre world convert exiobase3 IOT_2019_pxp.zip --year 2019 --counted counted.csv
--title "EXIOBASE 3" --as analyst@example.org
"""

import argparse
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scp_centre.methods.messages import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to do with which table."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    listing = steps.add_parser("stressors", help="list what a table counts, to choose from")
    convert = steps.add_parser("convert", help="convert one or more years and keep them")
    for one in (listing, convert):
        one.add_argument("source", help="exiobase3, gloria, oecd, eora26 or wiod")
        one.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="what pymrio's reader takes beside, such as version=57 for GLORIA",
        )
    listing.add_argument("path", help="file or folder as downloaded")
    listing.add_argument("--year", type=int, default=2019)
    listing.add_argument("--gwp", default="AR6", help="AR4, AR5 or AR6")
    listing.add_argument("-o", "--output", type=Path, required=True, help="the list, as CSV")
    convert.add_argument("paths", nargs="+", help="files or folders, one a year")
    convert.add_argument("--year", type=int, nargs="+", required=True, help="their years")
    convert.add_argument("--counted", type=Path, required=True, help="the list, filled in")
    convert.add_argument("--title", required=True, help="how the table is called on the pages")
    convert.add_argument("--as", dest="person", required=True, help="e-mail of a policy analyst")
    convert.add_argument("--work", type=Path, help="folder for what is half done")
    convert.add_argument("--scheduler", default="", help="Dask scheduler, to convert side by side")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when done, 2 for wrong input."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.local")
    django.setup()
    from scp_centre.methods.errors import SpokenError

    try:
        return _list(arguments) if arguments.step == "stressors" else _convert(arguments)
    except SpokenError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2


def _list(arguments: argparse.Namespace) -> int:
    from scp_centre.centre.sheets.csv_writer import csv_text
    from scp_centre.roles.policy.global_tables.conversion import list_stressors

    rows = list_stressors(
        arguments.source, arguments.path, arguments.year, arguments.gwp, _options(arguments)
    )
    text = csv_text(list(asdict(rows[0])), (asdict(r).values() for r in rows))
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
    sys.stdout.write(
        f"{len(rows)} stressors in {arguments.output}. Greenhouse gases are proposed; write an "
        "indicator, its title, unit and factor beside the others that you want to see.\n"
    )
    return 0


def _convert(arguments: argparse.Namespace) -> int:
    from scp_centre.centre.registry.models import Person
    from scp_centre.roles.policy.actions.global_tables import keep_world
    from scp_centre.roles.policy.errors import PolicyError
    from scp_centre.roles.policy.global_tables.conversion import Task, read_list

    if len(arguments.paths) != len(arguments.year):
        raise PolicyError(
            _(
                "The number of files ({len}) does not match the number of years ({len2}).",
                len=len(arguments.paths),
                len2=len(arguments.year),
            ),
            cure=_("Enter one year for each file, in the same order."),
        )
    person = Person.objects.filter(email=arguments.person).first()
    if person is None:
        raise PolicyError(
            _("No account has the address {person}.", person=arguments.person),
            cure=_("Enter your own address."),
        )
    counted = read_list(arguments.counted)
    work = arguments.work or Path(tempfile.gettempdir()) / "scp-centre-worlds"
    pairs = zip(arguments.paths, arguments.year, strict=True)
    tasks = [
        Task(
            arguments.source,
            path,
            year,
            counted,
            str(work / f"{arguments.source}-{year}"),
            _options(arguments),
        )
        for path, year in pairs
    ]
    for task, about in zip(tasks, _converted(tasks, arguments), strict=True):
        world = keep_world(about, Path(task.folder), arguments.title, acting_user=person)
        sys.stdout.write(f"Kept: {world}\n")
    return 0


def _options(arguments: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    from scp_centre.roles.policy.errors import PolicyError

    pairs = [tuple(text.split("=", 1)) for text in arguments.option]
    if any(len(pair) != 2 for pair in pairs):
        raise PolicyError(
            _("An option has no value."),
            cure=_("Write the option with its value, for example version=57."),
        )
    return tuple(pairs)  # type: ignore[arg-type]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _converted(tasks: list[Any], arguments: argparse.Namespace) -> Any:
    from scp_centre.roles.policy.global_tables.conversion import convert

    if not arguments.scheduler:  # one year at a time: each may need most of the memory
        return (convert(task, _say) for task in tasks)
    with arguments.wide_map(arguments.scheduler) as wide:
        return list(wide(convert, tasks))


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
