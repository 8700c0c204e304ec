"""Import and remove impact methods."""

import hashlib
from dataclasses import asdict, dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.lifecycle import ImpactMethod
from scp_centre.methods.messages import _, n_
from scp_centre.roles.products.databases.method_file import write_method
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.models import KeptImpactMethod
from scp_centre.roles.products.queries import models_with_method

MOST_METHODS = 10
MOST_CATEGORIES = 60
MOST_FACTORS = 500_000
LARGEST_FILE = 100 * 1024**2  # bytes of the file that is kept


@dataclass(frozen=True, slots=True)
class MethodStatement:
    """What the importer says of a method, and which file it came in."""

    name: str
    version: str
    source: str
    licence: str
    file_name: str
    content_hash: str


def request_impact_method(
    file: UploadedFile,  # type: ignore[type-arg]
    *,
    name: str,
    version: str,
    source: str,
    licence: str,
    acting_user: Person,
) -> Job:
    """Have an impact method read, checked and kept, as a job.

    Raises ProductError for a file, or a name and version, that the centre has already.
    """
    require(acting_user, "keep_impact_method")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    stated = (name, version, source, licence, str(file.name)[:200])
    said = MethodStatement(*stated, digest.hexdigest())
    _require_new(said)
    return queue_job(
        "impact_method",
        _("Import of the impact method {name}", name=name),
        asdict(said),
        acting_user=acting_user,
        organisation=None,
        upload=file,
    )


@transaction.atomic
def keep_impact_method(
    method: ImpactMethod, said: MethodStatement, *, acting_user: Person
) -> KeptImpactMethod:
    """Keep a method that was read.

    Raises ProductError for one that is too large or already there.
    """
    require(acting_user, "keep_impact_method")
    _require_new(said)
    factors = sum(len(of_category) for of_category in method.factors.values())
    _require_size(len(method.categories), factors)
    content = write_method(method)
    if len(content) > LARGEST_FILE:
        raise ProductError(
            _("The impact method is too large to store."),
            where="file",
            cure=_("Export fewer categories."),
        )
    kept = KeptImpactMethod(
        **asdict(said),
        categories=[
            {
                "name": one.name,
                "unit": one.unit,
                "factors": len(method.factors.get(one.id, ())),
            }
            for one in method.categories
        ],
        flows=len(method.flows),
        factors=factors,
        left_out={
            "regional": method.regional,
            "unreadable": method.unreadable,
            "contradictory": method.contradictory,
        },
        normalisations=[one.name for one in method.normalisations],
        imported_by=acting_user,
    )
    kept.content.save(f"{said.content_hash[:16]}.npz", ContentFile(content), save=False)
    save_row(kept)
    _record("keep_impact_method", kept, acting_user)
    return kept


def _require_size(categories: int, factors: int) -> None:
    if categories > MOST_CATEGORIES:
        raise ProductError(
            n_(
                "The impact method has {count} category.",
                "The impact method has {count} categories.",
                categories,
            ),
            where="file",
            cure=_(
                "Export one method only, with no more than {most} categories.", most=MOST_CATEGORIES
            ),
        )
    if factors > MOST_FACTORS:
        raise ProductError(
            n_(
                "The impact method has {count} factor.",
                "The impact method has {count} factors.",
                factors,
            ),
            where="file",
            cure=_(
                "Export fewer categories. A method can have at most {most} factors.",
                most=MOST_FACTORS,
            ),
        )


def _require_new(said: MethodStatement) -> None:
    same = KeptImpactMethod.objects.filter(content_hash=said.content_hash).first()
    if same is not None:
        raise ProductError(
            _("This file has already been imported as {name}.", name=str(same)),
            where="file",
            cure=_("Use that method, or remove it first."),
        )
    if KeptImpactMethod.objects.filter(
        name__iexact=said.name, version__iexact=said.version
    ).exists():
        raise ProductError(
            _("Version {version} of {name} has already been imported.",
              version=said.version, name=said.name),
            where="version",
            cure=_("Enter another name or version."),
        )  # fmt: skip
    if KeptImpactMethod.objects.count() >= MOST_METHODS:
        raise ProductError(
            _("The centre has reached the limit of {most} impact methods.", most=MOST_METHODS),
            where="file",
            cure=_("Remove a method that no footprint uses."),
        )


@transaction.atomic
def remove_impact_method(method: KeptImpactMethod, *, acting_user: Person) -> None:
    """Remove a method that no footprint model and no approved footprint uses."""
    require(acting_user, "keep_impact_method")
    method = KeptImpactMethod.objects.select_for_update().get(pk=method.pk)
    users = models_with_method(method)
    if users:
        raise ProductError(
            n_(
                "{count} footprint model uses this method.",
                "{count} footprint models use this method.",
                users,
            ),
            where=str(method),
            cure=_("Keep the method as long as a footprint uses it."),
        )
    _record("remove_impact_method", method, acting_user)
    stored, storage = method.content.name, method.content.storage
    method.delete()
    transaction.on_commit(lambda: storage.delete(str(stored)))


def _record(act: str, method: KeptImpactMethod, person: Person) -> None:
    about = {
        "source": method.source,
        "licence": method.licence,
        "content_hash": method.content_hash,
        "factors": method.factors,
    }
    record(act, str(method), acting_user=person, after=about)
