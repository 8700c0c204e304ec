"""What the training role can refuse."""

from scp_centre.centre.errors import CentreError


class TrainingError(CentreError):
    """A module or workshop that cannot be kept or held so."""

    code = "training"
