"""What a check of a credential finds: valid, not valid, or not established, and every reason."""

from dataclasses import dataclass, field

MOST_REASONS = 40  # nobody reads more; what a stranger sends can hold any number


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a credential holds.

    valid   : True, False, or None where it could not be established
    reasons : why it does not hold, then what could not be established
    notes   : what the reader should know beside
    """

    valid: bool | None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Findings:
    """What speaks against a credential, what could not be established, and notes."""

    against: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def verdict(self) -> Verdict:
        """Return the answer: what speaks against it outweighs every doubt."""
        reasons = tuple(dict.fromkeys((*self.against, *self.doubts)))[:MOST_REASONS]
        notes = tuple(dict.fromkeys(self.notes))
        if self.against:
            return Verdict(False, reasons, notes)
        return Verdict(None if self.doubts else True, reasons, notes)
