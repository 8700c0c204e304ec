"""One item of an origin, held where the source is empty too: there is no origin then."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("clearinghouse", "0003_origins_without_a_source")]

    operations = [
        migrations.RemoveConstraint("item", "one_item_of_an_origin"),
        migrations.AddConstraint(
            "item",
            models.UniqueConstraint(
                fields=["source", "origin"],
                condition=~Q(origin="") & Q(source__isnull=False),
                name="one_item_of_an_origin",
            ),
        ),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=Q(origin="") | Q(source__isnull=False), name="an_origin_has_its_source"
            ),
        ),
    ]
