"""The map of regions: taken as GeoJSON, coloured by what may be published."""

import io
import json

import pytest
from django.urls import reverse

from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.releases import region_maps

SQUARE = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]


def shapes(*names, kind="Polygon", ring=SQUARE):
    return io.BytesIO(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"region": name},
                        "geometry": {"type": kind, "coordinates": [ring]},
                    }
                    for name in names
                ],
            }
        ).encode()
    )


def test_a_map_colours_the_regions_that_may_be_published(sample_centre, client):
    benchmark = Benchmark.objects.get(year=2025)
    person = sample_centre["statistician"]
    assert (
        region_maps.keep_map(shapes("north", "Elsewhere"), "region", "x", acting_user=person) == 2
    )
    release = benchmark.releases.get()
    shown = region_maps.map_for(release)
    rings = [s["geometry"]["coordinates"][0] for s in shown.shapes]
    assert rings[0] == SQUARE  # clockwise, as the drawer winds them
    turned = shapes("North", ring=SQUARE[::-1])
    region_maps.keep_map(turned, "region", "x", acting_user=person)
    assert region_maps.map_for(release).shapes[0]["geometry"]["coordinates"][0] == SQUARE
    address = reverse("map_picture", args=[benchmark.slug, 1, "wide"])
    assert "North 9.42" in client.get(address).content.decode()
    region_maps.keep_map(shapes("Elsewhere"), "region", "x", acting_user=person)
    assert client.get(address).status_code == 404
    with pytest.raises(NotPermittedError):
        region_maps.keep_map(shapes("North"), "region", "x", acting_user=sample_centre["company"])


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (io.BytesIO(b"no map"), "not a GeoJSON"),
        (io.BytesIO(b'{"features": []}'), "no region"),
        (io.BytesIO(b'{"features": [1]}'), "no geometry"),
        (shapes("A", kind="Point"), "Feature 1 is of type Point"),
        (shapes("A", "A"), "appears twice"),
        (shapes("A", ring=[[500000, 1], [2, 3], [4, 5]]), "not in degrees"),
        (io.BytesIO(b" " * 2_000_001), "larger than 2 MB"),
    ],
)
def test_what_is_no_map_is_said(sample_centre, file, words):
    with pytest.raises(BenchmarkError, match=words):
        region_maps.keep_map(file, "region", "x", acting_user=sample_centre["statistician"])
