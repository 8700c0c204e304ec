"""What jobs said in English becomes the messages that it surely is."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations

from scp_centre.centre.translation.stored_messages import in_english, to_messages

TITLES = [  # of jobs until now; what fills the hole is a name
    "Donor report, {upper}",
    "All data of {organisation}",
    "National table {name}",
    "Harvest {source}",
    "Import {name}",
    "Newsletter: {title}",
    "Invitations: {title}",
]


def keep_messages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    to_messages(apps.get_model("jobs", "Job"), {"title": TITLES, "message": ()})


def keep_english(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lengths = {"title": 200, "message": 500, "findings": None}
    in_english(apps.get_model("jobs", "Job"), lengths)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0006_columns_of_messages")]
    operations = [migrations.RunPython(keep_messages, keep_english)]
