"""What the centre's rooms can refuse, as one tree.

CentreError                a request that cannot be carried out
├─ NotPermittedError       this user may not do this
├─ WorkbookError           a workbook with mistakes (roles/production/workbook/findings.py)
├─ UploadError             a file that is not accepted
├─ ForeignFileError        a file that nobody could finish reading (centre/foreign_files)
│  ├─ CostlyFileError      … because it costs too much time or memory
│  └─ ReadersBusyError     … because all readers are busy; later it may work
├─ AssessmentError         figures that no assessment can be made of
├─ ReviewError             a review, remark or consent that cannot be carried out
├─ FollowUpError           a measure, reading or verification that cannot be carried out
├─ BenchmarkError          a benchmark that cannot be defined, filled or released
├─ TrainingError           a module or workshop that cannot be kept or held so
├─ PolicyError             a table, scenario, brief or consultation that cannot be kept so
├─ ClearinghouseError      an item, search, harvest or letter that cannot be kept so
├─ SigningError            something that cannot be signed, or a key that cannot be used
├─ ConflictError           something that somebody else changed meanwhile
├─ JobError                a job that cannot be cancelled or tried again
├─ AccountError            an invitation or a change of people that cannot be carried out
├─ InstallationError       a setting, database or version that the centre cannot run with
└─ BackupError             a backup that cannot be written or restored
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
            cure=_("Wait a minute, then send your file again."),
        )


class AssessmentError(CentreError):
    code = "assessment"


class ReviewError(CentreError):
    code = "review"


class FollowUpError(CentreError):
    code = "follow_up"


class BenchmarkError(CentreError):
    code = "benchmark"


class TrainingError(CentreError):
    code = "training"


class PolicyError(CentreError):
    code = "policy"


class ClearinghouseError(CentreError):
    code = "clearinghouse"


class SigningError(CentreError):
    code = "signing"


class ConflictError(CentreError):
    code = "conflict"


class AccountError(CentreError):
    code = "account"


class InstallationError(CentreError):
    code = "installation"


class BackupError(CentreError):
    code = "backup"


class JobError(CentreError):
    code = "job"
