"""Product passports that holders of licences had issued."""

from django.db import models

from scp_centre.centre.signing.models import Credential
from scp_centre.roles.recognition.models.applications import Licence


class Passport(models.Model):
    """The latest product passport of a licence, and how much its holder discloses by it.

    names_site : where the product is made    shows_values : what was measured, beside what is met
    conformity : the conformity credential that its claims point to; passports of before have none
    """

    licence = models.OneToOneField(Licence, on_delete=models.PROTECT, related_name="passport")
    names_site = models.BooleanField()
    shows_values = models.BooleanField()
    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="+")
    conformity = models.OneToOneField(
        Credential, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.licence}"
