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
                _(
                    "Rows and columns agree, every sector causes a pressure, and no value is "
                    "negative."
                )
            ), ""
        case "balance":
            return (
                say(
                    _(
                        "The rows and columns of some sectors do not agree. Number of sectors: "
                        "{count}.",
                        count=count,
                    )
                )
                + " "
                + say(
                    _(
                        "The largest difference is in {names}: {percent} of output.",
                        names=names,
                        percent=percent,
                    )
                ),
                say(
                    _(
                        "Check for a missing input or missing value added. Treat the figures for "
                        "these sectors with care."
                    )
                ),
            )
        case "negative_flow":
            return (
                say(_("Some flows in the rows of {names} are negative.", names=names)),
                say(
                    _(
                        "By-products and re-exports are recorded as negative flows. Interpret "
                        "supply chains that include them with care."
                    )
                ),
            )
        case "column_over_one":
            return (
                say(_("These sectors buy more than they produce: {names}.", names=names)),
                say(_("Check for subsidies or a missing output.")),
            )
        case "no_stressor":
            return (
                say(
                    _(
                        "Some sectors cause no pressure at all. Number of sectors: {count}, "
                        "including {names}.",
                        count=count,
                        names=names,
                    )
                ),
                say(
                    _(
                        "Missing does not mean zero. Check whether the figures for these sectors "
                        "are missing."
                    )
                ),
            )
        case "negative_multiplier":
            return (
                say(
                    _(
                        "A purchase from these sectors would lower a pressure, which is "
                        "impossible: {names}.",
                        names=names,
                    )
                ),
                say(_("Check for negative flows, or for inputs larger than output.")),
            )
        case "imports_of_inputs":
            return (
                say(
                    _(
                        "These rows were read as imported inputs, not as value added: {names}.",
                        names=names,
                    )
                ),
                say(
                    _(
                        "The pressures that these inputs cause abroad are not in any account, "
                        "because the table gives only the price of the inputs."
                    )
                ),
            )
        case "product_taxes":
            return (
                say(
                    _(
                        "These rows were read as taxes on products, not as value added: {names}.",
                        names=names,
                    )
                ),
                "",
            )
        case "accounting_sectors":
            return (
                say(
                    _(
                        "The output of these accounting sectors does not rise when more of it is "
                        "used: {names}.",
                        names=names,
                    )
                ),
                "",
            )
        case "fuels_known":
            return (
                say(
                    _(
                        "Burning {names} causes {percent} of greenhouse gases, which vary with "
                        "the purchases of these fuels. The rest varies with output.",
                        names=names,
                        percent=percent,
                    )
                ),
                "",
            )
        case "fuels_without_gases":
            return (
                say(_("The table lists fuels, but no row has the code of a greenhouse gas.")),
                say(_("Add a row for CO2 to the Stressors sheet.")),
            )
        case "burnt_unbought":
            return (
                say(_("These sectors burn fuels that they do not buy: {names}.", names=names)),
                say(
                    _(
                        "The pressures from these fuels vary with output. Check what these "
                        "sectors buy."
                    )
                ),
            )
        case "burnt_over_stated":
            return (
                say(
                    _(
                        "The emissions in the table are too low for the fuels burnt in {names}. "
                        "Up to {percent} of the expected emissions are missing.",
                        names=names,
                        percent=percent,
                    )
                ),
                say(
                    _(
                        "The emissions in the table are used, and the fuels are scaled to match. "
                        "Check the amounts burnt and the emission factors."
                    )
                ),
            )
        case "no_value_added":
            return (
                say(_("The table does not state value added, so its columns cannot be checked.")),
                say(_("Fill in the Value added sheet.")),
            )
    return (
        say(_("The stated output does not equal the sum of the rows for {names}.", names=names)),
        say(_("Use the sums of the rows, or correct the stated output.")),
    )
