"""Names stand where a reader looks for them: marks and capitals do not send a name to the end."""

from django.utils import translation

from scp_centre.centre.translation import speaker
from scp_centre.centre.translation.sorting import in_name_order, name_order


def in_order(names, language):
    return sorted(names, key=lambda name: name_order(name, language))


def test_marks_do_not_send_a_name_to_the_end():
    assert in_order(["Zinc", "Éclair", "Eclat", "abbey"], "fr") == [
        "abbey",
        "Éclair",
        "Eclat",
        "Zinc",
    ]
    assert in_order(["Pumpe", "Öl", "Ofen"], "en") == ["Ofen", "Öl", "Pumpe"]
    assert in_order(["Œuvre", "Oasis", "Olive"], "fr") == ["Oasis", "Œuvre", "Olive"]


def test_spanish_has_a_letter_behind_n():
    names = ["Ñandú", "Nube", "Oliva"]
    assert in_order(names, "es") == ["Nube", "Ñandú", "Oliva"]
    assert in_order(names, "fr") == ["Ñandú", "Nube", "Oliva"]


def test_arabic_names_stand_by_their_letters_however_alef_is_written():
    assert in_order(["تونس", "إيران", "ألمانيا", "بلد"], "ar") == [
        "ألمانيا",
        "إيران",
        "بلد",
        "تونس",
    ]


def test_the_reader_of_the_page_decides():
    with translation.override("es"):
        assert in_name_order(["Ñandú", "Oliva", "Nube"]) == ["Nube", "Ñandú", "Oliva"]


def test_the_countries_to_choose_from_stand_by_name():
    from scp_centre.roles.clearinghouse.vocabulary import choices

    names = [name for _code, name in choices("country", "fr")]
    assert names.index("Égypte") < names.index("Espagne") < names.index("Zambie")


def test_a_span_that_cannot_be_had_gives_its_reason():
    say = speaker("en")
    assert say.years(None) == "– (does not pay back)" == say.years(float("inf"))
    assert say.years(1 / 12) == "1\u00a0month" and say.years(0.5) == "6\u00a0months"
    assert say.years(1.04) == "1\u00a0year" and say.years(0.01) == "less than a month"
    assert say.number(float("nan")) == say.percent(float("inf")) == say.money(None, "EUR") == "–"
    assert speaker("fr").years(1) == "1\u00a0an"
