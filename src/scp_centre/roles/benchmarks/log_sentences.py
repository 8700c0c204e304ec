"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "gather_plants": _("Import plants from reviewed assessments into a benchmark"),
    "answer_comment": _("Answer a comment on a target"),
    "exclude_plant": _("Exclude a plant from a benchmark, or include it again"),
    "discard_survey": _("Discard an uploaded survey"),
    "forget_survey_layout": _("Delete a saved survey layout"),
    "keep_survey_layout": _("Save a survey layout"),
    "request_survey_corrections": _("Prepare the corrections table for a survey"),
    "request_survey_import": _("Start the import of a survey"),
    "upload_survey": _("Upload a survey"),
    "import_plants": _("Import plants into a benchmark"),
    "remove_own_score": _("Remove a saved score for your own plant"),
}
