"""Scans are counted by country and month, one a day from each network."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scp_centre.roles.recognition.models import Licence, ScanCount


@transaction.atomic
def count_scan(licence: Licence, country: str) -> None:
    """Count one scan; counts older than a year are forgotten.

    country : ISO 3166-1 alpha-2; "" where it is not known
    """
    month = timezone.localdate().replace(day=1)
    values: dict[str, Any] = {"licence": licence, "month": month, "country": country}
    if not ScanCount.objects.filter(**values).update(number=F("number") + 1):
        ScanCount.objects.get_or_create(**values)
        ScanCount.objects.filter(**values).update(number=F("number") + 1)
        oldest = date(month.year - 1, month.month, 1)
        ScanCount.objects.filter(licence=licence, month__lt=oldest).delete()
