"""Contract of `match`: which offers of residues suit which needs, and why."""

import re
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, Field

from scp_centre.interfaces.contracts.registry import Contract, Name, Strict, _whole
from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import _
from scp_centre.methods.symbiosis import (
    Matches,
    Resource,
    Stage,
    WasteCode,
    explain_match,
    explain_unmet,
    match,
    read_waste_code,
    tonnes_a_year,
)
from scp_centre.methods.symbiosis.matching import Terms
from scp_centre.methods.symbiosis.resources import (
    ALL_MONTHS,
    check_kinds,
    check_magnitudes,
    check_names,
    find_doubles,
)
from scp_centre.methods.symbiosis.waste_law import check_declaration, read_code_prefix
from scp_centre.reference.waste import is_usual_origin, waste_codes, waste_rules

MOST_RESOURCES, MOST_TOP = 10_000, 20
Text = Annotated[str, Field(max_length=2_000)]
Word = Annotated[str, Field(max_length=100)]
Codes = Annotated[list[Word], Field(max_length=100)]
Words = Annotated[list[Word], Field(max_length=20)]
Month = Annotated[int, Field(ge=1, le=12), BeforeValidator(_whole)]
Months = Annotated[list[Month], Field(max_length=12)]
Share = Annotated[float, Field(ge=0)]
Range = Annotated[list[Share], Field(min_length=2, max_length=2)]
Ranges = Annotated[dict[Word, Range], Field(max_length=30)]
Top = Annotated[int, Field(ge=1, le=MOST_TOP), BeforeValidator(_whole)]


class Place(Strict):
    latitude: float = Field(ge=-90, le=90, description="degrees")
    longitude: float = Field(ge=-180, le=180, description="degrees")


class Entry(Strict):
    id: Name = Field(min_length=1)
    kind: Literal["offer", "need", ""] = ""
    organisation: Name = Field(default="", description="empty: not known; nobody suits oneself")
    description: Text = ""
    material: Word = Field(default="", description="its name; read with the description")
    product_code: Word = Field(default="", description="HS, CPV or a code of yours")
    tonnes: float | None = Field(default=None, description="in each period")
    quantity: float | None = Field(default=None, description="instead of tonnes, with its unit")
    unit: Word = Field(default="t", description="t, kg, g, kt")
    period: Word = Field(default="", description="year, quarter, month, week, day, once")
    quantity_checked: bool = Field(
        default=False, description="true: the owner confirms a quantity that looks odd"
    )
    months: Months = Field(default_factory=list, description="1 to 12; none: all year")
    place: Place | None = None
    country: Word = Field(default="", description="ISO 3166-1, two letters")
    farthest_km: float | None = Field(default=None, gt=0)


class Offer(Entry):
    waste_code: Word = Field(default="", description="European List of Waste, as 10 01 02")
    declared_hazard: bool | None = Field(default=None, description="null: the code decides")
    activity: Word = Field(default="", description="ISIC Rev. 4 of whoever offers it")
    composition: Ranges = Field(
        default_factory=dict, description="substance: lowest and highest share"
    )
    contaminants: Ranges = Field(default_factory=dict, description="the same, of what disturbs")
    state: Word = Field(default="", description="solid, sludge, liquid, gas, or a word of yours")
    disposal_cost: float | None = Field(default=None, description="money per tonne today")


class Need(Entry):
    waste_codes: Codes = Field(default_factory=list, description="2, 4 or 6 digits that it takes")
    specification: Text = Field(default="", description="read with the description")
    tolerances: Ranges = Field(default_factory=dict, description="substance: lowest, highest")
    states: Words = Field(default_factory=list)
    price: float | None = Field(
        default=None, description="money per tonne it pays now for what the residue replaces"
    )
    treatment_cost: float = Field(default=0.0, description="money per tonne")
    permits: Codes = Field(
        default_factory=list, description="codes of hazardous waste that it may take"
    )
    co2e_avoided: float | None = Field(
        default=None, description="kg CO2e per tonne of what the residue replaces"
    )


