"""Pressure and feed water of steam that is entered by mass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0022_later_investments")]

    operations = [
        migrations.AddField(
            model_name="flow",
            name="steam_pressure",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="flow",
            name="feedwater",
            field=models.FloatField(null=True),
        ),
    ]
