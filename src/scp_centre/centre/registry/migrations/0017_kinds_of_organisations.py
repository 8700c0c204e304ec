"""Organisations of any kind, their sectors, the class of a site, and contact persons."""

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
KINDS = [
    ("company", "Company"),
    ("ministry or agency", "Government"),
    ("association", "Association"),
    ("bank or fund", "Finance"),
    ("research organisation", "Research"),
    ("civil society organisation", "Civil Society"),
    ("certification body", "Certifier"),
    ("peer centre", "Peer Centre"),
]
SECTORS = [
    ("food and beverage", "Food"),
    ("textiles and leather", "Textiles"),
    ("metal finishing and foundry", "Metal"),
    ("chemicals", "Chemicals"),
    ("building materials", "Building"),
    ("other", "Other"),
]


def finish_in_this_transaction(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run what Django leaves for after the last step.

    It records a migration outside the transaction while anything is left, and an upgrade that is
    killed in between would begin this migration a second time.
    """
    while schema_editor.deferred_sql:
        schema_editor.execute(schema_editor.deferred_sql.pop(0), None)


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_letters_of_invitations")]

    operations = [
        migrations.AddField(
            "organisation",
            "kind",
            models.CharField(choices=KINDS, default="company", max_length=30),
        ),
        migrations.AlterField(
            "organisation",
            "sector",
            models.CharField(blank=True, choices=SECTORS, max_length=40),
        ),
        migrations.AddField("site", "isic", models.CharField(blank=True, max_length=4)),
        migrations.CreateModel(
            name="OrganisationSector",
            fields=[
                ID,
                ("isic", models.CharField(max_length=4)),
                ("is_main", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sectors",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-is_main", "isic"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation", "isic"], name="one_row_a_sector"
                    ),
                    models.UniqueConstraint(
                        fields=["organisation"], condition=Q(is_main=True), name="one_main_sector"
                    ),
                    models.CheckConstraint(condition=~Q(isic=""), name="a_sector_has_a_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                ID,
                ("name", models.CharField(max_length=150)),
                ("function", models.CharField(blank=True, max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(email="") | ~Q(telephone="") | ~Q(address=""),
                        name="a_contact_can_be_reached",
                    )
                ],
            },
        ),
        migrations.RunPython(finish_in_this_transaction, migrations.RunPython.noop),
    ]
