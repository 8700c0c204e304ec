from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0009_attendance"),
    ]

    operations = [
        migrations.AddField(
            model_name="quizanswer",
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="courseanswer",
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
    ]
