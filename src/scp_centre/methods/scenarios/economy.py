"""An economy with its names: what a table says, and what it causes by indicator."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import LabelMismatchError
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios.combustion import Combustion

Array = NDArray[np.float64]
Kind = Literal["household", "government", "investment", "export", "import"]
# Of the Bureau of Economic Analysis (USA): noncomparable imports, scrap, used and secondhand goods,
# rest-of-the-world adjustment. They balance the accounts, and nobody makes more of them.
ACCOUNTING = frozenset({"S00300", "S00401", "S00402", "S00900"})
VALUE_ADDED = "value_added"  # code of the indicator that counts it
AT_HOME: tuple[Kind, ...] = ("household", "government", "investment")


@dataclass(frozen=True, slots=True)
class Category:
    """A column of final demand: who buys. Imports that compete stand in it with a minus."""

    code: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, in one unit: emissions, water, jobs."""

    code: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Economy:
    """One nation in one year.

    Z : (sector, sector)  money  row delivers to column    Y : (sector, category)  money
    V : (sector,)  money  value added    F : (indicator, sector)    F_Y : (indicator, category)
    money : the unit of every flow, such as "million VED"
    combustion : which products are fuels, and what of F and F_Y burning them causes; None where
        a table cannot tell
    accounting : codes of sectors that only balance the accounts (scrap, used goods, rest of the
        world), of those that the table has: nobody makes more of them when more is used

    Where imports compete with domestic products, Z and Y hold both and a category of the kind
    "import" takes them out again, so that Z 1 + Y 1 is domestic output.

    Raises LabelMismatchError where an array does not fit the names, InvalidValueError where fuels
    cause more than the whole.
    """

    name: str
    year: int
    money: str
    sectors: tuple[str, ...]
    titles: tuple[str, ...]
    categories: tuple[Category, ...]
    indicators: tuple[Indicator, ...]
    Z: Array
    Y: Array
    V: Array
    F: Array
    F_Y: Array = field(default_factory=lambda: np.zeros((0, 0)))
    combustion: Combustion | None = None
    accounting: frozenset[str] = ACCOUNTING

    def __post_init__(self) -> None:
        n, c, k = len(self.sectors), len(self.categories), len(self.indicators)
        require_unique(self.sectors, what="sectors")
        if self.F_Y.size == 0:
            object.__setattr__(self, "F_Y", np.zeros((k, c)))
        wanted = {"Z": (n, n), "Y": (n, c), "V": (n,), "F": (k, n), "F_Y": (k, c)}
        for name, shape in wanted.items():
            if getattr(self, name).shape != shape:
                raise LabelMismatchError(
                    _(
                        "{name} has the shape {value2}, but the names require {shape}.",
                        name=name,
                        value2=getattr(self, name).shape,
                        shape=shape,
                    ),
                    where=name,
                    cure=_(
                        "Provide one row and one column for each sector, category and indicator."
                    ),
                )
        if self.combustion is not None:
            self.combustion.require_within(self.Z, self.Y, self.F, self.F_Y)

    @property
    def is_accounting(self) -> NDArray[np.bool_]:
        """Return which sectors only balance the accounts, (sector,)."""
        return np.array([code in self.accounting for code in self.sectors], bool)

    @property
    def x(self) -> Array:
        """Return output, money by sector."""
        found: Array = self.Z.sum(axis=1) + self.Y.sum(axis=1)
        return found

    def columns(self, kinds: Sequence[str]) -> list[int]:
        """Return the places of the categories of these kinds."""
        return [i for i, c in enumerate(self.categories) if c.kind in kinds]

    def places(self, codes: Sequence[str] | None, *, where: str) -> list[int]:
        """Return the places of sectors by code; all of them for None.

        Raises UnknownLabelError with the nearest codes.
        """
        if codes is None:
            return list(range(len(self.sectors)))
        for code in codes:
            require_known(code, self.sectors, what=_("sector"), where=where)
        return [self.sectors.index(code) for code in codes]

    def indicator_place(self, code: str, *, where: str) -> int:
        """Return the place of an indicator by code; raise UnknownLabelError."""
        codes = [i.code for i in self.indicators]
        require_known(code, codes, what="indicator", where=where)
        return codes.index(code)


def made_at_home(economy: Economy) -> tuple[Array, Array]:
    """Return the share of each product's use that is made at home, and demand beyond it.

    own = 1 - imports / (Z 1 + final demand at home), 0 at least    → : (sector,)  1
    fixed = x - own (Z 1 + final demand at home) - exports          → : (sector,)  money

    Imports are taken to be spread over all uses of a product alike. `fixed` is 0 unless imports
    exceed what is used at home, because they are exported again. Of accounting sectors nothing is
    made for a use: own is 0, and their output stays what it is.
    """
    imported = -economy.Y[:, economy.columns(("import",))].sum(axis=1)
    abroad = economy.Y[:, economy.columns(("export",))].sum(axis=1)
    used = economy.Z.sum(axis=1) + economy.Y[:, economy.columns(AT_HOME)].sum(axis=1)
    share = np.where(used == 0, 0.0, imported / np.where(used == 0, 1.0, used))
    own: Array = np.clip(1.0 - share, 0.0, None)
    own[economy.is_accounting] = 0.0
    fixed: Array = economy.x - own * used - abroad
    fixed[np.abs(fixed) <= 1e-12 * np.abs(economy.x).max(initial=0.0)] = 0.0
    return own, fixed


def perspectives(economy: Economy, M: Array) -> dict[str, Array]:
    """Return the accounts of a nation from both sides, (indicator, sector or good) each.

    production = F    consumption = M diag(y at home)    exports = M diag(y abroad)
    imports = -M diag(imports), as if they were made at home

    Law, for every indicator: production = consumption + exports - imports, in sum, without what
    final demand causes directly.
    """

    def bought(kinds: Sequence[str]) -> Array:
        found: Array = economy.Y[:, economy.columns(kinds)].sum(axis=1)
        return found

    return {
        "production": economy.F,
        "consumption": M * bought(AT_HOME),
        "exports": M * bought(("export",)),
        "imports": -M * bought(("import",)),
    }
