"""By which baseline model a saving was verified: so far by a line in its drivers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0013_measured_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="verifiedsaving",
            name="model",
            field=models.CharField(default="line", max_length=40),
        ),
    ]
