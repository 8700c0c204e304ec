from django.db import migrations

from scp_centre.centre.translation.fields import MessageField, MessageJSONField
from scp_centre.centre.translation.stored_messages import in_english


def back_to_english(apps, schema_editor):
    lengths = {"title": 200, "message": 500, "findings": None}
    in_english(apps.get_model("jobs", "Job"), lengths)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_words_of_choices")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="findings",
            field=MessageJSONField(default=list),
        ),
        migrations.AlterField(
            model_name="job",
            name="message",
            field=MessageField(blank=True),
        ),
        migrations.AlterField(
            model_name="job",
            name="title",
            field=MessageField(),
        ),
        migrations.RunPython(migrations.RunPython.noop, back_to_english),
    ]
