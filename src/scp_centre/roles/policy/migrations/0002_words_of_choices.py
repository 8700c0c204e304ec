"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0001_tables_scenarios_briefs_register"),
    ]

    operations = [
        migrations.AlterField(
            model_name="brief",
            name="standing",
            field=models.CharField(db_index=True, default="draft", max_length=20),
        ),
        migrations.AlterField(
            model_name="comment",
            name="outcome",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="instrument",
            name="kind",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="instrument",
            name="stage",
            field=models.CharField(default="proposed", max_length=20),
        ),
        migrations.AlterField(
            model_name="step",
            name="stage",
            field=models.CharField(max_length=20),
        ),
    ]
