"""Faults: one row for each kind at each place, however often it happens."""

from django.db import models


class Fault(models.Model):
    """An error that nobody foresaw.

    fingerprint : digest of the traceback; the same fault again is counted, not added
    place : the pattern of the address, or the kind of the job; never an address with its values
    kind : classes of the exceptions, the cause first
    traceback : files, lines and functions; no values, no messages that could hold any
    numbers : the latest occurrences, [number, moment]; the number stands on the page that was shown
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=300)
    method = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=200)
    traceback = models.TextField()
    version = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    numbers = models.JSONField(default=list)
    first = models.DateTimeField()
    last = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-last", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}"
