"""A role is one folder and one line: whole, by itself, and refused where it clashes."""

import re
import sys
from pathlib import Path

import pytest
from django.apps import AppConfig
from django.contrib.staticfiles import finders
from django.urls import path, reverse

import scp_centre
from scp_centre.centre.declarations import ClashError, Declarations
from scp_centre.centre.pages.addresses import SHARED_ADDRESSES
from scp_centre.centre.pages.journey_links import all_links
from scp_centre.centre.registry.actions import invite_person
from scp_centre.centre.registry.models import Membership
from scp_centre.centre.registry.permissions import ACTS, EXPERT, PERSON_ROLES, Act, allowed
from scp_centre.centre.roles import CentreRole, discovery
from scp_centre.centre.roles.addresses import role_addresses
from scp_centre.centre.roles.discovery import declare_acts, role_apps
from scp_centre.interfaces.cli import main
from scp_centre.interfaces.web.urls import journeys, own
from scp_centre.roles import ROLES
from tests.house.role_rules import lacks
from tests.interfaces.test_permissions import addresses

ROOT = Path(__file__).parents[2]
SOURCE = Path(scp_centre.__file__).parent
PAGES = SOURCE / "centre/pages"
LIBRARIES = {"i18n", "static", "humanize", "l10n", "tz"}  # of Django
TAG = re.compile(r"{%\s*(extends|include|load|url|static)\s+(.*?)\s*%}")
NAME = re.compile(r"""(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["'](\w+)["']""")


@pytest.mark.parametrize("package", ROLES)
def test_a_role_is_whole(package):
    (app,) = [app for app in role_apps() if app.name == package]
    assert lacks(package, app.role, ROOT) == []


@pytest.mark.django_db
def test_every_role_has_its_page_in_the_menu(signed_in):
    client = signed_in("expert")
    for app in role_apps():
        page = client.get(reverse(app.role.url_name))
        assert page.status_code == 200
        assert app.role.title in page.content.decode()


