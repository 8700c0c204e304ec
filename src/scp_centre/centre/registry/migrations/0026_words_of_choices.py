"""The words of closed lists are the code's, as messages; to the database they are text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0025_look_and_contact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="letter",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(default="company", max_length=30),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="sector",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
