"""Figures that have a successor are not the latest ones."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations


def mark(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    observation = apps.get_model("evidence", "Observation")
    observation.objects.filter(succeeded_by__isnull=False).update(is_latest=False)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_latest_versions")]
    # Back again the column goes, and with it what it says.
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
