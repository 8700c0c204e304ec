"""Every write of the markets role: one transaction, permission asked, a row in the log."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person, Product
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import Number, _
from scp_centre.methods.tenders import seek_product
from scp_centre.methods.tenders.checks import release_order
from scp_centre.reference.procurement_codes import cpv_table
from scp_centre.roles.markets.errors import MarketError
from scp_centre.roles.markets.models import ProductWords, Tender, TenderFile
from scp_centre.roles.markets.queries import MOST_TERMS, terms_of
from scp_centre.roles.markets.tender_columns import as_kept, combined, of_kept
from scp_centre.roles.markets.tender_files import ReadTenders

MOST_KEPT = 200_000  # tenders of the centre
MOST_PHRASES, LONGEST_PHRASE = 20, 100
BATCH = 500
COLUMNS = (
    *("released", "title", "buyer", "status", "opens", "closes"),
    *("deadline", "is_local", "amount", "currency", "codes", "text", "content"),
)
MOST_STATES = 20  # imports of which one tender keeps what each said


def request_tenders(
    file: UploadedFile,  # type: ignore[type-arg]
    source: str,
    *,
    acting_user: Person,
) -> Job:
    """Have a file of tenders read and kept, as a job.

    Raises MarketError for a file that the centre has already.
    """
    require(acting_user, "import_tenders")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    _require_new(digest.hexdigest())
    name = str(file.name)[:200]
    return queue_job(
        "tenders",
        _("Tenders {name}", name=name),
        {"name": name, "source": source, "content_hash": digest.hexdigest()},
        acting_user=acting_user,
        organisation=None,
        upload=file,
    )


def _require_new(content_hash: str) -> None:
    same = TenderFile.objects.filter(content_hash=content_hash).first()
    if same is not None:
        raise MarketError(
            _("This file has already been imported as {name}.", name=same.name),
            where="file",
            cure=_("Open that import, or remove it first."),
        )


@transaction.atomic
def keep_tenders(
    read: ReadTenders, name: str, source: str, content_hash: str, *, acting_user: Person
) -> TenderFile:
    """Keep the tenders of a file. Of each process what was published last stays.

    Raises MarketError for a file that is there already, or more tenders than the centre holds.
    """
    require(acting_user, "import_tenders")
    _require_new(content_hash)
    stored = {one.ocid: one for one in _stored(list(read.by_ocid))}
    fresh = {ocid: row for ocid, row in read.by_ocid.items() if ocid not in stored}
    newer = {
        ocid
        for ocid, one in stored.items()
        if release_order(read.by_ocid[ocid]["released"]) > release_order(one.released)
    }
    if Tender.objects.count() + len(fresh) > MOST_KEPT:
        raise MarketError(
            _("The centre can hold {most} tenders.", most=Number(MOST_KEPT)),
            where="file",
            cure=_("Remove an older import first."),
        )
    file = TenderFile(
        name=name,
        source=source,
        content_hash=content_hash,
        tenders=read.count,
        new=len(fresh),
        newer=len(newer),
        known=len(stored) - len(newer),
        faults=read.faults,
        findings=read.findings,
        imported_by=acting_user,
    )
    save_row(file)
    rows = [Tender(file=file, ocid=ocid, **row) for ocid, row in fresh.items()]
    Tender.objects.bulk_create(rows, batch_size=BATCH)
    for ocid, one in stored.items():
        _add_state(one, file, read.by_ocid[ocid])
    Tender.objects.bulk_update(stored.values(), ["file", "states", *COLUMNS], batch_size=BATCH)
    counts = {"tenders": read.count, "new": len(fresh), "updated": len(newer)}
    record(
        "import_tenders",
        name,
        acting_user=acting_user,
        after={"source": source} | {what: str(count) for what, count in counts.items()},
    )
    return file


def _stored(ocids: list[str]) -> list[Tender]:
    found: list[Tender] = []
    for start in range(0, len(ocids), BATCH):
        found += Tender.objects.filter(ocid__in=ocids[start : start + BATCH])
    return found


def _columns(tender: Tender) -> dict[str, Any]:
    return {name: getattr(tender, name) for name in COLUMNS}


def _add_state(tender: Tender, file: TenderFile, row: dict[str, Any]) -> None:
    """Let a tender say what a further import says of it, too."""
    first = {"file": tender.file_id, "columns": as_kept(_columns(tender))}
    states = tender.states or [first]
    _write_states(tender, [*states, {"file": file.pk, "columns": as_kept(row)}])


def _write_states(tender: Tender, states: list[dict[str, Any]]) -> None:
    """Write what several imports say of a tender together, what was published last on top."""
    ordered = sorted(states, key=lambda one: release_order(one["columns"]["released"]))
    while len(ordered) > MOST_STATES:
        oldest, second = ordered[:2]
        together = combined(of_kept(oldest["columns"]), of_kept(second["columns"]))
        ordered[:2] = [second | {"columns": as_kept(together)}]
    columns = of_kept(ordered[0]["columns"])
    for one in ordered[1:]:
        columns = combined(columns, of_kept(one["columns"]))
    tender.states = ordered if len(ordered) > 1 else []
    tender.file_id = ordered[-1]["file"]
    for name in COLUMNS:
        setattr(tender, name, columns[name])


@transaction.atomic
def remove_tenders(file: TenderFile, *, acting_user: Person) -> None:
    """Remove an import. Tenders that other imports told of, too, say what those say."""
    require(acting_user, "import_tenders")
    changed = []
    for one in Tender.objects.exclude(states=[]).iterator(chunk_size=BATCH):
        left = [state for state in one.states if state["file"] != file.pk]
        if left and len(left) < len(one.states):
            _write_states(one, left)
            changed.append(one)
    Tender.objects.bulk_update(changed, ["file", "states", *COLUMNS], batch_size=BATCH)
    removed = Tender.objects.filter(file=file).count()
    before = {"source": file.source, "tenders": str(removed), "updated": str(len(changed))}
    record("remove_tenders", file.name, acting_user=acting_user, before=before)
    file.delete()


@transaction.atomic
def describe_product(product: Product, words: str, *, acting_user: Person) -> ProductWords:
    """Keep the words by which buyers ask for a product, one phrase on each line.

    Raises MarketError for too many phrases or words, or a phrase that is too long.
    """
    require(acting_user, "describe_product", product.organisation)
    phrases = _phrases_of(product, words)
    Product.objects.select_for_update().get(pk=product.pk)
    kept = ProductWords.objects.filter(product=product).first() or ProductWords(product=product)
    before, kept.words = kept.words, "\n".join(phrases)
    if kept.pk is None or before != kept.words:
        save_row(kept)
        record(
            "describe_product",
            str(product),
            acting_user=acting_user,
            organisation=product.organisation,
            before={"words": before},
            after={"words": kept.words},
        )
    return kept


def _phrases_of(product: Product, words: str) -> list[str]:
    phrases = list(dict.fromkeys(" ".join(line.split()) for line in words.splitlines()))
    phrases = [one for one in phrases if one]
    if len(phrases) > MOST_PHRASES:
        raise MarketError(
            _("There are too many lines."),
            where="words",
            cure=_("Enter {most} lines at most.", most=MOST_PHRASES),
        )
    if any(len(one) > LONGEST_PHRASE for one in phrases):
        raise MarketError(
            _("A line is too long."),
            where="words",
            cure=_("Enter {most} characters at most on each line.", most=LONGEST_PHRASE),
        )
    terms = terms_of(seek_product(product.cpv, "", phrases, cpv_table())) if phrases else []
    if len(terms) > MOST_TERMS:
        raise MarketError(
            _("The phrases contain too many different words."),
            where="words",
            cure=_("Leave out phrases or words that matter least."),
        )
    return phrases
