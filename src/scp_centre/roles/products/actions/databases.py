"""Import and remove life-cycle databases; decide what their flows count as."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.lifecycle import NOT_COUNTED, Background, Flow, gases_of_products
from scp_centre.methods.lifecycle.background import plain_name
from scp_centre.methods.messages import _, n_
from scp_centre.reference.greenhouse_flow_rows import greenhouse_gases
from scp_centre.roles.products.databases.scores import map_with_decisions
from scp_centre.roles.products.databases.system_file import read_system, write_system
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.life_cycle_files import ReadDatabase
from scp_centre.roles.products.models import DatabaseProcess, FlowDecision, LifeCycleDatabase
from scp_centre.roles.products.queries import models_that_use

MOST_DATABASES = 20
LARGEST_SYSTEM = 100 * 1024**2  # bytes of the file that is kept
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Statement:
    """What the importer says of a database, and which file it came in."""

    name: str
    source: str
    licence: str
    file_name: str
    content_hash: str


def request_database(
    file: UploadedFile,  # type: ignore[type-arg]
    name: str,
    source: str,
    licence: str,
    *,
    acting_user: Person,
) -> Job:
    """Have a database read, checked and kept, as a job.

    Raises ProductError for a file or a name that the centre has already.
    """
    require(acting_user, "keep_life_cycle_database")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    said = Statement(name, source, licence, str(file.name)[:200], digest.hexdigest())
    _require_new(said)
    return queue_job(
        "life_cycle_database",
        _("Life-cycle database {name}", name=name),
        {
            "name": said.name,
            "source": said.source,
            "licence": said.licence,
            "file_name": said.file_name,
            "content_hash": said.content_hash,
        },
        acting_user=acting_user,
        organisation=None,
        upload=file,
    )


def request_scores(*, acting_user: Person) -> Job:
    """Have the scores of all databases computed again, as a job."""
    require(acting_user, "keep_life_cycle_database")
    return queue_job(
        "life_cycle_scores",
        _("Life-cycle database scores"),
        {},
        acting_user=acting_user,
        organisation=None,
    )


@transaction.atomic
def keep_database(read: ReadDatabase, said: Statement, *, acting_user: Person) -> LifeCycleDatabase:
    """Keep a database that was read, with the greenhouse gases of each of its products.

    Raises ProductError for one that is too large or already there, and the errors of the engine.
    """
    require(acting_user, "keep_life_cycle_database")
    _require_new(said)
    content = write_system(read.linked, read.flows)
    if len(content) > LARGEST_SYSTEM:
        raise ProductError(
            _("The database is too large to store."),
            where="file",
            cure=_("Export fewer processes."),
        )
    database = LifeCycleDatabase(
        name=said.name,
        source=said.source,
        licence=said.licence,
        format=read.database.format,
        schema_version=read.database.version[:60],
        file_name=said.file_name,
        content_hash=said.content_hash,
        processes=len(read.linked.processes),
        flows=len(read.linked.flows),
        faults=[
            {"title": one.title, "count": one.count, "examples": list(one.examples)}
            for one in read.faults()
        ],
        imported_by=acting_user,
        computed=timezone.now(),
    )
    database.system.save(f"{said.content_hash[:16]}.npz", ContentFile(content), save=False)
    save_row(database)
    rows = _process_rows(database, read)
    _enter_gases(rows, read.linked, read.flows)
    DatabaseProcess.objects.bulk_create(rows, batch_size=BATCH)
    _record("keep_life_cycle_database", database, acting_user)
    return database


def _require_new(said: Statement) -> None:
    same = LifeCycleDatabase.objects.filter(content_hash=said.content_hash).first()
    if same is not None:
        raise ProductError(
            _("This file has already been imported as {name}.", name=same.name),
            where="file",
            cure=_("Use that database, or remove it first."),
        )
    if LifeCycleDatabase.objects.filter(name__iexact=said.name).exists():
        raise ProductError(
            _("A database called {name} already exists.", name=said.name),
            where="name",
            cure=_("Enter another name, for example one that includes the version."),
        )
    if LifeCycleDatabase.objects.count() >= MOST_DATABASES:
        raise ProductError(
            _("The centre has reached the limit of {most} life-cycle databases.",
              most=MOST_DATABASES),
            where="file",
            cure=_("Remove a database that no footprint uses."),
        )  # fmt: skip


def _process_rows(database: LifeCycleDatabase, read: ReadDatabase) -> list[DatabaseProcess]:
    known = {str(one["id"]): one for one in read.database.processes}
    flows = read.flows
    rows = []
    for place, key in enumerate(read.linked.processes):
        process = known[key]
        product = flows[process["reference"]]
        rows.append(
            DatabaseProcess(
                database=database,
                place=place,
                key=key[:120],
                name=" ".join(str(process["name"]).split())[:400] or product.name[:400],
                product=product.name[:400],
                unit=product.unit[:40],
                location=str(process["location"])[:120],
                year=process.get("year"),
                quality=str(process.get("quality") or "")[:40],
            )
        )
    return rows


def _enter_gases(
    rows: list[DatabaseProcess], linked: Background, flows: Mapping[str, Flow]
) -> None:
    """Enter the greenhouse gases of each product in the rows of its process."""
    found = gases_of_products(linked, flows, map_with_decisions(flows))
    without = set(found.without_score.tolist())
    for row in rows:
        amounts = found.amounts[:, row.place].tolist()
        row.has_score = row.place not in without
        row.gases = {key: kg for key, kg in zip(found.keys, amounts, strict=True) if kg}


@transaction.atomic
def compute_scores(database: LifeCycleDatabase, *, acting_user: Person) -> LifeCycleDatabase:
    """Compute the scores of a database again, with what flows count as by now.

    Footprint models keep the score with which they took a process.
    """
    require(acting_user, "keep_life_cycle_database")
    database = LifeCycleDatabase.objects.select_for_update().get(pk=database.pk)
    with database.system.open("rb") as file:
        kept = read_system(file.read())
    rows = list(database.process_rows.order_by("place"))
    _enter_gases(rows, kept.linked, kept.flows)
    DatabaseProcess.objects.bulk_update(rows, ["gases", "has_score"], batch_size=BATCH)
    database.computed = timezone.now()
    save_row(database)
    _record("compute_life_cycle_scores", database, acting_user)
    return database


@transaction.atomic
def decide_flows(decisions: Mapping[tuple[str, str], str], *, acting_user: Person) -> Job | None:
    """Keep what flows count as in every database, and have the scores computed again.

    Return the job that computes them; None where nothing has changed.

    decisions : (name, medium) -> gas, NOT_COUNTED, or "" to leave it to the table again
    """
    require(acting_user, "keep_life_cycle_database")
    known = {(row.name, row.medium): row for row in FlowDecision.objects.select_for_update()}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for (written, medium), target in decisions.items():
        name = plain_name(written)[:300]
        row = known.get((name, medium))
        if target not in ("", NOT_COUNTED, *greenhouse_gases()):
            raise ProductError(
                _("{name} cannot be counted as {target}.", name=written, target=target),
                where="target",
                cure=_("Choose an entry from the list."),
            )
        if target == (row.target if row else ""):
            continue
        label = f"{name} ({medium})"
        before[label], after[label] = row.target if row else "", target
        if row is not None and not target:
            row.delete()
        else:
            row = row or FlowDecision(name=name, medium=medium)
            row.target, row.decided_by = target, acting_user
            save_row(row)
    if not after:
        return None
    record("decide_flows", "; ".join(after), acting_user=acting_user, before=before, after=after)
    return request_scores(acting_user=acting_user)


@transaction.atomic
def remove_database(database: LifeCycleDatabase, *, acting_user: Person) -> None:
    """Remove a database that no footprint model and no approved footprint uses."""
    require(acting_user, "keep_life_cycle_database")
    database = LifeCycleDatabase.objects.select_for_update().get(pk=database.pk)
    users = models_that_use(database, acting_user)
    if users:
        raise ProductError(
            n_(
                "{count} footprint model uses {name}: {models}.",
                "{count} footprint models use {name}: {models}.",
                len(users),
                name=database.name,
                models=users[:5],
            ),
            where=database.name,
            cure=_("Keep the database as long as a footprint uses it."),
        )
    _record("remove_life_cycle_database", database, acting_user)
    stored, storage = database.system.name, database.system.storage
    database.delete()
    transaction.on_commit(lambda: storage.delete(str(stored)))


def _record(act: str, database: LifeCycleDatabase, person: Person) -> None:
    about = {
        "source": database.source,
        "licence": database.licence,
        "content_hash": database.content_hash,
        "processes": database.processes,
    }
    record(act, database.name, acting_user=person, after=about)
