"""An identifier of a collection that is not named moves to the details of its item."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations


def move(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    item = apps.get_model("clearinghouse", "Item")
    for one in item.objects.filter(source__isnull=True).exclude(origin="").iterator():
        details = {**one.details, "origin": one.origin}
        item.objects.filter(pk=one.pk).update(details=details, origin="")


class Migration(migrations.Migration):
    dependencies = [("clearinghouse", "0002_questions_needs_and_what_sources_said")]
    # Not brought back: the identifier stays readable in the details.
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
