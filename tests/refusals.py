"""Every act that a page does is refused at each of its steps: afterwards nothing has changed.

The first successful POST of each form in a run is rehearsed before it is done: the same request
is sent again and again, and its first, second, third … write is refused, as any rule deeper down
may refuse it. Whatever the page answers, rows must be those of before, and no file may be gone or
changed. One run rehearses each form once, whichever of its processes comes first; at the end of a whole run no address may be
left that takes a POST and was never rehearsed.

What a refusal undoes is decided by the code around the step: by the lines that lead from the view
to the write. Steps with the same lines are repetitions of one: of these, the first and the last of
a request are refused, and in a further form of the same address none but the last step of all,
which shows whatever was written for good before it.

PostgreSQL is spared all this: a refusal comes before the statement is sent, so that it is the same
code that is tried, and the embedded database has shown it.
"""

import copy
import hashlib
import logging
import os
import re
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from scp_centre.centre.errors import CentreError
from tests import database_rows

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# All that this rehearsal lets pass although the rest was refused, each with its reason.
LETS_PASS = {
    # tables
    ("table", "limits_tally"): "an attempt counts, whatever comes of it",
    ("table", "django_session"): "who asked, and what the next page tells them",
    ("table", "usersessions_usersession"): "when a session was last used",
    ("table", "clearinghouse_counter"): "a number that only says that something may have changed",
    ("table", "clearinghouse_asked"): "what people asked for, counted whatever came of it",
    ("table", "policy_result"): "a result that follows from its scenario, kept to save the time",
    (
        "table",
        "sent_forms_sentform",
    ): "what was answered to a form, noted after the act it asks for",
    ("table", "faults_fault"): "an error is noted, whatever the page does next",
    # columns that are written before or after an act
    ("column", "last_login"): "when a person last signed in",
    ("column", "last_used"): "when a token was last used",
    ("column", "sent_to"): "how many letters went out, which nothing takes back",
    ("column", "letter"): "what became of a letter that has gone",
    # rows of the security log about what came before or after an act
    ("act", "sign_in"): "whoever signs in by accepting an invitation has accepted it",
    ("act", "use_token"): "a program came in, whatever it did next",
    ("act", "ask_password_reset"): "the worker writes it after the page has answered",
    # Django marks the transaction of the test as broken when an error passes an atomic block within
    # it; in the centre each write outside of such a block stands alone, so the mark is taken off.
    ("mark", "needs_rollback"): "outside of tests the error would have ended the request's writes",
}


def passing(kind):
    return {name for of, name in LETS_PASS if of == kind}


MAY_STAY, BESIDE = passing("table"), passing("act")
COLUMNS = re.compile(f'SET "(?:{"|".join(sorted(passing("column")))})" = ')
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SOURCE = f"{os.sep}scp_centre{os.sep}"


class RefusedError(CentreError):
    code = "refused_by_the_test"


def claims():
    """Return the folder in which the processes of one run note what they rehearse."""
    run = os.environ.setdefault("SCP_TEST_RUN", str(uuid4()))  # set before workers begin
    folder = Path(tempfile.gettempdir()) / f"scp-refusals-{run}"
    folder.mkdir(exist_ok=True)
    return folder


def route_of(path):
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return ""


FIELD = re.compile(rb'name="([a-z_]+)[\w-]*"(?:\r\n\r\n(\w{1,20})\r\n)?')
CHOOSERS = {b"act", b"kind", b"answer", b"what", b"take"}  # fields whose value is another act


def form_of(route, data):
    """Return what tells a form from the others of its address: its fields, and the act it asks."""
    body = data if isinstance(data, bytes) else data.encode()
    names = {n.decode() for n, _ in FIELD.findall(body)}
    chosen = {f"{n.decode()}={v.decode()}" for n, v in FIELD.findall(body) if n in CHOOSERS}
    mark = hashlib.sha256(" ".join(sorted(names | chosen)).encode()).hexdigest()[:12]
    return claims() / f"{route.replace(':', '.')},{mark}"


def claim(form):
    """Return whether this process is the first to come to a form."""
    with suppress(FileExistsError):
        form.touch(exist_ok=False)
        return True
    return False


