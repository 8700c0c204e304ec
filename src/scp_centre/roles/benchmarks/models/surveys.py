"""Surveys that wait to be imported, and how tables of the same headings are read."""

import uuid

from django.conf import settings
from django.db import models

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.jobs.models import Job
from scp_centre.roles.benchmarks.models.benchmarks import Benchmark

MOST_BYTES_OF_A_PAGE = 60_000  # about 2,500 rows of a table as XLSX, three seconds


class SurveyUpload(models.Model):
    """A survey that somebody has sent; its sender alone sees it, until it is imported or given up.

    name : of the file as it was sent    encoding, separator, notation : of a text table, as chosen
    mapping : how it is read, once that is confirmed (SurveyMapping); empty for the template
    headings : as they are written, where the layout is to be saved once the plants are imported
    job : that imports it    only_questions : it was refused for rows that look alike, nothing else
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="uploads")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="survey_uploads"
    )
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="surveys/%Y/%m", blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    separator = models.CharField(max_length=1, blank=True)
    notation = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    only_questions = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    imported = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    @property
    def csv_form(self) -> CsvForm:
        """How a text table is written, as its sender chose."""
        return CsvForm(self.encoding, self.separator, self.notation)

    @property
    def is_large(self) -> bool:
        """Whether it holds more than is read as a whole while its sender waits."""
        return bool(self.file) and self.file.size > MOST_BYTES_OF_A_PAGE


class KeptMapping(models.Model):
    """How tables with these headings are read, as a statistician has confirmed it.

    fingerprint : of the headings    headings : as they were written, row by row
    mapping : SurveyMapping    source : name of the file for which it was confirmed
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="mappings")
    fingerprint = models.CharField(max_length=64)
    headings = models.JSONField()
    mapping = models.JSONField()
    source = models.CharField(max_length=200)
    saved = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-saved", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["benchmark", "fingerprint"], name="one_mapping_of_the_same_headings"
            )
        ]

    def __str__(self) -> str:
        return self.source
