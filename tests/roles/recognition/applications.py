"""Schemes and applications of the sample's companies, brought to any state."""

from datetime import date
from pathlib import Path

from django.utils import timezone

import scp_centre
from scp_centre.centre.registry.models import Membership, Organisation, Person, Product
from scp_centre.roles.recognition.actions import applications, decisions, schemes, verification
from scp_centre.roles.recognition.actions.documents import add_document
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import decide_application
from scp_centre.roles.recognition.models import Application, Licence

FOLDER = Path(scp_centre.__file__).parent / "roles/recognition/sample"
LABEL = (FOLDER / "label.json").read_text("utf-8")
SCHEME = {
    "code": "TST",
    "name": "Label of a test",
    "kind": "ecolabel",
    "category": "Household goods",
    "owner": "A ministry",
    "promise": "Less waste over the product's life.",
    "terms": "Public.",
    "openness": "Open to all.",
    "stakeholders": "Developed with consumers and industry.",
    "monitoring": "By an accredited body.",
    "sanctions": "Suspension and withdrawal.",
    "completeness_days": 5,
    "verification_days": 20,
    "decision_days": 5,
    "licence_years": 3,
}
GOOD = {"recycled": 45.0, "concern": False, "packaging": "paper", "repair": True}


def staff(name, role):
    """Return somebody new who works for the centre in a role."""
    person = Person.objects.create_user(f"{name}@away.example", "a quiet river 41", name=name)
    Membership.objects.create(person=person, role=role)
    return person


def published_version(officer, *, text=LABEL, **values):
    """Return the published criteria of a new scheme."""
    scheme = schemes.keep_scheme(SCHEME | values, acting_user=officer)
    version = schemes.draft_criteria(
        scheme, text, "Rules of the test", date(2025, 1, 1), acting_user=officer
    )
    schemes.publish_criteria(version, acting_user=officer)
    version.refresh_from_db()
    return version


def dairy():
    return Organisation.objects.get(name="Rivermouth Dairy")


def bottle():
    """Return a product of the dairy that nothing is known of yet."""
    values = {"organisation": dairy(), "reference_unit": "pieces"}
    return Product.objects.get_or_create(name="Bottle of a test", defaults=values)[0]


def report_of(company, person, content=b"%PDF-1.7 test report"):
    return add_document(
        company,
        "Test report 17",
        "Laboratory of Port Verda",
        date(2025, 11, 3),
        content,
        acting_user=person,
    )


def declared(application, person, values=GOOD, document=None):
    """Declare what an application needs; return the application."""
    measures = scheme_of(application.version, "en").measures
    document = document or report_of(application.organisation, person)
    for name, value in values.items():
        applications.declare(application, measures[name], value, document, acting_user=person)
    application.refresh_from_db()
    return application


def submitted(version, person, values=GOOD):
    made = applications.start_application(version, dairy(), bottle(), acting_user=person)
    declared(made, person, values)
    applications.submit_application(made, acting_user=person)
    made.refresh_from_db()
    return made


def in_verification(version, people, verifier, values=GOOD):
    made = submitted(version, people["company"], values)
    verification.accept_application(made, verifier, acting_user=people["label"])
    made.refresh_from_db()
    return made


def verified(version, people, verifier, values=GOOD, found=None):
    """Return an application of which every criterion is decided and signed."""
    made = in_verification(version, people, verifier, values)
    for criterion in scheme_of(version, "en").criteria:
        result = (found or {}).get(criterion.id, "met")
        verification.decide_criterion(
            made, criterion.id, result, "Seen in the report.", acting_user=verifier
        )
    verification.sign_verification(made, acting_user=verifier)
    made.refresh_from_db()
    return made


def awarded(version, people, verifier, start=None):
    """Return the licence that the director awards."""
    made = verified(version, people, verifier)
    decisions.decide_on_application(
        made,
        True,
        "All criteria are met.",
        acting_user=people["director"],
        start=start or timezone.localdate(),
    )
    made.refresh_from_db()
    return made.licence


def declare(application, person, measure, value, document=None):
    measures = scheme_of(application.version, "en").measures
    applications.declare(application, measures[measure], value, document, acting_user=person)


def product_with(gtin, name="Jar of a test"):
    return Product.objects.create(
        organisation=dairy(), name=name, reference_unit="pieces", gtin=gtin
    )


def licence_for(version, product, people, verifier, start=None):
    """Return the licence of a product, awarded through every step."""
    company = people["company"]
    report = dairy().label_documents.filter(title="Test report 17").first()
    made = applications.start_application(version, dairy(), product, acting_user=company)
    declared(made, company, document=report)
    return decided(made, people, verifier, start=start)


def decided(application, people, verifier, director=None, start=None):
    """Bring a draft to its award; return the licence."""
    applications.submit_application(application, acting_user=people["company"])
    verification.accept_application(application, verifier, acting_user=people["label"])
    for outcome in decide_application(application, "en").outcomes:
        verification.decide_criterion(
            application, outcome.criterion.id, str(outcome.result), "Seen.", acting_user=verifier
        )
    verification.sign_verification(application, acting_user=verifier)
    return award(application, director or people["director"], start)


def award(application, director, start=None):
    application = Application.objects.get(pk=application.pk)
    decisions.decide_on_application(application, True, "Met.", acting_user=director, start=start)
    return Licence.objects.get(application=application)
