"""Fields in which an applicant declares evidence: a number, yes or no, or one of some words."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import Entry, NumberField
from scp_centre.methods.criteria import Measure, Scheme, decide
from scp_centre.methods.criteria.plausibility import (
    label_of,
    require_possible,
    require_usual,
)
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.evidence import measures_of

YES, NO = "yes", "no"
OTHER = "other"  # evidence that is none of the words of the criteria


class MeasuredField(NumberField):
    """A number of a measure: what its unit cannot be is refused, what is unusual is asked back.

    known : what is saved, which was asked back before
    """

    def __init__(self, measure: Measure, known: float | None, **options: Any) -> None:
        super().__init__(**options)
        self.measure, self.known = measure, known

    def read(self, entry: Entry) -> float:
        """Return the number of an entry.

        Raises InvalidValueError and UnclearEntryError, naming the measure and what it can be.
        """
        value = super().read(entry)
        require_possible(self.measure, value)
        if value != self.known:
            require_usual(self.measure, value)
        return value


def value_field(measure: Measure, words: tuple[str, ...], known: Any) -> forms.Field:
    """Return the field of a measure: a number, yes or no, or one of the words of the criteria."""
    if measure.kind == "number":
        return MeasuredField(measure, known, label=label_of(measure), required=False)
    if measure.kind == "yes or no":
        choices = (("", "–"), (YES, _("yes")), (NO, _("no")))
        return forms.ChoiceField(label=measure.title, choices=choices, required=False)
    named = [(word, measure.title_of(word)) for word in words if word != OTHER]
    offered = [("", "–"), *named, (OTHER, p_("evidence", "something else"))]
    return forms.ChoiceField(label=measure.title, choices=offered, required=False)


def criteria_by_measure(scheme: Scheme) -> dict[str, list[str]]:
    """Return measure -> what each criterion asks of it, with the criterion's number."""
    asked: dict[str, list[str]] = {}
    for one in decide(scheme, {}).outcomes:
        said = _("Criterion {number}: {rule}", number=one.criterion.id, rule=one.sentence)
        for name in measures_of(one.criterion):
            asked.setdefault(name, []).append(said)
    return asked


def word_in(value: str, words: tuple[str, ...]) -> str:
    """Return which of the offered words was declared, however it is written; else OTHER."""
    alike = [word for word in words if word.casefold() == value.strip().casefold()]
    return alike[0] if alike else OTHER
