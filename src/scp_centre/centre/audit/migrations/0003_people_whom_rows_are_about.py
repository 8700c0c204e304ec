"""Give earlier rows their person: only rows whose subject the centre itself wrote."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
import re

from django.db import migrations

# Acts whose subject was never anybody's free text.
OF_ACCOUNTS = (
    "sign_in",
    "sign_out",
    "fail_sign_in",
    "refuse_sign_in",
    "fail_second_factor",
    "add_second_factor",
    "remove_second_factor",
    "renew_recovery_codes",
    "use_recovery_code",
    "change_password",
    "ask_password_reset",
    "reset_password",
    "request_address_change",
    "cancel_address_change",
    "change_address",
    "end_sessions",
    "refuse_token",
    "refuse_act",
    "use_token",
    "download",
    "remove_person",
    "reset_second_factor",
    "invite_person",
    "withdraw_invitation",
    "accept_invitation",
    "end_membership",
)
BY_NUMBER = re.compile(r"person ([0-9]{1,18})", re.ASCII)


def find_people(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Entry, Person = apps.get_model("audit", "Entry"), apps.get_model("registry", "Person")
    known = set(Person.objects.values_list("pk", flat=True))
    rows = Entry.objects.filter(act__in=OF_ACCOUNTS, about=None)
    for subject in rows.order_by().values_list("subject", flat=True).distinct():
        named = BY_NUMBER.fullmatch(subject)
        if named and int(named[1]) in known:
            rows.filter(subject=subject).update(about=int(named[1]))


def number_languages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who chose a language is the one who acted; the name does not outlive the account."""
    rows = apps.get_model("audit", "Entry").objects.filter(act="choose_language")
    for pk in rows.exclude(person=None).order_by().values_list("person", flat=True).distinct():
        rows.filter(person=pk).update(about=pk, subject=f"person {pk}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_about_a_person")]
    # On the way back the subject still says the same.
    operations = [
        migrations.RunPython(find_people, migrations.RunPython.noop),
        migrations.RunPython(number_languages, migrations.RunPython.noop),
    ]
