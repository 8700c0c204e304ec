"""Rows of the database as a CSV table, one column a field."""

import json
from typing import Any

from django.db.models import Model, QuerySet

from scp_centre.centre.sheets.csv_writer import csv_bytes


def field_names(model: type[Model]) -> list[str]:
    """Return the fields of a model in their order."""
    return [field.attname for field in model._meta.concrete_fields]


def table_csv(rows: QuerySet[Any]) -> bytes:
    """Return rows as CSV; lists and mappings stand in their cell as JSON."""
    fields = field_names(rows.model)
    lines = rows.values_list(*fields).iterator(chunk_size=2_000)
    return csv_bytes(fields, ([_cell(value) for value in line] for line in lines))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
