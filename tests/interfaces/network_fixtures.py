"""Things of the network role, one for each kind of address: the dairy's."""

from scp_centre.roles.network.models import Exchange, Residue


def network_things(company):
    """Return a thing for each address: an offer of a company, and its exchange that runs."""
    exchange = Exchange.objects.get(offer__site__organisation=company, state="running")
    residue = Residue.objects.filter(site__organisation=company).first()
    of_exchange = ("exchange", "agree_exchange", "record_agreement", "decline_exchange")
    of_exchange += ("set_exchange_state", "add_movement")
    return {
        **dict.fromkeys(("residue", "edit_residue", "withdraw_residue"), {"pk": residue.pk}),
        **dict.fromkeys(of_exchange, {"pk": exchange.pk}),
        "remove_movement": {"pk": exchange.movements.first().pk},
    }
