"""What the centre's rooms can refuse, as one tree.

CentreError                a request that cannot be carried out
├─ NotPermittedError       this user may not do this
├─ WorkbookError           a workbook with mistakes (centre/sheets/findings.py)
├─ UploadError             a file that is not accepted
├─ ForeignFileError        a file that nobody could finish reading (centre/foreign_files)
│  ├─ CostlyFileError      … because it costs too much time or memory
│  └─ ReadersBusyError     … because all readers are busy; later it may work
├─ CostlyMethodError       a computation that costs too much time or memory for the server
├─ MethodsBusyError        a computation while others are running; later it may work
├─ ReviewError             a review, remark or consent that cannot be carried out
├─ SigningError            something that cannot be signed, or a key that cannot be used
├─ ConflictError           something that somebody else changed meanwhile
├─ FilterError             a list asked for by a value that its filter does not have
├─ JobError                a job that cannot be cancelled or tried again
├─ AccountError            an invitation or a change of people that cannot be carried out
├─ RegistryError           an organisation, site, product or contact that cannot be saved or removed
├─ EvidenceError           a figure that cannot be entered, or whose subject cannot be removed
├─ InstallationError       a setting, database or version that the centre cannot run with
└─ BackupError             a backup that cannot be written or restored

Each role has its own below CentreError, in its errors.py.
"""

from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _


class CentreError(SpokenError):
    """A request that cannot be carried out; the message is for the user.

    status : with which HTTP answers
    """

    code = "centre_error"
    status = 422


class NotPermittedError(CentreError):
    code = "not_permitted"
    status = 403


class GoneError(CentreError):
    """What was to be changed was removed after the page had found it."""

    code = "gone"
    status = 404


class UploadError(CentreError):
    code = "upload"


class ForeignFileError(CentreError):
    code = "foreign_file"


class CostlyFileError(ForeignFileError):
    code = "costly_file"


class ReadersBusyError(ForeignFileError):
    code = "readers_busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("Other files are being read at the moment."),
            where="file",
            cure=_("Wait a minute, then upload your file again."),
        )


class CostlyMethodError(CentreError):
    code = "costly_method"

    def __init__(self) -> None:
        super().__init__(
            _("This calculation needs more time or memory than the server allows."),
            where="input",
            cure=_("Use smaller inputs, or run scp-centre compute on your own computer."),
        )


class MethodsBusyError(CentreError):
    code = "methods_busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("Other calculations are running at the moment."),
            where="method",
            cure=_("Wait until your own calculation has finished, or try again in a minute."),
        )


class ReviewError(CentreError):
    code = "review"


class SigningError(CentreError):
    code = "signing"


class ConflictError(CentreError):
    code = "conflict"


class AccountError(CentreError):
    code = "account"


class RegistryError(CentreError):
    code = "registry"


class EvidenceError(CentreError):
    code = "evidence"


class FilterError(CentreError):
    """A list asked for by a value that its filter does not have: never answered with all rows."""

    code = "filter"
    status = 400


class InstallationError(CentreError):
    code = "installation"


class BackupError(CentreError):
    code = "backup"


class JobError(CentreError):
    code = "job"
