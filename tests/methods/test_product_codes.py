"""Codes of products, with check digits from the standards' own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.product_codes import gtin_check_digit, read_cpv, read_gtin, read_hs


@pytest.mark.parametrize(
    "code", ["6291041500213", "73513537", "036000291452", "10614141000415"]
)  # GS1 General Specifications and published examples of GTIN-13, -8, -12 and -14
def test_published_numbers_are_gtins(code):
    assert read_gtin(code) == code


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, by):
    body = f"{number:012}"
    code = body + str(gtin_check_digit(body))
    wrong = str((int(code[place]) + by) % 10)
    with pytest.raises(InvalidValueError):
        read_gtin(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("text", ["", "123", "62910415002a3", "٦٢٩١٠٤١٥٠٠٢١٣", "629104150021²"])
def test_what_is_not_a_gtin(text):
    with pytest.raises(InvalidValueError):
        read_gtin(text)


def test_other_codes():
    assert read_hs("0406") == "0406" and read_cpv("15540000") == "15540000"
    for read, text in ((read_hs, "04069"), (read_cpv, "1554000-5")):
        with pytest.raises(InvalidValueError):
            read(text)
