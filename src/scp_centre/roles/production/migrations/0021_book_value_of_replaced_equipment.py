"""What the accounts still show of equipment that an option replaces."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0020_uncertainty_of_readings")]

    operations = [
        migrations.AddField(
            model_name="option",
            name="book_value",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="book_years",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
