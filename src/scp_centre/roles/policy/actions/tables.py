"""Load a national table, and take it out."""

import io
from typing import IO, Any

import numpy as np
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.inputoutput import Finding, System, intensities, technical_coefficients
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Economy
from scp_centre.roles.policy.actions.measured_savings import decide_measured_savings
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.measured_savings import groups_of_table
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store
from scp_centre.roles.policy.tables.labelled_sheets import NAMED, Array
from scp_centre.roles.policy.tables.table_balance import balanced_file
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import TableFile, read_inhabitants, read_table
from scp_centre.roles.policy.tables.template import write_template

NOISE = 1e-12  # of the largest multiplier of a pressure, below which one is the machine's rounding


def centre_gwp() -> str:
    """Return the set of warming potentials that the centre works with."""
    centre = Centre.objects.first()
    return centre.gwp_set if centre and centre.gwp_set else "AR6"


def request_table(file: IO[bytes], name: str, *, acting_user: Person) -> Job:
    """Have a table read, checked and kept, as a job."""
    require(acting_user, "keep_table")
    upload = ContentFile(file.read(), name=name)
    return queue_job(
        "policy_table",
        _("National table {name}", name=name),
        {"name": name},
        acting_user=acting_user,
        organisation=None,
        upload=upload,
    )


@transaction.atomic
def keep_table(content: bytes, name: str, *, acting_user: Person, sample: bool = False) -> Table:
    """Keep a table that was read; a table of the same country and year is replaced.

    Raises WorkbookError with all mistakes, PolicyError when scenarios stand on the old table.
    """
    require(acting_user, "keep_table")
    file = read_table(io.BytesIO(content), name)
    gwp = centre_gwp()
    built = build(file, gwp)
    economy = built.economy
    S = intensities(economy.F, economy.x, economy.sectors)
    A = technical_coefficients(economy.Z, economy.x, economy.sectors)
    system = System.of_coefficients(A)
    M = system.solve(S.T, transposed=True).T
    old = Table.objects.filter(country=economy.name, year=economy.year).first()
    if old is not None:
        remove_table(old, acting_user=acting_user)
    table = Table(
        country=economy.name,
        year=economy.year,
        money=economy.money,
        sectors=len(economy.sectors),
        gwp_set=gwp,
        checks=[
            {
                "code": f.code,
                "level": f.level,
                "sectors": f.sectors,
                "count": f.count,
                "worst": f.worst,
            }
            for f in _with_negative(built.findings, economy, M)
        ],
        weights=built.weights,
        accounts=built.accounts,
        fuels=built.fuels,
        is_supply_use=file.flows is None,
        isic={code: isic for code, _unused, isic in file.sectors if isic},
        is_sample=sample,
        loaded_by=acting_user,
        **_about(file),
    )
    table.digest = table_store.save(
        str(table.key), economy, M, {"about": file.about, "gwp_set": gwp}
    )
    table.original.save(f"{table.key}-{name[-80:]}", ContentFile(content), save=False)
    save_row(table)
    record("keep_table", str(table), acting_user=acting_user, after={"digest": table.digest})
    decide_measured_savings(groups_of_table(table), acting_user=acting_user)
    return table


@transaction.atomic
def confirm_product(table: Table, *, acting_user: Person, shown: str | None = None) -> Table:
    """Confirm that gross domestic product in a table is the country's, so that briefs may use it.

    shown : mark of the table that the page showed; None where no page did
    """
    require(acting_user, "keep_table")
    found = Table.objects.select_for_update().get(pk=table.pk)
    require_shown(shown, shown_accounts(found), str(found))
    if not found.is_to_confirm:
        return found
    found.confirmed, found.confirmed_by = timezone.now(), acting_user
    found.save(update_fields=["confirmed", "confirmed_by"])
    record(
        "keep_table",
        f"{found}: gross domestic product confirmed",
        acting_user=acting_user,
        after={"accounts": found.accounts, "digest": found.digest},
    )
    return found


def shown_accounts(table: Table) -> dict[str, Any]:
    """Return what whoever confirms the gross domestic product of a table looks at."""
    return {"digest": table.digest, "accounts": table.accounts}


def require_confirmed(table: Table) -> None:
    """Raise PolicyError where nobody has confirmed the gross domestic product of a table."""
    if table.is_to_confirm:
        raise PolicyError(
            _(
                "The gross domestic product of the table {table} has not been confirmed.",
                table=table,
            ),
            where="table",
            cure=_(
                "Open the table's page, compare the figures, and confirm the gross domestic "
                "product."
            ),
        )


def _with_negative(findings: list[Finding], economy: Economy, M: Array) -> list[Finding]:
    """Return the findings, with sectors whose multipliers are negative without a cause."""
    causing = (economy.F >= 0).all(axis=1)
    low = -NOISE * np.abs(M).max(axis=1, initial=0.0)
    places = np.flatnonzero((M[causing] < low[causing, None]).any(axis=0))
    if not len(places):
        return findings
    named = tuple(economy.sectors[i] for i in places[:NAMED])
    others = [f for f in findings if f.code != "all_good"]
    return [Finding("negative_multiplier", "attention", named, len(places)), *others]


def _about(file: TableFile) -> dict[str, object]:
    about = file.about
    return {
        "prices_of": int(about["Prices of"]) if about.get("Prices of") else None,
        "inhabitants": read_inhabitants(about),
        "source": about["Source"],
        "licence": about.get("Licence", ""),
    }


@transaction.atomic
def balance_kept_table(table: Table, *, acting_user: Person) -> tuple[Table, float]:
    """Replace a table by its balanced self; return it and the share of flows that moved.

    Raises InvalidValueError or UnbalancedError where it cannot be balanced.
    """
    require(acting_user, "keep_table")
    with table.original.open("rb") as kept:
        file = read_table(io.BytesIO(kept.read()), str(table.original.name))
    balanced, moved = balanced_file(file)
    content = write_template(balanced)
    found = keep_table(content, "balanced.xlsx", acting_user=acting_user, sample=table.is_sample)
    return found, moved


@transaction.atomic
def remove_table(table: Table, *, acting_user: Person) -> None:
    """Take a table out; one that scenarios or briefs stand on stays."""
    require(acting_user, "keep_table")
    if table.scenarios.exists() or table.briefs.exists():
        raise PolicyError(
            _("Scenarios or briefs are based on the table {table}.", table=table),
            where=str(table),
            cure=_(
                "Load the new table under another name, or delete the scenarios and briefs first."
            ),
        )
    key, original = str(table.key), str(table.original.name)
    storage = table.original.storage
    record("keep_table", str(table), acting_user=acting_user, before={"digest": table.digest})
    table.delete()

    def forget() -> None:
        table_store.remove(key)
        storage.delete(original)

    transaction.on_commit(forget)
