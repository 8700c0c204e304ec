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
    costs, money = result.assessed.costs, result.currency
    share = say.percent(costs.loss / costs.costs_in if costs.costs_in else None)
    worst = costs.losses[0] if costs.losses else None
    said = _(
        "Losses cost {loss}, or {share} of all costs.",
        loss=say.money(costs.loss, money),
        share=share,
    )
    if costs.not_split:
        said = _("Total costs: {cost}", cost=say.money(costs.costs_in, money))
    lines = [f"{result.file.title}, {result.assessed.period.key}", say(said)]
    if worst:
        name = worst.flow.name if worst.flow else say(worst.reason)
        lines.append(
            say(
                _(
                    "The most expensive loss is {name}, at {cost}.",
                    name=name,
                    cost=say.money(worst.costs.total, money),
                )
            )
        )
    lines.append(_of_plan(result, say))
    lines.append(say(_("Files written:")))
    return lines


def _of_plan(result: AssessmentResult, say: Speaker) -> str:
    plan, money = result.plan, result.currency
    if not plan.options:
        return say(_("The plan has no options yet."))
    figures = {
        "investment": say.money(plan.investment, money),
        "saving": say.money(plan.net_saving, money),
        "co2e": say.amount(plan.co2e_t, "t CO2e"),
    }
    if plan.payback_years is None:
        return say(
            n_(
                "The plan of {count} option requires an investment of {investment} and saves "
                "{saving} a year. The investment does not pay for itself. The plan avoids {co2e} "
                "a year.",
                "The plan of {count} options requires an investment of {investment} and saves "
                "{saving} a year. The investment does not pay for itself. The plan avoids {co2e} "
                "a year.",
                len(plan.options),
                **figures,
            )
        )
    return say(
        n_(
            "The plan of {count} option requires an investment of {investment}, saves {saving} a "
            "year and pays for itself after {payback}. It avoids {co2e} a year.",
            "The plan of {count} options requires an investment of {investment}, saves {saving} a "
            "year and pays for itself after {payback}. It avoids {co2e} a year.",
            len(plan.options),
            payback=say.years(plan.payback_years),
            **figures,
        )
    )
