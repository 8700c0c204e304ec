"""Everything that a method can refuse, as one tree.

SpokenError                        an error that says what, where and the cure (its other tree
│                                  is in centre/errors.py)
└─ MethodError                     an input that no method can compute with
    ├─ InvalidValueError           a value outside what the quantity allows
    │  ├─ MissingValueError        a value that is needed and absent (absent is not zero)
    │  ├─ UnknownLabelError        a name that no table or list holds
    │  └─ UnclearEntryError        a text that can mean two things, or not what its language writes
    ├─ DuplicateLabelError         one name given to two things
    ├─ LabelMismatchError          two inputs that should name the same things and do not
    ├─ UnitError                   a unit that is unknown or does not measure this quantity
    ├─ CurrencyError               money of two currencies or years in one sum
    ├─ UnbalancedError             balances that no allowed correction can close
    └─ FlowNetworkError            a network that holds costs or mass without a way out

Each error says what is wrong, `where` in the caller's input, and the `cure`.
"""

from scp_centre.methods.messages import sentences


class SpokenError(Exception):
    """An error in the words of the person who entered the number."""

    code = "error"

    def __init__(self, message: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.cure = cure

    @property
    def in_full(self) -> str:
        """What is wrong and what to do, as one message."""
        return sentences(self.message, self.cure)

    def as_dict(self) -> dict[str, str]:
        """Return the error as the machine interface prints it (conventions §7)."""
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "cure": self.cure,
        }


class MethodError(SpokenError):
    """An input that a method cannot compute with."""

    code = "method_error"


class InvalidValueError(MethodError):
    code = "invalid_value"


class MissingValueError(InvalidValueError):
    code = "missing_value"


class UnknownLabelError(InvalidValueError):
    code = "unknown_label"


class UnclearEntryError(InvalidValueError):
    """An entry that is asked back. readings : what it can mean, as values, the likeliest first"""

    code = "unclear_entry"

    def __init__(
        self, message: str, *, readings: tuple[object, ...], where: str = "", cure: str = ""
    ) -> None:
        super().__init__(message, where=where, cure=cure)
        self.readings = readings


class DuplicateLabelError(MethodError):
    code = "duplicate_label"


class LabelMismatchError(MethodError):
    code = "label_mismatch"


class UnitError(MethodError):
    code = "unit"


class CurrencyError(MethodError):
    code = "currency"


class UnbalancedError(MethodError):
    code = "unbalanced"


class FlowNetworkError(MethodError):
    code = "flow_network"
