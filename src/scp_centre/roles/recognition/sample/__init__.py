"""The fictional country's label and award, with products in every state of life; all invented."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.recognition.actions import applications, decisions, licences, verification
from scp_centre.roles.recognition.actions.documents import add_document
from scp_centre.roles.recognition.actions.schemes import (
    draft_criteria,
    keep_scheme,
    publish_criteria,
)
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import decide_application
from scp_centre.roles.recognition.models import Application, CriteriaVersion, Document, Licence
from scp_centre.roles.recognition.sample.report import report_pdf

FOLDER = Path(__file__).parent
PEOPLE = (SamplePerson("label", "S. Moreau", "label officer"),)
OWNER = "Ministry of Environment of Verdania (fictional)"
DAYS = {"completeness_days": 5, "verification_days": 20, "decision_days": 5, "licence_years": 3}
RULES = {
    "terms": "All terms, criteria and fees are public on this page. All of it is fictional.",
    "openness": "Open to every company that sells in Verdania, on the same terms and fees.",
    "stakeholders": "Written with consumers, industry and universities in two public hearings.",
    "monitoring": "A laboratory of Port Verda, accredited and independent, checks each year.",
    "sanctions": "A licence is suspended when a criterion fails, and withdrawn after 60 days.",
}
LABEL: dict[str, Any] = {
    "code": "VGL",
    "name": "Verdania Green Label",
    "kind": "ecolabel",
    "category": "Everyday products",
    "owner": OWNER,
    "promise": "At least 30 % recycled content, no substances of very high concern, little waste.",
    "titles": {
        "fr": {
            "name": "Label vert de Verdania",
            "promise": "Au moins 30 % de matière recyclée, aucune substance extrêmement "
            "préoccupante, peu de déchets.",
        },
        "es": {
            "name": "Etiqueta verde de Verdania",
            "promise": "Al menos un 30 % de contenido reciclado, sin sustancias muy "
            "preocupantes, pocos residuos.",
        },
        "ar": {
            "name": "علامة فردانيا الخضراء",
            "promise": "30 % على الأقل من المواد المعاد تدويرها، وبلا مواد شديدة الخطورة، "
            "ونفايات قليلة.",
        },
    },
    **RULES,
    **DAYS,
}
AWARD_RULES = """Rules of the award (fictional)
1. Energy savings that the centre verified within three years are at least 2 % of a year's energy.
2. The company publishes a plan for continuous improvement.
3. Savings of 3 % give 2 points, those of 6 % give 2 more.
4. Two measures or more with verified savings give 1 point.
5. Per unit of output and against the year before, 3 % fewer greenhouse gases give 2 points, \
3 % less water 1 and 3 % less waste 1.
6. Reviewed figures of three years in a row give 1 point.
7. Bronze needs 3 points, silver 6, gold 9, and at least 1 of them for improvement.
8. All figures are reviewed figures of all sites of the company, which it shares for this use.
9. The award lasts three years; it is withdrawn when a figure proves false."""
AWARD: dict[str, Any] = {
    "code": "CPA",
    "name": "Cleaner Production Award",
    "kind": "company award",
    "category": "Companies of all sectors",
    "owner": "Cleaner Production Centre of Verdania",
    "promise": "Verified energy savings of at least 2 %, a public plan, and yearly improvement.",
    "titles": {
        "fr": {
            "name": "Prix de la production plus propre",
            "promise": "Au moins 2 % d’économies d’énergie vérifiées, un plan public et un progrès "
            "chaque année.",
        },
        "es": {
            "name": "Premio a la producción más limpia",
            "promise": "Ahorros de energía verificados de al menos un 2 %, un plan público y "
            "mejoras cada año.",
        },
        "ar": {
            "name": "جائزة الإنتاج الأنظف",
            "promise": "وفورات طاقة متحقق منها لا تقل عن 2 %، وخطة معلنة، وتحسن كل عام.",
        },
    },
    **RULES,
    "terms": AWARD_RULES,
    "stakeholders": "",  # so that the page shows what is missing
    **DAYS,
}
JAR, BUTTER, CREAM = "Yoghurt in a deposit jar", "Butter in paper wrap", "Cream in a deposit bottle"
QUARK, KEFIR = "Quark in a refill bucket", "Kefir in a deposit bottle"
GTINS = {JAR: "9520000000110", BUTTER: "9520000000127", CREAM: "9520000000134"}
GTINS |= {QUARK: "9520000000141", KEFIR: "9520000000158"}
BOTTLE_REPORT = "Test report on bottles and jars (fictional)"
FABRIC_REPORT = "Test report on finished cotton fabric (fictional)"
SAVINGS_REPORT = "Audit of energy and waste at the dyehouse (fictional)"
GOOD = {"recycled": 45.0, "concern": False, "packaging": "deposit", "repair": True}
POOR = GOOD | {"recycled": 12.0}
SEEN = "Seen in the test report, which covers this product."
COMPUTED = "Seen in the reviewed figures and documents of the company."
UNPROVED = "Nothing was handed in for this criterion."


def load(people: dict[str, Person]) -> None:
    """Bring products of the sample companies into every state of an application and licence."""
    label = _scheme(LABEL, "label.json", people["label"])
    award = _scheme(AWARD, "award.json", people["label"])
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    set_consent(dairy, Use.LABEL, True, acting_user=people["company"])
    report = _report(dairy, people["company"])
    bottle = dairy.products.get(name="Returnable milk bottle, 0.5 l")
    today = timezone.localdate()
    _awarded(label, bottle, report, today - timedelta(days=100), people)
    jar = _awarded(label, _product(dairy, JAR, people), report, today, people)
    licences.suspend_licence(
        jar, "The yearly check of the jars is overdue.", acting_user=people["label"]
    )
    butter = _awarded(label, _product(dairy, BUTTER, people), report, today, people)
    licences.withdraw_licence(
        butter, "The wrap contains a substance that was not declared.", acting_user=people["label"]
    )
    old = date(today.year - 4, 3, 1)
    _awarded(label, _product(dairy, QUARK, people), report, old, people)
    cream = _verified(label, _product(dairy, CREAM, people), report, people, POOR)
    decisions.decide_on_application(
        cream, False, "The recycled content is below 30 %.", acting_user=people["director"]
    )
    kefir = _in_verification(label, _product(dairy, KEFIR, people), report, people, GOOD)
    verification.ask_applicant(
        kefir, "Which bottle does the report cover?", acting_user=people["reviewer"]
    )
    _others(label, award, people)


def _others(label: CriteriaVersion, award: CriteriaVersion, people: dict[str, Person]) -> None:
    """Leave a draft with an adviser, an application to check and one to decide."""
    dyehouse = Organisation.objects.get(name="Lower Bridge Dyehouse")
    fabric = applications.start_application(
        label, dyehouse, dyehouse.products.first(), acting_user=people["dyehouse"], sample=True
    )
    own = _report(dyehouse, people["dyehouse"], FABRIC_REPORT)
    _declare(fabric, {"concern": False, "packaging": "recyclable"}, own, people["dyehouse"])
    applications.submit_application(fabric, acting_user=people["dyehouse"])
    plating = Organisation.objects.get(name="Anvil Plating")
    applications.start_application(
        label, plating, plating.products.first(), acting_user=people["expert"], sample=True
    )
    own = _report(dyehouse, people["dyehouse"], SAVINGS_REPORT)
    declared = {"saved": 4.2, "plan": True, "waste": 3.5}
    _award_verified(award, dyehouse, declared, own, people, "dyehouse")


def award_the_dairy(people: dict[str, Person]) -> Licence:
    """Award the dairy by its figures; called once they are reviewed (the sample's chain)."""
    award = CriteriaVersion.objects.get(scheme__code=AWARD["code"])
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    report = dairy.label_documents.earliest("pk")
    made = _award_verified(award, dairy, {"plan": True}, report, people, "company")
    decisions.decide_on_application(
        made, True, "Reviewed figures meet the rules.", acting_user=people["director"]
    )
    return Licence.objects.get(application=made)


def _award_verified(
    award: CriteriaVersion,
    company: Organisation,
    declared: dict[str, Any],
    report: Document,
    people: dict[str, Person],
    who: str,
) -> Application:
    made = applications.start_application(
        award, company, None, acting_user=people[who], sample=True
    )
    _declare(made, declared, report, people[who])
    _accept(made, people, who)
    _find(made, people["reviewer"])
    return made


def _scheme(values: dict[str, Any], file: str, officer: Person) -> CriteriaVersion:
    scheme = keep_scheme(values, acting_user=officer, sample=True)
    text = (FOLDER / file).read_text("utf-8")
    day = date(timezone.localdate().year - 5, 1, 1)
    version = draft_criteria(
        scheme, text, "Rules of the scheme (fictional)", day, acting_user=officer
    )
    publish_criteria(version, acting_user=officer, is_confirmed=True)
    version.refresh_from_db()
    return version


def _report(company: Organisation, person: Person, title: str = BOTTLE_REPORT) -> Document:
    return add_document(
        company,
        title,
        "Laboratory of Port Verda (fictional)",
        date(2025, 10, 6),
        report_pdf(f"{title}. Sample centre: no figure describes a real company."),
        acting_user=person,
    )


def _product(company: Organisation, name: str, people: dict[str, Person]) -> Product:
    values = {"name": name, "reference_unit": "pieces", "gtin": GTINS[name]}
    return keep_product(company, values, acting_user=people["company"])


def _declare(
    application: Application, values: dict[str, Any], report: Document, person: Person
) -> None:
    measures = scheme_of(application.version, "en").measures
    for name, value in values.items():
        applications.declare(application, measures[name], value, report, acting_user=person)


def _accept(application: Application, people: dict[str, Person], who: str = "company") -> None:
    applications.submit_application(application, acting_user=people[who])
    verification.accept_application(application, people["reviewer"], acting_user=people["label"])


def _in_verification(
    version: CriteriaVersion,
    product: Product,
    report: Document,
    people: dict[str, Person],
    values: dict[str, Any],
) -> Application:
    company = product.organisation
    made = applications.start_application(
        version, company, product, acting_user=people["company"], sample=True
    )
    _declare(made, values, report, people["company"])
    _accept(made, people)
    return made


def _find(application: Application, verifier: Person) -> None:
    """Decide each criterion as it follows from the evidence, and sign."""
    for outcome in decide_application(application, "en").outcomes:
        found = str(outcome.result)
        seen = SEEN if application.product else COMPUTED
        reason = UNPROVED if found == "not known" else seen
        verification.decide_criterion(
            application, outcome.criterion.id, found, reason, acting_user=verifier
        )
    verification.sign_verification(application, acting_user=verifier)


def _verified(
    version: CriteriaVersion,
    product: Product,
    report: Document,
    people: dict[str, Person],
    values: dict[str, Any],
) -> Application:
    made = _in_verification(version, product, report, people, values)
    _find(made, people["reviewer"])
    return made


def _awarded(
    version: CriteriaVersion,
    product: Product,
    report: Document,
    start: date,
    people: dict[str, Person],
) -> Licence:
    made = _verified(version, product, report, people, GOOD)
    decisions.decide_on_application(
        made,
        True,
        "All mandatory criteria and the points are met.",
        acting_user=people["director"],
        start=start,
    )
    return Licence.objects.get(application=made)
