"""What links and harvests said in English becomes the messages that it surely is."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations

from scp_centre.centre.translation.stored_messages import in_english, to_messages


def keep_messages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    to_messages(apps.get_model("clearinghouse", "Item"), {"link_said": ()})
    to_messages(apps.get_model("clearinghouse", "Source"), {"last_said": ()})


def keep_english(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    in_english(apps.get_model("clearinghouse", "Item"), {"link_said": 300})
    in_english(apps.get_model("clearinghouse", "Source"), {"last_said": 500, "state": None})


class Migration(migrations.Migration):
    dependencies = [("clearinghouse", "0007_columns_of_messages")]
    operations = [migrations.RunPython(keep_messages, keep_english)]
