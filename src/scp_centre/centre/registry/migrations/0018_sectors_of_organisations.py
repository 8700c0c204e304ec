"""The class of ISIC that a company had becomes its main sector.

Back again, the main sector becomes the class; further sectors have no place there and are lost.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations


def to_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisation = apps.get_model("registry", "Organisation")
    sector = apps.get_model("registry", "OrganisationSector")
    known = set(sector.objects.values_list("organisation", flat=True))
    rows = organisation.objects.exclude(isic="").order_by("pk").values_list("pk", "isic")
    sector.objects.bulk_create(
        [
            sector(organisation_id=pk, isic=isic, is_main=True)
            for pk, isic in rows
            if pk not in known
        ],
        batch_size=500,
    )


def to_column(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisation = apps.get_model("registry", "Organisation")
    sector = apps.get_model("registry", "OrganisationSector")
    for pk, isic in sector.objects.filter(is_main=True).values_list("organisation", "isic"):
        organisation.objects.filter(pk=pk).update(isic=isic)
    sector.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_kinds_of_organisations")]
    operations = [migrations.RunPython(to_table, to_column)]
