"""Whether a licence holds: valid, not valid, or not established; with the reasons."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from scp_centre.centre.signing.queries import check
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Licence, LicenceState


class Answer(models.TextChoices):
    VALID = "valid", _("Valid")
    NOT_VALID = "not-valid", _("Not valid")
    NOT_ESTABLISHED = "not-established", _("Could not be established")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a licence today."""

    answer: Answer
    reasons: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.answer.label


def promise_of(licence: Licence, standing: Standing) -> str:
    """Return what the label promises by the licence's own criteria; of what is over, in the past.

    A licence that is not valid promises nothing today; what it promised held until its last day,
    or until it was suspended or withdrawn.
    """
    version, today = licence.application.version, timezone.localdate()
    said = {"label": version.name, "promise": version.promise}
    if standing.answer != Answer.NOT_VALID or licence.start > today:
        return _("{label}: {promise}", **said)
    state = licence.state_on(today)
    if state == LicenceState.VALID:
        return _("{label} promised: {promise}", **said)
    last = licence.until if state == LicenceState.EXPIRED else timezone.localdate(licence.changed)
    return _("{label} promised until {day}: {promise}", day=last, **said)


def standing_of(licence: Licence) -> Standing:
    """Return whether a licence holds today: by its state, its days and its signature."""
    today = timezone.localdate()
    state = licence.state_on(today)
    if state == LicenceState.SUSPENDED:
        return Standing(Answer.NOT_VALID, (_("The licence is suspended."),))
    if state == LicenceState.WITHDRAWN:
        return Standing(Answer.NOT_VALID, (_("The licence was withdrawn."),))
    if state == LicenceState.EXPIRED:
        return Standing(Answer.NOT_VALID, (_("The licence expired on {day}.", day=licence.until),))
    if licence.start > today:
        return Standing(Answer.NOT_VALID, (_("The licence begins on {day}.", day=licence.start),))
    verdict = check(licence.credential)
    if verdict.valid:
        return Standing(Answer.VALID)
    answer = Answer.NOT_ESTABLISHED if verdict.valid is None else Answer.NOT_VALID
    return Standing(answer, verdict.reasons)
