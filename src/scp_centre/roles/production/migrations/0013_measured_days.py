"""Over how many days a saving was measured: it is no longer projected to a year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0012_values_of_flows"),
    ]

    operations = [
        migrations.AddField(
            model_name="verifiedsaving",
            name="measured_days",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
