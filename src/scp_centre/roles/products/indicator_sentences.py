"""Sentences on other indicators, for the page and the report."""

from scp_centre.methods.footprints import MethodResult
from scp_centre.methods.messages import Message, _, n_
from scp_centre.roles.products.sentences import figure, share

NAMED = 5  # parts or flows that a sentence names


def indicator_notes(found: MethodResult) -> list[Message]:
    """Return what a method leaves out of a model: lines without data, flows without a factor."""
    notes = []
    if found.climate is not None and found.misses_gases:
        notes.append(gases_missed(found.climate, found.footprint * found.covered))
    if found.without:
        notes.append(
            n_(
                "{count} line has no data for these indicators and counts as 0: {parts}.",
                "{count} lines have no data for these indicators and count as 0: {parts}.",
                len(found.without),
                parts=_named(found.without),
            )
        )
        notes.append(
            _(
                "The other lines cause {share} % of the carbon footprint.",
                share=share(found.covered),
            )
        )
    if any(found.without_by_alternative):
        notes.append(_("Some alternatives also have lines without data. Compare them with care."))
    for row in found.rows:
        of_method = next(one for one in row.impacts if one.method == found.method.key)
        if of_method.flows > of_method.counted:
            notes.append(
                n_(
                    "{row}: {count} of {all} flows has no factor: {flows}.",
                    "{row}: {count} of {all} flows have no factor. Largest: {flows}.",
                    of_method.flows - of_method.counted,
                    row=row.name,
                    all=of_method.flows,
                    flows="; ".join(of_method.left_out) or "–",
                )
            )
    return notes


def gases_missed(climate: float, carbon_footprint: float) -> Message:
    """Return that a method counts little of a carbon footprint, and what that means."""
    return _(
        "This method gives {climate} kg CO₂e, but the carbon footprint of the same processes is "
        "{footprint} kg CO₂e. The method and the database use different flow lists, so the "
        "method’s other indicators are probably too low as well. Import a version of the method "
        "that names its flows.",
        climate=figure(climate),
        footprint=figure(carbon_footprint),
    )


def _named(parts: tuple[str, ...]) -> list[str]:
    return [*parts[:NAMED], *(["…"] if len(parts) > NAMED else [])]


def method_statement(found: MethodResult) -> Message:
    """Return which method it is, as its importer stated it."""
    method = found.method
    return _(
        "{name}, {version}. {source}. Licence: {licence}. File: SHA-256 {hash}.",
        name=method.name,
        version=method.version,
        source=method.source,
        licence=method.licence,
        hash=method.key,
    )
