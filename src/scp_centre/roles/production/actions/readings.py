"""Meters are added and readings come in: by form, by a program, by a file of one or many sites."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import IO

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.calendar_days import latest_day
from scp_centre.centre.foreign_files import MANY_ROWS, WORKBOOK
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.registry.permissions import allowed, require, visible_organisations
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.table_file import is_csv
from scp_centre.methods.messages import Number, _
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup import reading_import
from scp_centre.roles.production.followup.reading_files import (
    Incoming,
    Names,
    ReadingEntry,
    read_readings,
    readings_sheet,
)
from scp_centre.roles.production.followup.weather import as_readings, by_month, read_temperatures
from scp_centre.roles.production.models import DRIVER_UNITS, DayTemperature, Meter
from scp_centre.roles.production.slugs import key_from

OnRows = Callable[[int], None]


@transaction.atomic
def add_meter(
    site: Site,
    name: str,
    unit: str,
    *,
    acting_user: Person,
    driver: bool = False,
    flow: str = "",
) -> Meter:
    """Add a meter of use, or a driver such as output or degree days."""
    require(acting_user, "enter_readings", site.organisation)
    if not name.strip():
        raise FollowUpError(
            _("The meter has no name."), where="name", cure=_("Enter what the meter measures.")
        )
    if unit not in (*SYMBOLS, *DRIVER_UNITS):
        raise FollowUpError(
            _("The unit '{unit}' is not recognised.", unit=unit),
            where="unit",
            cure=_("Choose an option from the list."),
        )
    if Meter.objects.filter(site=site, name__iexact=name.strip()).exists():
        raise FollowUpError(
            _("A meter called '{strip}' already exists.", strip=name.strip()),
            where="name",
            cure=_("Give the meter a different name."),
        )
    taken = set(Meter.objects.filter(site=site).values_list("key", flat=True))
    key = key_from(name, "meter", taken)
    meter = Meter.objects.create(
        site=site, key=key, name=name.strip(), unit=unit, driver=driver, flow=flow
    )
    record(
        "add_meter",
        str(meter),
        acting_user=acting_user,
        organisation=site.organisation,
        after={"unit": unit, "driver": driver, "flow": flow},
    )
    return meter


@transaction.atomic
def enter_readings(
    site: Site, entries: Sequence[ReadingEntry], *, acting_user: Person
) -> dict[str, int]:
    """Enter readings, all or nothing. Return how many are new, corrected, and as they stood."""
    require(acting_user, "enter_readings", site.organisation)
    meters = {m.key: m.pk for m in Meter.objects.filter(site=site)}
    staged = reading_import.stage(list(_checked(entries, meters)))
    counts, clashes = _take_over(staged, acting_user)
    if clashes:
        first = clashes[0]
        raise FollowUpError(first.message, where=first.meter.name, cure=first.cure)
    record(
        "enter_readings",
        str(site),
        acting_user=acting_user,
        organisation=site.organisation,
        after=counts,
    )
    return counts


@transaction.atomic
def enter_degree_days(
    site: Site,
    file: IO[bytes],
    kind: str,
    base: float,
    source: str,
    *,
    acting_user: Person,
    chosen: CsvForm | None = None,
) -> tuple[Meter, dict[str, int], int]:
    """Enter the degree days of whole months from daily temperatures.

    Return the driver, added when it is new, the counts, and the months left out because a day is
    missing.
    """
    require(acting_user, "enter_readings", site.organisation)
    temperatures = read_temperatures(file, chosen)
    _keep_temperatures(site, temperatures, source, acting_user)
    months = by_month(temperatures, kind, base)
    name = f"{kind.capitalize()} degree days, base {base:g} °C"
    meter = Meter.objects.filter(site=site, name=name, driver=True).first()
    if meter is None:
        meter = add_meter(site, name, "K d", driver=True, acting_user=acting_user)
    entries = as_readings(months, meter.key, source)
    if not entries:
        raise FollowUpError(
            _("No month is complete."),
            where="temperatures",
            cure=_("Enter a temperature for every day of at least one month."),
        )
    counts = enter_readings(site, entries, acting_user=acting_user)
    return meter, counts, len(months) - len(entries)


@transaction.atomic
def enter_temperatures(
    site: Site,
    file: IO[bytes],
    source: str,
    *,
    acting_user: Person,
    chosen: CsvForm | None = None,
) -> int:
    """Enter the mean temperature of days, by which weather models are fitted; return how many."""
    require(acting_user, "enter_readings", site.organisation)
    temperatures = read_temperatures(file, chosen)
    _keep_temperatures(site, temperatures, source, acting_user)
    return len(temperatures)


def _keep_temperatures(
    site: Site, temperatures: dict[date, float], source: str, person: Person
) -> None:
    """Keep daily temperatures; a later file replaces the days that it names."""
    if (last := max(temperatures)) > latest_day():
        raise FollowUpError(
            _("The date cannot be in the future: {day}.", day=last),
            where="temperatures",
            cure=_("Enter temperatures up to today only."),
        )
    rows = [
        DayTemperature(site=site, day=day, celsius=t, source=source, entered_by=person)
        for day, t in temperatures.items()
    ]
    DayTemperature.objects.bulk_create(
        rows,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["site", "day"],
        update_fields=["celsius", "source", "entered_by"],
    )
    record(
        "enter_temperatures",
        str(site),
        acting_user=person,
        organisation=site.organisation,
        after={"days": len(rows), "from": str(min(temperatures)), "to": str(last)},
    )


def _checked(entries: Iterable[ReadingEntry], meters: dict[str, int]) -> Iterable[Incoming]:
    for number, entry in enumerate(entries, start=1):
        if entry.meter not in meters:
            raise FollowUpError(
                _("There is no meter called '{meter}'.", meter=entry.meter),
                where="meter",
                cure=_("Known keys: {value1}.", value1=list(meters) or _("none yet")),
            )
        if not 0 <= entry.value < float("inf") or entry.end < entry.start:
            raise FollowUpError(
                _(
                    "{meter}, {start} to {end}: the value {value} is not possible.",
                    meter=entry.meter,
                    start=entry.start,
                    end=entry.end,
                    value=Number(entry.value, "g"),
                ),
                where="value",
                cure=_("Enter a value of 0 or more, and a last day on or after the first day."),
            )
        days = entry.start.isoformat(), entry.end.isoformat()
        yield number, meters[entry.meter], *days, entry.value, entry.source[:500]


def _take_over(
    staged: int, person: Person, on_rows: OnRows | None = None
) -> tuple[dict[str, int], list[reading_import.Clash]]:
    """Settle what is staged; the lock makes two entries for one meter follow each other."""
    if wrong := reading_import.find_doubles() or reading_import.find_to_come(latest_day()):
        return {}, wrong
    locked = Meter.objects.select_for_update().filter(pk__in=reading_import.staged_meters())
    list(locked.order_by("pk").values_list("pk"))
    counts = reading_import.settle(person.pk, timezone.now(), staged, on_rows)
    return counts, reading_import.find_overlaps()


def meters_by_name(person: Person, site: Site | None) -> dict[Names, int]:
    """Return the meters that a file may name: those of a site, or all that the person may fill."""
    if site is not None:
        return {(m.key,): m.pk for m in Meter.objects.filter(site=site)}
    mine = [o.pk for o in visible_organisations(person) if allowed(person, "enter_readings", o)]
    rows = Meter.objects.filter(site__organisation__in=mine).values_list(
        "site__organisation__name", "site__name", "key", "pk"
    )
    return {(company, of, key): pk for company, of, key, pk in rows}


def import_readings(
    file: IO[bytes],
    name: str,
    *,
    acting_user: Person,
    site: Site | None = None,
    on_staged: OnRows | None = None,
    on_kept: OnRows | None = None,
    chosen: CsvForm | None = None,
) -> dict[str, int]:
    """Import a file of readings, of one site or (no site) of many: all of it, or nothing.

    on_staged, on_kept : told how many rows were read, and how many are taken over, in a job
    chosen : what the user says of a text table

    Raises WorkbookError with every finding.
    """
    require(acting_user, "enter_readings", site.organisation if site else None)
    many = site is None
    rows = read_readings(
        file,
        name,
        meters_by_name(acting_user, site),
        many_sites=many,
        chosen=chosen,
        allowance=MANY_ROWS if on_staged else WORKBOOK,
    )
    staged = reading_import.stage(rows, on_staged)
    with transaction.atomic():
        counts, clashes = _take_over(staged, acting_user, on_kept)
        if clashes:
            sheet = "" if is_csv(name) else readings_sheet(many).name
            raise WorkbookError(
                sorted({Finding(sheet, c.row, c.column, c.message, c.cure) for c in clashes})
            )
        record(
            "import_readings",
            str(site or "many sites"),
            acting_user=acting_user,
            organisation=site.organisation if site else None,
            after={"file": name[:200]} | counts,
        )
    return counts


@transaction.atomic
def request_readings_import(
    upload: "File[bytes]",
    site: Site | None,
    *,
    acting_user: Person,
    chosen: CsvForm | None = None,
) -> Job:
    """Have a large file of readings imported; it is a job, because a million rows take a while."""
    require(acting_user, "enter_readings", site.organisation if site else None)
    name = (upload.name or "readings.csv")[-100:]
    job = queue_job(
        "readings",
        _("Readings from {value1}: {name}", value1=site or _("many sites"), name=name),
        {"site": site.pk if site else None, "name": name} | asdict(chosen or CsvForm()),
        acting_user=acting_user,
        organisation=site.organisation if site else None,
        upload=upload,
    )
    record(
        "request_readings_import",
        str(site or "many sites"),
        acting_user=acting_user,
        organisation=site.organisation if site else None,
        after={"file": name, "bytes": upload.size},
    )
    return job
