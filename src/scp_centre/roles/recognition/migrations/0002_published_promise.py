"""The promise and the name of a scheme are published with its criteria."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def copy_promises(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each published version what its scheme promises today; nothing older is on record."""
    versions = apps.get_model("recognition", "CriteriaVersion").objects
    schemes = apps.get_model("recognition", "Scheme").objects.filter(pk=OuterRef("scheme"))
    versions.filter(published__isnull=False).update(
        name=Subquery(schemes.values("name")[:1]), promise=Subquery(schemes.values("promise")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="criteriaversion",
            name="name",
            field=models.CharField(blank=True, default="", max_length=150),
        ),
        migrations.AddField(
            model_name="criteriaversion",
            name="promise",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.RunPython(copy_promises, migrations.RunPython.noop),
    ]
