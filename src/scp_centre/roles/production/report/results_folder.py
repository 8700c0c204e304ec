"""All results of an assessment as files of one folder, for the command line and the sample."""

from pathlib import Path

from scp_centre.centre.command_files import write_output
from scp_centre.centre.documents.docx_file import write_docx
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.assessment import AssessmentFile, AssessmentResult, assess
from scp_centre.roles.production.pictures import PICTURES, draw
from scp_centre.roles.production.report.content import compose
from scp_centre.roles.production.report.results_files import results_json, write_results_xlsx


def write_results(file: AssessmentFile, folder: Path, language: str, data_only: bool) -> list[str]:
    """Write all results into a folder; return the summary, one line each, with the paths."""
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


def _summary(result: AssessmentResult, say: Speaker) -> list[str]:
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
                    "The most expensive: {name}, {cost}.",
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
