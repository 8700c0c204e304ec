"""Sources: who is harvested how often, and what a harvest or import does."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import ACTS, require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _, n_
from scp_centre.roles.clearinghouse.actions.harvested_items import keep_all_collected
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import web_address
from scp_centre.roles.clearinghouse.harvest import feeds, oai
from scp_centre.roles.clearinghouse.harvest.harvested_items import Tally
from scp_centre.roles.clearinghouse.models import Source
from scp_centre.roles.clearinghouse.search.index_writer import count_change

SOURCE_KINDS = {"oai": _("OAI-PMH"), "feed": _("Atom or RSS"), "file": _("Files")}
MOST_RECORDS = 100_000  # of one harvest; the next one goes on behind them
IMPORT_CHOICES = ("type", "lenient", "skip")
OVERLAP = timedelta(minutes=5)  # between clocks of two centres


@transaction.atomic
def keep_source(
    values: dict[str, Any], *, acting_user: Person, source: Source | None = None
) -> Source:
    """Add a source, or change it."""
    require(acting_user, "keep_sources")
    if values["kind"] not in SOURCE_KINDS:
        raise ClearinghouseError(_("Choose the type of source."), where="kind")
    address = web_address(values.get("address", ""))
    if values["kind"] != "file" and not address:
        raise ClearinghouseError(
            _("The address is missing."), where="address", cure=_("Fill in this field.")
        )
    same = Source.objects.filter(title=values["title"])
    if source is not None:
        same = same.exclude(pk=source.pk)
    if same.exists():
        raise ClearinghouseError(
            _("The source {values} already exists.", values=values["title"]),
            where="title",
            cure=_("Edit the existing source instead."),
        )
    kept = source or Source()
    if kept.address != address:
        kept.state = {}
    for name in ("title", "kind", "set_spec", "every_days", "publish_at_once"):
        setattr(kept, name, values[name])
    kept.address = address
    save_row(kept)
    count_change()  # its title stands at each of its items
    record("keep_sources", kept.title, acting_user=acting_user)
    return kept


def ask_harvest(source: Source, *, acting_user: Person) -> Job:
    """Queue a harvest of a source."""
    require(acting_user, "keep_sources")
    return queue_job(
        "clearinghouse_harvest",
        _("Harvest {source}", source=source),
        {"source": source.pk},
        acting_user=acting_user,
        organisation=None,
    )


@transaction.atomic
def ask_import(
    source: Source,
    file: "File[bytes]",
    name: str,
    payload: dict[str, Any],
    *,
    acting_user: Person,  # type: ignore[type-arg]
) -> Job:
    """Queue the import of a file; what was chosen for it is offered for the next one."""
    require(acting_user, "keep_sources")
    if payload.get("mapping"):
        source.mapping = source.mapping | payload["mapping"]
        source.import_choices = {name: payload[name] for name in IMPORT_CHOICES if name in payload}
        source.save(update_fields=["mapping", "import_choices"])
    return queue_job(
        "clearinghouse_import",
        _("Import {name}", name=name),
        payload | {"source": source.pk, "name": name},
        acting_user=acting_user,
        organisation=None,
        upload=file,
    )


def ask_link_check(*, acting_user: Person) -> Job:
    """Queue a look at all links that are due."""
    require(acting_user, "keep_sources")
    return queue_job(
        "clearinghouse_links", _("Check links"), {}, acting_user=acting_user, organisation=None
    )


def harvest(source: Source, progress: Any, acting_user: Person | None) -> Tally:
    """Harvest a source, from where the last harvest stopped or broke off.

    After MOST_RECORDS it stops and says so: whoever runs a repository could feed it for ever.
    """
    tally = Tally.from_state(source.state.get("tally", {}))  # of a harvest that broke off
    if source.kind == "feed":
        progress(0, 1, source.address)
        keep_all_collected(source, feeds.entries(source.address), tally, acting_user)
    else:
        try:
            _harvest_pages(source, progress, tally, acting_user)
        except oai.NoProgressError as error:
            _given_up(source, error)
            raise
    _ended(source, tally)
    return tally


def _harvest_pages(source: Source, progress: Any, tally: Tally, acting_user: Person | None) -> None:
    state = dict(source.state)
    if not state.get("prefix"):
        state |= oai.begin(source.address)
    done = before = int(state.get("done", 0)) if state.get("token") else 0
    for page in oai.pages(
        source.address,
        state["prefix"],
        source.set_spec,
        str(state.get("since", "")),
        str(state.get("token", "")),
    ):
        if not state.get("token"):
            state["begun"] = page.moment
        # Where it breaks off within a page, the next try finds the page's first items here already.
        keep_all_collected(source, page.collected, tally, acting_user)
        done += len(page.collected)
        state |= {"token": page.token, "done": done, "tally": tally.as_state()}
        Source.objects.filter(pk=source.pk).update(state=state)
        progress(
            min(done, page.total or done),
            max(page.total, done, 1),
            n_("{count} record", "{count} records", done),
        )
        if page.token and done - before >= MOST_RECORDS:
            tally.stopped_after = done - before
            return
    since = _earlier(str(state.get("begun", ""))) or str(state.get("since", ""))
    days = bool(state.get("days"))
    kept = {"prefix": state["prefix"], "days": days, "since": since[:10] if days else since}
    kept |= {"imports": state["imports"]} if "imports" in state else {}
    Source.objects.filter(pk=source.pk).update(state=kept)


def _given_up(source: Source, error: oai.NoProgressError) -> None:
    """Note that a harvest was given up; the next one begins its list again, when it is due."""
    state = Source.objects.get(pk=source.pk).state
    left = {name: value for name, value in state.items() if name not in ("token", "done", "tally")}
    Source.objects.filter(pk=source.pk).update(
        state=left, last_run=timezone.now(), last_said=error.message
    )


def _earlier(moment: str) -> str:
    """Return a moment of another centre's clock a little earlier, so that nothing is missed."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return (found - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ended(source: Source, tally: Tally) -> None:
    Source.objects.filter(pk=source.pk).update(
        last_run=timezone.now(), last_said=tally.tally_sentence()
    )


def due_sources() -> list[Source]:
    """Return the sources whose next harvest has come."""
    now = timezone.now()
    found = Source.objects.filter(every_days__gt=0).exclude(kind="file")
    return [
        s for s in found if s.last_run is None or s.last_run + timedelta(days=s.every_days) <= now
    ]


def keeper() -> Person | None:
    """Return somebody in whose name scheduled harvests run: who may keep sources."""
    roles = ACTS["keep_sources"].roles
    people = Person.objects.filter(is_active=True, memberships__role__in=roles)
    return people.order_by("pk").first()
