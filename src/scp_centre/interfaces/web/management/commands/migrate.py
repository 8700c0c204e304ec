"""Django's own `migrate`, which makes the tables of an empty database at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from scp_centre.centre.installation.first_tables import is_empty, make_tables

# With one of these only a part is asked for, or nothing is to be done.
PARTS = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[part] for part in PARTS) and is_empty(connection):
            make_tables(connection)
        super().handle(*args, **options)
