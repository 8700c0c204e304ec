"""A world seen from one of its countries: both sides, hot spots, partners."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Indicator
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.global_tables.conversion import ACCOUNTS, GIVEN
from scp_centre.roles.policy.models import World
from scp_centre.roles.policy.tables.labelled_sheets import Array

MOST = 12  # rows of a list


def folder_of(key: str) -> Path:
    """Return where a world lies."""
    return Path(settings.MEDIA_ROOT) / "worlds" / key


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a list: a sector, a product or a partner."""

    title: str
    value: float
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One year of the world; arrays are mapped and read where they are needed."""

    world: World
    about: dict[str, Any]
    arrays: dict[str, Array]

    @property
    def indicators(self) -> list[Indicator]:
        return [Indicator(*i) for i in self.about["indicators"]]

    def totals(self, region: int) -> list[dict[str, Any]]:
        """Return every indicator of a country from both sides, with its trade."""
        F, F_Y = self.arrays["F"], self.arrays["F_Y"]
        embodied = self.arrays["embodied"]
        block = self._block(region)
        found = []
        for k, indicator in enumerate(self.indicators):
            direct = float(F_Y[k, region])
            own = float(embodied[k, region, region])
            found.append(
                {
                    "indicator": indicator,
                    "production": float(F[k, block].sum()) + direct,
                    "consumption": float(embodied[k, :, region].sum()) + direct,
                    "exports": float(embodied[k, region, :].sum()) - own,
                    "imports": float(embodied[k, :, region].sum()) - own,
                }
            )
        return found

    def _block(self, region: int) -> slice:
        size = len(self.about["sectors"])
        return slice(region * size, (region + 1) * size)

    def sectors(self, k: int, region: int) -> list[Part]:
        """Return the sectors of a country by what they cause."""
        return _ranked(self.about["sectors"], self.arrays["F"][k, self._block(region)])

    def products(self, k: int, region: int) -> list[Part]:
        """Return the goods that a country buys by what they cause anywhere."""
        return _ranked(self.about["sectors"], self.arrays["consumption"][k, region])

    def origins(self, k: int, region: int) -> list[Part]:
        """Return where it is caused what a country buys."""
        return _ranked(self.about["regions"], self.arrays["embodied"][k, :, region])

    def users(self, k: int, region: int) -> list[Part]:
        """Return for whose final demand it is caused within a country."""
        return _ranked(self.about["regions"], self.arrays["embodied"][k, region, :])


def _ranked(names: list[str], values: Array) -> list[Part]:
    values = np.asarray(values, float)
    total = float(values.sum())
    order = np.argsort(-values, kind="stable")[:MOST].tolist()
    return [
        Part(names[i], float(values[i]), float(values[i] / total) if total else 0.0)
        for i in order
        if values[i] != 0
    ]


@lru_cache(maxsize=8)
def _load(key: str) -> tuple[dict[str, Any], dict[str, Array]]:
    folder = folder_of(key)
    try:
        about = json.loads((folder / "world.json").read_text("utf-8"))
        names = (*GIVEN, *ACCOUNTS)
        arrays = {n: np.load(folder / f"{n}.npy", mmap_mode="r") for n in names}
    except (OSError, ValueError):
        raise PolicyError(
            _("The files of this table are missing from the server."),
            cure=_("Convert the table again."),
        ) from None
    return about, arrays


def see(world: World) -> Seen:
    """Return a world ready to be looked at; raise PolicyError when its files are gone."""
    return Seen(world, *_load(str(world.key)))
