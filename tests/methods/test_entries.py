"""Entries are read as the inverse of how a language writes; what can mean two things is asked."""

from datetime import date

import pytest

from scp_centre.methods.entries import (
    COMMA,
    FILE_NOTATIONS,
    MACHINE,
    POINT,
    Notation,
    fitting_notations,
    number_readings,
    read_amount,
    read_date,
    read_money,
    read_number,
    read_quantity,
    read_whole_number,
    write_number,
)
from scp_centre.methods.errors import (
    CurrencyError,
    InvalidValueError,
    UnclearEntryError,
    UnitError,
)

SPACE = Notation("fr", ",", "")  # as French: nothing but spaces between thousands
NB, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50,000", 50_000),
        (" 1,234,567.5 ", 1_234_567.5),
        ("12,34,567", 1_234_567),  # as in India
        (f"1{NARROW}234{NARROW}567.5", 1_234_567.5),
        (f"1{NB}234", 1_234),
        ("1’234.5", 1_234.5),  # as in Switzerland
        ("\u221212", -12),
        ("12-", -12),
        ("(1,250.50)", -1_250.5),
        ("- 5", -5),
        ("+5", 5),
        (".5", 0.5),
        ("5.", 5),
        ("1.5e3", 1_500),
        ("1.5E-3", 0.0015),
        ("2×10^3", 2_000),
        ("\u0661\u0662\u066c\u0663\u0664\u0665\u066b\u0665", 12_345.5),  # in Arabic digits
        ("\u200e\u221212.5", -12.5),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_english_writes_it(text, value):
    assert read_number(text, POINT) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "nan", "inf", "1_000", "²", "1e999", "1,23,4", "1,,234", "1 23", "3 4", "--5"]
    + ["(-5)", "(5", "1.2.3.4", "0x10", "½", "1e", "five", "1 234,567 890", "9" * 61, "e5"],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidValueError) as caught:
        read_number(text, POINT)
    assert not isinstance(caught.value, UnclearEntryError) and caught.value.cure


def test_one_text_is_two_numbers_in_two_languages():
    assert (read_number("50,000", POINT), read_number("50,000", COMMA)) == (50_000, 50)
    assert (read_number("50.000", POINT), read_number("50.000", COMMA)) == (50, 50_000)


@pytest.mark.parametrize(
    ("text", "notation", "readings"),
    [
        ("1,234", FILE_NOTATIONS, (1_234, 1.234)),
        ("50.000", SPACE, (50, 50_000)),  # French writes neither
        ("4,5", POINT, (4.5,)),  # may be a slip for 45 as well
        ("1.234,5", POINT, (1_234.5,)),
        ("4.5", COMMA, (4.5,)),
        ("5 %", POINT, (5, 0.05)),
    ],
)
def test_what_can_mean_something_else_is_asked_back(text, notation, readings):
    with pytest.raises(UnclearEntryError) as caught:
        read_number(text, notation)
    assert caught.value.readings == readings and caught.value.cure
    assert number_readings(text, notation) == readings


def test_a_sign_that_a_language_does_not_use_can_mean_one_thing_only():
    assert read_number("4.5", SPACE) == 4.5 and read_number("4,5", MACHINE) == 4.5


def test_a_unit_that_a_field_asks_for_may_be_written():
    assert read_number("10 %", POINT, unit="%") == 10
    assert read_number("%10", POINT, unit="%") == 10
    assert read_number("1,200 kWh", POINT, unit="kWh") == 1_200


def test_whole_numbers_keep_every_digit():
    assert read_whole_number("9,007,199,254,740,993", POINT) == 9_007_199_254_740_993
    assert (read_whole_number("-7.0", POINT), read_whole_number("2e3", POINT)) == (-7, 2_000)
    with pytest.raises(InvalidValueError, match="whole"):
        read_whole_number("7.5", POINT)


@pytest.mark.parametrize("value", [0.1, -12.5, 1e-7, 123456789.125, 1e300, 5e-324, 3.0, -0.0, 7])
@pytest.mark.parametrize("notation", [POINT, COMMA, SPACE, MACHINE])
def test_what_a_form_shows_is_read_as_the_same(value, notation):
    assert read_number(write_number(value, notation), notation) == value


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,250.5 kWh", (1_250.5, "kWh")),
        ("12 m³", (12, "m3")),  # in plain signs, as units are kept
        ("3e2 MJ", (300, "MJ")),
        ("5 EUR", (5, "EUR")),
        ("7", (7, "")),
        ("-2 °C", (-2, "°C")),
    ],
)
def test_an_amount_is_a_number_and_what_stands_behind_it(text, amount):
    assert read_amount(text, POINT) == amount