def hollow_role(folder, name):
    """Write the folder of a role that only says so, and return its package and role."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("")
    return name, CentreRole(7, "Hollow", url_name="hollow", act="see_hollow")


def test_a_hollow_role_does_not_pass(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    package, role = hollow_role(tmp_path, "hollow_role")
    told = " · ".join(lacks(package, role, tmp_path))
    for part in (
        "no act",
        "no model",
        "no migration",
        "audit log",
        "asks for a permission",
        "sample",
        "no page 'hollow'",
        "no template",
        "no sentence",
        "has no test",
        "no journey",
        "docs/roles/hollow_role.md is missing",
    ):
        assert part in told


def own_names(folder):
    """Return the names of the addresses that a role has."""
    return set(re.findall(r'name="(\w+)"', (folder / "urls.py").read_text("utf-8")))


@pytest.mark.parametrize("app", role_apps(), ids=lambda app: app.label)
def test_templates_of_a_role_lean_on_itself_and_the_centre_only(app):
    """No page of a role reaches up: neither to the top floor nor to another role."""
    folder = Path(app.path)
    names = own_names(folder) | set(SHARED_ADDRESSES)
    rooms = (folder / "templates", PAGES / "templates")
    tags = {p.stem for p in folder.glob("templatetags/*.py")} | LIBRARIES
    wrong = []
    for template in folder.rglob("templates/**/*.html"):
        for tag, text in TAG.findall(template.read_text("utf-8")):
            first = text.split()[0]
            word = first.strip("\"'")
            if tag == "load":
                fits = set(text.split()) <= tags
            elif first == word:  # a name that the view gave
                fits = tag == "url"
            elif tag == "url":
                fits = word in names
            elif tag == "static":
                fits = word.startswith((f"{app.label}/", "scp/")) and finders.find(word)
            else:
                fits = any((room / word).exists() for room in rooms)
            if not fits:
                wrong.append(f"{template.name}: {tag} {text}")
    assert wrong == []


@pytest.mark.parametrize("app", role_apps(), ids=lambda app: app.label)
def test_code_of_a_role_leads_to_itself_and_to_shared_addresses_only(app):
    folder = Path(app.path)
    names = own_names(folder) | set(SHARED_ADDRESSES)
    wrong = [
        f"{path.relative_to(folder)}: {name}"
        for path in folder.rglob("*.py")
        for name in NAME.findall(path.read_text("utf-8"))
        if name not in names
    ]
    assert wrong == []


def test_templates_of_the_centre_lead_to_shared_addresses_only():
    wrong = [
        f"{template.name}: {text}"
        for template in SOURCE.glob("centre/**/templates/**/*.html")
        for tag, text in TAG.findall(template.read_text("utf-8"))
        if tag == "url"
        and text[0] in "\"'"
        and text.split()[0].strip("\"'") not in SHARED_ADDRESSES
    ]
    assert wrong == []


def test_the_top_floor_fills_every_shared_address():
    of_roles = set().union(*(own_names(Path(app.path)) for app in role_apps()))
    filled = {name for name, _ in addresses()} - of_roles
    assert sorted(set(SHARED_ADDRESSES) - filled) == []


def test_links_of_journeys_have_a_place_and_a_page():
    pages = {pattern.name for pattern in journeys}
    texts = "".join(p.read_text("utf-8") for p in SOURCE.glob("roles/*/templates/**/*.html"))
    for link in all_links():
        assert link.url_name in pages
        assert f'{{% journey_links "{link.place}" ' in texts


def test_nobody_names_a_role_but_its_own_folder_and_the_one_list():
    """Journeys cross roles, and so do the pages of journeys."""
    allowed = ("interfaces/journeys/", "interfaces/web/knowledge.py", "roles/")
    named = [
        name
        for path in SOURCE.rglob("*.py")
        if not (name := path.relative_to(SOURCE).as_posix()).startswith(allowed)
        and any(role in path.read_text("utf-8") for role in ROLES)
    ]
    assert named == []


def test_two_roles_with_one_act_are_refused():
    with pytest.raises(ClashError) as refused:
        declare_acts("Hollow", (Act("see_releases", "See", (EXPERT,)),))
    assert str(refused.value) == (
        "Both Benchmarks and Hollow declare the act 'see_releases'. "
        "Give one of them another name in its permissions.py."
    )
    assert ACTS["see_releases"].sentence != "See"


def test_a_declaration_is_taken_in_once_however_often_it_comes():
    words = Declarations("word", "words.py")
    words.declare("one", 1, owner="A")
    words.declare("one", 1, owner="A")
    assert [(name, words[name]) for name in words] == [("one", 1)]


class UrlsOfAnother:
    """Addresses as a further role would declare them."""

    def __init__(self, *urlpatterns):
        self.urlpatterns = urlpatterns


def another(monkeypatch, *patterns, **said):
    """Let a further role offer addresses beside those that stand."""
    app = AppConfig("another", sys.modules[__name__])
    app.role = CentreRole(1, "Another", url_name="another", act="see_another", **said)
    real = discovery.offered
    monkeypatch.setattr(
        "scp_centre.centre.roles.addresses.offered",
        lambda name: [*real(name), (app, UrlsOfAnother(*patterns))],
    )


def no_page(request):
    raise NotImplementedError


def test_two_roles_with_one_beginning_of_addresses_are_refused(monkeypatch):
    another(monkeypatch, path("<int:pk>/", no_page, name="another"), address="benchmarks/")
    with pytest.raises(ClashError, match="Both Benchmarks and Another declare the address"):
        role_addresses(own)


def test_a_role_cannot_take_an_address_of_the_centre(monkeypatch):
    another(monkeypatch, path("jobs/", no_page, name="another"))
    with pytest.raises(
        ClashError, match="Both the centre and Another declare the address '/jobs/'"
    ):
        role_addresses(own)


def test_two_roles_with_one_name_of_an_address_are_refused(monkeypatch):
    another(monkeypatch, path("another/", no_page, name="assessments"))
    with pytest.raises(ClashError, match="Production and Another declare the name of an address"):
        role_addresses(own)


def test_two_roles_with_one_command_are_refused(monkeypatch):
    monkeypatch.setattr(main, "ROLES", (*ROLES, ROLES[0].replace("production", "policy")))
    with pytest.raises(SystemExit, match="have the command 'brief'"):
        main.list_commands()


@pytest.mark.django_db
def test_the_staff_of_a_role_can_be_invited_and_may_do_its_acts(
    sample_centre, signed_in, monkeypatch
):
    """What somebody is here is declared by the role, too: nothing of the registry changes."""
    monkeypatch.setitem(PERSON_ROLES._values, "visit planner", "visit planner")
    monkeypatch.setitem(ACTS._values, "plan_visit", Act("plan_visit", "Plan", ("visit planner",)))
    admin = signed_in("admin")
    assert 'value="visit planner"' in admin.get("/people/invite/").content.decode()
    invite_person("v@verdania.example", "visit planner", None, acting_user=sample_centre["admin"])
    person = sample_centre["trainer"]
    assert not allowed(person, "plan_visit")
    Membership.objects.create(person=person, role="visit planner")
    del person._memberships
    assert allowed(person, "plan_visit")