class Input(Strict):
    offers: list[Offer] = Field(max_length=MOST_RESOURCES)
    needs: list[Need] = Field(max_length=MOST_RESOURCES)
    top: Top = Field(default=3, description="suggestions for each offer at most")
    transport_cost: float = Field(default=0.0, ge=0, description="money per tonne and kilometre")
    transport_co2e: float = Field(default=0.0, ge=0, description="kg per tonne and kilometre")
    detour: float = Field(default=1.0, ge=1, le=10, description="road over straight distance")
    synonyms: Annotated[list[Words], Field(max_length=5_000)] = Field(
        default_factory=list, description="groups of words that mean the same"
    )


class Told(BaseModel):
    stage: str
    passed: bool | None = Field(description="null: data are missing")
    share: float | None
    reason: str


class Matched(BaseModel):
    offer: str
    need: str
    stages: list[Told]
    net_value: float | None = Field(description="money a year; null: nobody says what it costs")
    net_value_per_tonne: float | None
    likelihood: float = Field(description="that the two belong together, from code and words")
    tonnes: float = Field(description="a year that can move")
    km: float | None
    co2e_kg: float | None = Field(description="avoided a year, less transport")


class Unmet(BaseModel):
    need: str
    reason: str


class Output(BaseModel):
    matches: list[Matched] = Field(description="by offer, the best first")
    unmet: list[Unmet] = Field(description="needs that no offer can meet")
    notes: list[str]


def compute(given: Input) -> dict[str, Any]:
    codes = waste_codes()
    check_kinds([(one.id, one.kind) for one in given.offers], "offer", "offers")
    check_kinds([(one.id, one.kind) for one in given.needs], "need", "needs")
    offers = [_offer(one, f"offers.{i}", codes) for i, one in enumerate(given.offers)]
    needs = [_need(one, f"needs.{i}", codes) for i, one in enumerate(given.needs)]
    for side, where in ((offers, "offers"), (needs, "needs")):
        check_names(side, where)
    confirmed = frozenset(one.id for one in (*given.offers, *given.needs) if one.quantity_checked)
    check_magnitudes([*offers, *needs], confirmed, "quantity")
    # Sorted by name, so that the order of the input decides nothing.
    offers.sort(key=lambda one: one.id)
    needs.sort(key=lambda one: one.id)
    terms = Terms(transport=given.transport_cost, detour=given.detour)
    found = match(offers, needs, given.top, terms, given.synonyms)
    avoided = {one.id: one.co2e_avoided for one in given.needs}
    return {
        "matches": [
            _told(found, place, offers, needs, avoided, given.transport_co2e)
            for place in range(len(found.pairs.offer))
        ],
        "unmet": [
            {"need": need.id, "reason": str(explain_unmet(found, place))}
            for place, need in enumerate(needs)
            if not found.found[place]
        ],
        "notes": _notes(given, offers, needs),
    }


def _told(
    found: Matches,
    place: int,
    offers: list[Resource],
    needs: list[Resource],
    avoided: dict[str, float | None],
    transport: float,
) -> dict[str, Any]:
    """Return one suggestion with its reasons."""
    pairs = found.pairs
    offer, need = offers[pairs.offer[place]], needs[pairs.need[place]]
    tonnes, km = float(pairs.tonnes[place]), _known(pairs.km[place])
    saved = avoided[need.id]
    co2e = None
    if saved is not None and (km is not None or not transport):
        co2e = tonnes * (saved - transport * (km or 0.0))
    return {
        "offer": offer.id,
        "need": need.id,
        "stages": [
            {
                "stage": told.stage.value,
                "passed": told.passed,
                "share": None if told.share is None else round(told.share, 6),
                "reason": str(told.reason),
            }
            for told in explain_match(pairs, place, offer, need, waste_rules())
        ],
        "net_value": _known(pairs.value[place]),
        "net_value_per_tonne": _known(pairs.per_tonne[place]),
        "likelihood": float(pairs.likelihood[place]),
        "tonnes": tonnes,
        "km": km,
        "co2e_kg": co2e,
    }


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _entry(given: Entry, where: str) -> dict[str, Any]:
    """Return what offers and needs have in common."""
    if given.tonnes is not None and given.quantity is not None:
        raise InvalidValueError(
            _("{name} has both tonnes and a quantity.", name=given.id),
            where=where,
            cure=_("Enter only one of the two."),
        )
    in_tonnes = given.tonnes is not None
    quantity, unit = (given.tonnes, "t") if in_tonnes else (given.quantity, given.unit)
    return {
        "id": given.id,
        "tonnes": tonnes_a_year(given.id, quantity, unit, given.period, where),
        "partner": given.organisation,
        "text": f"{given.material} {given.description}".strip(),
        "product": re.sub(r"[\s.-]", "", given.product_code),
        "months": frozenset(given.months) or ALL_MONTHS,
        "place": given.place and (given.place.latitude, given.place.longitude),
        "country": given.country.upper(),
        "farthest": np.inf if given.farthest_km is None else given.farthest_km,
    }


