"""A backup is one file: database, uploaded and made files, the key of the installation.

The database is copied consistently while it is in use: SQLite by its online backup, PostgreSQL
by pg_dump. What the manifest vouches for is checked before anything is restored.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scp_centre import __version__
from scp_centre.centre.errors import BackupError
from scp_centre.centre.installation.running_server import RUNNING, server_runs
from scp_centre.centre.installation.whole_files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    UNFINISHED,
    keep_name,
    write_note,
)

FORMAT = 1
LAST_BACKUP = "last-backup.json"  # in the data folder
SQLITE, POSTGRES = "database.sqlite3", "database.dump"


def write_backup(target: Path, *, data: Path, database: dict[str, Any]) -> dict[str, Any]:
    """Write a backup to `target`, which must not exist; return its manifest."""
    if target.exists():
        raise BackupError(
            f"{target} exists already.", where=str(target), cure="Choose another name for it."
        )
    try:
        return _write(target, data, database)
    except (OSError, sqlite3.Error, shutil.Error) as error:
        raise _not_written(target, error) from None


def _not_written(target: Path, error: Exception) -> BackupError:
    return BackupError(
        f"{target} cannot be written: {_why(error)}.",
        where=str(target),
        cure="Make room on the disk, or write the backup to another one.",
    )


def _why(error: Exception) -> object:
    return getattr(error, "strerror", "") or error


def last_backup(data: Path) -> dict[str, Any]:
    """Return when the last backup of an installation was written and where; {} for never."""
    try:
        noted: dict[str, Any] = json.loads((data / LAST_BACKUP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted


def _write(target: Path, data: Path, database: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as name:
        folder = Path(name) / "backup"
        folder.mkdir(mode=PRIVATE_FOLDER)
        part = _copy_database(folder, database)
        if (key := data / "secret_key").exists():
            shutil.copyfile(key, folder / "secret_key")
        if (files := data / "files").exists():
            shutil.copytree(
                files,
                folder / "files",
                ignore=shutil.ignore_patterns(f"{UNFINISHED}*"),
                copy_function=_copy_if_there,
            )
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": part,
            "sha256": dict(_digests(folder)),
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        unfinished = folder.with_suffix(".part")  # goes with the folder around it, if need be
        with unfinished.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as package:
                package.add(folder, arcname=".")
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(PRIVATE_FILE)
        unfinished.replace(target)
        keep_name(target)
    note = {"made": manifest["made"], "file": str(target.absolute())}
    write_note(data / LAST_BACKUP, json.dumps(note).encode())
    return manifest


def _copy_if_there(source: str, target: str) -> str:
    """Copy a file of a centre in use; one that was taken away meanwhile is not in the backup."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)
    return target


def restore_backup(
    source: Path, *, data: Path, database: dict[str, Any], replace: bool = False
) -> dict[str, Any]:
    """Restore a backup into an empty installation; with `replace`, over what is there.

    Raises BackupError before anything is written when the file is damaged, of another kind of
    database, or when there is something that would be overwritten.
    """
    if server_runs(data):
        raise BackupError(
            f"A server is running on {data}.",
            where=str(data),
            cure=f"Stop it first. If none runs, delete {data / RUNNING}.",
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _require_same_kind(manifest, database)
        if not replace:
            _require_empty(data, database)
        try:
            _put_back(folder, manifest["database"], data, database)
        except OSError as error:
            raise BackupError(
                f"The backup cannot be written to {data}: {error.strerror or error}.",
                where=str(data),
                cure="Mend that, then restore the same backup again with --replace.",
            ) from None
    return manifest


def _put_back(folder: Path, part: str, data: Path, database: dict[str, Any]) -> None:
    _put_database(folder, part, database)
    if (key := folder / "secret_key").exists():
        key.chmod(PRIVATE_FILE)
        key.replace(data / "secret_key")
    if (folder / "files").exists():
        shutil.rmtree(data / "files", ignore_errors=True)
        (folder / "files").rename(data / "files")


def _copy_database(folder: Path, database: dict[str, Any]) -> str:
    if not _is_postgres(database):
        if not Path(database["NAME"]).exists():
            raise BackupError(
                f"There is no database at {database['NAME']}.",
                where="database",
                cure="Load the settings of the server first (SCP_DATA, SCP_DATABASE_URL).",
            )
        source = sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)
        target = sqlite3.connect(folder / SQLITE)
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        return SQLITE
    _run("pg_dump", database, "--format=custom", "--no-owner", f"--file={folder / POSTGRES}")
    return POSTGRES


