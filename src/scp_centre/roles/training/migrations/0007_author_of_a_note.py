from django.db import migrations, models
from django.db.models.deletion import SET_NULL


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0006_follow_up"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=SET_NULL,
                related_name="notes_taken_over",
                to="training.participant",
            ),
        ),
    ]
