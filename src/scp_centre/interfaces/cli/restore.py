"""`scp-centre restore FILE`: a backup into an empty installation."""

import argparse
import sys
from pathlib import Path

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the backup")
    parser.add_argument("--replace", action="store_true", help="over what is there, which is lost")


def run(arguments: argparse.Namespace) -> int:
    open_installation(empty=True, prepared=False)
    from django.conf import settings

    from scp_centre.centre.backups import restore_backup
    from scp_centre.centre.errors import BackupError

    try:
        manifest = restore_backup(
            Path(arguments.file),
            data=settings.DATA,
            database=settings.DATABASES["default"],
            replace=arguments.replace,
        )
    except BackupError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    sys.stdout.write(
        f"Restored into {settings.DATA}: the backup of {manifest['made']}, "
        f"version {manifest['version']}. Start the server and the worker again.\n"
    )
    return 0
