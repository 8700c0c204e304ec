"""What a product passport says: of the licence, its reviewed evidence, and what is disclosed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from django.urls import reverse

from scp_centre.centre.signing.queries import check
from scp_centre.methods.credentials.untp import (
    GTIN_SCHEME,
    UNKNOWN_COUNTRY,
    Category,
    Named,
    PassportClaim,
    unit_code,
)
from scp_centre.methods.credentials.untp import Passport as Said
from scp_centre.methods.credentials.untp_conformity import Attestation
from scp_centre.methods.criteria import Evidence, Outcome, Result
from scp_centre.methods.product_codes import gtin_of_14_digits
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import decide_application, measures_of, read_snapshot
from scp_centre.roles.recognition.licence_validity import is_valid
from scp_centre.roles.recognition.models import Found, Licence, Passport

HS = Named("https://www.wcoomd.org/en/topics/nomenclature.aspx", "Harmonized System (HS)")
CPV = Named("http://data.europa.eu/cpv/cpv", "Common Procurement Vocabulary (CPV)")
ENVIRONMENT = "environment"
NOT_DISCLOSED = "Not disclosed"
FULL = "Criteria of the label that were verified as met, with the values that prove them."
OTHER_PROOF = "Criteria without a value were verified as met by other proof."
SHORT = "Criteria of the label that were verified as met. The values are confidential."


def passport_of(licence: Licence) -> Passport | None:
    """Return the passport that stands for a licence; None where there is none.

    It stands while it and the licence itself are verified as valid.
    """
    found = Passport.objects.filter(licence=licence).select_related("credential").first()
    if found is None or not check(found.credential).valid:
        return None
    return found if is_valid(licence) else None


def ended_passport_of(licence: Licence) -> Passport | None:
    """Return the passport of a licence that was revoked and that no newer one replaced."""
    found = Passport.objects.filter(licence=licence, credential__revoked__isnull=False)
    return found.select_related("credential").first()


def moment_of(day: date, *, is_end: bool = False) -> str:
    """Return the first moment of a day, or the last."""
    moment = datetime.combine(day, time(23, 59, 59) if is_end else time.min, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def compose_passport(licence: Licence, base: str, *, names_site: bool, shows_values: bool) -> Said:
    """Return what the passport of a licence says.   base : with which its addresses begin

    Only what the verifier found met, by the evidence that was kept with the verification.
    """
    page = base + reverse("licence", args=[licence.number])
    product = Named(page, licence.product)
    scheme = Named(base + reverse("licence_register"), "Register of licences")
    if licence.gtin:
        gtin = gtin_of_14_digits(licence.gtin)
        product = Named(base + reverse("scan_gtin", args=[gtin]), licence.product)
        scheme = Named(*GTIN_SCHEME)
    met = _outcomes_met(licence)
    return Said(
        product,
        scheme,
        Named(f"{page}#holder", licence.company),
        Named(f"{page}#facility", ", ".join(sites_of(licence)) if names_site else NOT_DISCLOSED),
        UNKNOWN_COUNTRY,
        licence.country,
        _scope_of(met, shows_values=shows_values),
        tuple(_categories(licence)),
        tuple(_claims(licence, met, base, page, shows_values=shows_values)),
    )


def compose_conformity(licence: Licence, said: Said, base: str, *, issuer: str) -> Attestation:
    """Return what the conformity credential of a licence attests: what its passport claims.

    issuer : the name of who issues it
    """
    version = licence.application.version
    rules = base + reverse("label_scheme", args=[version.scheme.code])
    page = base + reverse("licence", args=[licence.number])
    name = version.name or version.scheme.name
    return Attestation(
        Named(page, licence.number),
        said.scope,
        Named(rules, name),
        Named(f"{rules}#version-{version.number}", f"{name}, version {version.number}"),
        version.scheme.owner.strip().casefold() == issuer.strip().casefold(),
        said.producer,
        said.product,
        said.facility if said.facility.name != NOT_DISCLOSED else None,
        said.claims,
    )


def _scope_of(met: Sequence[Outcome], *, shows_values: bool) -> str:
    if not shows_values:
        return SHORT
    is_by_values = all(one.result == Result.MET for one in met)
    return FULL if is_by_values else f"{FULL} {OTHER_PROOF}"


def sites_of(licence: Licence) -> list[str]:
    """Return the names of the sites that make the product of a licence."""
    product = licence.application.product
    return list(product.sites.order_by("pk").values_list("name", flat=True)) if product else []


def _categories(licence: Licence) -> Iterator[Category]:
    product = licence.application.product
    if product is not None and product.hs:
        yield Category(product.hs, product.name, HS)
    if product is not None and product.cpv:
        yield Category(product.cpv, product.name, CPV)


def commodity_of(licence: Licence) -> str:
    """Return the commodity code of a product; "" where the register of products has none."""
    product = licence.application.product
    return product.hs if product is not None else ""


def _outcomes_met(licence: Licence) -> list[Outcome]:
    """Return the criteria that the verifier found met, each as the kept evidence computes it."""
    application = licence.application
    met = set(application.findings.filter(found=Found.MET).values_list("criterion", flat=True))
    outcomes = decide_application(application, "en").outcomes
    return [one for one in outcomes if one.criterion.id in met]


def _claims(
    licence: Licence, met: Sequence[Outcome], base: str, page: str, *, shows_values: bool
) -> Iterator[PassportClaim]:
    application = licence.application
    rules = base + reverse("label_scheme", args=[application.version.scheme.code])
    proof = base + reverse("licence_conformity", args=[licence.number])
    evidence = read_snapshot(application.evidence)
    day = (application.verified or application.decided or licence.credential.issued).date()
    for outcome in met:
        value, unit = _measured(licence, outcome, evidence) if shows_values else (None, "")
        number = outcome.criterion.id
        yield PassportClaim(
            f"{page}#criterion-{number}",
            outcome.criterion.title,
            Named(f"{rules}#criterion-{number}", str(outcome.sentence)),
            day,
            Named(f"{rules}#{ENVIRONMENT}", ENVIRONMENT),
            "met",
            value,
            unit,
            Named(proof, f"Conformity credential {licence.number}"),
        )


def _measured(
    licence: Licence, outcome: Outcome, evidence: dict[str, Evidence]
) -> tuple[float | None, str]:
    """Return the number that a criterion was found met by, with the code of its unit.

    None where that number does not meet it, or nothing proves the number: then the verifier
    accepted other proof, and the number would contradict the verdict beside it.
    """
    if outcome.result != Result.MET:
        return None, ""
    names = measures_of(outcome.criterion)
    known = evidence.get(names[0]) if len(names) == 1 else None
    if known is None or isinstance(known.value, bool) or not isinstance(known.value, int | float):
        return None, ""
    unit = known.unit or scheme_of(licence.application.version, "en").measures[names[0]].unit
    return float(known.value), unit_code(unit)
