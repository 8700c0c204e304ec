from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RESULTS, REPORT = "results", "year report"


def enter_what_was_shown(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter each sum that anybody has seen, withdrawn ones too, in the order of their days."""
    figures = apps.get_model("disclosure", "DisclosedFigure")
    results = apps.get_model("public_site", "PublishedResult")
    reported = apps.get_model("public_site", "ReportedSum")
    rows = [(row.published, RESULTS, row.kind, row) for row in results.objects.all()]
    rows += [(row.reported, REPORT, row.family or row.kind, row) for row in reported.objects.all()]
    for day, place, figure_class, row in sorted(rows, key=lambda one: (one[0], one[1], one[3].pk)):
        made = figures.objects.create(
            place=place,
            name=f"{row.kind} {row.year}",
            figure_class=figure_class,
            unit=row.unit,
            cells=[[who, row.year, part, 1.0] for who, part in row.by_organisation.items() if part],
            value=row.value,
        )
        figures.objects.filter(pk=made.pk).update(entered=day)


def give_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Return the sums of reports to the table of the version before; results never left theirs."""
    figures = apps.get_model("disclosure", "DisclosedFigure")
    reported = apps.get_model("public_site", "ReportedSum")
    for row in figures.objects.filter(place=REPORT, reason="").order_by("pk"):
        kind, year = row.name.rsplit(" ", 1)
        made = reported.objects.create(
            kind=kind,
            family=row.figure_class,
            year=int(year),
            value=row.value,
            unit=row.unit,
            by_organisation={who: part for who, _year, part, _weight in row.cells},
        )
        reported.objects.filter(pk=made.pk).update(reported=row.entered)
    figures.objects.filter(place__in=(RESULTS, REPORT)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("public_site", "0004_one_shown_result"),
        ("disclosure", "0001_first"),
    ]

    operations = [migrations.RunPython(enter_what_was_shown, give_back)]
