from django.db import migrations, models
from django.db.models.deletion import CASCADE, SET_NULL


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0010_language_of_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop", name="page", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="workshop", name="zoom", field=models.SmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="workshop", name="turn_seconds", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="workshop",
            name="raised",
            field=models.ForeignKey(
                null=True, on_delete=SET_NULL, related_name="+", to="training.question"
            ),
        ),
        migrations.AddField(
            model_name="workshop", name="questions_shown", field=models.BooleanField(default=True)
        ),
        migrations.AddField(
            model_name="workshop",
            name="screen_code",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField(
            model_name="workshop", name="screen_code_ends", field=models.DateTimeField(null=True)
        ),
        migrations.CreateModel(
            name="Screen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="screens", to="training.workshop"
                    ),
                ),
            ],
            options={"ordering": ["made"]},
        ),
    ]
