"""What a check found in a table, in plain words."""

from collections.abc import Callable

from scp_centre.methods.messages import Number, _
from scp_centre.roles.policy.models import Table

Say = Callable[..., str]


def check_sentences(table: Table, say: Say) -> list[tuple[str, str, str]]:
    """Return level, sentence and what to do for each finding."""
    return [(f["level"], *_sentence(f, say)) for f in table.checks]


def _sentence(found: dict[str, object], say: Say) -> tuple[str, str]:
    names = ", ".join(map(str, found["sectors"]))  # type: ignore[call-overload]
    count, worst = int(found["count"]), found["worst"]  # type: ignore[call-overload]
    percent = Number(float(worst), ".1%") if worst is not None else ""  # type: ignore[arg-type]
    match found["code"]:
        case "all_good":
            return say(
                _("Rows and columns agree, every sector has a pressure, and no value is negative.")
            ), ""
        case "balance":
            return (
                say(_("Rows and columns differ in sectors: {count}.", count=count))
                + " "
                + say(_("Most in {names}: {percent} of output.", names=names, percent=percent)),
                say(
                    _(
                        "Look for a missing input or value added. Treat the figures of these "
                        "sectors with care."
                    )
                ),
            )
        case "negative_flow":
            return (
                say(_("Some flows are negative, in the rows of {names}.", names=names)),
                say(
                    _(
                        "By-products and re-exports are recorded this way. Read supply chains "
                        "through them with care."
                    )
                ),
            )
        case "column_over_one":
            return (
                say(_("Sectors that buy more than they make: {names}.", names=names)),
                say(_("Look for subsidies or a missing output.")),
            )
        case "no_stressor":
            return (
                say(
                    _(
                        "Sectors that cause nothing at all: {count}, among them {names}.",
                        count=count,
                        names=names,
                    )
                ),
                say(_("Missing does not mean zero. Check whether their figures were left out.")),
            )
        case "negative_multiplier":
            return (
                say(
                    _(
                        "A purchase from these sectors would lower a pressure, which cannot be: "
                        "{names}.",
                        names=names,
                    )
                ),
                say(_("Look for negative flows, or for inputs that are larger than output.")),
            )
        case "imports_of_inputs":
            return (
                say(_("Read as imported inputs, not as value added: {names}.", names=names)),
                say(_("What they cause abroad is in no account: the table says only their price.")),
            )
        case "product_taxes":
            return (
                say(_("Read as taxes on products, not as value added: {names}.", names=names)),
                "",
            )
        case "no_value_added":
            return (
                say(_("The table gives no value added, so its columns cannot be checked.")),
                say(_("Fill in the sheet Value added.")),
            )
    return (
        say(_("Stated output and the sum of rows differ in {names}.", names=names)),
        say(_("Use the sums of the rows, or correct the stated output.")),
    )
