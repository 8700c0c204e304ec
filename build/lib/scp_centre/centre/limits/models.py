"""Tallies: how often something happened within a stretch of time."""

from django.db import models


class Tally(models.Model):
    """One count.

    key : digest of what is counted and for whom; nobody reads an address in it
    ends : when the stretch is over, and the row can go
    """

    key = models.CharField(max_length=64, unique=True)
    number = models.PositiveIntegerField(default=0)
    ends = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["ends"]

    def __str__(self) -> str:
        return f"{self.number} until {self.ends:%Y-%m-%d %H:%M}"
