"""Read the words of the command line and hand them to one command; imports stay lazy.

Commands of a role are in its folder commands/, those of the centre beside this file.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence

from scp_centre import __version__
from scp_centre.compute import wide_map
from scp_centre.interfaces.cli.installation import open_installation
from scp_centre.roles import ROLES

HERE = "scp_centre.interfaces.cli"

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "compute": "Run one method on a JSON file; without a name, list the methods.",
    "demo": "Prepare the sample centre, run its assessment, and serve it.",
    "serve": "Serve a real centre; the first page sets it up.",
    "ready": "List what is missing before the public can use this installation.",
    "remind": "Mail reminders of measures that are due.",
    "deliver": "Send letters to followers, harvest what is due, look at links.",
    "tidy": "Delete old personal data, log rows and sessions; run once a day.",
    "index": "Complete the index of the search, or build it again.",
    "worker": "Do the queued jobs, such as reports.",
    "backup": "Write everything of this installation into one file, while it is in use.",
    "restore": "Put a backup into an empty installation.",
    "messages": "Bring the message files of translators up to what the code says.",
    "manage": "Run a Django management command.",
}


def list_commands() -> dict[str, tuple[str, str]]:
    """Return word -> (help, package that holds its module): those of the roles come first.

    Raises SystemExit, in a sentence, when two of them have one word.
    """
    found: dict[str, tuple[str, str]] = {}
    for package in (*(f"{role}.commands" for role in ROLES), HERE):
        for word, help_ in _commands_of(package).items():
            if word in found:
                sys.exit(
                    f"Both {found[word][1]} and {package} have the command {word!r}. "
                    "Give one of them another name."
                )
            found[word] = (help_, package)
    return found


def _commands_of(package: str) -> dict[str, str]:
    if package == HERE:
        return COMMANDS
    if importlib.util.find_spec(package) is None:
        return {}
    commands: dict[str, str] = importlib.import_module(package).COMMANDS
    return commands


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 done, 2 wrong input, 1 anything else."""
    given = list(sys.argv[1:] if words is None else words)
    parser = argparse.ArgumentParser(
        prog="scp-centre",
        description="The working system of a centre for sustainable consumption and production.",
    )
    parser.add_argument("--version", action="version", version=f"scp-centre {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    known = list_commands()
    for word, (help_, package) in known.items():
        sub = commands.add_parser(word, help=help_, description=help_)
        if given[:1] == [word]:
            _module(package, word).add_arguments(sub)
    arguments = parser.parse_args(given)
    if not arguments.command:
        parser.print_help()
        return 0
    # Roles do not know the cluster (compute.py): a command that computes is lent the wider map.
    arguments.wide_map = wide_map
    return _run(_module(known[arguments.command][1], arguments.command), arguments)


def _run(module, arguments: argparse.Namespace) -> int:  # type: ignore[no-untyped-def]
    """Run a command; what the centre refuses is said in a sentence, never as a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from scp_centre.centre.errors import CentreError
    from scp_centre.interfaces.cli.disk_refusals import disk_sentence
    from scp_centre.settings.installation import UnknownInstallationError

    try:
        if getattr(module, "NEEDS_INSTALLATION", False):  # of a role: it cannot open one itself
            open_installation()
        status: int = module.run(arguments)
    except (UnknownInstallationError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except CentreError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    except (OSError, OperationalError) as error:
        sentence = disk_sentence(error)
        if not sentence:
            raise
        sys.stderr.write(f"{sentence}\n")
        return 2
    return status


def _module(package: str, word: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"{package}.{word}")


if __name__ == "__main__":
    sys.exit(main())
