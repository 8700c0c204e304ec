"""Lines that stand on a reviewed year, and what a newer reviewed year would make of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scp_centre.methods.footprints import Evidence, Line
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.flows import SiteFlow, evidence_of


@dataclass(frozen=True, slots=True)
class LineUpdate:
    """old, new : the same line on the year that it has, and on the newer one"""

    old: Line
    new: Line
    flow: SiteFlow


def updates_of(content: Content, flows: Iterable[SiteFlow]) -> tuple[LineUpdate, ...]:
    """Return the lines whose flow was reviewed for a newer period, or corrected in its own.

    flows : reviewed flows of the company, the latest period first

    The share and its rule stay. The output in functional units changes as the site's output does;
    a line whose site output is counted in another unit is left out, and so is a flow that several
    sites have when the old figure no longer says which one it was.
    """
    listed = list(flows)
    found = []
    for line in content.model.lines:
        if line.evidence is None or isinstance(line.amount, str) or not line.evidence.amount:
            continue
        old = _old_flow(line.evidence, listed)
        newer = _newer_flow(line.evidence, old, listed)
        if newer is None:
            continue
        output = _output(line.evidence, old, newer)
        if output:
            found.append(LineUpdate(line, _moved(line, line.evidence, newer, output), newer))
    return tuple(found)


def _old_flow(evidence: Evidence, flows: list[SiteFlow]) -> SiteFlow | None:
    """Return the flow that a line was taken from; None where its figure was replaced."""
    for flow in flows:
        if flow.figure.pk == evidence.figure and flow.name == evidence.flow:
            return flow
    return None


def _newer_flow(evidence: Evidence, old: SiteFlow | None, flows: list[SiteFlow]) -> SiteFlow | None:
    alike = [f for f in flows if f.name == evidence.flow and f.unit == evidence.unit]
    if old is None:
        alike = [f for f in alike if str(f.figure.period) >= evidence.period]
        sites = {f.figure.site_id for f in alike}
        return alike[0] if len(sites) == 1 else None
    for flow in alike:
        is_same = (flow.figure.site_id, flow.figure.indicator) == (
            old.figure.site_id,
            old.figure.indicator,
        )
        if is_same and _end(flow) > _end(old):
            return flow
    return None


def _end(flow: SiteFlow) -> str:
    end = flow.figure.period_end
    return end.isoformat() if end else str(flow.figure.period)


def _output(evidence: Evidence, old: SiteFlow | None, newer: SiteFlow) -> float | None:
    """Return the output of the newer period in functional units; None where it is not known.

    A replaced figure takes the amount of its flow with it, not what the site made of the product.
    """
    if old is None:
        return evidence.output if str(newer.figure.period) == evidence.period else None
    if old.output.unit != newer.output.unit or not old.output.value:
        return None
    return evidence.output * newer.output.value / old.output.value


def _moved(line: Line, evidence: Evidence, flow: SiteFlow, output: float) -> Line:
    """Return the line on another flow:  m' = m (flow' / output') / (flow / output)."""
    amount = line.amount
    if isinstance(amount, str):
        raise TypeError("a formula does not move with its flow")
    before, after = evidence.amount / evidence.output, flow.amount / output
    return replace(
        line,
        amount=amount * after / before,
        source=f"{flow.figure.site}, {flow.figure.period}: {flow.name}",
        evidence=evidence_of(
            flow,
            evidence.share,
            evidence.rule,
            output,
            losses_apart=evidence.losses is not None,
        ),
    )


def with_updates(content: Content, updates: Iterable[LineUpdate]) -> Content:
    """Return the content on the newer figures; its period moves with them where all agree."""
    listed = list(updates)
    new = {one.old.key: one.new for one in listed}
    lines = tuple(new.get(line.key, line) for line in content.model.lines)
    periods = {line.evidence.period for line in lines if line.evidence}
    changed = replace(content, model=replace(content.model, lines=lines))
    first = listed[0].flow.figure if listed else None
    if first is None or len(periods) > 1 or not (first.period_start and first.period_end):
        return changed
    about = replace(content.about, start=first.period_start, end=first.period_end)
    return replace(changed, about=about)
