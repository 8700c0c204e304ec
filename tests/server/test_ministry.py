"""docs/ministry.md played whole: set-up, mail, workers, trouble, backup, restore, update."""

import re
import shutil
import signal
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.production.workbook import write_workbook
from tests.server.ministry import (
    DEPLOY,
    HOST,
    NGINX,
    MailServer,
    Ministry,
    Postgres,
    make_certificate,
    wait_until,
)

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="starts a PostgreSQL of its own"),
    pytest.mark.skipif(not Path(NGINX).exists(), reason="needs nginx: apt-get install nginx-light"),
]
PASSWORD = "seven slow herons"
PEOPLE = {
    "admin": ("l.petrova@ncpc.verdania.gov", "administrator"),
    "expert": ("a.marin@ncpc.verdania.gov", "expert"),
}


@pytest.fixture(scope="module")
def ministry():
    # Not in pytest's own folder: PostgreSQL's user must be able to enter it.
    folder = Path("/tmp/scp-test-ministry")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    postgres = Postgres(folder / "postgres")
    postgres.start()
    made = Ministry(folder, postgres, MailServer())
    try:
        yield made
    finally:
        made.end()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def rows(url, table):
    with psycopg.connect(url) as database:
        return database.execute(f"select count(*) from {table}").fetchone()[0]


def keys(url, table):
    with psycopg.connect(url) as database:
        return {key for (key,) in database.execute(f"select id from {table}").fetchall()}


def sign_in(ministry, who):
    visitor = ministry.browser()
    address = PEOPLE[who][0]
    _, page, _ = visitor.send("/accounts/login/", {"login": address, "password": PASSWORD})
    assert "Sign out" in page
    return visitor


def server_workers_and_proxy_start_together(ministry):
    ministry.start_worker(1)  # before the database is prepared: it waits
    ministry.start_worker(2)
    ministry.start_server()
    ministry.start_proxy()
    visitor = ministry.browser()
    status, page, address = visitor.open("/")
    assert status == 200 and address == f"https://{HOST}/set-up/"
    assert 'name="code"' in page


def the_first_page_makes_an_administrator(ministry):
    code = re.search(r"set-up code is (\w+)", ministry.said("server"))[1]
    values = {
        "code": code,
        "name": "Centre of Verdania",
        "country": "Verdania",
        "public_address": f"https://{HOST}",
        "language": "en",
        "currency": "EUR",
        "gwp_set": "AR6",
        "person": "L. Petrova",
        "email": PEOPLE["admin"][0],
        "password": PASSWORD,
    }
    status, page, _ = ministry.browser().send("/set-up/", values)
    assert status == 200 and "Invite" in page, page
    assert ministry.browser().open("/set-up/")[0] == 404


def the_administrator_sees_what_is_missing_and_tests_the_mail(ministry):
    admin = sign_in(ministry, "admin")
    _, page, _ = admin.send("/centre/ready/", action=f"https://{HOST}/centre/ready/letter/")
    assert f"accepted an e-mail to {PEOPLE['admin'][0]}" in page
    assert "To: l.petrova@ncpc.verdania.gov" in ministry.mail.letters[-1]
    told = ministry.run("ready")
    missing = re.findall(r"^missing +(.+?):", told.stdout, re.MULTILINE)
    assert missing == ["Backup"], told.stdout
    assert "2 workers are running." in told.stdout


def an_invitation_by_letter_is_accepted(ministry):
    admin = sign_in(ministry, "admin")
    address, role = PEOPLE["expert"]
    admin.send("/people/invite/", {"email": address, "role": role, "organisation": ""})
    letter = next(text for text in ministry.mail.letters if f"To: {address}" in text)
    link = re.search(rf"https://{re.escape(HOST)}/invitations/[\w-]+/", letter.replace("=3D", "="))[
        0
    ]
    joined = ministry.browser()
    _, page, _ = joined.send(link, {"name": "A. Marin", "password": PASSWORD})
    assert "Sign out" in page


