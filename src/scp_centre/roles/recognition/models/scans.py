"""How often the code of a product is scanned, by country and month; nothing of who scans."""

from django.db import models

from scp_centre.roles.recognition.models.applications import Licence


class ScanCount(models.Model):
    """The scans of a month that come from one country.

    month : its first day    country : ISO 3166-1 alpha-2; "" where the phone names none
    """

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="scans")
    month = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "month", "country"], name="one_count_a_month_and_country"
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence}: {self.number}"
