"""A person who got one role twice keeps it once, the first one."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations


def merge(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    membership = apps.get_model("registry", "Membership")
    seen, twice = set(), []
    rows = membership.objects.order_by("pk").values_list("pk", "person", "role", "organisation")
    for pk, *kind in rows:
        twice += [pk] if tuple(kind) in seen else []
        seen.add(tuple(kind))
    membership.objects.filter(pk__in=twice).delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_products")]
    # Nothing to bring back: the second row gave no right that the first does not give.
    operations = [migrations.RunPython(merge, migrations.RunPython.noop)]