def two_workers_do_each_job_once(ministry):
    expert = sign_in(ministry, "expert")
    workbook = ministry.folder / "factory.xlsx"
    workbook.write_bytes(write_workbook(sample_file("dairy")))
    status, _, address = expert.upload("/assessments/import/", "workbook", workbook)
    assert status == 200 and re.search(r"/assessments/\d+/", address), address
    report = re.search(r"/assessments/\d+/", address)[0] + "report/"
    for number in range(6):
        expert.send(report, {"format": ("pdf", "docx")[number % 2], "language": "en"})
    url = ministry.postgres.url()

    def states():
        with psycopg.connect(url) as database:
            return [s for (s,) in database.execute("select state from jobs_job")]

    wait_until(lambda: states() == ["done"] * 6, f"the jobs are done: {states()}", 120)
    results = list((ministry.folder / "data/files/jobs").rglob("*.*"))
    assert len(results) == 6 and all(path.stat().st_size > 10_000 for path in results)


def while_the_database_is_away_every_page_says_so(ministry):
    expert = sign_in(ministry, "expert")
    ministry.postgres.stop()
    for path in ("/", "/assessments/", "/clearinghouse/", "/accounts/login/"):
        status, page, _ = expert.open(path)
        assert status == 503 and "database is not responding" in page, path
        assert "is safe" not in page
    assert (
        ministry.status("/health") == 503
        and ministry.status("/api/v1/items", Authorization="Bearer scp_x") == 503
    )
    ministry.postgres.restart()
    wait_until(lambda: expert.open("/assessments/")[0] == 200, "pages come back by themselves")
    assert ministry.status("/health") == 200


def workers_go_on_after_the_database_came_back(ministry):
    expert = sign_in(ministry, "expert")
    (address,) = re.findall(r'href="(/assessments/\d+/)"', expert.open("/assessments/")[1])[:1]
    expert.send(f"{address}report/", {"format": "pdf", "language": "fr"})
    url = ministry.postgres.url()
    done = "jobs_job where state = 'done'"
    told = f"the job is done\n{ministry.said('worker1')}\n{ministry.said('worker2')}"
    wait_until(lambda: ministry.tend_workers() and rows(url, done) == 7, told)


def a_killed_server_loses_nothing_that_it_confirmed(ministry):
    expert = sign_in(ministry, "expert")
    url = ministry.postgres.url()
    confirmed = 0
    with ThreadPoolExecutor() as beside:
        for language in ("fr", "en") * 3:
            status, _, _ = expert.send(
                "/", {"language": language}, action=f"https://{HOST}/language/"
            )
            confirmed += status == 200
            if confirmed == 4:
                beside.submit(ministry.stop, "server", signal.SIGKILL).result()
                break
    assert rows(url, "audit_entry where act = 'choose_language'") == confirmed
    status, page, _ = expert.open("/")
    assert status == 502 and "The centre is not available" in page, "the proxy's own page"
    ministry.start_server()
    assert "ended suddenly" in ministry.said("server")
    assert expert.open("/")[0] == 200


def a_killed_database_loses_nothing_that_was_confirmed(ministry):
    """Killed three times while somebody saves: what was confirmed is there, the pages come back."""
    expert = sign_in(ministry, "expert")
    url = ministry.postgres.url()
    chosen = "audit_entry where act = 'choose_language'"
    before, confirmed = rows(url, chosen), 0
    for _ in range(3):
        with ThreadPoolExecutor() as beside:
            for number in range(12):
                language = ("fr", "en")[number % 2]
                if number == 6:
                    kill = beside.submit(ministry.postgres.kill)
                status, _, _ = expert.open(
                    f"https://{HOST}/language/",
                    {"language": language, "csrfmiddlewaretoken": expert.cookie("csrftoken")},
                )
                assert status in {200, 503}, status
                confirmed += status == 200
            kill.result()
        ministry.postgres.restart()
        wait_until(lambda: ministry.status("/health") == 200, "the server is well again")
    # One that was saved may have been confirmed to nobody; none may be missing.
    assert confirmed >= 3 * 6 - 3 and 0 <= rows(url, chosen) - before - confirmed <= 3
    assert expert.open("/assessments/")[0] == 200


