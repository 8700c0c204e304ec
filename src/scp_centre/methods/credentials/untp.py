"""Passports of the UN Transparency Protocol: product passports of version 0.7.0 written, those of
0.6.1 and 0.7.0 read. Everything in which the versions differ stands in this module.

Source: UNTP, Digital Product Passport 0.6.1 and 0.7.0; the shapes are of the published schemas, the
writing is our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scp_centre.methods.credentials.structure import CONTEXT, CREDENTIAL
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

CONTEXTS = {
    "0.6.1": "https://test.uncefact.org/vocabulary/untp/dpp/0.6.1/",
    "0.7.0": "https://vocabulary.uncefact.org/untp/0.7.0/context/",
}
PASSPORT = "DigitalProductPassport"
GTIN_SCHEME = ("https://id.gs1.org/01/", "GS1 Global Trade Item Number (GTIN)")
UNKNOWN_COUNTRY = "ZZ"  # ISO 3166-1 leaves this code to its users
# Codes of UN/ECE recommendation 20 for the units that evidence comes in.
UNIT_CODES = {
    "%": "P1",
    "kg": "KGM",
    "g": "GRM",
    "t": "TNE",
    "l": "LTR",
    "m3": "MTQ",
    "m2": "MTK",
    "kWh": "KWH",
    "MWh": "MWH",
    "MJ": "3B",
    "GJ": "GV",
    "pieces": "H87",
    "1": "C62",
    "": "C62",
}
UNITS_OF_CODES = {code: unit for unit, code in UNIT_CODES.items() if code != "C62"} | {"C62": ""}
MOST_CLAIMS = 1_000
LARGEST = 1e30  # of a value that is read


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an identifier that is a URI, and a name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A class of a classification."""

    code: str
    name: str
    scheme: Named


@dataclass(frozen=True, slots=True)
class PassportClaim:
    """One criterion that was verified.

    value, unit : what was measured, in a code of recommendation 20; None where it is not disclosed
    outcome : in a word    evidence : where it can be checked
    """

    id: str
    name: str
    criterion: Named
    day: date
    topic: Named
    outcome: str
    value: float | None = None
    unit: str = ""
    evidence: Named | None = None


@dataclass(frozen=True, slots=True)
class Passport:
    """What a passport says of a product.

    facility : where it is made; "" for the name where that is not disclosed
    country : ISO 3166-1 alpha-2    scope : what the passport covers, and what it leaves out
    """

    product: Named
    scheme: Named
    producer: Named
    facility: Named
    country: str
    country_name: str = ""
    scope: str = ""
    categories: tuple[Category, ...] = ()
    claims: tuple[PassportClaim, ...] = ()
    granularity: str = "model"
    version: str = "0.7.0"


def unit_of_code(code: str) -> str:
    """Return the unit that a code of UN/ECE recommendation 20 stands for; the code where unknown.

    >>> unit_of_code("KGM"), unit_of_code("C62"), unit_of_code("l/kg")
    ('kg', '', 'l/kg')
    """
    return UNITS_OF_CODES.get(code, code)


def unit_code(unit: str) -> str:
    """Return the code of a unit in UN/ECE recommendation 20; the unit itself where it has none.

    >>> unit_code("kg"), unit_code("l/kg")
    ('KGM', 'l/kg')
    """
    return UNIT_CODES.get(unit, unit)


def write_passport(
    passport: Passport, *, id_: str, issuer: Named, title: str, first: str, last: str
) -> dict[str, Any]:
    """Return a product passport of UNTP 0.7.0, unsigned.

    id_ : of the credential    first, last : moments from and until which it holds
    """
    product = {
        "type": ["Product"],
        "id": passport.product.id,
        "name": passport.product.name,
        "description": passport.scope,
        "idScheme": typed(passport.scheme, "IdentifierScheme"),
        "idGranularity": passport.granularity,
        "productCategory": [_category(one) for one in passport.categories],
        "relatedParty": [
            {"role": "producer", "party": typed(passport.producer, "Party")},
        ],
        "producedAtFacility": typed(passport.facility, "Facility"),
        "countryOfProduction": _country(passport),
        "performanceClaim": [_claim(one) for one in passport.claims],
    }
    return {
        "@context": [CONTEXT, CONTEXTS["0.7.0"]],
        "type": [PASSPORT, CREDENTIAL],
        "id": id_,
        "issuer": typed(issuer, "CredentialIssuer"),
        "name": title,
        "validFrom": first,
        "validUntil": last,
        "credentialSubject": product,
    }


def typed(one: Named, type_: str) -> dict[str, Any]:
    """Return something as an object of a type of the protocol."""
    return {"type": [type_], "id": one.id, "name": one.name}


def _country(passport: Passport) -> dict[str, str]:
    said = {"countryCode": passport.country}
    return said | ({"countryName": passport.country_name} if passport.country_name else {})


def _category(one: Category) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "schemeId": one.scheme.id,
        "schemeName": one.scheme.name,
    }


def performance_of(one: PassportClaim) -> dict[str, Any]:
    """Return the outcome of a criterion, and the value that proves it where one is disclosed."""
    performance: dict[str, Any] = {
        "metric": typed(one.criterion, "PerformanceMetric"),
        "score": {"code": one.outcome},
    }
    if one.value is not None:
        performance["measure"] = {"value": one.value, "unit": one.unit}
    return performance


def _claim(one: PassportClaim) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "type": ["Claim"],
        "id": one.id,
        "name": one.name,
        "referenceCriteria": [typed(one.criterion, "Criterion")],
        "claimDate": one.day.isoformat(),
        "claimedPerformance": [performance_of(one)],
        "conformityTopic": [typed(one.topic, "ConformityTopic")],
    }
    if one.evidence is not None:
        claim["evidence"] = [{"linkURL": one.evidence.id, "linkName": one.evidence.name}]
    return claim


