"""The package and the statements: their form, and what must not be in them."""

import io
import json
import zipfile
from xml.etree import ElementTree

import pytest

from scp_centre.centre.translation import Speaker
from scp_centre.roles.training.actions.quizzes import answer_quiz
from scp_centre.roles.training.models import Module, Participant
from scp_centre.roles.training.quiz_results import questions_of
from scp_centre.roles.training.scorm import write_scorm
from scp_centre.roles.training.xapi import statements_of
from tests.interfaces.test_rooms import joined
from tests.roles.training.room_clock import hold
from tests.roles.training.test_quizzes import held, trainer  # noqa: F401


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_a_package_has_a_manifest_that_names_every_file_and_one_object(sample_centre, version):
    module = Module.objects.get(key="material-flow-cost", language="fr")
    content = write_scorm(module, version, Speaker("fr"))
    assert content == write_scorm(module, version, Speaker("fr")), "the same module, the same file"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        root = ElementTree.fromstring(package.read("imsmanifest.xml"))
        page = package.read("index.html").decode()
    cp = root.tag.partition("}")[0] + "}"
    assert root.find(f"{cp}metadata/{cp}schema").text == "ADL SCORM"
    files = {f.get("href") for f in root.iter(f"{cp}file")}
    assert files | {"imsmanifest.xml"} == names
    (resource,) = root.iter(f"{cp}resource")
    (item,) = root.iter(f"{cp}item")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get("href") in files
    kinds = {name.partition("}")[2]: value for name, value in resource.attrib.items()}
    assert kinds.get("scormtype", kinds.get("scormType")) == "sco"
    assert root.find(f"{cp}organizations").get("default") == "course"
    assert "Dessinez l'étape" not in page, "the trainer's notes stay at home"
    assert "http://" not in page and "https://" not in page


def test_statements_are_read_by_another_library_and_hold_no_name(held, trainer):  # noqa: F811
    from tincan import Statement

    joined(held)
    who = Participant.objects.get(name="Zoe Zander")
    section = held.module.sections.first()
    answer_quiz(who, section, questions_of(section), {0: ["0"], 2: "21"})
    held = hold(held, trainer)  # noqa: F811
    found = list(statements_of(held, "https://centre.example/"))
    assert [s["verb"]["display"]["en"] for s in found] == ["attended", "answered", "answered"]
    assert "Zoe" not in json.dumps(found)
    for statement in found:
        read = Statement.from_json(json.dumps(statement))
        assert read.actor.account.home_page == "https://centre.example/"
        assert read.object.definition.name
    assert [s["result"]["score"]["scaled"] for s in found[1:]] == [1, 0]
    assert len({s["id"] for s in found}) == 3
    assert list(statements_of(held, "https://centre.example/")) == found, "sent twice, the same"
