"""Briefs stand on figures of the ledger: how a text cites them, and who may see the brief."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from scp_centre.centre.evidence.dependents import DependentKind, Shown, record_dependent
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.evidence.queries import published_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.policy.brief_figures import CITED, Figure, names_in
from scp_centre.roles.policy.models import Brief, Standing

BRIEF = "brief"
NATION = "nation"


def show_briefs(person: Person, keys: Sequence[str]) -> dict[str, Shown]:
    """Return briefs by their keys; drafts only for who writes or publishes briefs."""
    found = Brief.objects.filter(slug__in=keys)
    if not (allowed(person, "write_brief") or allowed(person, "publish_brief")):
        found = found.exclude(standing=Standing.DRAFT)
    return {b.slug: Shown(b.title, reverse("brief", args=[b.slug])) for b in found}


BRIEFS = DependentKind(BRIEF, _("Policy brief"), show_briefs)


def citable_figures() -> dict[str, Observation]:
    """Return what a brief can cite: name -> the latest period of a public figure of the ledger."""
    found: dict[str, Observation] = {}
    for one in published_figures().order_by("period_end", "period", "pk"):
        found[f"{CITED}{one.sector or NATION}.{one.indicator}"] = one
    return found


def cited_figures(text: str, say: Speaker) -> dict[str, Figure]:
    """Return the figures of the ledger that a text cites, as a brief shows them."""
    if not any(name.startswith(CITED) for name in names_in(text)):
        return {}
    known = citable_figures()
    return {n: as_cited(n, known[n], say) for n in names_in(text) if n in known}


def as_cited(name: str, one: Observation, say: Speaker) -> Figure:
    """Return a figure of the ledger as a figure of a brief."""
    how = say(
        _(
            "Figure from the centre's ledger: {name}, {period}. Sources: {sources}",
            name=one.name,
            period=one.period,
            sources="; ".join(one.sources),
        )
    )
    return Figure(name, "number", say.amount(one.value, one.unit, 3), how, one.value, one.unit)


def cited_observations(names: Iterable[str]) -> list[Observation]:
    """Return the rows of the ledger behind some names of a brief."""
    known = citable_figures()
    return [known[n] for n in names if n in known]


def all_citable(say: Speaker) -> dict[str, Figure]:
    """Return every figure of the ledger that a brief can cite."""
    return {name: as_cited(name, one, say) for name, one in citable_figures().items()}


def observation_of(brief: Brief, name: str) -> Observation | None:
    """Return the row of the ledger that a figure of a brief cites, the one it was frozen with."""
    if not name.startswith(CITED):
        return None
    if brief.standing != Standing.PUBLISHED:
        return citable_figures().get(name)
    _unused, of, indicator = name.split(".", 2)
    used = Observation.objects.filter(
        dependents__kind=BRIEF,
        dependents__key=brief.slug,
        indicator=indicator,
        sector="" if of == NATION else of,
    )
    return used.first()


def record_brief(brief: Brief, figures: Iterable[Observation]) -> None:
    """Record what a brief stands on; inside the transaction of the act that publishes it."""
    record_dependent(BRIEF, brief.slug, brief.title, figures, owner=brief.written_by)
