"""`scp-centre assess factory.xlsx -o out/`: from a workbook to the report, without a database."""

import argparse
import sys
import time
from pathlib import Path

from scp_centre.centre.command_files import write_output
from scp_centre.centre.errors import CentreError
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _, n_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", help="the workbook (.xlsx), made from the template")
    parser.add_argument("-o", "--output", default="out", help="folder for the results (out)")
    parser.add_argument("-l", "--language", default="en", choices=("en", "fr", "es"))
    parser.add_argument("--no-report", action="store_true", help="results as data only")


def run(arguments: argparse.Namespace) -> int:
    from scp_centre.roles.production.workbook import WorkbookError, read_workbook

    try:
        path = Path(arguments.workbook)
        if not path.is_file():
            sys.stderr.write(f"{path} is not there. Check the file's name.\n")
            return 2
        started = time.perf_counter()
        file = read_workbook(path)
        written = write_all(file, Path(arguments.output), arguments.language, arguments.no_report)
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


def write_all(file, folder: Path, language: str, data_only: bool) -> list[str]:  # type: ignore[no-untyped-def]
    """Write all results into a folder; return the summary, one line each, with the paths."""
    from scp_centre.centre.translation import speaker
    from scp_centre.roles.production.assessment import assess
    from scp_centre.roles.production.pictures import PICTURES, draw
    from scp_centre.roles.production.report import (
        compose,
        results_json,
        write_docx,
        write_pdf,
        write_results_xlsx,
    )

    result = assess(file)
    say = speaker(language)
    files: dict[str, bytes] = {
        "results.json": results_json(result).encode(),
        "results.xlsx": write_results_xlsx(result, language),
    }
    for name in PICTURES:
        files[f"{name}.svg"] = draw(name, result, say).svg.encode()
    if not data_only:
        report = compose(result, language)
        files["report.pdf"] = write_pdf(report)
        files["report.docx"] = write_docx(report)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_output(folder / name, content)
    return [*_summary(result, say), *(f"  {folder / name}" for name in sorted(files))]


def _summary(result, say) -> list[str]:  # type: ignore[no-untyped-def]
    costs, plan, money = result.assessed.costs, result.plan, result.currency
    share = say.percent(costs.loss / costs.costs_in if costs.costs_in else None)
    worst = costs.losses[0] if costs.losses else None
    lines = [
        f"{result.file.title}, {result.assessed.period.key}",
        say(
            _(
                "Losses cost {loss}, {share} of all costs.",
                loss=say.money(costs.loss, money),
                share=share,
            )
        ),
    ]
    if worst:
        name = worst.flow.name if worst.flow else say(worst.reason)
        lines.append(
            say(
                _(
                    "The dearest: {name}, {cost}.",
                    name=name,
                    cost=say.money(worst.costs.total, money),
                )
            )
        )
    lines.append(
        say(
            n_(
                "The plan of {count} option asks for {investment} and saves {saving} a year; paid "
                "back after {payback}; {co2e} avoided a year.",
                "The plan of {count} options asks for {investment} and saves {saving} a year; paid "
                "back after {payback}; {co2e} avoided a year.",
                len(plan.options),
                investment=say.money(plan.investment, money),
                saving=say.money(plan.net_saving, money),
                payback=say.years(plan.payback_years),
                co2e=say.amount(plan.co2e_t, "t CO2e"),
            )
        )
    )
    lines.append(say(_("Written:")))
    return lines
