"""The licences awarded so far are found by their words, too."""

import re
import unicodedata
from typing import Any

from django.db import migrations

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
APART = re.compile(r"[\W_]+")
LONGEST = 60


def key(word: str) -> bytes:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c)).encode()[:LONGEST]


def words(text: str) -> set[bytes]:
    """As register_search.words_of_licence did when this was written."""
    small = unicodedata.normalize("NFC", text).lower()
    found = {part for word in WORD.findall(small) for part in (word, *APART.split(word))}
    joined = {APART.sub("", one) for one in small.split()}
    return {key(one) for one in found | joined} - {b""}


def enter_words(apps: Any, schema_editor: Any) -> None:
    Licence = apps.get_model("recognition", "Licence")
    LicenceWord = apps.get_model("recognition", "LicenceWord")
    for one in Licence.objects.filter(words__isnull=True).iterator(chunk_size=1_000):
        codes = f" {one.gtin.zfill(14)} {one.gtin.lstrip('0')}" if one.gtin else ""
        text = f"{one.company} {one.product} {one.number}{codes}"
        LicenceWord.objects.bulk_create(
            LicenceWord(licence=one, word=word) for word in sorted(words(text))
        )


class Migration(migrations.Migration):

    dependencies = [
        ("recognition", "0007_register_search"),
    ]

    operations = [migrations.RunPython(enter_words, migrations.RunPython.noop)]
