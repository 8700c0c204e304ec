"""Which passwords are refused: short, known to everybody, or made of what is known of the person.

Each class is a validator of Django's AUTH_PASSWORD_VALIDATORS. What they look for is what people
who guess passwords try first: common passwords with a year and a sign behind, and the names that
stand on the person's business card.
"""

import re
from collections.abc import Iterator

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from scp_centre.centre.errors import AccountError
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.methods.messages import _

FEWEST_SIGNS = 12
FEWEST_OWN = 8  # signs that must be left beside names
FEWEST_DIFFERENT = 5
SHORTEST_NAME = 3  # letters of a name that counts
LEET = str.maketrans("0134578@$!", "oieastbasi")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class PersonalPasswordValidator:
    """Refuse a password that is little more than the person's address or name, or the centre's."""

    def validate(self, password: str, user: Person | None = None) -> None:
        left = password.casefold()
        for name in sorted(set(_names(user)), key=len, reverse=True):
            left = left.replace(name, "").replace(name[::-1], "")
        changed = left != password.casefold()
        if changed and len(left) < FEWEST_OWN:
            raise ValidationError(
                _("The password is made of your name, your address or the centre's name."),
                code="password_personal",
            )

    def get_help_text(self) -> str:
        return "Your password must not be made of your name or address."


class CommonCoreValidator(CommonPasswordValidator):
    """Refuse a common password with figures and signs around it: Password-2026!."""

    def validate(self, password: str, user: Person | None = None) -> None:
        whole = password.casefold().strip()
        core = EDGES.sub("", whole)
        spoken = EDGES.sub("", whole.translate(LEET))
        half = whole[: len(whole) // 2]
        candidates = {whole, core, core.translate(LEET), spoken}
        if whole == half + half:
            candidates.add(half)
        known = max((len(one) for one in candidates & self.passwords), default=0)
        if known and len(whole) - known < FEWEST_OWN:
            raise ValidationError(
                _("The password is a common one with digits or signs around it."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Your password must not be a common one."


class MonotonousPasswordValidator:
    """Refuse few signs again and again, and runs of the alphabet or the keyboard."""

    runs = ("abcdefghijklmnopqrstuvwxyz", "0123456789012345", "qwertyuiopasdfghjklzxcvbnm")

    def validate(self, password: str, user: Person | None = None) -> None:
        text = password.casefold()
        if len(set(text)) < FEWEST_DIFFERENT or _in_runs(text, self.runs) > len(text) * 0.75:
            raise ValidationError(
                _("The password repeats a few characters or follows the keyboard."),
                code="password_monotonous",
            )

    def get_help_text(self) -> str:
        return "Your password must not repeat few signs."


def require_good_password(password: str, person: Person) -> None:
    """Raise AccountError when a password is refused; for acts, whatever form came before."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AccountError(
            error.messages[0], where="password", cure=_("Choose another password.")
        ) from None


def _names(person: Person | None) -> Iterator[str]:
    """Yield the words that stand for a person: of the address, the name, and the centre."""
    texts = [getattr(person, "email", "") or "", getattr(person, "name", "") or ""]
    texts += list(Centre.objects.values_list("name", flat=True)[:1])
    for text in texts:
        whole = text.casefold()
        for word in (whole, whole.replace(" ", ""), *re.split(r"[\W_]+", whole)):
            if len(word) >= SHORTEST_NAME:
                yield word


def _in_runs(text: str, runs: tuple[str, ...]) -> int:
    """Return how many signs of a text belong to runs of at least four."""
    covered: set[int] = set()
    for i in range(len(text) - 3):
        part = text[i : i + 4]
        if any(part in run or part[::-1] in run for run in runs):
            covered.update(range(i, i + 4))
    return len(covered)
