"""Only actions write, and what they write stands or falls together."""

import ast
from pathlib import Path

import scp_centre
from tests import refusals
from tests.house.parsed_source import parsed

SOURCES = Path(scp_centre.__file__).parent
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "raw_delete"}
KEPT = {"KeptAnswer.objects.create()"}  # an answer, in the transaction of the act that it is of
FILES = {"default_storage"}  # its save and delete are about files


def modules(*parts):
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if any(part in name for part in parts) and "migrations" not in name:
            yield name, parsed(path.read_text("utf-8"))


def written_by(tree):
    """Yield the calls of a module that change rows: line and text."""
    for node in ast.walk(tree):
        yield from written_by_call(node)


def written_by_call(node):
    """Yield line and text of a node when it is a call that changes rows."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return
    of = ast.unparse(node.func.value)
    by_name = node.func.attr in WRITES and of not in FILES
    rows = node.func.attr == "update" and node.keywords and not node.args  # a query's, no dict's
    if by_name or rows:
        yield node.lineno, f"{of}.{node.func.attr}()"


def test_a_page_writes_by_actions_only():
    """What a view writes by itself is not undone when the act beside it is refused."""
    pages = modules("views", "interfaces/web/", "interfaces/api/", "queries.py", "forms.py")
    found = [(name, line, text) for name, tree in pages for line, text in written_by(tree)]
    assert [row for row in found if row[2] not in KEPT] == []


def test_a_change_never_makes_a_removed_row_anew():
    """A bare save() inserts the row that somebody has removed; `save_row` says that it is gone."""
    bare = [
        (name, node.lineno)
        for name, tree in modules("")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr == "save" and not node.args and not node.keywords
    ]  # fmt: skip
    assert bare == []


def is_atomic(node):
    """Return whether an expression is transaction.atomic, called or not."""
    node = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(node) == "transaction.atomic"


def blocks(function):
    """Yield the `with transaction.atomic()` blocks of a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.With) and any(is_atomic(i.context_expr) for i in node.items):
            yield node


def noted_by(tree):
    """Yield the calls that write: rows, or the row of the audit log."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("record", "record_security")
            or isinstance(node, ast.Call)
            and list(written_by_call(node))
        ):
            yield node


def is_whole(function):
    """Return whether all that a function writes is in one transaction: by AST, not by its text.

    Either it is decorated, or each of its writes and its `record(` are in a block of it.
    """
    if any(is_atomic(one) for one in function.decorator_list):
        return True
    inside = {id(call) for block in blocks(function) for call in noted_by(block)}
    return all(id(call) in inside for call in noted_by(function))


def test_each_act_is_one_transaction():
    acts = [
        (f"{name}:{f.lineno} {f.name}", f)
        for name, tree in modules("actions", "registry/tokens.py", "interfaces/journeys/")
        for f in tree.body
        if isinstance(f, ast.FunctionDef) and "record(" in ast.unparse(f)
        if not f.name.startswith("_") and f.name != "record"
    ]
    assert len(acts) > 100
    assert [place for place, function in acts if not is_whole(function)] == []


def test_of_every_address_it_is_known_whether_it_takes_a_post():
    assert refusals.unknown_views() == []
