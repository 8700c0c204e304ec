"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks", "0005_map_of_regions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="benchmark",
            name="approach",
            field=models.CharField(default="distribution", max_length=12),
        ),
        migrations.AlterField(
            model_name="target",
            name="method",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="target",
            name="status",
            field=models.CharField(default="in consultation", max_length=20),
        ),
        migrations.AlterField(
            model_name="variable",
            name="part",
            field=models.CharField(max_length=10),
        ),
    ]
