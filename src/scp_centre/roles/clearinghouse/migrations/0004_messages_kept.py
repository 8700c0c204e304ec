from django.db import migrations

from scp_centre.centre.translation.fields import MessageField
from scp_centre.centre.translation.stored_messages import in_english


def back_to_english(apps, schema_editor):
    in_english(apps.get_model("clearinghouse", "Item"), {"link_said": 300})
    in_english(apps.get_model("clearinghouse", "Source"), {"last_said": 500})


class Migration(migrations.Migration):
    dependencies = [("clearinghouse", "0003_words_of_choices")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="link_said",
            field=MessageField(blank=True),
        ),
        migrations.AlterField(
            model_name="source",
            name="last_said",
            field=MessageField(blank=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, back_to_english),
    ]
