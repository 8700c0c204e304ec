"""Tell when rows of a table change, also when many are written with one statement.

Django's own signals say nothing of `update` and `bulk_create`. A model whose rows may be found has
`objects = FollowedManager()`; tests/house checks that each watched model has.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.dispatch import Signal

Row = TypeVar("Row", bound=models.Model)
rows_changed = Signal()  # sender: the model; pks: of its rows; fields: names, None for any


class FollowedQuerySet(models.QuerySet[Row]):
    """A query set that says which rows it writes."""

    def update(self, **values: Any) -> int:
        pks = list(self.order_by().values_list("pk", flat=True))
        count = super().update(**values)
        _tell(self.model, pks, set(values))
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        made = super().bulk_create(objs, *args, **kwargs)
        _tell(self.model, [one.pk for one in made if one.pk is not None], None)
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]


FollowedManager = models.Manager.from_queryset(FollowedQuerySet, "FollowedManager")


def _tell(model: type[models.Model], pks: list[Any], fields: set[str] | None) -> None:
    if pks:
        rows_changed.send(model, pks=pks, fields=fields)
