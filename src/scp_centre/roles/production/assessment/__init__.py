"""The assessment itself: what was entered, what follows from it, and why."""

from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.assessment.pipeline import assess
from scp_centre.roles.production.assessment.results import AssessmentResult

__all__ = ["AssessmentResult", "AssessmentFile", "assess"]
