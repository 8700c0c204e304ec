"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "gather_plants": _("Import plants from reviewed assessments into a benchmark"),
    "answer_comment": _("Answer a comment on a target"),
    "exclude_plant": _("Exclude a plant from a benchmark, or include it again"),
    "import_plants": _("Import plants into a benchmark"),
    "remove_own_score": _("Remove a saved score of your own plant"),
}
