"""What the recognition role adds to the file with all data of a company."""

from collections.abc import Iterator

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.sheets.row_tables import table_csv
from scp_centre.roles.recognition.models import (
    Application,
    ChangeNotice,
    Check,
    Declaration,
    Document,
    Event,
    FeeDemand,
    Finding,
    Letter,
    Licence,
    Passport,
    Question,
)

ABOUT = """
label_applications.csv       applications for labels and awards, with the evidence decided on
label_declarations.csv       what was declared of each measure
label_findings.csv           what the verifier decided of each criterion, once all is signed
label_remarks.csv            remarks of verifiers and their answers
label_events.csv             each step of the applications
label_licences.csv           licences with state and days
label_fees.csv               fees asked for, with the day on which they were paid
label_letters.csv            letters to the company, word by word
label_checks.csv             checks of the licences after their award, with what they found
label_changes.csv            changes that the company gave notice of, with the decisions
label_passports.csv          product passports, with what they disclose
label_documents.csv          documents, with the SHA-256 of each file
label_documents/N.pdf        document N
"""


def files_of(organisation: Organisation) -> Iterator[tuple[str, bytes]]:
    """Yield the applications, their evidence, findings and licences, and the documents."""
    own = Application.objects.filter(organisation=organisation)
    signed = own.filter(verified__isnull=False)
    documents = Document.objects.filter(organisation=organisation)
    yield "label_applications.csv", table_csv(own)
    yield "label_declarations.csv", table_csv(Declaration.objects.filter(application__in=own))
    yield "label_findings.csv", table_csv(Finding.objects.filter(application__in=signed))
    yield "label_remarks.csv", table_csv(Question.objects.filter(application__in=own))
    yield "label_events.csv", table_csv(Event.objects.filter(application__in=own))
    yield "label_licences.csv", table_csv(Licence.objects.filter(application__in=own))
    yield "label_fees.csv", table_csv(FeeDemand.objects.filter(application__in=own))
    yield "label_letters.csv", table_csv(Letter.objects.filter(application__in=own))
    yield "label_checks.csv", table_csv(Check.objects.filter(licence__application__in=own))
    yield "label_changes.csv", table_csv(ChangeNotice.objects.filter(licence__application__in=own))
    yield "label_passports.csv", table_csv(Passport.objects.filter(licence__application__in=own))
    yield "label_documents.csv", table_csv(documents)
    for one in documents:
        with one.file.open("rb") as file:
            yield f"label_documents/{one.pk}.pdf", file.read()
