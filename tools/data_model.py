"""Write the data model as Markdown, from the models themselves."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.testing"
os.environ.setdefault("SCP_DATA", tempfile.mkdtemp(prefix="scp-docs-"))

import django

django.setup()

from django.apps import apps
from django.db import models

ROOMS = (
    ("registry", "Registry: organisations, sites, products, people"),
    ("evidence", "Evidence: figures, what stands on them, remarks, consent"),
    ("audit", "Audit"),
    ("jobs", "Jobs"),
    ("production", "Production: assessments and what becomes of them"),
)


def kind(field: models.Field) -> str:
    if field.is_relation and field.related_model is not None:
        return f"→ {field.related_model.__name__}"
    words = {
        "CharField": f"text, {field.max_length}",
        "TextField": "text",
        "EmailField": "e-mail address",
        "FloatField": "number",
        "PositiveIntegerField": "whole number",
        "BooleanField": "yes or no",
        "DateField": "day",
        "DateTimeField": "moment",
        "JSONField": "structure",
        "FileField": "file",
        "UUIDField": "UUID",
        "BigAutoField": "key",
    }
    return words.get(type(field).__name__, type(field).__name__)


def limits(field: models.Field) -> str:
    notes = []
    if field.unique and not field.primary_key:
        notes.append("unique")
    if field.null:
        notes.append("may be unknown")
    if field.choices:
        notes.append(", ".join(str(value) for value, _ in field.choices))
    return "; ".join(notes)


def write(model: type[models.Model]) -> None:
    print(f"\n### {model.__name__}\n")
    print((model.__doc__ or "").strip().splitlines()[0])
    print("\n| field | holds | limits |\n| --- | --- | --- |")
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name != "id":
            print(f"| `{field.name}` | {kind(field)} | {limits(field)} |")
    for constraint in model._meta.constraints:
        print(f"\nThe database holds: {constraint.name.replace('_', ' ')}.")


def main() -> None:
    print("# Data model\n")
    print("Written by `./centre docs` from the models; arrows point to other tables.")
    for label, title in ROOMS:
        print(f"\n## {title}")
        for model in apps.get_app_config(label).get_models():
            if not model._meta.auto_created:
                write(model)


main()
