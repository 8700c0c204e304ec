"""A figure is about a site, product, organisation, sector or nation: exactly one of them."""

from typing import Any
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from functools import reduce
from operator import or_

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SUBJECTS = ("site", "product", "organisation", "sector", "nation")
CODED = ("sector", "nation")


def only(name: str) -> Q:
    found = Q()
    for other in SUBJECTS:
        empty = Q(**{other: ""}) if other in CODED else Q(**{f"{other}__isnull": True})
        found &= ~empty if other == name else empty
    return found


def about(model: str) -> Any:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="observations",
        to=model,
    )


def refuse_when_others_exist(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back, figures about anything but sites have no place: say so before anything goes."""
    if apps.get_model("evidence", "Observation").objects.filter(site__isnull=True).exists():
        raise RuntimeError(
            "The ledger holds figures about products, organisations, sectors or nations, which the "
            "earlier version cannot hold. Restore the backup of the earlier version instead."
        )


def finish_in_this_transaction(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run what Django leaves for after the last step.

    It records a migration outside the transaction while anything is left, and an upgrade that is
    killed in between would begin this migration a second time.
    """
    while schema_editor.deferred_sql:
        schema_editor.execute(schema_editor.deferred_sql.pop(0), None)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_subject"), ("registry", "0020_products")]

    operations = [
        migrations.AlterField("observation", "site", about("registry.site")),
        migrations.AddField("observation", "product", about("registry.product")),
        migrations.AddField("observation", "organisation", about("registry.organisation")),
        migrations.AddField("observation", "sector", models.CharField(blank=True, max_length=4)),
        migrations.AddField("observation", "nation", models.CharField(blank=True, max_length=100)),
        migrations.AddConstraint(
            "observation",
            models.CheckConstraint(
                condition=reduce(or_, map(only, SUBJECTS)), name="one_subject_of_a_figure"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_when_others_exist),
        migrations.RunPython(finish_in_this_transaction, migrations.RunPython.noop),
    ]
