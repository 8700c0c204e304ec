"""Which passwords are refused: short, known to everybody, or made of what is known of the person.

Each class is a validator of Django's AUTH_PASSWORD_VALIDATORS. What they look for is what people
who guess passwords try first: common passwords with a year and a sign behind, and the names that
stand on the person's business card.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from scp_centre.centre.errors import AccountError
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.methods.messages import _

FEWEST_OWN = 8  # signs that must be left beside names
FEWEST_DIFFERENT = 5
SHORTEST_NAME = 3  # letters of a name that counts
LEET = str.maketrans("0134578@$!", "oieastbasi")
SHORTEST_COMMON = 5  # signs of each of two common passwords in one
# Beside those of Django, which are of people who write English.
ALSO_COMMON_WORDS = """
contrasena contrasenia clave bienvenido bienvenida bienvenidos motdepasse bienvenue
administrateur administrador administrator utilisateur usuario
january february march april june july august september october november december
janvier fevrier avril juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
spring summer autumn winter printemps automne hiver primavera verano otono invierno
"""
ALSO_COMMON = frozenset(ALSO_COMMON_WORDS.split())
NO_WORD = re.compile(r"[\W_]+")
SAME = re.compile(r"(.)\1+")
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
                _("The password is based on your name, your address or the centre's name."),
                code="password_personal",
            )

    def get_help_text(self) -> str:
        return _("Your password must not be based on your name or address.")


class CommonCoreValidator(CommonPasswordValidator):
    """Refuse a common password in disguise: Password-2026!, P@ssw0rdP@ssw0rd, drowssap-drowssap.

    What is left when it is taken away, as often as it stands there, must be a password of its own.
    Two common passwords one after the other are no better; several words are a good phrase.
    """

    def __init__(self) -> None:
        super().__init__()
        self.passwords |= ALSO_COMMON

    def validate(self, password: str, user: Person | None = None) -> None:
        whole = password.casefold().strip()
        covered = max((self._covered(form) for form in _plain_forms(whole)), default=0)
        if covered and len(SAME.sub(r"\1", whole)) - covered < FEWEST_OWN:
            raise ValidationError(
                _(
                    "The password is a common password, perhaps repeated or with extra digits or "
                    "symbols."
                ),
                code="password_too_common",
            )

    def _covered(self, text: str) -> int:
        """Return how many signs of a text are a common password, or two of them."""
        unit = _repeated(text)
        if unit in self.passwords or unit[::-1] in self.passwords:
            return len(text)
        cuts = range(SHORTEST_COMMON, len(text) - SHORTEST_COMMON + 1)
        two = any(text[:i] in self.passwords and text[i:] in self.passwords for i in cuts)
        return len(text) if two else 0

    def get_help_text(self) -> str:
        return _("Your password must not be a common password.")


def _plain_forms(whole: str) -> set[str]:
    """Return what a password may disguise: digits for letters, signs around and between."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(c))
    forms = {whole, whole.translate(LEET), bare}
    forms |= {EDGES.sub("", form) for form in tuple(forms)}
    forms.add(EDGES.sub("", whole).translate(LEET))
    return forms | {NO_WORD.sub("", form) for form in forms}


def _repeated(text: str) -> str:
    """Return what a text repeats, the last time perhaps in part; the text where nothing is.

    >>> _repeated("abcabcab"), _repeated("abcd")
    ('abc', 'abcd')
    """
    for length in range(1, len(text) // 2 + 1):
        if text.startswith(text[length:]):
            return text[:length]
    return text


class MonotonousPasswordValidator:
    """Refuse few signs again and again, and runs of the alphabet or the keyboard."""

    runs = (
        *("abcdefghijklmnopqrstuvwxyz", "0123456789012345", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"),
        *("qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn"),
    )

    def validate(self, password: str, user: Person | None = None) -> None:
        text = password.casefold()
        if len(set(text)) < FEWEST_DIFFERENT or _in_runs(text, self.runs) > len(text) * 0.75:
            raise ValidationError(
                _(
                    "The password repeats a few characters or follows the order of the keys on "
                    "the keyboard."
                ),
                code="password_monotonous",
            )

    def get_help_text(self) -> str:
        return _("Your password must not consist of a few repeated characters.")


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
