"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clearinghouse", "0005_import_choices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="follower",
            name="frequency",
            field=models.CharField(default="weekly", max_length=8),
        ),
        migrations.AlterField(
            model_name="item",
            name="cost",
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AlterField(
            model_name="item",
            name="standing",
            field=models.CharField(db_index=True, default="draft", max_length=10),
        ),
    ]
