"""Keep the index up to date: whatever changes a row that is searched indexes it again at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from scp_centre.centre.followed_rows import rows_changed
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.search.entries import refresh, refresh_of_organisations
from scp_centre.centre.search.sources import SearchSource, search_sources

Fields = set[str] | frozenset[str] | None


def watch_all() -> None:
    """Watch the models of all sources; called once, when the centre starts."""
    for source in search_sources().values():
        for model in watched_models(source):
            _Watch(source, source.watches.get(model, _same)).connect(model)
        for link in source.links:
            m2m_changed.connect(
                _Watch(source, _same).linked, link, weak=False, dispatch_uid=source.key
            )
    post_save.connect(_organisation_saved, Organisation, dispatch_uid="search: names")
    rows_changed.connect(_organisations_written, Organisation, dispatch_uid="search: names")


def watched_models(source: SearchSource) -> list[type[Model]]:
    """Return the models whose rows a source is made of."""
    return [source.model, *(model for model in source.watches if model is not source.model)]


def _same(pks: Sequence[int]) -> Sequence[int]:
    return pks


class _Watch:
    """What one source does when rows of one model change."""

    def __init__(
        self, source: SearchSource, to_own: Callable[[Sequence[int]], Iterable[int]]
    ) -> None:
        self._source = source
        self._to_own = to_own

    def connect(self, model: type[Model]) -> None:
        key = f"search: {self._source.key}"
        for signal, follow in (
            (post_save, self._saved),
            (pre_delete, self._about_to_be_deleted),
            (post_delete, self._deleted),
            (rows_changed, self._written),
        ):
            signal.connect(follow, model, weak=False, dispatch_uid=key)

    def _saved(self, instance: Any, update_fields: Any = None, **_: Any) -> None:
        self._follow([instance.pk], set(update_fields) if update_fields else None)

    def _written(self, pks: Sequence[int], fields: Fields, **_: Any) -> None:
        self._follow(pks, fields)

    def _about_to_be_deleted(self, instance: Any, **_: Any) -> None:
        # Whose part a row was cannot be asked once it is gone.
        held = instance.__dict__.setdefault("_search_held", {})
        held[self._source.key] = list(self._to_own([instance.pk]))

    def _deleted(self, instance: Any, **_: Any) -> None:
        if mine := instance.__dict__.get("_search_held", {}).get(self._source.key):
            refresh(self._source, mine)

    def linked(
        self, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
    ) -> None:
        """Follow a field of many to many, from whichever side it is changed."""
        if action.startswith("post_"):
            self._follow(sorted(pk_set or ()) if reverse else [instance.pk], None)

    def _follow(self, pks: Sequence[int], fields: Fields) -> None:
        if fields is not None and fields <= self._source.ignores:
            return
        if mine := list(self._to_own(pks)):
            refresh(self._source, mine)


def _organisation_saved(
    instance: Organisation, created: bool = False, update_fields: Any = None, **_: Any
) -> None:
    if not created:
        _organisations_written([instance.pk], set(update_fields) if update_fields else None)


def _organisations_written(pks: Sequence[int], fields: Fields, **_: Any) -> None:
    if fields is None or "name" in fields:
        refresh_of_organisations(pks)
