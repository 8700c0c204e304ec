"""What a check found in a table, in plain words."""

from collections.abc import Callable

from scp_centre.roles.policy.models import Table

Say = Callable[..., str]


def check_sentences(table: Table, say: Say) -> list[tuple[str, str, str]]:
    """Return level, sentence and what to do for each finding."""
    return [(f["level"], *_sentence(f, say)) for f in table.checks]


def _sentence(found: dict[str, object], say: Say) -> tuple[str, str]:
    names = ", ".join(map(str, found["sectors"]))  # type: ignore[call-overload]
    count, worst = int(found["count"]), found["worst"]  # type: ignore[call-overload]
    percent = f"{100 * float(worst):.1f} %" if worst is not None else ""  # type: ignore[arg-type]
    match found["code"]:
        case "all_good":
            return say(
                "Rows and columns agree, every sector causes something, nothing is negative."
            ), ""
        case "balance":
            return (
                say("Rows and columns differ in sectors: {count}.").format(count=count)
                + " "
                + say("Most in {names}: {percent} of output.").format(names=names, percent=percent),
                say("Look for a missing input or value added. Figures of these sectors need care."),
            )
        case "negative_flow":
            return (
                say("Some flows are negative, in the rows of {names}.").format(names=names),
                say("By-products and re-exports are booked so. Chains through them need care."),
            )
        case "column_over_one":
            return (
                say("Sectors that buy more than they make: {names}.").format(names=names),
                say("Look for subsidies or a missing output."),
            )
        case "no_stressor":
            return (
                say("Sectors that cause nothing at all: {count}, among them {names}.").format(
                    count=count, names=names
                ),
                say("Missing is not zero: look whether their figures were left out."),
            )
        case "no_value_added":
            return (
                say("The table gives no value added, so its columns cannot be checked."),
                say("Give the sheet Value added."),
            )
    return (
        say("Stated output and the sum of rows differ in {names}.").format(names=names),
        say("Trust the rows, or correct the stated output."),
    )
