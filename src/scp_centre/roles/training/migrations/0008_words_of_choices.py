"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0007_author_of_a_note"),
    ]

    operations = [
        migrations.AlterField(
            model_name="action",
            name="carried",
            field=models.CharField(default="not begun", max_length=12),
        ),
        migrations.AlterField(
            model_name="course",
            name="door",
            field=models.CharField(default="everybody", max_length=30),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="state",
            field=models.CharField(max_length=24),
        ),
        migrations.AlterField(
            model_name="module",
            name="standing",
            field=models.CharField(default="draft", max_length=10),
        ),
        migrations.AlterField(
            model_name="note",
            name="state",
            field=models.CharField(default="shown", max_length=24),
        ),
        migrations.AlterField(
            model_name="participant",
            name="experience",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="participant",
            name="gender",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AlterField(
            model_name="participant",
            name="sector",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="section",
            name="kind",
            field=models.CharField(max_length=24),
        ),
        migrations.AlterField(
            model_name="workshop",
            name="show",
            field=models.CharField(default="how to join", max_length=16),
        ),
    ]
