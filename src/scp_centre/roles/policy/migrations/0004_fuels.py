"""Which products of a table are fuels, and what burning them causes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0003_national_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="table",
            name="fuels",
            field=models.JSONField(default=list),
        ),
    ]