def methods_of(view):
    """Return the methods that a view takes: by its decorator, or by its class; None if unknown."""
    waiting, seen = [view], set()
    while waiting:
        function = waiting.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        if view_class := getattr(function, "view_class", None):
            names = view_class.http_method_names
            return {name.upper() for name in names if hasattr(view_class, name)}
        waiting.append(getattr(function, "__wrapped__", None))
        for cell in getattr(function, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and set(held) <= METHODS:
                return set(held)
            if callable(held):
                waiting.append(held)
    return None


def addresses(resolver=None, namespace=""):
    """Yield (name, view) of every address, but for those of the library and of the API."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            within = f"{pattern.namespace}:" if pattern.namespace else namespace
            if "allauth" not in str(pattern.urlconf_name):
                yield from addresses(pattern, within)
        elif isinstance(pattern, URLPattern) and not namespace.startswith("api"):
            yield namespace + pattern.name, pattern.callback


def unknown_views():
    """Return the addresses of which nobody can say whether they take a POST."""
    return sorted(name for name, view in addresses() if methods_of(view) is None)


def never_rehearsed():
    """Return the addresses that take a POST which no test of this run has sent well."""
    well = {path.name.rsplit(",", 1)[0] for path in claims().iterdir() if path.is_file()}
    return sorted(n for n, v in addresses() if "POST" in (methods_of(v) or ()) and n not in well)


def lines_that_lead_here(statement):
    """Return a mark of the lines of this project that are being run, and of what they write."""
    frame, lines = sys._getframe(2), [statement]
    while frame:
        if SOURCE in frame.f_code.co_filename:
            lines.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        frame = frame.f_back
    return hashlib.sha256(" ".join(lines).encode()).hexdigest()[:24]


class Writes:
    """Notes the writes of a request; refuses the one of a number, if one is named."""

    def __init__(self, refuse=None):
        self.refuse, self.seen, self.sql = refuse, [], ""
        self.places = []  # of each write: the lines of this project that lead to it
        self.depth = len(connection.savepoint_ids)

    def __call__(self, execute, sql, params, many, context):
        if self.sql and len(connection.savepoint_ids) == self.depth:
            connection.needs_rollback = False  # outside of tests each write would stand alone
        match = WRITE.match(sql)
        beside = COLUMNS.search(sql) or (match and BESIDE.intersection(map(str, params or ())))
        if match and match[1] not in MAY_STAY and not beside:
            self.seen.append(match[1])
            self.places.append(lines_that_lead_here(match[0]))
            if len(self.seen) - 1 == self.refuse:
                self.sql = sql
                raise RefusedError("The test refuses this step.", where="test", cure="None.")
        return execute(sql, params, many, context)


def rows(tables):
    return {name: sorted(map(repr, rows_of(name))) for name in sorted(tables)}


def rows_of(name):
    found = database_rows._rows(name)
    listed = found.splitlines() if isinstance(found, bytes) else found
    if name != "audit_entry":
        return listed
    return [row for row in listed if not any(act in repr(row) for act in BESIDE)]


def files():
    """Return the files that the pages keep, with what tells a changed one from the one before."""
    found, waiting = {}, [settings.MEDIA_ROOT] * Path(settings.MEDIA_ROOT).is_dir()
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                about = entry.stat()
                found[entry.path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found


CONTENTS = {}  # (path, what tells a changed one) -> its bytes, read once


def content_of(path, mark):
    if (path, mark) not in CONTENTS:
        CONTENTS[path, mark] = Path(path).read_bytes()
    return CONTENTS[path, mark]


@contextmanager
def files_kept():
    """Undo what happens to files: what was deleted or changed is put back, new ones go."""
    marks = files()
    before = {path: content_of(path, mark) for path, mark in marks.items()}
    try:
        yield
    finally:
        after = files()
        for path in set(after) - set(before):
            Path(path).unlink()
        for path, content in before.items():
            if after.get(path) != marks[path]:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).write_bytes(content)


@contextmanager
def tried(client):
    """Undo all that a request does: rows, files, cookies, letters, what is kept in memory."""
    cookies, letters = copy.deepcopy(client.cookies), list(getattr(mail, "outbox", []))
    kept = dict(getattr(cache, "_cache", {})), dict(getattr(cache, "_expire_info", {}))
    callbacks = list(connection.run_on_commit)
    raises, client.raise_request_exception = client.raise_request_exception, False
    savepoint = transaction.savepoint()
    logging.disable(logging.CRITICAL)  # each refusal would be a line
    try:
        with files_kept():
            yield
    finally:
        logging.disable(logging.NOTSET)
        connection.needs_rollback = False
        transaction.savepoint_rollback(savepoint)
        connection.run_on_commit = callbacks
        client.raise_request_exception, client.cookies = raises, cookies
        if hasattr(mail, "outbox"):
            mail.outbox[:] = letters
        if hasattr(cache, "_cache"):
            cache._cache.clear()
            cache._cache.update(kept[0])
            cache._expire_info.clear()
            cache._expire_info.update(kept[1])


def went_wrong(answer):
    """Return whether a page refused what was sent: by its status, or by errors of its forms."""
    if answer.status_code >= 400:
        return True
    layers = answer.context or ()  # a list of contexts, or one
    dicts = [d for context in layers for d in getattr(context, "dicts", [context])]
    held = [value for one in dicts if isinstance(one, dict) for value in one.values()]
    return any(isinstance(v, BaseForm) and v.is_bound and v.errors for v in held)


def steps_to_refuse(places, refused):
    """Return the steps of a request to refuse, of which some places were refused before.

    Each place is refused where it comes first and where it comes last; the last step always is.
    """
    first = {place: step for step, place in reversed([*enumerate(places)])}
    last = {place: step for step, place in enumerate(places)}
    new = [step for of in (first, last) for place, step in of.items() if place not in refused]
    return sorted({*new, *range(len(places))[-1:]})


def rehearse(client, send, route=""):
    """Return what stayed after a refusal: (step, statement, what changed), and what is written.

    The first is None when the request is refused anyway.
    """
    with tried(client):
        writes = Writes()
        with connection.execute_wrapper(writes):
            answer = send()
        if went_wrong(answer):
            return None, []
    tables = set(writes.seen) & set(database_rows.tables())  # not those of one connection
    before, files_before = rows(tables), names_and_sizes()
    stayed = []
    folder = claims() / "refused" / (route or str(uuid4())).replace(":", ".")
    folder.mkdir(parents=True, exist_ok=True)
    for step in steps_to_refuse(writes.places, {path.name for path in folder.iterdir()}):
        with tried(client):
            refusing = Writes(refuse=step)
            with connection.execute_wrapper(refusing):
                send()
            connection.needs_rollback = False
            after, files_after = rows(tables), names_and_sizes()
            changed = [t for t in sorted(tables) if after[t] != before[t]]
            # A file whose row was refused stays for now, with no row that names it; one that a
            # row names must neither go nor change.
            changed += sorted(map(str, files_before - files_after))
            if refusing.sql and changed:
                stayed.append((step, refusing.sql[:160], changed))
    for place in writes.places:
        (folder / place).touch()
    return stayed, writes.seen


def names_and_sizes():
    return {(path, mark[1]) for path, mark in files().items()}


@contextmanager
def unrehearsed():
    """Send requests as they are: for walks whose thousands are sent to be refused.

    To be refused anyway is found out by sending a request, so that each would be sent twice.
    """
    connection.execute_wrappers.append(_as_it_is)
    try:
        yield
    finally:
        connection.execute_wrappers.remove(_as_it_is)


def _as_it_is(execute, *query):
    return execute(*query)


def watch(generic):
    """Return Client.generic that rehearses each address once before it is done."""

    def rehearsed(self, method, path, data="", *more, **extra):
        def send():
            return generic(self, method, path, data, *more, **extra)

        route = route_of(path) if method in ("POST", "PUT", "PATCH", "DELETE") else ""
        form = form_of(route, data)
        watched = connection.vendor != "postgresql"
        watched &= connection.in_atomic_block and not connection.execute_wrappers
        if not (route and watched and claim(form)):
            return send()
        stayed, written = rehearse(self, send, route)
        if stayed is None or not written:
            # This one is refused anyway, or has nothing to write; another may have.
            form.unlink(missing_ok=True)
        if stayed == [] and not written:
            form.with_name(f"{form.name}.nothing").touch()  # sent well, but nothing to refuse
        assert not stayed, f"Refused halfway, {route} leaves something behind: {stayed}"
        return send()

    return rehearsed


@contextmanager
def rehearsing():
    generic = Client.generic
    Client.generic = watch(generic)
    try:
        yield
    finally:
        Client.generic = generic
