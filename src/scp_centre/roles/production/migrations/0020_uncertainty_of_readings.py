"""How uncertain a reading of a calculation is, in % of the reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0019_keep_approved_promises")]

    operations = [
        migrations.AddField(
            model_name="measurement",
            name="uncertainty",
            field=models.FloatField(null=True),
        ),
    ]
