"""Things that tests of all floors share."""

import shutil
from pathlib import Path
from time import perf_counter

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.sample import sample_file
from tests import database_rows, refusals, run_order, said_messages, statements

PASSWORD = "a quiet river 41"
# No test asserts a time: hypothesis neither, whose limits a busy machine exceeds.
hypothesis_settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("untimed")
# Of these, what is tested stands in files, pictures and figures, which no database changes.
FILES_AND_FIGURES = {
    "test_assessment",
    "test_benchmark_methods",
    "test_catalogue",
    "test_citations",
    "test_foreign_files",
    "test_global_tables",
    "test_hostile_hosts",
    "test_letters",
    "test_messages",
    "test_modules",
    "test_name_order",
    "test_region_map",
    "test_remote_fetch",
    "test_report",
    "test_scorm",
    "test_sentence_model",
    "test_typeface",
    "test_united_states",
    "test_workbook",
}


@pytest.fixture(scope="session")
def dairy_file():
    return sample_file("dairy")


@pytest.fixture(scope="session")
def dairy(dairy_file):
    return assess(dairy_file)


@pytest.fixture(scope="session", autouse=True)
def each_act_is_refused_halfway():
    """See tests/refusals.py."""
    with refusals.rehearsing():
        yield


@pytest.fixture(scope="session", autouse=True)
def what_is_said_holds_no_keys():
    """See tests/said_messages.py."""
    with said_messages.without_keys():
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_are_noted():
    """See tests/statements.py."""
    if not statements.folder() or on_postgresql():
        yield
        return
    with statements.noting():
        yield
    statements.NOTES.write(statements.folder())


@pytest.fixture(scope="session")
def sample_rows(django_db_setup, django_db_blocker, tmp_path_factory):
    """The rows of the empty and of the sample centre: loaded once, since that takes a second.

    The files that its rows name are kept beside, since a test may take them away.
    """
    from django.db import transaction

    from scp_centre.interfaces.cli.sample_centre import load_sample_centre

    with django_db_blocker.unblock(), transaction.atomic():
        empty = database_rows.take()
        load_sample_centre(PASSWORD)
        full = database_rows.take()
        transaction.set_rollback(True)
    files = tmp_path_factory.mktemp("sample-files")
    _copy_files(Path(settings.MEDIA_ROOT), files)
    return empty, full, files


def _copy_files(of, to):
    """Copy the files that rows of the sample name."""
    for folder in ("tables", "label-documents"):
        database_rows.copy_files(of / folder, to / folder)


@pytest.fixture(scope="session")
def committed_rows(tmp_path_factory):
    """The same with all that happens once it is committed: filled by the first test that commits."""
    return {"files": tmp_path_factory.mktemp("committed-files")}


@pytest.fixture
def sample_centre(request, db):
    """The sample centre; returns people by name."""
    from uuid import uuid4

    from django.db import connection

    from scp_centre.centre.registry.models import Person
    from scp_centre.roles.clearinghouse.models import Counter

    # Taken before anything is committed, so that the keys of its rows begin at 1 in every process,
    # whichever test comes first.
    empty, full, files = request.getfixturevalue("sample_rows")
    if connection.in_atomic_block:
        database_rows.put_back(empty, full)
        _copy_files(files, Path(settings.MEDIA_ROOT))
    else:
        _commit_sample(request.getfixturevalue("committed_rows"))
    Counter.objects.update(token=uuid4())  # so that no search goes by another test's items
    return {p.email.split("@")[0]: p for p in Person.objects.all()}


def _commit_sample(kept):
    from django.db import transaction

    from scp_centre.interfaces.cli.sample_centre import load_sample_centre

    media = Path(settings.MEDIA_ROOT)
    if "rows" not in kept:
        load_sample_centre(PASSWORD)
        kept["rows"] = database_rows.take()
        _copy_files(media, kept["files"])
        return
    with transaction.atomic():
        database_rows.put_back(database_rows.take(), kept["rows"])
    _copy_files(kept["files"], media)


@pytest.fixture
def signed_in(client, sample_centre):
    """Sign somebody in by name and return the client."""

    def sign(name):
        client.force_login(sample_centre[name])
        return client

    return sign


def pytest_configure():
    """Name the run before its processes begin, so that all note their acts in one place."""
    refusals.claims()


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run what its rows could change (_concerns_postgresql); the longest first."""
    if on_postgresql():
        kept = _without_repetition([item for item in items if _concerns_postgresql(item)])
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    items[:] = run_order.longest_first(items, run_order.processes())


def pytest_collection_finish():
    run_order.spare_what_stays()


def on_postgresql():
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def _without_repetition(items):
    """Leave out what the statements of other tests show, where the run before noted them."""
    rows = statements.noted(statements.folder())
    if not rows:
        return items
    always = {item.nodeid for item in items if _is_marked(item)}
    chosen = statements.without_repetition([item.nodeid for item in items], always, rows)
    return [item for item in items if item.nodeid in chosen]


def _is_marked(item):
    marked = item.get_closest_marker("postgresql")
    return bool(marked) or item.nodeid.startswith("tests/server/")


def _concerns_postgresql(item):
    """Return whether a test may end otherwise on PostgreSQL than on the embedded database.

    Of the centre and the roles: all that asks the database. Of pages, journeys and the house: what
    is marked; the others would show the same rows once more.
    """
    if _is_marked(item) or item.get_closest_marker("postgresql_statements"):
        return True
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames}
    if item.path.stem in FILES_AND_FIGURES:
        return False
    return bool(asks) and item.nodeid.startswith(("tests/centre/", "tests/roles/"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Tell whose statements come now, and how long it takes; no test begins in another's language."""
    translation.deactivate()
    statements.NOTES.test, begun = item.nodeid, perf_counter()
    try:
        return (yield)
    finally:
        statements.NOTES.seconds[item.nodeid] = round(perf_counter() - begun, 3)
        statements.NOTES.test = None


def pytest_sessionfinish(session, exitstatus):
    """After a whole run: no address takes a POST that was never refused halfway."""
    config = session.config
    part = (
        config.option.keyword or config.option.markexpr or config.args != config.getini("testpaths")
    )
    if hasattr(config, "workerinput") or exitstatus or part or config.option.collectonly:
        return
    if left := refusals.never_rehearsed():
        session.exitstatus = 1
        config.get_terminal_writer().line(f"No test posts well to: {', '.join(left)}", red=True)


def pytest_unconfigure(config):
    """Take away the notes of this run, once all its processes are done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(refusals.claims(), ignore_errors=True)
