"""Upgrade the data of an earlier version; run as a program on a database of its own.

python upgrade.py fill            migrate to the versions below and write rows as they were
python upgrade.py upgrade [N]     migrate to the newest; with N, be killed at the Nth statement
python upgrade.py back            migrate back to the versions below
python upgrade.py tell            print what is in the database as JSON
"""

import json
import os
import signal
import sys

import django

BEFORE = [
    ("registry", "0016_letters_of_invitations"),
    ("evidence", "0003_subject"),
    ("clearinghouse", "0002_questions_needs_and_what_sources_said"),
    ("production", "0010_presence"),
]


def executor():
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection)


def fill():
    migrator = executor()
    migrator.migrate(BEFORE)
    tables = executor().loader.project_state(BEFORE).apps

    def make(table, /, **values):
        return tables.get_model(*table.split(".")).objects.create(**values)

    dairy = make("registry.Organisation", name="Dairy", country="V", sector="other", isic="1050")
    mill = make("registry.Organisation", name="Mill", country="V", sector="other", isic="1061")
    make("registry.Organisation", name="Shop", country="V", sector="other")
    site = make("registry.Site", organisation=dairy, name="River")
    make("registry.Site", organisation=mill, name="Hill")
    person = make("registry.Person", email="a@v.example", name="A")
    for _ in range(3):
        make("registry.Membership", person=person, role="director")
    make("registry.Membership", person=person, role="expert")
    make("registry.Membership", person=person, role="company member", organisation=dairy)
    make("registry.Membership", person=person, role="company member", organisation=mill)
    values = {"site": site, "origin": "assessment:1", "indicator": "energy", "name": "Energy"}
    values |= {"unit": "GJ", "period": "2025", "formula": "a + b"}
    new = make("evidence.Observation", **values, value=2.0, version=2)
    make("evidence.Observation", **values, value=1.0, succeeded_by=new)
    gone = make(
        "evidence.Observation", **values | {"indicator": "water"}, value=3.0, status="withdrawn"
    )
    make("evidence.Derivation", figure=new, source=gone)
    make("evidence.Consent", organisation=dairy, use="benchmark", given=True, person=person)


def upgrade(most=None):
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    migrator = MigrationExecutor(connection)
    count = 0

    def watch(execute, sql, params, many, context):
        nonlocal count
        answer = execute(sql, params, many, context)
        count += 1
        if most and count >= most:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(watch):
        migrator.migrate([n for n in migrator.loader.graph.leaf_nodes() if n[0] in dict(BEFORE)])
    sys.stdout.write(str(count))


def tell():
    from django.db import connection

    def rows(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [[str(v) for v in row] for row in cursor.fetchall()]

    applied = rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    new = ["registry", "0019_sectors_are_a_table"] in applied
    latest = ["evidence", "0006_mark_latest_versions"] in applied
    sectors = (
        "SELECT o.name, COALESCE(s.isic, '') FROM registry_organisation o LEFT JOIN "
        "registry_organisationsector s ON s.organisation_id = o.id AND s.is_main ORDER BY o.name"
    )
    figures = "SELECT indicator, version, value, status{} FROM evidence_observation ORDER BY id"
    said = {
        "sectors": rows(
            sectors if new else "SELECT name, isic FROM registry_organisation ORDER BY name"
        ),
        "sites": rows("SELECT name FROM registry_site ORDER BY name"),
        "memberships": rows(
            "SELECT role, organisation_id FROM registry_membership ORDER BY role, organisation_id"
        ),
        "figures": rows(figures.format("")),
        "latest": rows(figures.format(", is_latest")) if latest else [],
        "links": rows("SELECT figure_id, source_id FROM evidence_derivation"),
        "consents": rows("SELECT use, given FROM evidence_consent"),
    }
    sys.stdout.write(json.dumps(said))


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.testing")
    django.setup()
    act, *rest = sys.argv[1:]
    if act == "back":
        executor().migrate(BEFORE)
    else:
        {"fill": fill, "upgrade": upgrade, "tell": tell}[act](*map(int, rest))


if __name__ == "__main__":
    main()
