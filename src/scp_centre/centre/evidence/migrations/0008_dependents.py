"""What stands on a figure, who entered it, and what is to be looked at again."""

from typing import Any
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def person() -> Any:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def finish_in_this_transaction(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run what Django leaves for after the last step.

    It records a migration outside the transaction while anything is left, and an upgrade that is
    killed in between would begin this migration a second time.
    """
    while schema_editor.deferred_sql:
        schema_editor.execute(schema_editor.deferred_sql.pop(0), None)


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0007_one_latest_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("observation", "entered_by", person()),
        migrations.AddField("observation", "look_again", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "observation",
            models.Index(
                fields=["entered_by"],
                condition=Q(look_again__isnull=False),
                name="figures_to_look_at_again",
            ),
        ),
        migrations.CreateModel(
            name="Dependent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("look_again", models.DateTimeField(null=True)),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependents",
                        to="evidence.observation",
                    ),
                ),
                ("owner", person()),
            ],
            options={
                "ordering": ["-made", "-pk"],
                "indexes": [
                    models.Index(fields=["kind", "key"], name="figures_of_a_dependent"),
                    models.Index(
                        fields=["owner"],
                        condition=Q(look_again__isnull=False),
                        name="dependents_to_look_at_again",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["figure", "kind", "key"], name="one_row_a_dependent"
                    )
                ],
            },
        ),
        migrations.RunPython(finish_in_this_transaction, migrations.RunPython.noop),
    ]
