"""Exchanges keep their sites and what was shared; a treatment cost that nobody entered is unknown.

Until now an empty cost was saved as 0, so that a 0 says nothing: it is asked for again.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_sites(apps: Any, schema_editor: Any) -> None:
    Exchange, Residue = (apps.get_model("network", name) for name in ("Exchange", "Residue"))
    for side in ("offer", "need"):
        site = Residue.objects.filter(pk=OuterRef(side)).values("site")[:1]
        Exchange.objects.update(**{f"{side}_site": Subquery(site)})


def forget_zeros(apps: Any, schema_editor: Any) -> None:
    for name in ("Residue", "Exchange"):
        apps.get_model("network", name).objects.filter(treatment=0).update(treatment=None)


def site_field() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="registry.site",
        null=True,
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0001_first"), ("registry", "0027_gtin_in_one_spelling")]

    operations = [
        migrations.AlterField("residue", "treatment", models.FloatField(null=True)),
        migrations.AlterField("exchange", "treatment", models.FloatField(null=True)),
        migrations.AddField("exchange", "shared", models.JSONField(default=dict)),
        migrations.AddField("exchange", "offer_site", site_field()),
        migrations.AddField("exchange", "need_site", site_field()),
        migrations.RunPython(keep_sites, migrations.RunPython.noop),
        migrations.RunPython(forget_zeros, migrations.RunPython.noop),
    ]
