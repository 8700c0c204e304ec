"""Calorific value of fuels, variable share of costs, independent savings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0011_words_of_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="cost",
            name="variable_share",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="flow",
            name="heating_value",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name="saving",
            name="interacts",
            field=models.BooleanField(null=True),
        ),
    ]
