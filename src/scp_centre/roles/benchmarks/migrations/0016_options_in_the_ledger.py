from math import floor, log10

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PLACE = "benchmarks"
# Unit of a benchmark's use -> class of savings, its unit, how many of it one is.
CLASSES = {
    "kWh": ("energy", "MWh", 1e-3),
    "MWh": ("energy", "MWh", 1.0),
    "GWh": ("energy", "MWh", 1e3),
    "MJ": ("energy", "MWh", 1 / 3600),
    "GJ": ("energy", "MWh", 1 / 3.6),
    "TJ": ("energy", "MWh", 1000 / 3.6),
    "l": ("water", "m3", 1e-3),
    "m3": ("water", "m3", 1.0),
    "kg": ("materials", "t", 1e-3),
    "t": ("materials", "t", 1.0),
    "kt": ("materials", "t", 1e3),
}


def half_step(value: float) -> float:
    """Half the step of three digits; at a power of ten that of the finer side."""
    if value == 0:
        return 0.0
    exponent = floor(log10(abs(value)) + 1e-9)
    is_power = abs(abs(value) - 10.0**exponent) <= 1e-9 * abs(value)
    return 0.5 * 10.0 ** (exponent - is_power - 2)


def enter_options(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter what releases have told of the savings of options; holders are known by name."""
    figures = apps.get_model("disclosure", "DisclosedFigure")
    releases = apps.get_model("benchmarks", "Release")
    for release in releases.objects.select_related("benchmark").order_by("released", "pk"):
        unit = release.benchmark.use_unit
        figure_class, of_class, factor = CLASSES.get(unit, (f"savings in {unit}", unit, 1.0))
        for option in release.content.get("options", []):
            savings = release.savings.get(option["kind"], {})
            weight = 1 / max(len(savings), 1)
            made = figures.objects.create(
                place=PLACE,
                name=f"{release.benchmark.slug}: {option['kind']}"[:160],
                figure_class=figure_class,
                unit=of_class,
                cells=[
                    [f"name:{holder}", 0, saving * factor, weight]
                    for holder, saving in savings.items()
                    if saving
                ],
                value=option["saving"] * factor,
                half=half_step(option["saving"]) * factor,
            )
            figures.objects.filter(pk=made.pk).update(entered=release.released)


def take_out(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The version before kept them with each release, where they still stand."""
    apps.get_model("disclosure", "DisclosedFigure").objects.filter(place=PLACE).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("benchmarks", "0015_layout_saved_with_the_import"),
        ("disclosure", "0001_first"),
    ]

    operations = [migrations.RunPython(enter_options, take_out)]