def _ranges(given: Ranges, where: str) -> dict[str, tuple[float, float]]:
    for substance, (low, high) in given.items():
        if low > high:
            raise InvalidValueError(
                _("The minimum share of {substance} is above the maximum.", substance=substance),
                where=where,
                cure=_("Enter the lower number first."),
            )
    return {substance.casefold(): (low, high) for substance, (low, high) in given.items()}


def _offer(given: Offer, where: str, codes: dict[str, WasteCode]) -> Resource:
    code = read_waste_code(given.waste_code, codes, where) if given.waste_code else None
    hazardous = check_declaration(given.id, code, given.declared_hazard, where)
    if code is None and not (given.description or given.material or given.product_code):
        raise MissingValueError(
            _("{name} has neither a waste code nor a description.", name=given.id),
            where=where,
            cure=_("Enter the waste code, or describe the residue in a few words."),
        )
    return Resource(
        **_entry(given, where),
        code=code,
        is_hazardous=hazardous,
        ranges=_ranges(given.composition | given.contaminants, where),
        states=frozenset(filter(None, [given.state.casefold()])),
        price=given.disposal_cost,
    )


def _need(given: Need, where: str, codes: dict[str, WasteCode]) -> Resource:
    words = f"{given.material} {given.description} {given.specification}".strip()
    if not given.waste_codes and not words and not given.product_code:
        raise MissingValueError(
            _("{name} has neither waste codes nor a description.", name=given.id),
            where=where,
            cure=_("Enter the waste codes accepted, or describe what is needed."),
        )
    return Resource(
        **_entry(given, where) | {"text": words},
        codes=tuple(read_code_prefix(one, codes, where) for one in given.waste_codes),
        ranges=_ranges(given.tolerances, where),
        states=frozenset(state.casefold() for state in given.states),
        price=given.price,
        treatment=given.treatment_cost,
        permits=tuple(read_code_prefix(one, codes, where) for one in given.permits),
    )


def _notes(given: Input, offers: list[Resource], needs: list[Resource]) -> list[str]:
    """Return what a person should look at: entries made twice, codes unusual for an activity."""
    notes = [
        _("{first} and {second} appear to be identical.", first=first, second=second)
        for side in (offers, needs)
        for first, second in find_doubles(side)
    ]
    coded = {one.id: one.code for one in offers}
    for one in sorted(given.offers, key=lambda entry: entry.id):
        code = coded[one.id]
        if one.activity and code and not is_usual_origin(code.digits, one.activity):
            notes.append(
                _(
                    "{name}: check the waste code {code}, which is unusual for this activity.",
                    name=one.id,
                    code=str(code),
                )
            )
    return [str(note) for note in notes]


CONTRACT = Contract(
    name="match",
    version="1.0",
    summary="Needs that suit each offer of a residue, stage by stage with reasons.",
    formula=f"stages {', '.join(Stage)}; order by net value x (1 - (1 - code) (1 - words)) x share "
    "of the composition within tolerance",
    sources=("docs/methods/symbiosis.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
