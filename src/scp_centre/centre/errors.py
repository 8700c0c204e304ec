"""What the centre's rooms can refuse, as one tree.

CentreError                a request that cannot be carried out
├─ NotPermittedError       this user may not do this
├─ WorkbookError           a workbook with mistakes (roles/production/workbook/findings.py)
├─ UploadError             a file that is not accepted
└─ AssessmentError         figures that no assessment can be made of
"""


class CentreError(Exception):
    """A request that cannot be carried out; the message is for the user."""

    code = "centre_error"

    def __init__(self, message: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.cure = cure

    def as_dict(self) -> dict[str, str]:
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "cure": self.cure,
        }


class NotPermittedError(CentreError):
    code = "not_permitted"


class UploadError(CentreError):
    code = "upload"


class AssessmentError(CentreError):
    code = "assessment"
