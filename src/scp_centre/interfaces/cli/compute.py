"""`scp-centre compute METHOD input.json`: the machine interface on the command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from scp_centre.centre.command_files import read_text, write_output
from scp_centre.interfaces.contracts import contract, contracts
from scp_centre.interfaces.contracts import run as run_method
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.errors import InvalidValueError, SpokenError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("method", nargs="?", help="name of the method; without it, all are listed")
    parser.add_argument("input", nargs="?", default="-", help="JSON file, or - for standard input")
    parser.add_argument("-o", "--output", help="write the answer to this file")
    parser.add_argument("--schema", action="store_true", help="print the schema of in- and output")


def run(arguments: argparse.Namespace) -> int:
    if arguments.method is None:
        for found in contracts():
            sys.stdout.write(f"{found.name:<17}{found.summary}\n")
        return 0
    try:
        if arguments.schema:
            answer = contract(arguments.method).schema()
        else:
            chosen = contract(arguments.method)
            data = _read(arguments.input)
            if chosen.read_files is not None:
                data = chosen.read_files(data)
            answer = run_method(arguments.method, data)
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"
        if arguments.output:
            write_output(Path(arguments.output), text)
        else:
            sys.stdout.write(text)
    except SpokenError as error:
        sys.stderr.write(json.dumps({"error": error.as_dict()}, ensure_ascii=False) + "\n")
        return 2
    return 0


def _read(path: str) -> Any:
    text = read_text(path)
    try:
        return read_json(text)
    except ValueError as error:
        raise InvalidValueError(
            f"{path} is not JSON: {error}.",
            where=path,
            cure="Correct the file at that place; leave a missing value out, or write null.",
        ) from None
