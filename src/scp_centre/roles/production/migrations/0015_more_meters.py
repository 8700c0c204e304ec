"""A saving may be measured by several meters together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0014_model_of_a_verification"),
    ]

    operations = [
        migrations.AddField(
            model_name="verifiedsaving",
            name="more_meters",
            field=models.ManyToManyField(related_name="+", to="production.meter"),
        ),
    ]
