"""The linked system of an imported database as one file: what its scores are computed from again.

A NumPy archive without pickled objects: both matrices as entries, the elementary flows as JSON.
"""

import io
import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle import Background, Entries, Flow
from scp_centre.methods.lifecycle.background import Faults

NO_FAULTS = Faults((), (), (), (), (), ())
MATRICES = ("technosphere", "biosphere")


@dataclass(frozen=True, slots=True)
class KeptSystem:
    """A linked system without its spreads and links.   flows : elementary, by identifier"""

    linked: Background
    flows: dict[str, Flow]


def write_system(linked: Background, flows: dict[str, Flow]) -> bytes:
    """Return the file of a linked system."""
    about = {
        "processes": list(linked.processes),
        "flows": [asdict(flows[key]) for key in linked.flows],
        "cut_off": linked.cut_off,
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8)
    }
    for name in MATRICES:
        entries: Entries = getattr(linked, name)
        arrays |= {
            f"{name}_row": entries.row.astype(np.int32),
            f"{name}_col": entries.col.astype(np.int32),
            f"{name}_value": entries.value,
        }
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def read_system(content: bytes) -> KeptSystem:
    """Return the linked system of a file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        flows = [Flow(**one | {"compartment": tuple(one["compartment"])}) for one in about["flows"]]
        n = len(about["processes"])
        shapes = {"technosphere": (n, n), "biosphere": (len(flows), n)}
        technosphere, biosphere = (
            Entries(
                shapes[name],
                arrays[f"{name}_row"].astype(np.intp),
                arrays[f"{name}_col"].astype(np.intp),
                arrays[f"{name}_value"],
            )
            for name in MATRICES
        )
    linked = Background(
        tuple(about["processes"]),
        tuple(flow.id for flow in flows),
        technosphere,
        biosphere,
        (),
        (),
        (),
        about["cut_off"],
        NO_FAULTS,
    )
    return KeptSystem(linked, {flow.id: flow for flow in flows})
