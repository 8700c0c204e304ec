"""Find the roles of the centre, and take in what each declares.

A role offers modules by their names: permissions (ACTS), log_sentences (LOGGED), errors, jobs,
urls, api (router), sample, commands, upkeep, robots. None is needed but permissions; none is
named anywhere else.
"""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TypeGuard

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from scp_centre.centre.audit.log_sentences import SENTENCES, list_in_security_log
from scp_centre.centre.audit.security import LOGGED_SECURITY
from scp_centre.centre.declarations import CENTRE, Declarations
from scp_centre.centre.errors import CentreError
from scp_centre.centre.registry import log_sentences
from scp_centre.centre.registry.models import Role
from scp_centre.centre.registry.models.people import STAFF
from scp_centre.centre.registry.permissions import ACTS, CENTRE_ACTS, PERSON_ROLES, Act
from scp_centre.centre.roles.declaration import CentreRole, MenuEntry

NUMBERS = Declarations[AppConfig]("number of a role", "apps.py")
PAGES = Declarations[MenuEntry]("menu entry", "apps.py")
ERRORS = Declarations[type[CentreError]]("error code", "errors.py")


class RoleApp(AppConfig):
    """How the app of a role is typed: it says what the role is."""

    role: CentreRole


def role_apps() -> list[RoleApp]:
    """Return the roles, in the order of their list."""
    return [app for app in apps.get_app_configs() if _is_role(app)]


def roles() -> list[CentreRole]:
    """Return what the roles say of themselves, in the order of their list."""
    return [app.role for app in role_apps()]


def offered(name: str) -> Iterator[tuple[RoleApp, ModuleType]]:
    """Yield each role that offers a module of this name, with the module."""
    for app in role_apps():
        module = module_of(app.module, name)
        if module is not None:
            yield app, module


def module_of(package: ModuleType | None, name: str) -> ModuleType | None:
    """Return a module of a package; None where it has none of this name."""
    if package is None or not module_has_submodule(package, name):
        return None
    return import_module(f"{package.__name__}.{name}")


def declare_all() -> None:
    """Take in what the centre and its roles declare.

    Raises ClashError, in a sentence, where two of them declare the same.
    """
    declare_acts(CENTRE, CENTRE_ACTS)
    for act, sentence in LOGGED_SECURITY.items():
        SENTENCES.declare(act, sentence, owner=CENTRE)
    declare_log(CENTRE, log_sentences)
    for one in Role:
        PERSON_ROLES.declare(one.value, one.label, owner=CENTRE)
    for app in role_apps():
        owner = app.role.title
        NUMBERS.declare(str(app.role.number), app, owner=app.name)
        for entry in app.role.entries():
            PAGES.declare(entry.url_name, entry, owner=owner)
        for staff in app.role.staff:
            PERSON_ROLES.declare(str.__str__(staff), staff, owner=owner)
            STAFF.append((staff, staff))
        declare_package(owner, app.module)
        module_of(app.module, "jobs")  # registers its kinds of jobs


def declare_package(owner: str, package: ModuleType | None) -> None:
    """Take in the permissions, log sentences and errors that a package offers."""
    if permissions := module_of(package, "permissions"):
        declare_acts(owner, permissions.ACTS)
    if sentences := module_of(package, "log_sentences"):
        declare_log(owner, sentences)
    if errors := module_of(package, "errors"):
        for error in _errors_of(errors):
            ERRORS.declare(error.code, error, owner=owner)


def declare_acts(owner: str, acts: tuple[Act, ...]) -> None:
    """Take in acts, with the sentence that the log calls each."""
    for act in acts:
        ACTS.declare(act.key, act, owner=owner)
        SENTENCES.declare(act.key, act.sentence, owner=owner)


def declare_log(owner: str, module: ModuleType) -> None:
    """Take in the sentences of a log_sentences.py, what it calls the details of its acts, and what
    it lists in the security log.
    """
    from scp_centre.centre.audit.details import DETAIL_LABELS  # needs the models

    for act, sentence in getattr(module, "LOGGED", {}).items():
        SENTENCES.declare(act, sentence, owner=owner)
    for key, label in getattr(module, "DETAILS", {}).items():
        DETAIL_LABELS.setdefault(key, label)
    list_in_security_log(*getattr(module, "SECURITY_ACTS", ()))


def _is_role(app: AppConfig) -> TypeGuard[RoleApp]:
    return isinstance(getattr(app, "role", None), CentreRole)


def _errors_of(module: ModuleType) -> list[type[CentreError]]:
    """Return the errors that a module defines itself."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, CentreError)
        and value.__module__ == module.__name__
    ]
