"""What a table says of the nation as a whole, and whether it came as supply and use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0002_words_of_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="table",
            name="accounts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="table",
            name="is_supply_use",
            field=models.BooleanField(default=False),
        ),
    ]
