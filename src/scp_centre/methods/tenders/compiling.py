"""The present state of a process of procurement, from all of its releases.

Releases are merged in the order of their dates, by the rules of the standard:

    objects               field by field; null takes a field away
    lists of objects      by their `id`; objects without one are added
    other lists, and those named in WHOLE    replaced as a whole
    id, date, tag         belong to one release; the compiled one has `ocid-date`, the last date
                          and the tag "compiled"

Source: Open Contracting Data Standard 1.1.5, Merging (standard.open-contracting.org/1.1/en/schema/
merging). Held against ocdsmerge 0.8.0 and the official example; see docs/methods/tenders.md.
"""

from collections.abc import Iterable
from typing import Any

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.tenders.checks import release_order
from scp_centre.methods.tenders.packages import Release

WHOLE = {
    *("additionalClassifications", "additionalIdentifiers", "changes"),
    *("roles", "submissionMethod", "additionalProcurementCategories", "relationship"),
}
OF_ONE_RELEASE = {"id", "date", "tag"}
DEEPEST = 100  # of objects within each other


class _ById(dict[Any, Any]):
    """A list of objects while it is merged: id, or the object's own number -> object."""


def compile_releases(releases: Iterable[Release]) -> dict[str, Any]:
    """Return the compiled release of one process.

    Raises InvalidValueError where the releases are of several processes, and where one has no
    date, so that their order is not known.
    """
    all_releases = list(releases)
    ids = {str(one.get("ocid")) for one in all_releases}
    if len(ids) != 1:
        raise InvalidValueError(
            _("The releases belong to different processes."),
            where="ocid",
            cure=_("Compile the releases of each process separately."),
        )
    if len(all_releases) > 1 and not all(isinstance(o.get("date"), str) for o in all_releases):
        raise InvalidValueError(
            _("A release has no date, so the order of the releases is unknown."),
            where="date",
            cure=_("Ask the publisher to add the date of every release."),
        )
    merged: dict[str, Any] = {"tag": ["compiled"]}
    for one in sorted(all_releases, key=lambda release: release_order(release.get("date"))):
        ocid, date = one.get("ocid"), one.get("date")
        merged |= {"id": f"{ocid}-{date}", "date": date, "ocid": ocid}
        _merge(merged, {k: v for k, v in one.items() if k not in OF_ONE_RELEASE}, 0)
    found: dict[str, Any] = _written(merged)
    return found


def _merge(into: dict[str, Any], new: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST:
        raise InvalidValueError(
            _("The release is nested too deeply."),
            where="releases",
            cure=_("Ask the publisher for a file that conforms to the standard."),
        )
    for name, value in new.items():
        if isinstance(value, dict):
            old = into.get(name)
            inner = old if isinstance(old, dict) and not isinstance(old, _ById) else {}
            _merge(inner, value, depth + 1)
            if inner:  # what holds nothing changes nothing
                into[name] = inner
        elif isinstance(value, list) and name not in WHOLE and _is_of_objects(value):
            _merge_list(into, name, value, depth)
        else:
            into[name] = value


def _is_of_objects(values: list[Any]) -> bool:
    return all(isinstance(one, dict) for one in values)


def _merge_list(into: dict[str, Any], name: str, values: list[Any], depth: int) -> None:
    old = into.get(name)
    known = old if isinstance(old, _ById) else _ById()
    for one in values:
        # 1 and "1" are one id: publishers change from one to the other.
        key = ("id", str(one["id"])) if "id" in one else ("added", len(known))
        target = known.get(key, {"id": one["id"]} if "id" in one else {})
        _merge(target, {k: v for k, v in one.items() if k != "id"}, depth + 1)
        if target:
            known[key] = target
    if known:
        into[name] = known


def _written(part: Any) -> Any:
    """Return what was merged as plain JSON, without what a release took away."""
    if isinstance(part, _ById):
        return [_written(one) for one in part.values()]
    if isinstance(part, dict):
        return {name: _written(value) for name, value in part.items() if value is not None}
    return part
