"""An imported impact method as one file: a NumPy archive without pickled objects."""

import io
import json
from collections import defaultdict
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle import Category, Flow, ImpactMethod, NormalisationSet


def write_method(method: ImpactMethod) -> bytes:
    """Return the file of a method."""
    at_flow = {flow.id: place for place, flow in enumerate(method.flows)}
    units: dict[str, int] = {}
    rows: list[tuple[int, int, int]] = []
    values: list[float] = []
    for place, category in enumerate(method.categories):
        for flow, (value, unit) in method.factors.get(category.id, {}).items():
            rows.append((place, at_flow[flow], units.setdefault(unit, len(units))))
            values.append(value)
    about = {
        "categories": [asdict(one) for one in method.categories],
        "flows": [asdict(one) for one in method.flows],
        "units": list(units),
        "counts": [method.regional, method.unreadable, method.contradictory],
        "stated": [method.name, method.version],
        "normalisations": [asdict(one) for one in method.normalisations],
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "places": np.array(rows, np.int32).reshape(-1, 3),
        "values": np.array(values, float),
    }
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def read_method(content: bytes) -> ImpactMethod:
    """Return the method of a file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about: dict[str, Any] = json.loads(arrays["about"].tobytes())
        places, values = arrays["places"].tolist(), arrays["values"].tolist()
    categories = tuple(Category(**one) for one in about["categories"])
    flows = tuple(
        Flow(**one | {"compartment": tuple(one["compartment"])}) for one in about["flows"]
    )
    units = about["units"]
    regional, unreadable, contradictory = about["counts"]
    name, version = about["stated"]
    factors: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for (category, flow, unit), value in zip(places, values, strict=True):
        factors[categories[category].id][flows[flow].id] = value, units[unit]
    return ImpactMethod(
        categories,
        flows,
        dict(factors),
        regional,
        unreadable,
        contradictory,
        name,
        version,
        tuple(NormalisationSet(**one) for one in about["normalisations"]),
    )
