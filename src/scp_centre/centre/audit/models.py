"""The audit log. Rows are written once and never changed."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """Who did what to which thing, when, with what was before and after.

    subject : what the act was on, as people call it; free text, never read as a reference
    about : whose account the act was on
    """

    when = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-when", "-pk"]

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M} {self.person} {self.act} {self.subject}"

    @property
    def on_what(self) -> str:
        """What the act was on: the person by the address of today, or the text of the time."""
        if self.about is None:
            return self.subject
        return self.about.email if self.about.is_active else str(self.about)
