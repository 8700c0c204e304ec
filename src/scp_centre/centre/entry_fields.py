"""Fields of forms for numbers and days: read as the page's language writes them, or asked back.

What was typed goes to the server as it stands, with the language of the page that it was typed
on: a page that waits without a line, or in another window, is read in its own language. What can
mean two things comes back with both readings to choose from.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scp_centre.centre.translation import Speaker, current_speaker, speaker
from scp_centre.methods.entries import (
    read_date,
    read_number,
    read_whole_number,
    write_date,
    write_number,
)
from scp_centre.methods.entries.dates import is_kept_day
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _

MEANT, LANGUAGE = "meant", "language"  # behind the name of a field, for what goes with its text
KEYBOARD = {"inputmode": "decimal", "autocomplete": "off"}  # of a field for a number


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody typed. meant : the reading that they chose, where there were two"""

    text: str
    language: str = ""
    meant: str = ""

    @property
    def say(self) -> Speaker:
        return speaker(self.language) if self.language else current_speaker()


class EntryInput(forms.TextInput):
    """A text field that says in which language it is typed, and offers what it can mean."""

    tells_language = True
    readings: Sequence[tuple[str, str]] = ()  # value -> as the reader writes it

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the entry of a field; what a program gives as a value stays that value."""
        value = data.get(name)
        if not isinstance(value, str):
            return value
        language, meant = data.get(f"{name}-{LANGUAGE}", ""), data.get(f"{name}-{MEANT}", "")
        return Entry(value, str(language), str(meant))

    def format_value(self, value: Any) -> str | None:
        """Return what the field shows: an entry as it was typed, a value as the page writes it."""
        if value is None or value == "":
            return None
        return value.text if isinstance(value, Entry) else self.written(value)

    def written(self, value: Any) -> str:
        """Return a value as this kind of field shows it."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return write_number(value, current_speaker().notation) if is_number else str(value)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the field, its language, and the readings where it is asked back."""
        shown = super().render(name, value, attrs, renderer)
        if self.tells_language:
            language = value.say.language if isinstance(value, Entry) else ""
            shown += format_html(
                '<input type="hidden" name="{}-{}" value="{}">',
                name,
                LANGUAGE,
                language or current_speaker().language,
            )
        return shown + self._choices(name)

    def _choices(self, name: str) -> SafeString:
        if not self.readings:
            return SafeString()
        rows = format_html_join(
            "",
            '<label><input type="radio" name="{}-{}" value="{}"> {}</label>',
            ((name, MEANT, value, text) for value, text in self.readings),
        )
        question = current_speaker()(_("Which of these do you mean?"))
        return format_html("<fieldset><legend>{}</legend>{}</fieldset>", question, rows)


class NumberInput(EntryInput):
    """A field for a number: the keyboard of a phone shows digits."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(KEYBOARD | dict(attrs or {}))


class DayInput(EntryInput):
    """A field for a day: the browser's own calendar, which sends 2026-01-31 in any language."""

    input_type = "date"
    tells_language = False

    def written(self, value: Any) -> str:
        """Return a day as browsers want it."""
        return write_date(value) if isinstance(value, date) else str(value)


class MomentInput(DayInput):
    """A field for a day and time."""

    input_type = "datetime-local"

    def written(self, value: Any) -> str:
        """Return a moment as browsers want it, in the centre's time."""
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{local:%Y-%m-%dT%H:%M}"
        return str(value)


