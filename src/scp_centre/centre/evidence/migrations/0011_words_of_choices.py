"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0010_results_of_the_centre"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="use",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="observation",
            name="status",
            field=models.CharField(default="draft", max_length=12),
        ),
    ]
