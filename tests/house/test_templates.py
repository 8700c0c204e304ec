"""Templates are laid out to be read: short lines, one element a line, indented by what holds it."""

import re
from itertools import takewhile
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"
TEMPLATES = sorted(SOURCES.rglob("templates/**/*.html"))
LONGEST = 120
INDENT = 2
BLOCK_LEVEL = (
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h1|h2|h3|h4|h5|h6|head|header|html|legend|li|main|nav|ol|option|p|pre|section|"
    "select|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
TAG = re.compile(rf"<(/?)({BLOCK_LEVEL})\b")
MOST_OPENED = 2  # a cell with its paragraph, an item with its heading


def name_of(template):
    return str(template.relative_to(SOURCES))


def lines_of(template):
    """Yield number and text of each line."""
    yield from enumerate(template.read_text("utf-8").splitlines(), start=1)


def indent_of(line):
    return sum(1 for _ in takewhile(str.isspace, line))


def openings(line):
    return [name for closing, name in TAG.findall(line) if not closing]


def misplaced_ends(template):
    """Yield each line that begins with an end tag which does not stand below its start tag."""
    begun = []  # tag, number of its line, indent of that line
    for number, line in lines_of(template):
        for tag in TAG.finditer(line):
            closing, name = tag.groups()
            if not closing:
                begun.append((name, number, indent_of(line)))
            elif begun and begun[-1][0] == name:
                _, first, indent = begun.pop()
                starts_the_line = not line[: tag.start()].strip()
                if first != number and starts_the_line and indent != indent_of(line):
                    yield f"line {number}: </{name}> of line {first}"


def test_the_walk_sees_the_templates():
    names = {template.name for template in TEMPLATES}
    assert {"base.html", "form.html", "overview.html", "console.html"} <= names


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_line_is_too_long(template):
    assert not {n: len(line) for n, line in lines_of(template) if len(line) > LONGEST}


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_line_is_packed(template):
    opened = {n: openings(line) for n, line in lines_of(template)}
    assert not {n: names for n, names in opened.items() if len(names) > MOST_OPENED}


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_markup_is_indented(template):
    assert not [n for n, line in lines_of(template) if indent_of(line) % INDENT]
    assert not list(misplaced_ends(template))


GLUED = re.compile(r'%\}:(?=[ \n<])|\|said \}\}:|translate "[^":]*" %\} \{\{')


def test_no_template_glues_a_sentence():
    """A label is parted by {% colon %}; a sentence with a hole is one blocktranslate."""
    glued = [
        f"{path.name}: {found[0]}"
        for path in TEMPLATES
        for found in GLUED.finditer(path.read_text("utf-8"))
    ]
    assert glued == []


NAMES_A_UNIT = r"(?:[\w.]+[._])?unit"
SAID = re.compile(
    r"{% blocktrans(?:late)?\b(?P<head>.*?)%}.*?{% endblocktrans(?:late)? %}", re.DOTALL
)
SHOWN = re.compile(rf"{{{{ {NAMES_A_UNIT}(?P<filters>(?:\|[^}}|]+)*) }}}}")
HANDED_ON = re.compile(rf"\b(?:\w+)={NAMES_A_UNIT}(?P<filters>(?:\|[\w:\"–]+)*)(?=[\s%])")
GIVEN = re.compile(r"{% (?:with|include)\b[^%]*%}")


def plain_units(template):
    """Return where a template shows a unit, or hands it to a sentence, as programs keep it: m3."""
    source = template.read_text("utf-8")
    heads = [found["head"] + " " for found in SAID.finditer(source)] + GIVEN.findall(source)
    places = list(SHOWN.finditer(SAID.sub("", source)))
    places += [found for head in heads for found in HANDED_ON.finditer(head)]
    return [found[0] for found in places if "unit" not in found["filters"].split("|")]


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_units_are_written_as_people_print_them(template):
    assert not plain_units(template)


def test_a_unit_in_plain_signs_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "{{ f.unit }} {{ f.unit|unit }} {% with unit=b.use_unit v=1 %}{{ v }}{% endwith %}"
        "{% blocktranslate trimmed with v=1 unit=f.unit %}{{ v }} {{ unit }}{% endblocktranslate %}"
        "{% blocktranslate with unit=f.unit|unit %}{{ unit }}{% endblocktranslate %}",
        "utf-8",
    )
    assert plain_units(page) == ["{{ f.unit }}", "unit=f.unit", "unit=b.use_unit"]
