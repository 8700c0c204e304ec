"""Have the index made again: knowledge items are found by their labels and facts, too."""

from typing import Any

from django.db import migrations


def ask_again(apps: Any, schema_editor: Any) -> None:
    apps.get_model("search", "SearchCounter").objects.update(complete=False)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries_of_the_search")]
    operations = [migrations.RunPython(ask_again, migrations.RunPython.noop)]