@pytest.mark.parametrize("text", ["", "about five", "kWh 3"])
def test_what_begins_with_no_number_is_refused(text):
    with pytest.raises(InvalidValueError, match="does not begin with a number"):
        read_amount(text, POINT)


def test_a_quantity_has_a_unit_that_is_known():
    assert read_quantity("12 m³", POINT).unit == "m3"
    assert read_quantity("12", POINT, unit="kg").base == 12
    with pytest.raises(UnitError):
        read_quantity("12 buckets", POINT)


MONEY = Notation("en", ".", ",", currencies={"EUR": ("EUR",), "€": ("EUR",), "$": ("CAD", "USD")})


@pytest.mark.parametrize("text", ["€1,250", "1,250 €", "EUR 1,250", "1,250 EUR", "1,250eur"])
def test_money_has_its_sign_or_code_before_or_behind(text):
    assert (m := read_money(text, MONEY, year=2026)).amount == 1_250 and m.currency == "EUR"


@pytest.mark.parametrize("text", ["-€5", "€-5", "(€5)", "\u22125 €", "5- €", "- 5 EUR"])
def test_money_may_be_owed(text):
    assert read_money(text, MONEY, year=2026).amount == -5


def test_a_sign_of_several_currencies_is_asked_back():
    with pytest.raises(UnclearEntryError) as caught:
        read_money("$5", MONEY, year=2026)
    assert caught.value.readings == ("CAD", "USD")
    assert read_money("$5", MONEY, year=2026, currency="CAD").currency == "CAD"


@pytest.mark.parametrize("text", ["5", "5 XXX", "5 EUR USD"])
def test_money_without_a_currency_is_refused(text):
    with pytest.raises((CurrencyError, InvalidValueError)):
        read_money(text, MONEY, year=2026)
    with pytest.raises(CurrencyError):
        read_money("5 EUR", MONEY, year=2026, currency="USD")


NAMED = Notation("en", orders=("dmy", "mdy"), months={"october": 10, "oct": 10})


@pytest.mark.parametrize(
    "text",
    ["2026-10-31", "2026/10/31", "31/10/2026", "10/31/2026", "31.10.2026", "31 October 2026"]
    + ["October 31, 2026", "Oct. 31st, 2026", "2026年10月31日", "\u0663\u0661/\u0661\u0660/2026"],
)
def test_a_day_is_read_in_figures_and_words(text):
    assert read_date(text, NAMED) == date(2026, 10, 31)


def test_a_day_that_can_be_two_is_asked_back():
    with pytest.raises(UnclearEntryError) as caught:
        read_date("01/02/2026", NAMED)
    assert caught.value.readings == (date(2026, 2, 1), date(2026, 1, 2))
    assert read_date("01/02/2026", COMMA) == read_date("01.02.2026", NAMED) == date(2026, 2, 1)
    assert read_date("02/02/2026", NAMED) == date(2026, 2, 2)
    with pytest.raises(UnclearEntryError) as caught:
        read_date("10/31/2026", COMMA)
    assert caught.value.readings == (date(2026, 10, 31),)


@pytest.mark.parametrize(
    "text", ["", "2026", "30/02/2026", "1/2/26", "31 Brumaire 2026", "2026-1", "20260131", "46023"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(InvalidValueError, match="not a date"):
        read_date(text, NAMED)


def test_one_cell_decides_for_its_table():
    names = lambda numbers, days=(): [n.name for n in fitting_notations(numbers, days)]  # noqa: E731
    assert names(["1,234", "7"]) == ["point", "point-month", "comma"]
    assert names(["1,234", "1.234,5"]) == ["comma"]
    assert names(["1,234", "12.5"], ["01/02/2026", "12/31/2026"]) == ["point-month"]
    assert names(["1,234"], ["12/31/2026"]) == ["point-month"]
    assert names(["n/a", "0.125"]) == ["point", "point-month"]
