from django.db import migrations, models
from django.db.models.deletion import CASCADE, SET_NULL


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0011_projection"),
    ]

    operations = [
        migrations.AddField(
            model_name="note", name="given", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("struck", models.BooleanField(default=False)),
                ("made", models.DateTimeField(auto_now_add=True)),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=SET_NULL, related_name="+", to="training.group"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="agreements", to="training.workshop"
                    ),
                ),
            ],
            options={"ordering": ["made"]},
        ),
    ]
