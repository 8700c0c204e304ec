"""The words by which the register finds a licence."""

from django.db import models

from scp_centre.roles.recognition.models.applications import Licence


class LicenceWord(models.Model):
    """A word of number, product, company or GTIN of a licence; written once, with the licence.

    word : in small letters without accents, in UTF-8. As bytes all databases order it alike, so
        that the words with the same beginning stand together in the index.
    """

    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, related_name="words", db_index=False
    )
    word = models.BinaryField(max_length=60)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["word", "licence"], name="one_word_of_a_licence")
        ]
        indexes = [models.Index(fields=["licence", "word"], name="words_of_a_licence")]

    def __str__(self) -> str:
        # Words of earlier versions can end within a sign: what is left of it is shown, too.
        return bytes(self.word).decode(errors="backslashreplace")
