"""A percentage that looks like a share is asked back: on pages, in forms and in files alike."""

from dataclasses import dataclass

from scp_centre.methods.messages import Message, Number, _
from scp_centre.roles.production.assessment.calculations.model import Parameter


@dataclass(frozen=True, slots=True)
class ShareQuestion:
    """What is asked of a percentage, and how to answer it where nothing can be ticked.

    is_possible : so small a percentage may be meant
    """

    question: Message
    entered: Number
    share: Number
    is_possible: bool
    value: float

    @property
    def if_share(self) -> Message:
        """What to enter if a share was meant."""
        return _("If you mean {share} %, enter {share}.", share=self.share)

    @property
    def cure(self) -> Message:
        """What to enter, whichever was meant: as a share, a small number has one meaning."""
        if not self.is_possible:
            return self.if_share
        return _(
            "If you mean {share} %, enter {share}. If you mean {entered} %, enter {small} without "
            "a unit.",
            share=self.share,
            entered=self.entered,
            small=Number(self.value / 100, ".8g"),
        )


def ask_back(parameter: Parameter, value: float, unit: str | None) -> ShareQuestion | None:
    """Return the question about a reading of at most 1 %; None where it is clear."""
    if not parameter.is_doubtful(value, unit):
        return None
    entered, share = Number(value, ",.6g"), Number(100 * value, ",.6g")
    question = _("Did you mean {entered} % or {share} %?", entered=entered, share=share)
    is_possible = value / 100 >= parameter.bounds[0]
    return ShareQuestion(question, entered, share, is_possible, value)
