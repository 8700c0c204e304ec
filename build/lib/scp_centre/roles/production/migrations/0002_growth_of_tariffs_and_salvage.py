"""Tariffs grow one by one; options have a value at the end and their own depreciation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0001_first")]
    operations = [
        migrations.AddField("flow", "price_rise", models.FloatField(null=True)),
        migrations.AddField("option", "salvage", models.FloatField(null=True)),
        migrations.AddField("option", "depreciation_years", models.PositiveIntegerField(null=True)),
    ]
