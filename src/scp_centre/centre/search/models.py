"""What the search across everything holds of each thing that may be found."""

import uuid

from django.db import models

from scp_centre.centre.translation.fields import MessageField, MessageJSONField


class SearchEntry(models.Model):
    """One thing that may be found, for one audience; another audience is another entry.

    source, thing : of which source, and its key there
    act, scope : who may open it, as centre/search/search_rights.py reads them
    title, about, texts : as shown; people's own words or messages
    keys, counts : terms with their weighted counts, arrays of 8-byte and 4-byte numbers
    words : once each, for whoever misspells them or types their beginning
    digest : of all that it is made of    gone : it is found no more
    sequence : which change of the index it was; empty until its transaction is committed
    """

    source = models.CharField(max_length=40)
    thing = models.BigIntegerField()
    act = models.CharField(max_length=60, blank=True)
    scope = models.BigIntegerField(default=0)
    title = MessageField()
    about = MessageField(blank=True)
    texts = MessageJSONField(default=list)
    address = models.CharField(max_length=500)
    keys = models.BinaryField()
    counts = models.BinaryField()
    length = models.FloatField()
    words = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    sequence = models.BigIntegerField(null=True, db_index=True)
    gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "thing", "act", "scope"], name="one_entry_an_audience"
            ),
        ]
        indexes = [models.Index(fields=["act", "scope"], name="entries_of_an_audience")]

    def __str__(self) -> str:
        return f"{self.source} {self.thing}"


class SearchCounter(models.Model):
    """Counts the committed changes of the index: one row.

    token : of this row; another one tells a reader that all it knows is of another database
    complete : the index was once made of everything that there is
    """

    value = models.BigIntegerField(default=0)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    complete = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_counter_of_the_search"),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
