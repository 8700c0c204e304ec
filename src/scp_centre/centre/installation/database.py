"""Whether the database answers, and whether it is of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import Error, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from scp_centre.centre.errors import InstallationError
from scp_centre.methods.messages import _, as_written

try:
    import fcntl
except ImportError:  # Windows, where nobody runs a service of several processes
    fcntl = None  # type: ignore[assignment]

PREPARING = 734_561  # our number among the locks of a PostgreSQL
AWAY = (OperationalError, InterfaceError)  # what a database raises that does not answer


def database_answers() -> bool:
    """Return whether the database answers a question now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        if not connection.in_atomic_block:
            connection.close()  # the next question connects anew
        return False


def require_database() -> None:
    """Raise InstallationError when the database does not answer."""
    try:
        connection.ensure_connection()
    except AWAY as error:
        reason = str(error).strip().partition("\n")[0]
        raise InstallationError(
            _("The database is not responding: {reason}.", reason=as_written(reason))
            if reason
            else _("The database is not responding."),
            where="database",
            cure=_("Start the database, or check SCP_DATABASE_URL and SCP_DATA."),
        ) from None


def unknown_migrations() -> list[str]:
    """Return the changes of the database that this code does not know: a newer version's."""
    loader = MigrationExecutor(connection).loader
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    apps = {app for app, _unused in loader.disk_migrations}
    return sorted(f"{app}.{name}" for app, name in unknown if app in apps)


def waiting_migrations() -> bool:
    """Return whether the database is still to be brought up to this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_known_database() -> None:
    """Raise InstallationError when the database was made by a newer version than this code."""
    if unknown := unknown_migrations():
        raise InstallationError(
            _(
                "The database belongs to a newer version of scp-centre. This version does not "
                "recognise {unknown}.",
                unknown=unknown[0],
            ),
            where="database",
            cure=_(
                "Update scp-centre, or use --replace to restore the backup made before the update."
            ),
        )


def require_prepared_database() -> None:
    """Raise InstallationError unless the database answers and is of this version."""
    require_database()
    require_known_database()
    if waiting_migrations():
        raise InstallationError(
            _("The database has not been prepared for this version."),
            where="database",
            cure=_(
                "Start the server first with ./centre serve. The server then prepares the database."
            ),
        )


@contextmanager
def preparing_alone(folder: Path) -> Iterator[None]:
    """Let one process at a time bring an installation up to this version; the others wait for it.

    folder : that of the data; processes on other machines meet at the database
    """
    with (folder / "prepare.lock").open("a") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
