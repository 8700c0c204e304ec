"""Declarations by module of EN 15804, and the background row that a model takes of one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scp_centre.methods.footprints import OWN, Factor
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.roles.products.choices import SPECIAL_UNITS
from scp_centre.roles.products.content_limits import LONGEST_NAME, LONGEST_TEXT
from scp_centre.roles.products.databases.scores import UNITS
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.models import ProductDeclaration

BEYOND = "D"  # module that is never added in
MODULE = re.compile(r"([A-D])(\d)?(?:\s*-\s*([A-D])(\d))?")
WARMING = re.compile(r"\bgwp\b|global warming|climate change", re.IGNORECASE)
# part of the name of an indicator -> kind; the first that fits
KINDS = (
    (re.compile(r"luluc|land use", re.IGNORECASE), "land_use"),
    (re.compile(r"biogenic", re.IGNORECASE), "biogenic"),
    (re.compile(r"fossil", re.IGNORECASE), "fossil"),
    (re.compile(r"ghg|excluding biogenic|iobc", re.IGNORECASE), "other"),
)
TOTAL = "total"
# Biogenic carbon of a declaration is uptake and release, which stand in no total.
SUBSTANCES = {
    "fossil": "published_fossil",
    "land_use": "published_land_use",
    "biogenic": "co2_biogenic",
}


@dataclass(frozen=True, slots=True)
class DeclaredModule:
    """A module with its scenario; "" where it has none.   key : as a form sends it"""

    module: str
    scenario: str

    @property
    def key(self) -> str:
        return f"{self.module}|{self.scenario}"

    @property
    def label(self) -> str:
        return f"{self.module}, {self.scenario}" if self.scenario else self.module

    @property
    def is_beyond(self) -> bool:
        """Return whether it lies beyond the life of the product, as D does."""
        return self.module.upper().startswith(BEYOND)


def kind_of(name: str) -> str:
    """Return which kind of global warming an indicator is; "" for another indicator.

    >>> kind_of("Global Warming Potential - fossil fuels (GWP-fossil)"), kind_of("Acidification")
    ('fossil', '')
    """
    if not WARMING.search(name):
        return ""
    return next((kind for pattern, kind in KINDS if pattern.search(name)), TOTAL)


def modules_of(declaration: ProductDeclaration) -> tuple[DeclaredModule, ...]:
    """Return the modules for which a declaration states anything, in their order."""
    found = {
        DeclaredModule(amount["module"], amount["scenario"])
        for one in declaration.indicators
        for amount in one["amounts"]
    }
    return tuple(sorted(found, key=lambda one: (one.module, one.scenario)))


def warming_by_module(declaration: ProductDeclaration) -> dict[str, dict[DeclaredModule, float]]:
    """Return kind -> module -> kg CO2e of the declared amount; the first indicator of a kind."""
    found: dict[str, dict[DeclaredModule, float]] = {}
    for one in declaration.indicators:
        kind = kind_of(one["name"])
        if kind and kind not in found:
            found[kind] = {
                DeclaredModule(a["module"], a["scenario"]): a["value"] for a in one["amounts"]
            }
    return found


def unit_of(declaration: ProductDeclaration) -> str | None:
    """Return the unit in which a line counts the product; None for one that no line knows."""
    written = declaration.unit.strip()
    unit = UNITS.get(written.lower(), written)
    return unit if unit in SYMBOLS or unit in SPECIAL_UNITS else None


def chosen_modules(declaration: ProductDeclaration, keys: Iterable[str]) -> list[DeclaredModule]:
    """Return the modules of a choice.

    Raises ProductError for none, for D, and for modules that count the same twice.
    """
    wanted = set(keys)
    chosen = [one for one in modules_of(declaration) if one.key in wanted]
    if not chosen:
        raise ProductError(
            _("No module has been chosen."), where="modules", cure=_("Choose at least one module.")
        )
    beyond = [one.label for one in chosen if one.is_beyond]
    if beyond:
        raise ProductError(
            _("Module D lies beyond the life of the product and is never included in a sum."),
            where="modules",
            cure=_("Leave out the plant."),
        )
    seen: set[str] = set()
    for one in chosen:
        parts = _parts(one.module)
        if parts & seen:
            raise ProductError(
                _("Module {module} has been chosen twice.", module=one.label),
                where="modules",
                cure=_("Choose one scenario for each module, and either a group or its modules."),
            )
        seen |= parts
    return chosen


def _parts(module: str) -> set[str]:
    """Return the modules that one name covers.

    >>> sorted(_parts("A1-A3")), sorted(_parts("C4"))
    (['A1', 'A2', 'A3'], ['C4'])
    """
    found = MODULE.fullmatch(module.strip().upper())
    if found is None:
        return {module}
    stage, first, _last_stage, last = found.groups()
    if not first:
        return {module}
    numbers = range(ord(first), ord(last or first) + 1)
    return {f"{stage}{chr(number)}" for number in numbers} or {module}


def row_of_declaration(
    declaration: ProductDeclaration, chosen: Sequence[DeclaredModule], key: str, sigma: float
) -> Factor:
    """Return the background row of some modules, per unit of the product.

    Fossil emissions and land use change count; biogenic carbon, which a declaration books as uptake
    and release, stands in no total. Where only a total is declared, it counts as fossil.

    Raises ProductError for a module without a declared value, and a product without unit.
    """
    unit = unit_of(declaration)
    if unit is None or not declaration.amount:
        raise ProductError(
            _("No line can use the unit of this declaration."),
            where="modules",
            cure=_("Enter the declared values as a row of your own."),
        )
    declared = warming_by_module(declaration)
    kinds = [kind for kind in SUBSTANCES if kind in declared]
    has_parts = "fossil" in declared
    emissions: dict[str, float] = {}
    for kind in kinds if has_parts else [TOTAL]:
        values = declared.get(kind, {})
        lacking = [one.label for one in chosen if one not in values]
        if lacking:
            raise ProductError(
                _("The declaration gives no global warming value for {modules}.", modules=lacking),
                where="modules",
                cure=_("Choose only modules with a value."),
            )
        total = sum(values[one] for one in chosen) / declaration.amount
        emissions[SUBSTANCES[kind if has_parts else "fossil"]] = total
    return Factor(
        key=key,
        name=_name(declaration, chosen),
        category=OWN,
        unit=unit,
        emissions={"published_fossil": 0.0} | emissions,
        source=_source(declaration, chosen),
        year=declaration.year or 0,
        region=declaration.location[:LONGEST_NAME] or "–",
        licence=declaration.licence,
        sigma=sigma,
    )


def _name(declaration: ProductDeclaration, chosen: Sequence[DeclaredModule]) -> str:
    modules = ", ".join(one.module for one in chosen)
    return f"{declaration.name[: LONGEST_NAME - len(modules) - 3]}: {modules}"[:LONGEST_NAME]


def _source(declaration: ProductDeclaration, chosen: Sequence[DeclaredModule]) -> str:
    """Return who declared it, as a text of the data; it is not translated."""
    modules = ", ".join(one.label for one in chosen)
    stated = (declaration.owner, declaration.registration, declaration.standard)
    parts = [part for part in stated if part]
    parts += [f"EPD {declaration.key} {declaration.release}".strip(), f"modules {modules}"]
    parts += [declaration.source, f"SHA-256 {declaration.content_hash}"]
    return "; ".join(parts)[:LONGEST_TEXT]
