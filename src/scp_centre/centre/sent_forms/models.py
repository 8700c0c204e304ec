"""Forms whose act was done, and what was answered."""

from django.db import models


class SentForm(models.Model):
    """One sending of one form; the row is written in the transaction of what it asks for.

    digest : of who sent it, where to, the random value of that form and all that it holds
    run : the request that did it
    status : of the answer; 0 until there is one
    location : where the answer led
    page : what was shown instead, sealed, for minutes only: it may hold a secret shown once
    """

    digest = models.CharField(max_length=64, unique=True)
    run = models.UUIDField()
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, blank=True)
    page = models.TextField(blank=True)
    made = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["made"]

    def __str__(self) -> str:
        return f"{self.made:%Y-%m-%d %H:%M} {self.status}"
