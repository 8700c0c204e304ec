"""One rule of decoding: read as it was written, or asked with what it could be; never guessed."""

import io

import pytest

from scp_centre.centre.foreign_files.csv_reader import CsvForm, read_rows
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import decode_text

WRITTEN = {  # encoding -> texts that are read as they are
    "cp1252": (
        "Brüssel",
        "Genève; l’eau; m³; 5 °C; Économie",
        "Señor Muñoz; ¿qué?",
        "São Paulo",
        "coût 50 €",
        "København; Ærø; færge",
        "été",
        "Paris–Lyon",
        "nº 5; 1ª; µg",
    ),
    "cp1250": ("Łódź; żółty", "Plzeň; Příbram; Třebíč", "Częstochowa; Wrocław; Poznań"),
    "cp1251": ("Завод; Северный; энергия; Ярославль", "Название; Ферма", "энергия; №5"),
    "cp1253": ("Ενέργεια; Αθήνα; εργοστάσιο",),
    "cp1254": ("Şişli; İstanbul; Çağrı; güneş; dağıtım",),
    "cp1256": ("المصنع; الشركة; الطاقة", "usine café; المصنع؛ الطاقة"),
    "gb18030": ("工厂;能源;北京",),
    "mac_roman": ("Année; Énergie; été; Genève", "España; energía; producción; año"),
    "cp850": ("Année; Énergie", "España; energía; producción", "Brüssel"),
    "utf-16": ("Brüssel; Łódź; المصنع",),
    "utf-16-le": ("Brüssel and other towns",),
    "utf-32": ("Brüssel",),
    "utf-8-sig": ("Brüssel; Łódź; المصنع",),
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("encoding", WRITTEN)
def test_letters_are_those_that_were_written(encoding, language):
    for text in WRITTEN[encoding]:
        assert decode_text(text.encode(encoding), language=language) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Gdańsk", "cp1250"), ("Завод", "cp1251"), ("énergie", "mac_roman"), ("מפעל", "cp1255")],
)
def test_what_can_be_read_in_several_ways_is_asked_with_its_readings(text, encoding):
    with pytest.raises(FileRefusal) as caught:
        decode_text(text.encode(encoding))
    said, cure = refusal_sentences(caught.value)
    assert text in said and "several ways" in said and "encoding" in cure
    assert decode_text(text.encode(encoding), encoding) == text  # as the user then says


def test_an_encoding_that_cannot_be_is_refused_and_nothing_is_replaced():
    with pytest.raises(FileRefusal) as caught:
        decode_text("été".encode("cp1252"), "utf-8-sig")
    assert "cannot be read as Unicode (UTF-8)" in refusal_sentences(caught.value)[0]


@pytest.mark.parametrize("text", ["Ã¼", "BrÃ¼ssel", "50 Â°C", "lâ€™eau", "PÃ©rou"])
def test_letters_that_another_program_broke_are_told_with_what_they_mean(text):
    with pytest.raises(FileRefusal) as caught:
        decode_text(f"a;b\n1;{text}\n".encode())
    assert (caught.value.kind, caught.value.about["row"]) == ("read_twice", 2)


@pytest.mark.parametrize("text", ["SÃO PAULO", "Âge", "«CAFÉ»", "MAÇÃ…", "Ñandú", "â"])
def test_letters_that_only_look_broken_are_read(text):
    assert decode_text(text.encode()) == text


def rows_of(text, separator=","):
    return list(read_rows(io.BytesIO(text.encode()), CsvForm("utf-8", separator)))


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows():
    with pytest.raises(FileRefusal) as caught:
        rows_of('a,b\n1,"North\n2,South\n3,East\n')
    assert (caught.value.kind, caught.value.about["row"]) == ("open_quote", 2)
    assert rows_of('a,b\n1,"North\nand South"\n') == [["a", "b"], ["1", "North\nand South"]]
    assert rows_of('a,b\n"x\ny",5"\n')[1] == ["x\ny", '5"']
