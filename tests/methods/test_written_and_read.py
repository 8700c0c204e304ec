"""What the centre writes in any of its languages is read as the same value."""

from datetime import date, timedelta
from random import Random

import pytest

from scp_centre.centre.translation import LANGUAGES, speaker
from scp_centre.methods.entries import (
    read_date,
    read_money,
    read_number,
    read_quantity,
    write_number,
)
from scp_centre.methods.quantity import SYMBOLS

MANY = 100_000
SHARE = MANY // len(LANGUAGES)  # of what takes Babel long to write
UNITS, CODES = list(SYMBOLS), ("EUR", "USD", "KES", "XOF", "INR", "EGP", "JPY")


def values(seed):
    """Draw numbers of every size, with few and with many digits."""
    random = Random(seed)
    for _ in range(MANY):
        digits, power = random.randint(1, 17), random.randint(-12, 15)
        yield float(f"{random.uniform(-10, 10) * 10.0**power:.{digits}g}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_written_then_read_is_the_same(language):
    say = speaker(language)
    for value in values(1):
        assert read_number(say.plain(value), say.notation) == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_with_thousands_written_then_read_is_the_same(language):
    say, random = speaker(language), Random(f"thousands {language}")
    for _ in range(SHARE):
        value = round(random.uniform(-1e6, 1e9) * 10 ** random.randint(-9, 0), random.randint(0, 3))
        text = say.number(value)
        read = read_number(text, say.notation)
        assert say.number(read) == text and read == pytest.approx(value, rel=5e-3, abs=1e-8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quantity_written_then_read_is_the_same(language):
    say, random = speaker(language), Random(3)
    for value in values(3):
        unit = random.choice(UNITS[:-3])
        text = f"{say.plain(value)}\u00a0{unit}"
        read = read_quantity(text, say.notation)
        assert (read.value, read.unit) == (value, unit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_written_then_read_is_the_same(language):
    say, random = speaker(language), Random(f"money {language}")
    for _ in range(SHARE):
        amount, code = random.randint(-(10**9), 10**9), random.choice(CODES)
        read = read_money(say.money(amount, code), say.notation, year=2026)
        assert (read.amount, read.currency) == (amount, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_written_then_read_is_the_same(language):
    say = speaker(language)
    for days in range(MANY):
        day = date(1900, 1, 1) + timedelta(days)
        assert read_date(say.date(day), say.notation) == day


@pytest.mark.parametrize("language", ["ru", "zh", "hi", "de-CH", "en-IN", "es-MX"])
def test_languages_to_come_are_read_as_well(language):
    from babel import Locale
    from babel.numbers import format_decimal

    from scp_centre.centre.translation.notations import notation_of

    notation, locale = notation_of(language), Locale.parse(language, sep="-")
    random = Random(5)
    for _ in range(1_000):
        value = round(random.uniform(-1e8, 1e8), 3)
        assert read_number(format_decimal(value, locale=locale), notation) == value
        assert read_number(write_number(value, notation), notation) == value


def test_fifty_thousand_and_fifty():
    readings = {name: read_number("50,000", speaker(name).notation) for name in LANGUAGES}
    assert readings == {"en": 50_000, "fr": 50, "es": 50, "ar": 50_000}
