"""Import and remove environmental product declarations."""

import hashlib
from dataclasses import asdict, dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.products.declaration_files import ReadDeclarations
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.models import ProductDeclaration

MOST_DECLARATIONS = 10_000
BATCH = 200


@dataclass(frozen=True, slots=True)
class DeclarationStatement:
    """What the importer says of declarations, and which file they came in."""

    source: str
    licence: str
    file_name: str
    content_hash: str


def request_declarations(
    file: UploadedFile,  # type: ignore[type-arg]
    source: str,
    licence: str,
    *,
    acting_user: Person,
) -> Job:
    """Have declarations read, checked and kept, as a job."""
    require(acting_user, "keep_life_cycle_database")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    said = DeclarationStatement(source, licence, str(file.name)[:200], digest.hexdigest())
    return queue_job(
        "product_declarations",
        _("Environmental product declarations, {file}", file=said.file_name),
        asdict(said),
        acting_user=acting_user,
        organisation=None,
        upload=file,
    )


@transaction.atomic
def keep_declarations(
    read: ReadDeclarations, said: DeclarationStatement, *, acting_user: Person
) -> tuple[int, int]:
    """Keep declarations that were read; return how many are new, and how many were there.

    Raises ProductError where the centre would hold too many.
    """
    require(acting_user, "keep_life_cycle_database")
    known = set(ProductDeclaration.objects.values_list("key", "release"))
    rows: dict[tuple[str, str], ProductDeclaration] = {}
    for one in read.declarations:
        pair = one["key"], one["version"]
        if pair in known or pair in rows:
            continue
        rows[pair] = ProductDeclaration(
            **asdict(said),
            key=one["key"],
            release=one["version"],
            name=one["name"] or one["key"],
            **{name: one[name] for name in ("location", "year", "valid_until", "owner")},
            **{name: one[name] for name in ("registration", "standard", "amount", "unit")},
            indicators=one["indicators"],
            imported_by=acting_user,
        )
    if len(known) + len(rows) > MOST_DECLARATIONS:
        raise ProductError(
            _("The centre cannot hold more than {most} declarations.", most=MOST_DECLARATIONS),
            where="file",
            cure=_("Remove declarations that are no longer needed."),
        )
    ProductDeclaration.objects.bulk_create(rows.values(), batch_size=BATCH)
    about = {"declarations": len(rows), **asdict(said)}
    record("keep_product_declarations", said.file_name, acting_user=acting_user, after=about)
    return len(rows), len(read.declarations) - len(rows)


@transaction.atomic
def remove_declaration(declaration: ProductDeclaration, *, acting_user: Person) -> None:
    """Remove a declaration; rows that models took of it stay with them."""
    require(acting_user, "keep_life_cycle_database")
    declaration = ProductDeclaration.objects.select_for_update().get(pk=declaration.pk)
    about = {"key": declaration.key, "content_hash": declaration.content_hash}
    record("remove_product_declaration", declaration.name, acting_user=acting_user, before=about)
    declaration.delete()
