"""The map of regions: read from a GeoJSON file, coloured by what may be published."""

from typing import IO, Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.pictures.tokens import SOFT
from scp_centre.centre.pictures.vega_charts import base, render
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.text_files import read_sent_text
from scp_centre.centre.translation import Speaker
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import RegionMap, Release
from scp_centre.roles.benchmarks.queries import plain

LARGEST = 2_000_000  # bytes; a map of regions for a page needs no more
WIDTHS = {"wide": 560.0, "narrow": 280.0}
# These stay as they are on a dark ground, so that names stay readable on the shapes.
PALE, MOST, BLANK, NAME = "#f6ead2", "#d9952b", "#dcdfda", "#1a211f"


@transaction.atomic
def keep_map(file: IO[bytes], field: str, source: str, *, acting_user: Person) -> int:
    """Keep the shapes of the regions; return how many.

    file : GeoJSON, a FeatureCollection of (multi)polygons in longitude and latitude
    field : the property that holds the name of a region, as surveys write it
    Raises BenchmarkError where the file is no such map.
    """
    require(acting_user, "keep_benchmark")
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _wrong(_("The file is larger than 2 MB."), _("Simplify the boundaries."))
    try:
        read = read_json(read_sent_text(data))
        features = read["features"]
    except InvalidValueError as error:
        raise _wrong(error.message, error.cure) from None
    except (ValueError, KeyError, TypeError):
        raise _wrong(
            _("The file is not a GeoJSON file with features."),
            _("Export the regions as GeoJSON, WGS 84."),
        ) from None
    shapes = [_shape(feature, field, i) for i, feature in enumerate(features, start=1)]
    if not shapes:
        raise _wrong(_("The map contains no regions."), _("Export the regions as GeoJSON, WGS 84."))
    names = [s["properties"]["name"] for s in shapes]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise _wrong(
            _("The region {name} appears twice.", name=twice[0]),
            _("Merge the parts of the region into one feature."),
        )
    RegionMap.objects.update_or_create(pk=1, defaults={"shapes": shapes, "source": source.strip()})
    record("keep_map", source, acting_user=acting_user, after={"regions": ", ".join(names)})
    return len(shapes)


def _shape(feature: Any, field: str, number: int) -> dict[str, Any]:
    try:
        geometry, name = feature["geometry"], feature["properties"][field]
        kind, coordinates = geometry["type"], geometry["coordinates"]
    except (KeyError, TypeError):
        raise _wrong(
            _(
                "Feature {number} has no geometry or no '{field}' property.",
                number=number,
                field=field,
            ),
            _("Specify the property that contains the region's name."),
        ) from None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _wrong(
            _("Feature {number} is of type {kind}.", number=number, kind=kind),
            _("Keep only area features."),
        )
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [ring for polygon in polygons for ring in polygon]
    try:
        inside = all(-180 <= p[0] <= 180 and -90 <= p[1] <= 90 for ring in rings for p in ring)
    except (TypeError, IndexError):
        inside = False
    if not inside:
        raise _wrong(
            _("The coordinates of feature {number} are not in degrees.", number=number),
            _("Export the regions as GeoJSON, WGS 84."),
        )
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": _wound(kind, coordinates)},
        "properties": {"name": str(name)[:80]},
    }


def _wound(kind: str, coordinates: Any) -> Any:
    """Return rings as the drawer winds them: outer clockwise, holes the other way."""
    if kind == "MultiPolygon":
        return [_wound("Polygon", part) for part in coordinates]
    return [
        ring if (_area(ring) < 0) == (i == 0) else ring[::-1] for i, ring in enumerate(coordinates)
    ]


def _area(ring: list[list[float]]) -> float:
    """Return twice the signed area of a ring: above 0 where it runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def _wrong(message: str, cure: str) -> BenchmarkError:
    return BenchmarkError(message, where="map", cure=cure)


def map_for(release: Release) -> RegionMap | None:
    """Return the map, where it shows a region that the release publishes."""
    found = RegionMap.objects.first()
    known = {plain(s["properties"]["name"]) for s in found.shapes} if found else set()
    told = {plain(r["name"]) for r in release.content.get("regions", []) if r["value"] is not None}
    return found if known & told else None


def draw_map(release: Release, shown: RegionMap, say: Speaker, form: str) -> str:
    """Return the map: the darker, the more; a region that is protected or absent stays pale grey.

    It lies flat: longitude and latitude are stretched so that a degree is as long both ways.
    """
    values = {plain(r["name"]): r["value"] for r in release.content["regions"]}
    rows = []
    for shape in shown.shapes:
        value = values.get(plain(shape["properties"]["name"]))
        words = say.number(value, 3, zeros=True) if value is not None else say(_("protected"))
        rows.append(
            shape
            | {
                "value": value,
                "label": f"{shape['properties']['name']} {words}",
                "told": value is not None,
            }
        )
    told = [r for r in rows if r["told"]]
    spec = base(WIDTHS[form], 0.62 * WIDTHS[form], [])
    spec["projection"] = {"type": "equirectangular"}
    spec["config"]["view"] = {"stroke": None}
    ends = [min(r["value"] for r in told), max(r["value"] for r in told)]
    colour = {
        "field": "value",
        "type": "quantitative",
        "title": release.benchmark.unit,
        "scale": {"domain": ends, "range": [PALE, MOST]},
        "legend": {"orient": "bottom", "tickCount": 3, "labelColor": SOFT, "titleColor": SOFT},
    }
    outline = {"type": "geoshape", "stroke": SOFT, "strokeWidth": 0.8}
    spec["layer"] = [
        {"data": {"values": rows}, "mark": outline | {"fill": BLANK}},
        {
            "data": {"values": told},
            "mark": outline,
            "encoding": {"color": colour},
        },
        {
            "data": {"values": [_label(r) for r in rows]},
            "mark": {"type": "text", "fontWeight": 600, "fontSize": 11, "color": NAME},
            "encoding": {
                "longitude": {"field": "x", "type": "quantitative"},
                "latitude": {"field": "y", "type": "quantitative"},
                "text": {"field": "label"},
            },
        },
    ]
    return with_dark_mode(render(spec, say.language))


def _label(row: dict[str, Any]) -> dict[str, Any]:
    """Return where the name of a region stands: the middle of its largest ring."""
    geometry = row["geometry"]
    parts = geometry["coordinates"]
    rings = [parts[0]] if geometry["type"] == "Polygon" else [part[0] for part in parts]
    ring = max(rings, key=len)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return {
        "label": row["label"],
        "x": (min(xs) + max(xs)) / 2,
        "y": (min(ys) + max(ys)) / 2,
    }