def a_backup_needs_its_settings_and_restores_elsewhere(ministry):
    package = ministry.folder / "backup.tar.gz"
    without = ministry.run(
        "backup", "-o", str(package), settings=False, SCP_DATA=ministry.settings["SCP_DATA"]
    )
    assert without.returncode == 2 and "/etc/scp-centre.env" in without.stderr
    assert "Traceback" not in without.stderr and not package.exists()
    made = ministry.run("backup", "-o", str(package))
    assert made.returncode == 0, made.stderr
    assert package.stat().st_mode & 0o077 == 0
    other = ministry.postgres.make("elsewhere")
    put = {"SCP_DATABASE_URL": other, "SCP_DATA": str(ministry.folder / "elsewhere")}
    restored = ministry.run("restore", str(package), **put)
    assert restored.returncode == 0, restored.stderr
    for table in ("audit_entry", "production_flow", "jobs_job", "registry_person"):
        assert rows(other, table) == rows(ministry.postgres.url(), table) > 0
    with tarfile.open(package) as held:
        assert "./secret_key" in held.getnames()
    assert "missing" not in re.findall(r"^(\w+) +Backup:", ministry.run("ready").stdout, re.M)


def an_update_keeps_every_row_and_older_code_refuses(ministry):
    """The database is brought back by one change in each app, as an older version made it."""
    url = ministry.postgres.url()
    ministry.stop("server")
    before = {table: keys(url, table) for table in ("production_flow", "audit_entry", "jobs_job")}
    loader = MigrationLoader(None)
    for config in apps.get_app_configs():
        names = sorted(name for app, name in loader.disk_migrations if app == config.label)
        if config.name.startswith("scp_centre") and len(names) > 1 and config.label == "jobs":
            done = ministry.run("manage", "migrate", config.label, names[-2], "--no-input")
            assert done.returncode == 0, done.stderr
    told = ministry.run("remind")
    assert (
        told.returncode == 2
        and "The database has not been prepared for this version." in told.stderr
    )
    ministry.start_server()
    # What falls due meanwhile may add a job; nothing that stood may go.
    assert {table: held - keys(url, table) for table, held in before.items()} == {
        table: set() for table in before
    }
    with psycopg.connect(url) as database:
        database.execute(
            "insert into django_migrations (app, name, applied) values ('jobs', '9999_later', now())"
        )
    ministry.stop("server")
    refused = ministry.run("serve", "--prepare-only")
    assert refused.returncode == 2 and "newer version" in refused.stderr
    assert "jobs.9999_later" in refused.stderr and "Traceback" not in refused.stderr


def letters_go_through_every_kind_of_mail_server(ministry):
    """smtps:// from the first byte; an unknown kind is named."""
    folder = ministry.folder / "mail"
    folder.mkdir()
    certificate = make_certificate(folder, "localhost")
    mail = MailServer(certificate)
    code = "import django; django.setup(); from django.core.mail import send_mail; "
    code += "send_mail('S', 'Text', None, ['a@b.example'])"
    done = ministry.run(
        "manage",
        "shell",
        "-c",
        code,
        SCP_SMTP_URL=f"smtps://localhost:{mail.port}",
        SSL_CERT_FILE=str(certificate[0]),
    )
    assert done.returncode == 0, done.stderr
    assert len(mail.letters) == 1 and "From: centre@ncpc.verdania.gov" in mail.letters[0]
    wrong = ministry.run("ready", SCP_SMTP_URL="http://mail")
    assert wrong.returncode == 2 and "smtps://" in wrong.stderr and "Traceback" not in wrong.stderr


def test_deploy_files_set_all_that_a_public_centre_needs():
    for name in ("scp-centre.env", "compose.env.example"):
        text = (DEPLOY / name).read_text()
        for key in ("SCP_HOSTS", "SCP_PUBLIC_ADDRESS", "SCP_DATABASE_URL", "SCP_SMTP_URL"):
            assert re.search(rf"^{key}=.+", text, re.MULTILINE), (name, key)
        assert "SCP_MAIL_FROM" in text and "settings.production" in text


STEPS = (
    server_workers_and_proxy_start_together,
    the_first_page_makes_an_administrator,
    the_administrator_sees_what_is_missing_and_tests_the_mail,
    an_invitation_by_letter_is_accepted,
    two_workers_do_each_job_once,
    while_the_database_is_away_every_page_says_so,
    workers_go_on_after_the_database_came_back,
    a_killed_server_loses_nothing_that_it_confirmed,
    a_killed_database_loses_nothing_that_was_confirmed,
    a_backup_needs_its_settings_and_restores_elsewhere,
    an_update_keeps_every_row_and_older_code_refuses,
    letters_go_through_every_kind_of_mail_server,
)


def test_the_page_for_ministries_played_whole(ministry):
    """One test, since each step stands on the ones before it."""
    for step in STEPS:
        print(step.__name__)  # noqa: T201 -- shown when a step fails
        step(ministry)