class EntryField(forms.Field):
    """A field whose text is read by the one reader; each kind says how."""

    widget: Any = EntryInput
    kinds: tuple[type, ...] = ()  # of values that need no reading

    def __init__(
        self, *, min_value: Any = None, max_value: Any = None, unit: str = "", **options: Any
    ) -> None:
        self.min_value, self.max_value, self.unit = min_value, max_value, unit
        super().__init__(**options)
        if min_value is not None:
            self.validators.append(MinValueValidator(min_value))
        if max_value is not None:
            self.validators.append(MaxValueValidator(max_value))

    def to_python(self, value: Any) -> Any:
        """Return the value of an entry; raise ValidationError for what is none, or is unclear."""
        if isinstance(value, self.kinds) and not isinstance(value, bool):
            return value
        entry = value if isinstance(value, Entry) else Entry(str(value or ""))
        if not entry.text.strip():
            return None
        try:
            return self.read(entry)
        except UnclearEntryError as error:
            return self._chosen(entry, error)
        except InvalidValueError as error:
            raise ValidationError([error.message, error.cure]) from error

    def read(self, entry: Entry) -> Any:
        """Return the value of a text, as its language writes this kind."""
        raise NotImplementedError

    def shown(self, value: Any) -> tuple[str, str]:
        """Return a reading as a form sends it, and as people read it."""
        return repr(value), write_number(value, current_speaker().notation)

    def _chosen(self, entry: Entry, error: UnclearEntryError) -> Any:
        """Return the reading that was chosen; ask where none was."""
        readings = {self.shown(value): value for value in error.readings}
        for (sent, _unused), value in readings.items():
            if sent == entry.meant:
                return value
        self.widget.readings = tuple(readings)
        raise ValidationError([error.message, error.cure])

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether an entry says something else than the field did at first."""
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class NumberField(EntryField):
    """A number. unit : which may be typed behind it"""

    widget = NumberInput
    kinds = (int, float)

    def read(self, entry: Entry) -> float:
        return read_number(entry.text, entry.say.notation, unit=self.unit)


class WholeNumberField(EntryField):
    """A whole number."""

    widget = NumberInput
    kinds = (int,)

    def read(self, entry: Entry) -> int:
        return read_whole_number(entry.text, entry.say.notation, unit=self.unit)

    def _chosen(self, entry: Entry, error: UnclearEntryError) -> Any:
        whole = tuple(int(v) for v in error.readings if isinstance(v, float) and v.is_integer())
        asked = UnclearEntryError(error.message, readings=whole, cure=error.cure)
        return super()._chosen(entry, asked)


class DayField(EntryField):
    """A day."""

    widget = DayInput
    kinds = (date,)

    def read(self, entry: Entry) -> date:
        return read_date(entry.text, entry.say.notation)

    def shown(self, value: Any) -> tuple[str, str]:
        """Return a day as a form sends it, and as people read it."""
        return write_date(value), current_speaker().date(value)


class MomentField(DayField):
    """A day and time of the centre's own zone, as 2026-01-31T14:30."""

    widget = MomentInput
    kinds = (datetime,)

    def read(self, entry: Entry) -> Any:
        day, clock = _parted(entry.text)
        moment = datetime.combine(read_date(day, entry.say.notation), clock)
        return from_current_timezone(moment)  # refuses an hour that does not exist, or exists twice

    def _chosen(self, entry: Entry, error: UnclearEntryError) -> Any:
        day = super()._chosen(entry, error)
        return from_current_timezone(datetime.combine(day, _parted(entry.text)[1]))


class InstantField(forms.DateTimeField):
    """A moment with its zone, as a script of the page notes it: 2026-01-31T14:30:00.000Z."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; a time zone cannot carry it beyond the end of time."""
        moment = None
        with suppress(OverflowError):
            moment = super().to_python(value)
            if moment is None or is_kept_day(moment.date()):
                return moment
        raise ValidationError(
            [_("The year cannot be right."), _("Enter a date between 1900 and 2199.")]
        )


class CurrencyField(forms.RegexField):
    """Three letters of a currency, in capitals however they were typed."""

    def __init__(self, **values: Any) -> None:
        said = {"invalid": _("Enter three letters, for example EUR.")}
        super().__init__(r"^[A-Z]{3}$", error_messages=said, **values)

    def to_python(self, value: Any) -> str:
        """Return the letters as capitals."""
        return str(super().to_python(value)).upper()


def _parted(text: str) -> tuple[str, time]:
    """Return the day of a moment as text, and its time."""
    day, _unused, clock = text.strip().replace("T", " ").rpartition(" ")
    try:
        return day, datetime.strptime(clock[:5], "%H:%M").time()  # noqa: DTZ007 - a time, no day
    except ValueError:
        raise InvalidValueError(
            _("'{strip}' is not a valid date and time.", strip=text.strip()[:40]),
            cure=_("Enter the date and time in this format: 2026-01-31 14:30."),
        ) from None
