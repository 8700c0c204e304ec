"""Products of organisations, their versions, and the sites that make them."""

from typing import Any
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ID = (
    "id",
    models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    ),
)


def to_product(related_name: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="registry.product",
    )


def finish_in_this_transaction(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run what Django leaves for after the last step.

    It records a migration outside the transaction while anything is left, and an upgrade that is
    killed in between would begin this migration a second time.
    """
    while schema_editor.deferred_sql:
        schema_editor.execute(schema_editor.deferred_sql.pop(0), None)


class Migration(migrations.Migration):
    dependencies = [("registry", "0019_sectors_are_a_table")]

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ID,
                ("name", models.CharField(max_length=200)),
                ("functional_unit", models.CharField(blank=True, max_length=200)),
                ("reference_unit", models.CharField(max_length=20)),
                ("hs", models.CharField(blank=True, max_length=6)),
                ("cpv", models.CharField(blank=True, max_length=8)),
                ("gtin", models.CharField(blank=True, max_length=14)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation", "name"], name="one_product_per_name"
                    ),
                    models.UniqueConstraint(
                        fields=["gtin"], condition=~Q(gtin=""), name="one_product_per_gtin"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductSite",
            fields=[
                ID,
                ("product", to_product("makers")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["product", "site"], name="one_row_a_making_site"
                    )
                ],
            },
        ),
        migrations.AddField(
            "product",
            "sites",
            models.ManyToManyField(
                related_name="products", through="registry.ProductSite", to="registry.site"
            ),
        ),
        migrations.CreateModel(
            name="ProductVersion",
            fields=[
                ID,
                ("label", models.CharField(max_length=40)),
                ("since", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("product", to_product("versions")),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["product", "label"], name="one_version_per_label"
                    )
                ],
            },
        ),
        migrations.RunPython(finish_in_this_transaction, migrations.RunPython.noop),
    ]
