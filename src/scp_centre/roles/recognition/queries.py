"""Every read of the recognition role, limited to what a person may see."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.centre.registry.permissions import (
    COMPANY,
    allowed,
    memberships,
    visible_organisations,
)
from scp_centre.roles.recognition.licence_validity import is_valid
from scp_centre.roles.recognition.models import (
    OPEN,
    Application,
    CriteriaVersion,
    Document,
    Licence,
    LicenceState,
    Scheme,
    SchemeKind,
)

ROWS = ("version__scheme", "organisation", "product", "verifier", "decider", "adviser")
LICENCE_ROWS = tuple(f"application__{name}" for name in ROWS[:3])


def sees_all(person: Person) -> bool:
    """Return whether a person sees the applications of all companies."""
    return any(
        m.role != COMPANY and allowed(person, "see_applications") for m in memberships(person)
    )


def applications_for(person: Person) -> QuerySet[Application]:
    """Return the applications that a person may see: all, those to verify, or the company's."""
    found = Application.objects.select_related(*ROWS)
    if not allowed(person, "see_recognition"):
        return found.none()
    if sees_all(person):
        return found
    own = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    return found.filter(Q(organisation__in=own) | Q(verifier=person))


def companies_of(person: Person) -> QuerySet[Organisation]:
    """Return the companies for which a person may apply."""
    if not allowed(person, "apply_for_label"):
        return Organisation.objects.none()
    return visible_organisations(person).filter(kind="company").order_by("name")


def documents_for(person: Person) -> QuerySet[Document]:
    """Return the documents that a person may see: of own companies, else of seen applications."""
    if not allowed(person, "see_recognition"):
        return Document.objects.none()
    found = Document.objects.select_related("organisation")
    if sees_all(person):
        return found
    own = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    shown = Q(declarations__application__verifier=person)
    return found.filter(Q(organisation__in=own) | shown).distinct()


def current_versions(day: date | None = None) -> QuerySet[CriteriaVersion]:
    """Return the criteria that are in force on a day, one of each scheme."""
    day = day or timezone.localdate()
    found = CriteriaVersion.objects.filter(published__isnull=False, valid_from__lte=day)
    return (
        found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("scheme")
        .order_by("scheme__name")
    )


def schemes_for(person: Person) -> QuerySet[Scheme]:
    """Return the schemes: all for who writes them, else those with published criteria."""
    found = Scheme.objects.all()
    if allowed(person, "keep_scheme"):
        return found
    return found.filter(versions__published__isnull=False).distinct()


def things_to_label(
    companies: QuerySet[Organisation],
) -> list[tuple[CriteriaVersion, Organisation, Product | None]]:
    """Return what could be recognised of some companies: each product by each label, each award."""
    found: list[tuple[CriteriaVersion, Organisation, Product | None]] = []
    versions = list(current_versions())
    for company in companies.prefetch_related("products"):
        for version in versions:
            if version.scheme.kind == SchemeKind.AWARD:
                found.append((version, company, None))
            else:
                found += [(version, company, product) for product in company.products.all()]
    return found


def open_applications(person: Person) -> QuerySet[Application]:
    """Return the applications in progress that a person may see, the most urgent first."""
    return applications_for(person).filter(state__in=OPEN).order_by("due", "pk")


def register() -> QuerySet[Licence]:
    """Return all licences; they are public."""
    return Licence.objects.select_related(*LICENCE_ROWS, "credential")


def listed() -> QuerySet[Licence]:
    """Return all licences with what a list shows of each, and not the criteria behind them."""
    rows = Licence.objects.select_related("application__version", "credential")
    return rows.defer("application__version__content", "application__evidence")


def running_licence(
    scheme: Scheme, company: Organisation, product: Product | None
) -> Licence | None:
    """Return the licence that a product, or a company, holds today, as its signature shows."""
    found = register().filter(
        application__version__scheme=scheme,
        application__organisation=company,
        application__product=product,
    )
    today = timezone.localdate()
    running = found.filter(state=LicenceState.VALID, start__lte=today, until__gte=today)
    return next(filter(is_valid, running), None)


def licences_of_gtin(gtin: str) -> list[Licence]:
    """Return all licences of the products with a GTIN, of all labels, the latest first.

    gtin : 14 digits
    """
    return list(register().filter(gtin__in=_spellings(gtin)).order_by("-pk"))


def _spellings(gtin: str) -> set[str]:
    """Return a GTIN with every number of zeros before it that its forms allow."""
    return {gtin.lstrip("0").zfill(length) for length in (8, 12, 13, 14)}


def differs_today(licence: Licence) -> str:
    """Return what the register of products says today where a licence names other; else ""."""
    application = licence.application
    product, company = application.product, application.organisation
    of_product = (product.name, product.gtin) if product else ("", "")
    named = (company.name, company.country, *of_product)
    if named == (licence.company, licence.country, licence.product, licence.gtin):
        return ""
    return ", ".join(one for one in named if one)
