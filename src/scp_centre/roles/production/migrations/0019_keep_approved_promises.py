"""Keep the promises of the assessments that are approved now.

Of those that were changed after their approval, what was approved is not known: they stay empty,
and count as they stand until they are approved again.
"""

from typing import Any

from django.db import migrations
from django.db.models import F


def keep(apps: Any, schema_editor: Any) -> None:
    measures = apps.get_model("production", "Measure").objects
    measures.filter(assessment__review="approved", in_workbook=True).update(
        approved_decision=F("decision"),
        approved_money=F("promised_money"),
        approved_mwh=F("promised_mwh"),
        approved_m3=F("promised_m3"),
        approved_t=F("promised_t"),
        approved_co2e_t=F("promised_co2e_t"),
    )


class Migration(migrations.Migration):
    dependencies = [("production", "0018_promises_as_approved")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
