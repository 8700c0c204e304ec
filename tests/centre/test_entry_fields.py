"""Fields of forms: what was typed is read in the language of its page, or asked back."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from scp_centre.centre.entry_fields import (
    DayField,
    MomentField,
    NumberField,
    WholeNumberField,
)


class Sample(forms.Form):
    use = NumberField(required=False, min_value=0)
    share = NumberField(required=False, unit="%")
    year = WholeNumberField(required=False)
    day = DayField(required=False)
    starts = MomentField(required=False)


def read(language="en", **data):
    with translation.override(language):
        form = Sample({name.replace("__", "-"): value for name, value in data.items()})
        form.is_valid()
        return form


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [("en", "50,000", 50_000), ("fr", "50,000", 50), ("fr", "4.5", 4.5), ("ar", "١٫٥", 1.5)],
)
def test_a_number_is_read_in_the_language_of_the_page(language, text, value):
    assert read(language, use=text).cleaned_data["use"] == value


def test_the_page_that_it_was_typed_on_decides():
    assert read("fr", use="50,000", use__language="en").cleaned_data["use"] == 50_000
    assert read("en", use="50,000", use__language="fr").cleaned_data["use"] == 50


def test_a_field_says_its_language_and_shows_a_value_as_it_is_read():
    with translation.override("fr"):
        page = str(Sample(initial={"use": 1234.5})["use"])
    assert 'value="1234,5"' in page and 'name="use-language" value="fr"' in page


def test_what_can_mean_two_things_is_two_choices():
    form = read("fr", use="50.000")
    page = str(form["use"])
    assert 'name="use-meant" value="50.0"' in page and 'name="use-meant" value="50000.0"' in page
    again = read("fr", use="50.000", use__meant="50000.0")
    assert again.cleaned_data["use"] == 50_000


def test_a_choice_that_was_not_offered_is_asked_again():
    assert "use" in read("fr", use="50.000", use__meant="7.0").errors
    assert read("fr", use="8", use__meant="7.0").cleaned_data["use"] == 8


def test_the_limits_of_a_field_hold_for_a_choice():
    assert "use" in read("fr", use="-50.000", use__meant="-50.0").errors


def test_a_day_in_figures_is_asked_back_in_english():
    form = read(day="01/02/2026")
    page = str(form["day"])
    assert "1 February 2026" in page and "2 January 2026" in page
    assert read(day="01/02/2026", day__meant="2026-01-02").cleaned_data["day"] == date(2026, 1, 2)
    assert read("fr", day="01/02/2026").cleaned_data["day"] == date(2026, 2, 1)
    assert read(day="2026-02-01").cleaned_data["day"] == date(2026, 2, 1)


def test_a_moment_is_of_the_centres_time():
    found = read(starts="2026-02-01T14:30").cleaned_data["starts"]
    assert f"{found:%Y-%m-%d %H:%M}" == "2026-02-01 14:30" and found.tzinfo
    assert "starts" in read(starts="14:30").errors


@pytest.mark.parametrize("text", ["five", "1,23,4", "²", "nan", "9" * 400])
def test_what_is_no_number_is_told_with_its_cure(text):
    assert len(read(use=text, year=text).errors["use"]) == 2


def test_whole_numbers_and_shares():
    form = read(year="2,026", share="12 %")
    assert form.cleaned_data["year"] == 2_026 and form.cleaned_data["share"] == 12
    assert "whole" in read(year="7.5").errors["year"][0]
