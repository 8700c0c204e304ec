"""Licences name what was recognised as at the award; findings keep the evidence they rest on."""

from typing import Any

from django.db import migrations, models


def name_what_was_awarded(apps: Any, schema_editor: Any) -> None:
    """Take the names that the register has now; earlier ones were not kept."""
    Licence = apps.get_model("recognition", "Licence")
    rows = Licence.objects.select_related("application__organisation", "application__product")
    for one in rows:
        company, product = one.application.organisation, one.application.product
        one.company, one.country = company.name, company.country
        one.product = product.name if product else ""
        one.gtin = product.gtin if product else ""
        one.save(update_fields=["company", "country", "product", "gtin"])


class Migration(migrations.Migration):

    dependencies = [("recognition", "0002_published_promise")]

    operations = [
        migrations.AddField(
            "finding", "seen", models.JSONField(default=dict)
        ),
        migrations.AddField(
            "licence", "company", models.CharField(max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "licence", "country", models.CharField(max_length=100, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "licence", "product", models.CharField(max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "licence", "gtin", models.CharField(max_length=14, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(name_what_was_awarded, migrations.RunPython.noop),
    ]
