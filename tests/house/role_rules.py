"""What every role has to have. A role that lacks something is hollow, and is told what it lacks."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from scp_centre.centre.roles import CentreRole
from scp_centre.centre.translation.extraction import collect, is_translated, key_of
from scp_centre.centre.translation.messages import catalogues

TRANSLATED = ("fr", "es")


def lacks(package, role, root):
    """Return what a role lacks, in sentences.

    package : its import name    role : what it says in apps.py
    root : of the project, with the folders docs/ and tests/
    """
    folder = Path(find_spec(package).origin).parent
    label = folder.name
    found = [
        *_of_declaration(package, role, folder),
        *_of_code(folder),
        *_of_pages(role, folder, label),
        *_of_sentences(label),
        *_of_project(role, folder, label, root),
    ]
    return [sentence for sentence, there in found if not there]


def _of_declaration(package, role, folder):
    acts = _constant(package, "permissions", "ACTS") or ()
    yield "apps.py declares no CentreRole", isinstance(role, CentreRole)
    yield "permissions.py declares no act", bool(acts)
    for one in role.staff:
        yield f"its staff {one!r} has more than 20 letters", len(one) <= 20
    yield (
        f"its act {role.act!r}, that of the first page, is declared nowhere",
        role.act in {a.key for a in acts} | _acts_of_the_centre(),
    )
    asked = _text_of(p for p in folder.rglob("*.py") if p.name != "permissions.py")
    above = folder.parents[1] / "interfaces"
    asked += _text_of(above.rglob("*.py")) if above.is_dir() else ""
    for act in acts:
        yield f"no code asks for its act {act.key!r}", f'"{act.key}"' in asked


def _of_code(folder):
    models = [folder / "models.py", *folder.glob("models/*.py")]
    actions = [folder / "actions.py", *folder.glob("actions/*.py")]
    yield "it has no model", any(_has_model(path) for path in models if path.exists())
    yield "it has no migration", any(folder.glob("migrations/0001_*.py"))
    yield (
        "no action of it writes a row of the audit log",
        "record(" in _text_of(p for p in actions if p.exists()),
    )
    yield "nothing asks for a permission", "require(" in _text_of(folder.rglob("*.py"))
    sample = (folder / "sample.py", folder / "sample/__init__.py")
    yield "its sample loads nothing", "def load(" in _text_of(p for p in sample if p.exists())


def _of_pages(role, folder, label):
    urls = _text_of(folder.glob("urls.py"))
    yield f"urls.py has no page {role.url_name!r}", f'name="{role.url_name}"' in urls
    templates = list(folder.glob("templates/**/*.html"))
    yield "it has no template", bool(templates)
    own = folder / "templates" / label
    for path in templates:
        yield f"{path.name} is not in templates/{label}", own in path.parents


def _of_sentences(label):
    said = {
        key_of(m)
        for m in collect()
        if m.id and any(file.startswith(f"roles/{label}/") for file, _line in m.locations)
    }
    yield "it says no sentence", bool(said)
    for language in TRANSLATED:
        known = {key_of(m): m.string for part in catalogues(language) for m in part if m.id}
        missing = [s for s in said if not is_translated(known.get(s, ""))]
        yield f"{len(missing)} sentences have no {language}: {missing[:3]}", not missing


def _of_project(role, folder, label, root):
    tests = _text_of((root / "tests/roles" / label).glob("test_*.py"))
    journeys = _text_of((root / "tests/journeys").glob("test_*.py"))
    begins = _beginnings(role, folder)
    yield f"tests/roles/{label} has no test", "def test_" in tests
    yield "no journey in tests/journeys reaches it", any(begin in journeys for begin in begins)
    page = root / f"docs/roles/{label}.md"
    yield f"docs/roles/{label}.md is missing", page.exists()
    heading = page.read_text("utf-8").splitlines()[0].lower() if page.exists() else ""
    yield f"the heading of docs/roles/{label}.md has not its title", role.title.lower() in heading


def _beginnings(role, folder):
    """Return what the addresses of a role begin with: /assessments/, /sites/ …"""
    if role.address:
        return {f"/{role.address}"}
    urls = _text_of(folder.glob("urls.py"))
    constants = dict(re.findall(r'^([A-Z]+) = "([^"]+)"', urls, re.M))
    routes = re.findall(r'path\(\s*f?"([^"<{]+/)', urls)
    routes += [constants[name] for name in re.findall(r'path\(\s*f?"?\{?([A-Z]+)\b', urls)]
    return {f"/{route.partition('/')[0]}/" for route in routes}


def _has_model(path):
    """Return whether a file defines a table of the database."""
    tree = ast.parse(path.read_text("utf-8"))
    bases = [ast.unparse(b) for n in ast.walk(tree) if isinstance(n, ast.ClassDef) for b in n.bases]
    return "models.Model" in bases


def _constant(package, module, name):
    if find_spec(f"{package}.{module}") is None:
        return None
    return getattr(import_module(f"{package}.{module}"), name, None)


def _acts_of_the_centre():
    from scp_centre.centre.registry.permissions import CENTRE_ACTS

    return {act.key for act in CENTRE_ACTS}


def _text_of(paths):
    return "\n".join(path.read_text("utf-8") for path in sorted(paths))
