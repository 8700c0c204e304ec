"""`scp-centre backup`: everything of this installation in one file, taken while it is in use."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from scp_centre.interfaces.cli.installation import open_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", help="the file to write; default: backup-<time>.tar.gz")


def run(arguments: argparse.Namespace) -> int:
    open_installation(prepared=False)
    from django.conf import settings

    from scp_centre.centre.backups import write_backup
    from scp_centre.centre.errors import BackupError

    now = datetime.now().astimezone()
    target = Path(arguments.output or f"backup-{now:%Y-%m-%d-%H%M%S}.tar.gz")
    try:
        manifest = write_backup(target, data=settings.DATA, database=settings.DATABASES["default"])
    except BackupError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    size = target.stat().st_size / 1024**2
    sys.stdout.write(
        f"{target}: {len(manifest['sha256'])} parts, {size:.1f} MB. "
        "It holds everybody's data and the key; keep it where only administrators read.\n"
    )
    return 0
