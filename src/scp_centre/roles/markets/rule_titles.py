"""What markets, instruments, groups of goods and proofs are called."""

from scp_centre.methods.messages import _

MARKETS = {"EU": _("European Union")}
INSTRUMENTS = {
    "carbon_border": _("Carbon border adjustment"),
    "deforestation": _("Deforestation"),
    "ecodesign": _("Ecodesign"),
    "label": _("Label"),
    "tariff": _("Tariff"),
}
GROUPS = {
    "iron_steel": _("iron and steel"),
    "aluminium": _("aluminium"),
    "cement": _("cement"),
    "fertilisers": _("fertilisers"),
    "hydrogen": _("hydrogen"),
    "electricity": _("electricity"),
    "cattle": _("cattle"),
    "cocoa": _("cocoa"),
    "coffee": _("coffee"),
    "oil_palm": _("oil palm"),
    "rubber": _("rubber"),
    "soya": _("soya"),
    "wood": _("wood"),
}
NEEDS = {
    "footprint": _("Emissions per tonne"),
    "verifier": _("Verification of the emissions"),
    "carbon_price": _("Proof of a carbon price paid"),
    "plots": _("Location of the plots"),
    "legality": _("Proof of legal production"),
    "statement": _("Due diligence statement"),
    "passport": _("Digital product passport"),
}
