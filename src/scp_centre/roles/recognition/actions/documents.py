"""Documents of a company: uploaded once, proof for all its products and renewals."""

import hashlib
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import UploadError
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_no_verifier_of
from scp_centre.roles.recognition.models import Document

MOST_BYTES = 10 * 1024**2
MOST_DOCUMENTS = 500  # of one company
PDF = b"%PDF-"


@transaction.atomic
def add_document(
    company: Organisation,
    title: str,
    issued_by: str,
    issued_on: date,
    content: bytes,
    *,
    acting_user: Person,
) -> Document:
    """Add a document of a company. It is kept as it came; nobody opens it here.

    Raises UploadError for a file that is no PDF or too large, RecognitionError for one that is
    there already.
    """
    require(acting_user, "apply_for_label", company)
    require_no_verifier_of(company, acting_user)
    if not content.startswith(PDF) or len(content) > MOST_BYTES:
        raise UploadError(
            _("The document must be a PDF file of at most 10 MB."),
            where="file",
            cure=_("Save the document as a PDF, then choose it again."),
        )
    if issued_on > timezone.localdate():
        raise RecognitionError(
            _("The date of issue cannot be in the future."),
            where="issued_on",
            cure=_("Enter the date shown on the document."),
        )
    digest = hashlib.sha256(content).hexdigest()
    known = Document.objects.filter(organisation=company)
    if same := known.filter(digest=digest).first():
        raise RecognitionError(
            _("This file has already been added: {title}.", title=same.title),
            where="file",
            cure=_("Use that document. It counts for all products."),
        )
    if known.count() >= MOST_DOCUMENTS:
        raise RecognitionError(
            _(
                "The company already has {_MOST} documents, which is the maximum.",
                _MOST=MOST_DOCUMENTS,
            ),
            where="file",
            cure=_("Ask the label officer for help."),
        )
    made = Document.objects.create(
        organisation=company,
        title=title.strip(),
        issued_by=issued_by.strip(),
        issued_on=issued_on,
        file=ContentFile(content, f"{digest[:16]}.pdf"),
        digest=digest,
        added_by=acting_user,
    )
    record(
        "add_label_document",
        made.title,
        acting_user=acting_user,
        organisation=company,
        after={"sha256": digest, "issued_on": issued_on.isoformat()},
    )
    return made