def version_of(credential: Mapping[str, Any]) -> str:
    """Return the version of UNTP that a product passport is of.

    Raises InvalidValueError for what is no passport, or of a version that is not read here.
    """
    types, contexts = credential.get("type"), credential.get("@context")
    is_passport = isinstance(types, list) and PASSPORT in types
    named = contexts if is_passport and isinstance(contexts, list) else []
    found = [version for version, one in CONTEXTS.items() if one in named]
    if len(found) != 1:
        raise InvalidValueError(
            _("This is not a UNTP digital product passport, version 0.6.1 or 0.7.0."),
            where="type",
            cure=_("Ask the issuer for a passport of one of these versions."),
        )
    return found[0]


def read_passport(credential: Mapping[str, Any]) -> Passport:
    """Return what a passport of 0.6.1 or 0.7.0 says of its product; parts that it lacks are empty.

    Raises InvalidValueError for what is no passport, or names no product.
    """
    version = version_of(credential)
    subject = object_in(credential, "credentialSubject")
    is_old = version == "0.6.1"
    product = object_in(subject, "product") if is_old else subject
    if not text_in(product, "id") or not text_in(product, "name"):
        raise InvalidValueError(
            _("The passport does not name a product."),
            where="credentialSubject",
            cure=_("Ask the issuer for another passport."),
        )
    producer = object_in(first_of(objects_in(product, "relatedParty")), "party")
    if is_old:
        producer = object_in(product, "producedByParty")
    country = product.get("countryOfProduction", "")
    of_country = country if isinstance(country, dict) else {"countryCode": country}
    claims = objects_in(subject, "conformityClaim" if is_old else "performanceClaim")
    read_claim = read_old_claim if is_old else _new_claim
    return Passport(
        named_in(product),
        named_in(object_in(product, "idScheme")),
        named_in(producer),
        named_in(object_in(product, "producedAtFacility")),
        text_in(of_country, "countryCode"),
        text_in(of_country, "countryName"),
        text_in(product, "description"),
        tuple(_read_category(one) for one in objects_in(product, "productCategory")),
        tuple(read_claim(one) for one in claims[:MOST_CLAIMS]),
        text_in(subject, "granularityLevel" if is_old else "idGranularity") or "model",
        version,
    )


def object_in(data: Any, name: str) -> dict[str, Any]:
    """Return the object under a name; an empty one where there is none."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return found if isinstance(found, dict) else {}


def objects_in(data: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects of the list under a name; [] where there is none."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_in(data: Mapping[str, Any], name: str) -> str:
    """Return the text under a name; "" where there is none."""
    found = data.get(name)
    return found if isinstance(found, str) else ""


def named_in(data: Mapping[str, Any]) -> Named:
    """Return the identifier and name of an object."""
    return Named(text_in(data, "id"), text_in(data, "name"))


def _read_category(data: Mapping[str, Any]) -> Category:
    scheme = text_in(data, "schemeId") or text_in(data, "schemeID")
    return Category(
        text_in(data, "code"), text_in(data, "name"), Named(scheme, text_in(data, "schemeName"))
    )


def day_of(text: str) -> date:
    """Return the day that a moment falls on; the first of all days where it says none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return date.min


def first_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first of some objects; an empty one where there is none."""
    return rows[0] if rows else {}


def measured_in(data: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return value and unit of a measure; (None, "") for what no float can hold."""
    value = data.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
        return None, ""
    return float(value), text_in(data, "unit")


def read_old_claim(data: Mapping[str, Any]) -> PassportClaim:
    """Return a claim of 0.6.1, whose declared values stand with their metric."""
    declared = first_of(objects_in(data, "declaredValue"))
    value, unit = measured_in(object_in(declared, "metricValue"))
    topic = text_in(data, "conformityTopic")
    proof = object_in(data, "conformityEvidence")
    return PassportClaim(
        text_in(data, "id"),
        text_in(declared, "metricName") or text_in(data, "description"),
        named_in(first_of(objects_in(data, "assessmentCriteria"))),
        day_of(text_in(data, "assessmentDate")),
        Named(topic, topic),
        text_in(declared, "score"),
        value,
        unit,
        Named(text_in(proof, "linkURL"), text_in(proof, "linkName")) if proof else None,
    )


def _new_claim(data: Mapping[str, Any]) -> PassportClaim:
    """Return a claim of 0.7.0."""
    performance = first_of(objects_in(data, "claimedPerformance"))
    value, unit = measured_in(object_in(performance, "measure"))
    proof = first_of(objects_in(data, "evidence"))
    return PassportClaim(
        text_in(data, "id"),
        text_in(data, "name"),
        named_in(first_of(objects_in(data, "referenceCriteria"))),
        day_of(text_in(data, "claimDate")),
        named_in(first_of(objects_in(data, "conformityTopic"))),
        text_in(object_in(performance, "score"), "code"),
        value,
        unit,
        Named(text_in(proof, "linkURL"), text_in(proof, "linkName")) if proof else None,
    )


def registry_entry(passport: Passport, resolver: str, commodity: str) -> dict[str, str]:
    """Return the three fields that the EU registry of product passports asks for.

    They are the identifier, where the passport is found, and the commodity code (Regulation (EU)
    2024/1781).   commodity : "" where the product has none
    """
    return {
        "uniqueProductIdentifier": passport.product.id,
        "resolver": resolver,
        "commodityCode": commodity,
    }
