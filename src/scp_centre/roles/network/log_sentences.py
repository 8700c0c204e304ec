"""What the audit log calls the acts and details of the network role.

A row on an exchange names neither company: its subject is the number of the exchange.
"""

from scp_centre.methods.messages import _

LOGGED = {
    "edit_residue": _("Edit an offer or need of a residue"),
    "withdraw_residue": _("Withdraw an offer or need of a residue"),
    "set_transport_rate": _("Change the transport rate of exchanges"),
    "propose_exchange": _("Introduce an offer and a need"),
    "decline_exchange": _("Decline an introduction"),
    "record_agreement": _("Record the agreement of a company to an introduction"),
    "set_exchange_state": _("Change the status of an exchange"),
    "add_movement": _("Record a quantity that was moved"),
    "remove_movement": _("Remove a recorded quantity"),
}
DETAILS = {
    "material": _("Material"),
    "quantity": _("Quantity"),
    "start": _("First day"),
    "end": _("Last day"),
    "tonnes": _("Tonnes"),
    "evidence": _("Evidence"),
    "cost": _("Transport cost"),
    "cost_source": _("Source and year of the cost"),
    "co2e": _("CO₂e factor"),
    "co2e_source": _("Source and year of the CO₂e factor"),
    "offer_agreed": _("Agreement of the offer’s side"),
    "need_agreed": _("Agreement of the need’s side"),
    "km": _("Distance, km"),
    "disposal": _("Disposal cost per tonne"),
    "purchase": _("Purchase price per tonne"),
    "treatment": _("Treatment cost per tonne"),
    "transport": _("Transport cost per tonne"),
    "replaced_co2e": _("CO₂e of what is replaced, kg per tonne"),
    "transport_co2e": _("CO₂e of transport, kg per tonne"),
    "site": _("Site"),
    "description": _("Description"),
    "codes": _("Waste codes"),
    "is_hazardous": _("Hazardous"),
    "assessment": _("Test or assessment of the hazard"),
    "permits": _("Hazardous waste codes that the permit covers"),
    "contents": _("Composition"),
    "contaminants": _("Contaminants"),
    "months": _("Months"),
    "price": _("Price"),
    "farthest": _("Farthest distance, km"),
}
