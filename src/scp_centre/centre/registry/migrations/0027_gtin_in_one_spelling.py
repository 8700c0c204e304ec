"""A GTIN has one spelling, so that no two products share one with and without zeros before it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.product_codes import read_gtin


def respell(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where two products turn out to have one GTIN, the older keeps it: one code is one product."""
    products = apps.get_model("registry", "Product").objects.using(schema_editor.connection.alias)
    spelled: dict[int, str] = {}
    for product in products.exclude(gtin="").order_by("pk"):
        try:
            gtin = read_gtin(product.gtin)
        except InvalidValueError:
            continue
        spelled[product.pk] = "" if gtin in spelled.values() else gtin
    products.filter(pk__in=spelled).update(gtin="")  # no two are alike on the way
    for pk, gtin in spelled.items():
        products.filter(pk=pk).update(gtin=gtin)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0026_words_of_choices"),
    ]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
