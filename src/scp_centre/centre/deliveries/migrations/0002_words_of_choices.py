"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliveries", "0001_deliveries"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="outcome",
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
