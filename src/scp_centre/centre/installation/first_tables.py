"""The tables of an empty database, made at once and not change by change.

Each change that Django replays renders most models of the house anew: twenty seconds for tables
that stand in one. What comes out is the same, since the changes that move rows find none to move:
tests/centre/test_first_tables.py compares both ways, table by table, on each database.
"""

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Return whether the database has no table at all."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make every table of this version in an empty database, and note all changes as done.

    All of it is one transaction: cut off in the middle, the database is as empty as before.
    """
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state()
    with connection.schema_editor() as editor:
        for model in state.apps.get_models(include_swapped=True):
            if model._meta.can_migrate(connection) and router.allow_migrate_model(
                connection.alias, model
            ):
                editor.create_model(model)
        notes = MigrationRecorder(connection).Migration
        editor.create_model(notes)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
        notes.objects.using(connection.alias).bulk_create(
            notes(app=change.app_label, name=change.name, applied=now()) for change, _back in plan
        )
