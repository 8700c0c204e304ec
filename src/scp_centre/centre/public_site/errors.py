"""What the public site can refuse."""

from scp_centre.centre.errors import CentreError


class LookError(CentreError):
    """A mark or colour that is not accepted."""

    code = "look"


class SitePageError(CentreError):
    """A page that cannot be saved."""

    code = "site_page"


class ResultError(CentreError):
    """Results that cannot be published."""

    code = "results"


class RequestError(CentreError):
    """A request for an assessment that cannot be accepted or answered."""

    code = "assessment_request"


class TooManyRequestsError(RequestError):
    """More requests than people send."""

    code = "too_many_requests"
    status = 429
