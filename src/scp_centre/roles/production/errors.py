"""What the production role can refuse."""

from scp_centre.centre.errors import CentreError


class AssessmentError(CentreError):
    """Figures that no assessment can be made of."""

    code = "assessment"


class RowInUseError(AssessmentError):
    """A row that cannot be taken out, because other rows name it; where: the record of those."""

    code = "row_in_use"


class FollowUpError(CentreError):
    """A measure, reading or verification that cannot be carried out."""

    code = "follow_up"
