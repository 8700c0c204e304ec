"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0010_presence"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="phase",
            field=models.CharField(default="assessment", max_length=20),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="review",
            field=models.CharField(default="draft", max_length=20),
        ),
        migrations.AlterField(
            model_name="filestep",
            name="state",
            field=models.CharField(max_length=10),
        ),
        migrations.AlterField(
            model_name="investmentfile",
            name="state",
            field=models.CharField(default="draft", max_length=10),
        ),
        migrations.AlterField(
            model_name="measure",
            name="answer",
            field=models.CharField(default="open", max_length=10),
        ),
        migrations.AlterField(
            model_name="measure",
            name="decision",
            field=models.CharField(default="study", max_length=10),
        ),
        migrations.AlterField(
            model_name="measure",
            name="progress",
            field=models.CharField(default="planned", max_length=12),
        ),
        migrations.AlterField(
            model_name="option",
            name="decision",
            field=models.CharField(max_length=10),
        ),
    ]
