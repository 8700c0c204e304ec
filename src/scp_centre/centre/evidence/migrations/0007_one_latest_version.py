"""One latest version of a figure about a subject, held where the other subjects are empty too."""

from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce


def key(name: str) -> Coalesce:
    return Coalesce(F(name), Value(0), output_field=models.BigIntegerField())


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_mark_latest_versions")]

    operations = [
        migrations.RemoveConstraint("observation", "one_current_figure"),
        migrations.AddConstraint(
            "observation",
            models.UniqueConstraint(
                F("origin"),
                F("indicator"),
                F("period"),
                key("site"),
                key("product"),
                key("organisation"),
                F("sector"),
                F("nation"),
                condition=Q(is_latest=True),
                name="one_current_figure",
            ),
        ),
        migrations.AddConstraint(
            "observation",
            models.CheckConstraint(
                condition=Q(is_latest=False) | Q(succeeded_by__isnull=True),
                name="what_is_latest_has_no_successor",
            ),
        ),
    ]
