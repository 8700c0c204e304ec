"""Name and promise of a scheme in the language of the reader."""

from typing import Any

from django.db import models

from scp_centre.centre.translation import current_speaker


class SpokenTitles(models.Model):
    """What has a name and a promise, in further languages, too.

    titles : language -> {"name": …, "promise": …}
    """

    titles = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def _said(self, field: str) -> str:
        titles: Any = self.titles.get(current_speaker().language) or {}
        return str(titles.get(field) or getattr(self, field))

    @property
    def said_name(self) -> str:
        """Return the name in the language of the page; where it has none, as it was written."""
        return self._said("name")

    @property
    def said_promise(self) -> str:
        """Return the promise in the language of the page; where it has none, as it was written."""
        return self._said("promise")
