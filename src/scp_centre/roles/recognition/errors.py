"""What the recognition role can refuse."""

from scp_centre.centre.errors import CentreError


class RecognitionError(CentreError):
    """A scheme, application or licence that cannot be changed so."""

    code = "recognition"


class IndependenceError(RecognitionError):
    """Somebody who may not verify or decide, because of what binds them to the applicant."""

    code = "independence"
