"""Read the words of the command line and hand them to one command; imports stay lazy."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from scp_centre import __version__

# word -> module with add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "assess": "Assess a factory from its workbook: balances, costs of losses, options, report.",
    "template": "Write the empty workbook, or the one of a sample company.",
    "compute": "Run one method on a JSON file; without a name, list the methods.",
    "benchmark": "Benchmark plants from a file: distribution, regression, DEA or SFA.",
    "brief": "Compute every figure of a policy brief again, from its bundle.",
    "world": "Convert a downloaded global input-output table (EXIOBASE, GLORIA, OECD, Eora, WIOD).",
    "scenario": "Run a policy scenario on a national table: two files, no database.",
    "survey": "Turn public facility-level data (US Industrial Assessment Centers) into a survey.",
    "demo": "Prepare the sample centre, run its assessment, and serve it.",
    "serve": "Serve a real centre; the first page sets it up.",
    "ready": "List what is missing before the public can use this installation.",
    "remind": "Mail reminders of measures that are due.",
    "deliver": "Send letters to followers, harvest what is due, look at links.",
    "reindex": "Index all items of the clearinghouse anew.",
    "tidy": "Delete old personal data, log rows and sessions; run once a day.",
    "worker": "Do the queued jobs, such as reports.",
    "backup": "Write everything of this installation into one file, while it is in use.",
    "restore": "Put a backup into an empty installation.",
    "messages": "Bring the message files of translators up to what the code says.",
    "manage": "Run a Django management command.",
}


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 done, 2 wrong input, 1 anything else."""
    given = list(sys.argv[1:] if words is None else words)
    parser = argparse.ArgumentParser(
        prog="scp-centre",
        description="The working system of a centre for sustainable consumption and production.",
    )
    parser.add_argument("--version", action="version", version=f"scp-centre {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for word, help_ in COMMANDS.items():
        sub = commands.add_parser(word, help=help_, description=help_)
        if given[:1] == [word]:
            _module(word).add_arguments(sub)
    arguments = parser.parse_args(given)
    if not arguments.command:
        parser.print_help()
        return 0
    return _run(_module(arguments.command), arguments)


def _run(module, arguments: argparse.Namespace) -> int:  # type: ignore[no-untyped-def]
    """Run a command; what the centre refuses is said in a sentence, never as a traceback."""
    from scp_centre.centre.errors import CentreError
    from scp_centre.settings.installation import UnknownInstallationError

    try:
        status: int = module.run(arguments)
    except UnknownInstallationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except CentreError as error:
        sys.stderr.write(f"{error.message} {error.cure}\n")
        return 2
    return status


def _module(word: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"scp_centre.interfaces.cli.{word}")


if __name__ == "__main__":
    sys.exit(main())
