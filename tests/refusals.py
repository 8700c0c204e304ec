"""Every act that a page does is refused at each of its steps: afterwards nothing has changed.

The first successful POST of each form in a run is rehearsed before it is done: the same request
is sent again and again, and its first, second, third … write is refused, as any rule deeper down
may refuse it. Whatever the page answers, the rows must be those of before. One run rehearses each
form once, whichever of its processes comes first; at the end of a whole run no address may be
left that takes a POST and was never rehearsed.
"""

import copy
import hashlib
import logging
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from scp_centre.centre.errors import CentreError
from tests import database_rows

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What may stay although the rest was refused, with the reason.
MAY_STAY = {
    "limits_tally": "an attempt counts, whatever comes of it",
    "django_session": "who asked, and what the next page tells them",
    "usersessions_usersession": "when a session was last used",
    "clearinghouse_counter": "a number that only says that something may have changed",
    "clearinghouse_asked": "what people asked for, counted whatever came of it",
    "sent_forms_sentform": "what was answered to a form, noted after the act that it asks for",
    "policy_result": "a result that follows from its scenario, kept to save the time",
}
# Columns that are written before or after an act: when something was last used, and how many
# letters went out, which nothing takes back.
LAST_USED = re.compile(r'SET "(?:last_login|last_used|sent_to|letter)" = ')
# Rows of the security log about what came before or after an act.
BESIDE = {"sign_in", "use_token", "ask_password_reset"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
MOST_STEPS = 60  # of one request; acts on many rows repeat the same step


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
    """Return the methods that a view takes by its decorator; None when it has none."""
    waiting, seen = [view], set()
    while waiting:
        function = waiting.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
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


def never_rehearsed():
    """Return the addresses that take a POST which no test of this run has sent well."""
    rehearsed = {path.name.rsplit(",", 1)[0] for path in claims().iterdir()}
    return sorted(
        n for n, v in addresses() if "POST" in (methods_of(v) or ()) and n not in rehearsed
    )


class Writes:
    """Notes the writes of a request; refuses the one of a number, if one is named."""

    def __init__(self, refuse=None):
        self.refuse, self.seen, self.sql = refuse, [], ""
        self.depth = len(connection.savepoint_ids)

    def __call__(self, execute, sql, params, many, context):
        if self.sql and len(connection.savepoint_ids) == self.depth:
            connection.needs_rollback = False  # outside of tests each write would stand alone
        match = WRITE.match(sql)
        beside = LAST_USED.search(sql) or (match and BESIDE.intersection(map(str, params or ())))
        if match and match[1] not in MAY_STAY and not beside:
            self.seen.append(match[1])
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
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@contextmanager
def files_kept():
    """Undo what happens to files: none is deleted, new ones are taken away."""
    before, delete = files(), FileSystemStorage.delete
    FileSystemStorage.delete = lambda *_: None
    try:
        yield
    finally:
        FileSystemStorage.delete = delete
        for path in files() - before:
            path.unlink()


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


def rehearse(client, send):
    """Return what stayed after a refusal: (step, statement, tables), and how many steps it has."""
    with tried(client):
        writes = Writes()
        with connection.execute_wrapper(writes):
            answer = send()
        if answer.status_code >= 400:
            return None, 0
    tables = set(writes.seen) & set(database_rows.tables())  # not those of one connection
    before = rows(tables)
    stayed = []
    for step in range(min(len(writes.seen), MOST_STEPS)):
        with tried(client):
            refusing = Writes(refuse=step)
            with connection.execute_wrapper(refusing):
                send()
            connection.needs_rollback = False
            after = rows(tables)
            if refusing.sql and after != before:
                changed = [t for t in sorted(tables) if after[t] != before[t]]
                stayed.append((step, refusing.sql[:160], changed))
    return stayed, len(writes.seen)


def watch(generic):
    """Return Client.generic that rehearses each address once before it is done."""

    def rehearsed(self, method, path, data="", *more, **extra):
        def send():
            return generic(self, method, path, data, *more, **extra)

        route = route_of(path) if method in ("POST", "PUT", "PATCH", "DELETE") else ""
        form = form_of(route, data)
        watched = connection.in_atomic_block and not connection.execute_wrappers
        if not (route and watched and claim(form)):
            return send()
        stayed, _ = rehearse(self, send)
        if stayed is None:
            form.unlink(missing_ok=True)  # this one is refused anyway; another may not be
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
