from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations, models
from django.db.models import F, Q


def close_earlier(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of several results of one kind and year only the newest is shown, and always was."""
    results = apps.get_model("public_site", "PublishedResult")
    seen = set()
    for row in results.objects.filter(withdrawn=None).order_by("-published", "-pk"):
        if (row.kind, row.year) in seen:
            results.objects.filter(pk=row.pk).update(withdrawn=F("published"))
        seen.add((row.kind, row.year))


def take_kinds(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A sum that was reported before is of the family of its kind."""
    apps.get_model("public_site", "ReportedSum").objects.update(family=F("kind"))


class Migration(migrations.Migration):

    dependencies = [
        ("public_site", "0003_reported_sums"),
    ]

    operations = [
        migrations.RunPython(close_earlier, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="publishedresult",
            constraint=models.UniqueConstraint(
                condition=Q(("withdrawn", None)),
                fields=("kind", "year"),
                name="one_shown_result_of_a_year",
            ),
        ),
        migrations.AddField(
            model_name="reportedsum",
            name="family",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.RunPython(take_kinds, migrations.RunPython.noop),
    ]
