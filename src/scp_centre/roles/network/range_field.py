"""A field for what a residue holds: a line for each substance, with its lowest and highest %."""

from collections.abc import Mapping, Sequence
from typing import Any

from scp_centre.centre.entry_fields import Entry, EntryField, EntryInput
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries import read_number, write_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import Number, _

MOST_LINES, MOST_SIGNS = 15, 100
Range = list[Any]  # substance, lowest, highest


class RangesInput(EntryInput):
    """Several lines of text."""

    template_name = "django/forms/widgets/textarea.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "cols": 40, "autocomplete": "off"} | dict(attrs or {}))

    def written(self, value: Sequence[Range]) -> str:
        """Return the lines of substances, numbers as the page's language writes them."""
        notation = current_speaker().notation
        return "\n".join(
            f"{name}; {write_number(low, notation)}; {write_number(high, notation)}"
            for name, low, high in value
        )


class RangesField(EntryField):
    """Substances with ranges in per cent: name; lowest; highest."""

    widget = RangesInput
    kinds = (list,)

    def to_python(self, value: Any) -> list[Range]:
        """Return the substances; none where nothing is written."""
        return super().to_python(value) or []

    def read(self, entry: Entry) -> list[Range]:
        lines = [line.strip() for line in entry.text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise InvalidValueError(
                _("There are more than {most} lines.", most=Number(MOST_LINES)),
                cure=_("Leave out the substances that matter least."),
            )
        ranges = [_read_line(line, entry) for line in lines]
        names = [name.casefold() for name, _low, _high in ranges]
        for name in names:
            if names.count(name) > 1:
                raise InvalidValueError(
                    _("{substance} is listed twice.", substance=name),
                    cure=_("List each substance once."),
                )
        return ranges


def _read_line(line: str, entry: Entry) -> Range:
    """Return substance, lowest and highest share of a line; one number stands for both."""
    parts = [part.strip() for part in line.split(";")]
    if len(parts) not in (2, 3) or not parts[0] or len(parts[0]) > MOST_SIGNS:
        raise InvalidValueError(
            _("This line cannot be read: {line}", line=line[:80]),
            cure=_("Write name; lowest %; highest %, for example: calcium oxide; 40; 55"),
        )
    low, high = _read_share(parts[1], line, entry), _read_share(parts[-1], line, entry)
    if low > high:
        raise InvalidValueError(
            _("The minimum share of {substance} is above the maximum.", substance=parts[0]),
            cure=_("Enter the lower number first."),
        )
    return [parts[0], low, high]


def _read_share(text: str, line: str, entry: Entry) -> float:
    try:
        share = read_number(text, entry.say.notation, unit="%")
    except UnclearEntryError as error:
        raise InvalidValueError(error.message, cure=_("Write the number another way.")) from error
    if not 0 <= share <= 100:
        raise InvalidValueError(
            _("A share must be from 0 to 100 %: {line}", line=line[:80]),
            cure=_("Check the numbers of this line."),
        )
    return share
