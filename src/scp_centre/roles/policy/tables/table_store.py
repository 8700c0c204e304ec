"""One table-year on disk: arrays of their own, read by mapping them into memory.

A folder holds `table.json` (names, units, sums of every array) and one `.npy` file for each array:
Z, Y, V, F, F_Y as given, and M, solved once. A page reads the rows that it shows and nothing else.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import ACCOUNTING, Category, Combustion, Economy, Indicator
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.tables.indicator_titles import indicator_title
from scp_centre.roles.policy.tables.labelled_sheets import Array

ARRAYS = ("Z", "Y", "V", "F", "F_Y", "M")
BURNT = ("by_sector", "by_buyer")  # of a table that says which products are fuels
FORMAT = "scp-centre table 1"


def folder_of(key: str) -> Path:
    """Return where a table lies."""
    return Path(settings.MEDIA_ROOT) / "tables" / key


def save(key: str, economy: Economy, M: Array, more: dict[str, Any]) -> str:
    """Write a table whole or not at all; return the digest of its content."""
    folder = folder_of(key)
    partial = folder.with_name(f"{key}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    sums = {}
    burnt = economy.combustion
    if burnt is not None:
        more = more | {"fuels": list(burnt.fuels)}
    for name in ARRAYS if burnt is None else ARRAYS + BURNT:
        block = getattr(burnt, name) if name in BURNT else getattr(economy, name, M)
        array = np.ascontiguousarray(block)
        np.save(partial / f"{name}.npy", array)
        sums[name] = hashlib.sha256(array.tobytes()).hexdigest()
    content = {
        "format": FORMAT,
        "name": economy.name,
        "year": economy.year,
        "money": economy.money,
        "sectors": [list(pair) for pair in zip(economy.sectors, economy.titles, strict=True)],
        "categories": [[c.code, c.title, c.kind] for c in economy.categories],
        "indicators": [[i.code, i.title, i.unit] for i in economy.indicators],
        "arrays": sums,
        "accounting": sorted(economy.accounting),
        **more,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (partial / "table.json").write_text(text, "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return hashlib.sha256(text.encode()).hexdigest()


def remove(key: str) -> None:
    """Remove a table from disk."""
    shutil.rmtree(folder_of(key), ignore_errors=True)


def load(key: str) -> tuple[Economy, Array]:
    """Return an economy and its multipliers, mapped into memory.

    Raises PolicyError when the table's files are gone.
    """
    folder = folder_of(key)
    try:
        content = json.loads((folder / "table.json").read_text("utf-8"))
        names = ARRAYS + BURNT if "fuels" in content else ARRAYS
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    except (OSError, ValueError):
        raise PolicyError(
            _("The files of this table are missing from the server."),
            cure=_("Load the table again, or restore it from a backup."),
        ) from None
    economy = Economy(
        name=content["name"],
        year=content["year"],
        money=content["money"],
        sectors=tuple(s[0] for s in content["sectors"]),
        titles=tuple(s[1] for s in content["sectors"]),
        categories=tuple(Category(*c) for c in content["categories"]),
        indicators=tuple(
            Indicator(code, indicator_title(code, title), unit)
            for code, title, unit in content["indicators"]
        ),
        **{name: arrays[name] for name in ARRAYS if name != "M"},
        combustion=_combustion(content, arrays),
        accounting=frozenset(content.get("accounting", ACCOUNTING)),
    )
    return economy, arrays["M"]


def _combustion(content: dict[str, Any], arrays: dict[str, Array]) -> Combustion | None:
    if "fuels" not in content:
        return None
    return Combustion(tuple(content["fuels"]), *(arrays[name] for name in BURNT))
