"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "compute_life_cycle_scores": _("Recalculate the scores of a life-cycle database"),
    "decide_flows": _("Decide how flows of life-cycle databases are classified"),
    "remove_life_cycle_database": _("Remove a life-cycle database"),
    "remove_impact_method": _("Remove an impact method"),
    "keep_product_declarations": _("Import environmental product declarations"),
    "remove_product_declaration": _("Remove an environmental product declaration"),
    "start_footprint": _("Start the footprint of a product"),
    "write_footprint": _("Edit a footprint model"),
    "remove_footprint": _("Remove a footprint model"),
    "submit_footprint": _("Submit a footprint for review"),
    "approve_footprint": _("Approve a footprint"),
    "return_footprint": _("Send a footprint back"),
    "reopen_footprint": _("Reopen an approved footprint"),
}