def _put_database(folder: Path, part: str, database: dict[str, Any]) -> None:
    if part == SQLITE:
        path = Path(database["NAME"])
        path.parent.mkdir(parents=True, exist_ok=True)
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        (folder / SQLITE).replace(path)
    else:
        _run(
            "pg_restore",
            database,
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
            str(folder / POSTGRES),
        )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as package:
            _extract(package, folder)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupError(
            f"{source} cannot be read as a backup: {_why(error)}.",
            where=str(source),
            cure="Take another copy of it, or an older backup.",
        ) from None
    found = {k: v for k, v in _digests(folder) if k != "manifest.json"}
    if found != manifest.get("sha256"):
        raise BackupError(
            f"{source} is damaged: its parts are not the ones that its manifest vouches for.",
            where=str(source),
            cure="Take another copy of it, or an older backup.",
        )
    return manifest


def _extract(package: tarfile.TarFile, folder: Path) -> None:
    """Extract plain files and folders below `folder`, and refuse all else.

    Written out because the filters of `extractall` came with Python 3.11.4, and Debian 12 has
    3.11.2.
    """
    within = folder.resolve()
    for member in package:
        target = (within / member.name).resolve()
        if target != within and within not in target.parents:
            raise tarfile.TarError(f"{member.name} lies outside of the backup")
        if member.isdir():
            target.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        elif member.isreg():
            target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            content = package.extractfile(member)
            with target.open("xb") as file:
                shutil.copyfileobj(content, file)  # type: ignore[arg-type]
            target.chmod(PRIVATE_FILE)
        else:
            raise tarfile.TarError(f"{member.name} is neither a file nor a folder")


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        yield path.relative_to(folder).as_posix(), digest.hexdigest()


def _require_same_kind(manifest: dict[str, Any], database: dict[str, Any]) -> None:
    here = POSTGRES if _is_postgres(database) else SQLITE
    if manifest["database"] != here:
        raise BackupError(
            f"The backup is of {manifest['database']}, this installation runs on {here}.",
            where="database",
            cure="Set SCP_DATABASE_URL to a database of the same kind (or unset it).",
        )


def _require_empty(data: Path, database: dict[str, Any]) -> None:
    if _is_postgres(database):
        listed = _run(
            "psql",
            database,
            "-Atc",
            "select count(*) from information_schema.tables where table_schema = 'public'",
        )
        full = listed.strip() != "0"
    else:
        full = Path(database["NAME"]).exists()
    if full or (data / "files").exists():
        raise BackupError(
            f"There is an installation already in {data}.",
            where=str(data),
            cure="Restore into an empty one, or say --replace; what is there is then lost.",
        )


def _is_postgres(database: dict[str, Any]) -> bool:
    return "postgresql" in database["ENGINE"]


def _run(program: str, database: dict[str, Any], *words: str) -> str:
    """Run a program of PostgreSQL against the database; its own words become the error."""
    settings = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
    }
    for name, value in database.get("OPTIONS", {}).items():
        if name.startswith("ssl"):  # encrypted as the server's own connection is
            settings[f"PG{name.upper()}"] = value
    given = {k: str(v) for k, v in settings.items() if v}
    target = ["--dbname", given["PGDATABASE"]] if program == "pg_restore" else []
    try:
        done = subprocess.run(
            [program, *target, *words],
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BackupError(
            f"{program} is not installed.",
            where=program,
            cure="On Debian: apt-get install postgresql-client",
        ) from None
    if done.returncode:
        raise BackupError(
            f"{program} failed: {done.stderr.strip()[:500]}",
            where=program,
            cure="Check SCP_DATABASE_URL and the rights of its user.",
        )
    return done.stdout
