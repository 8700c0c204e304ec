"""Addresses beside the person's own, left by pages that are gone: one could sign in by them."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations


def remove_second_addresses(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_address_changes"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    # Nothing to bring back: no page reads this table any more.
    operations = [migrations.RunPython(remove_second_addresses, migrations.RunPython.noop)]
