"""A module as a SCORM package, 1.2 or 2004: for a centre's Moodle, or any other course system.

The package holds one page with all slides, hand-outs and quizzes, and asks nothing from any host.
It tells the course system where somebody is, what they answered, their score and completion.
"""

from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from scp_centre.centre.documents.markdown import as_html, slides_of
from scp_centre.centre.translation import Speaker
from scp_centre.methods.entries import Notation
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.methods.unit_signs import write_unit
from scp_centre.roles.training.models import Kind, Module, Section
from scp_centre.roles.training.number_answers import units_for
from scp_centre.roles.training.quiz_results import questions_of

PLAYER = Path(__file__).with_name("player")
XSI = "http://www.w3.org/2001/XMLSchema-instance"
VERSIONS = {
    "1.2": {
        "": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
        "schemaversion": "1.2",
        "type": "scormtype",
    },
    "2004": {
        "": "http://www.imsglobal.org/xsd/imscp_v1p1",
        "adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
        "schemaversion": "2004 4th Edition",
        "type": "scormType",
    },
}
FILES = ("player.js", "player.css")
PASS = 0.6  # share of marks with which a module counts as passed; said on its first page
EPOCH = (2020, 1, 1, 0, 0, 0)  # the same module gives the same file


def write_scorm(module: Module, version: str, say: Speaker) -> bytes:
    """Return the package. version : 1.2 or 2004"""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        files = {
            "imsmanifest.xml": manifest(module, version),
            "index.html": _page(module, say).encode(),
            **{name: (PLAYER / name).read_bytes() for name in FILES},
        }
        for name, content in files.items():
            package.writestr(ZipInfo(name, EPOCH), content, ZIP_DEFLATED)
    return buffer.getvalue()


def manifest(module: Module, version: str) -> bytes:
    """Return imsmanifest.xml: one organisation, one item, one sharable content object."""
    names = VERSIONS[version]
    cp, adlcp = names[""], names["adlcp"]
    register_namespace("", cp)
    register_namespace("adlcp", adlcp)
    register_namespace("xsi", XSI)
    identifier = f"scp-centre-{module.key}-{module.language}-{module.version}"
    root = Element(f"{{{cp}}}manifest", {"identifier": identifier, "version": "1"})
    metadata = SubElement(root, f"{{{cp}}}metadata")
    SubElement(metadata, f"{{{cp}}}schema").text = "ADL SCORM"
    SubElement(metadata, f"{{{cp}}}schemaversion").text = names["schemaversion"]
    organisations = SubElement(root, f"{{{cp}}}organizations", {"default": "course"})
    organisation = SubElement(organisations, f"{{{cp}}}organization", {"identifier": "course"})
    SubElement(organisation, f"{{{cp}}}title").text = module.title
    item = SubElement(
        organisation, f"{{{cp}}}item", {"identifier": "item", "identifierref": "module"}
    )
    SubElement(item, f"{{{cp}}}title").text = module.title
    if version == "1.2":
        SubElement(item, f"{{{adlcp}}}masteryscore").text = f"{100 * PASS:.0f}"
    resources = SubElement(root, f"{{{cp}}}resources")
    resource = SubElement(
        resources,
        f"{{{cp}}}resource",
        {
            "identifier": "module",
            "type": "webcontent",
            f"{{{adlcp}}}{names['type']}": "sco",
            "href": "index.html",
        },
    )
    for name in ("index.html", *FILES):
        SubElement(resource, f"{{{cp}}}file", {"href": name})
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _page(module: Module, say: Speaker) -> str:
    steps = [step for section in module.sections.all() for step in _steps(section, say)]
    words = {
        "question": say(_("Question")),
        "right": say(_("Correct.")),
        "partly": say(_("Partly correct.")),
        "wrong": say(_("Incorrect.")),
        "answer": say(_("Correct answer")),
        "done": say(_("You have reached the end.")),
        "marks": say(_("Marks: {got} out of {all}", got="{got}", all="{all}")),
        "send": say(_("Submit your answers")),
        "choose": say(_("Choose")),
        "meant": say(_("Which of these do you mean?")),
        "number": say(_("Write a number, followed by its unit if you use another unit.")),
        "units": say(_("Use one of these: {join}.", join="{join}")),
        "no_unit": say(_("Enter only the number.")),
        "leave": say(_("You can close this window.")),
    }
    context = {
        "module": module,
        "steps": steps,
        "words": words,
        "data": {
            "quizzes": [s["quiz"] for s in steps],
            "words": words,
            "pass": PASS,
            "decimal": say.notation.decimal,
            "group": say.notation.group,
            "symbols": [written for unit in SYMBOLS for written in {unit, write_unit(unit)}],
        },
        "next": say(_("Next")),
        "back": say(_("Back")),
        "step": say(_("Step")),
    }
    return render_to_string("training/scorm.html", context)


def _steps(section: Section, say: Speaker) -> list[dict[str, Any]]:
    """Return what somebody sees one after the other: slides, the task, a quiz, the hand-out."""
    steps: list[dict[str, Any]] = [
        {"html": as_html(slide, elsewhere=True), "quiz": None}
        for slide in slides_of(section.slides)
    ]
    if section.task:
        steps.append(
            {"html": as_html(f"# {section.title}\n\n{section.task}", elsewhere=True), "quiz": None}
        )
    if section.kind == Kind.QUIZ and (questions := questions_of(section)):
        heading = as_html(f"# {section.title}")
        asked = [_question(q, say.notation) for q in questions]
        steps.append({"html": heading, "quiz": asked})
    if section.handout:
        words = f"# {say(_('Hand-out'))}: {section.title}\n\n{section.handout}"
        steps.append({"html": as_html(words, elsewhere=True), "quiz": None})
    return steps


def _question(question: dict[str, Any], notation: Notation) -> dict[str, Any]:
    """Return what the player needs to ask and mark a question; of a number, its units too."""
    kept = ("kind", "text", "options", "pairs", "accepted", "value", "unit", "tolerance", "why")
    asked = {name: question[name] for name in kept if name in question}
    return asked | ({"units": units_for(asked["unit"], notation)} if "value" in asked else {})
