"""The Sankey of money as links between centres."""

from scp_centre.centre.pictures.sankey import Link
from scp_centre.centre.pictures.tokens import BY_KIND, MONEY
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.results import AssessmentResult


def cost_links(result: AssessmentResult, say: Speaker) -> list[Link]:
    """Return the flows of money: what goes in by category, what products and losses carry."""
    period = result.assessed
    links = []
    for f in period.system.of_balance("material"):
        if f.enters and f.cost:
            links.append(Link(None, f.target, f.cost, BY_KIND["material"], f.name))
    if period.costs.not_split:
        paid = [f for f in period.system.flows if f.enters and f.cost and f.balance != "material"]
        return [*links, *(Link(None, f.target, f.cost, BY_KIND[f.kind], f.name) for f in paid)]
    for centre in period.system.centres:
        if centre.id not in period.costs.centre_shares:
            continue
        own = period.costs.centre_shares[centre.id]
        for value, colour, what in (
            (own.energy, BY_KIND["energy"], _("Energy")),
            (own.material, BY_KIND["water"], _("Water and auxiliaries")),
            (own.system + centre.system_cost, MONEY, _("System")),
        ):
            if value > 0:
                links.append(Link(None, centre.id, value, colour, say(what)))
    for flow, carried in period.costs.mfca.flows:
        if flow.kind != "loss" and carried.total > 0:
            name = next((f.name for f in period.system.flows if f.key == flow.key), flow.material)
            colour = BY_KIND["product"] if flow.target is None else MONEY
            links.append(Link(flow.source, flow.target, carried.total, colour, name))
    for loss in period.costs.losses:
        name = loss.flow.name if loss.flow else say(loss.reason)
        links.append(Link(loss.centre, None, loss.costs.total, BY_KIND["waste"], name))
    return links
