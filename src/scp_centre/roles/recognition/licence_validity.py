"""Whether a licence holds: valid, not valid, or not established; with the reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.utils import timezone

from scp_centre.centre.signing.actions import keep_imprints
from scp_centre.centre.signing.imprints import is_as_signed
from scp_centre.centre.signing.queries import check, known_keys
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Licence, LicenceState

NOT_BEGUN = "not begun"
VALID = "valid"  # the word of a licence that holds


class Answer(models.TextChoices):
    VALID = "valid", _("Valid")
    NOT_VALID = "not-valid", _("Not valid")
    NOT_ESTABLISHED = "not-established", _("Could not be established")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a licence today.   word : the same for programs"""

    answer: Answer
    reasons: tuple[str, ...] = ()
    word: str = ""

    @property
    def title(self) -> str:
        return self.answer.label


def promise_of(licence: Licence, standing: Standing) -> str:
    """Return what the label promises by the licence's own criteria; of what is over, in the past.

    A licence that is not valid promises nothing today; what it promised held until its last day,
    or until it was suspended or withdrawn.
    """
    version, today = licence.application.version, timezone.localdate()
    said = {"label": version.said_name, "promise": version.said_promise}
    if standing.answer != Answer.NOT_VALID or licence.start > today:
        return _("{label}: {promise}", **said)
    state = licence.state_on(today)
    if state == LicenceState.VALID:
        return _("{label} promised: {promise}", **said)
    last = licence.until if state == LicenceState.EXPIRED else timezone.localdate(licence.changed)
    return _("{label} promised until {day}: {promise}", day=last, **said)


def standing_of(licence: Licence, keys: Mapping[str, str] | None = None) -> Standing:
    """Return whether a licence holds today: by its state, its days and its signature.

    keys : of the centre, of whoever asks for many licences
    """
    standing, word = _standing(licence, keys)
    return replace(standing, word=str.__str__(word))


def _standing(licence: Licence, keys: Mapping[str, str] | None) -> tuple[Standing, str]:
    today = timezone.localdate()
    state = licence.state_on(today)
    if state == LicenceState.SUSPENDED:
        return Standing(Answer.NOT_VALID, (_("The licence is suspended."),)), state
    if state == LicenceState.WITHDRAWN:
        return Standing(Answer.NOT_VALID, (_("The licence was withdrawn."),)), state
    if state == LicenceState.EXPIRED:
        said = _("The licence expired on {day}.", day=licence.until)
        return Standing(Answer.NOT_VALID, (said,)), state
    if licence.start > today:
        said = _("The licence takes effect on {day}.", day=licence.start)
        return Standing(Answer.NOT_VALID, (said,)), NOT_BEGUN
    verdict = check(licence.credential, keys=keys)
    if verdict.valid:
        return Standing(Answer.VALID), state
    answer = Answer.NOT_ESTABLISHED if verdict.valid is None else Answer.NOT_VALID
    return Standing(answer, verdict.reasons), answer.value


@dataclass(frozen=True, slots=True)
class Listed:
    """A licence in a list, with its state today: only one that holds is valid.

    state : as people read it    word : the same for programs
    """

    licence: Licence
    state: str
    word: str

    @property
    def is_valid(self) -> bool:
        return self.word == VALID


def states_of(licences: Iterable[Licence], keys: Mapping[str, str] | None = None) -> list[Listed]:
    """Return licences with the state of each today.

    A licence whose credential has an imprint costs no signature; of one without, the signature is
    checked once and the imprint kept.
    """
    keys = known_keys() if keys is None else keys
    found, verified = [], []
    for one in licences:
        state = one.state_on(timezone.localdate())
        if state == LicenceState.VALID and is_as_signed(one.credential, keys):
            found.append(Listed(one, state, VALID))
            continue
        standing = standing_of(one, keys)
        if standing.answer == Answer.VALID:
            verified.append(one.credential)
        is_lost = state == LicenceState.VALID and standing.answer != Answer.VALID
        found.append(Listed(one, standing.title if is_lost else state, standing.word))
    if verified:
        keep_imprints(verified)
    return found


def state_of(licence: Licence) -> str:
    """Return the state of one licence today, as people read it, by its signature."""
    standing, state = standing_of(licence), licence.state_on(timezone.localdate())
    is_lost = state == LicenceState.VALID and standing.answer != Answer.VALID
    return standing.title if is_lost else state


def is_valid(licence: Licence) -> bool:
    """Return whether a licence holds today, by its signature and not by its row alone."""
    return standing_of(licence).answer == Answer.VALID


def label_standings(licences: Sequence[Licence]) -> list[tuple[Licence, Standing]]:
    """Return what holds of each label of one product, the worst first.

    A label has several licences where one was renewed. The last that has begun speaks for it, but a
    suspended one, or one that was withdrawn after the last was awarded, speaks against it.
    """
    by_label: dict[int, list[Licence]] = {}
    for one in sorted(licences, key=lambda one: one.pk):
        by_label.setdefault(one.application.version.scheme_id, []).append(one)
    found = [(one, standing_of(one)) for one in map(_speaks, by_label.values())]
    order = (Answer.NOT_VALID, Answer.NOT_ESTABLISHED, Answer.VALID)
    return sorted(found, key=lambda pair: order.index(pair[1].answer))


def _speaks(licences: list[Licence]) -> Licence:
    """Return the licence of a label that counts.   licences : in the order of their awards"""
    last = licences[-1]
    for one in reversed(licences):
        ended = one.credential.revoked
        is_after = one == last or ended is None or ended >= last.credential.issued
        is_withdrawn = one.state == LicenceState.WITHDRAWN and is_after
        if one.state == LicenceState.SUSPENDED or is_withdrawn:
            return one
    begun = [one for one in licences if one.start <= timezone.localdate()]
    return begun[-1] if begun else last
