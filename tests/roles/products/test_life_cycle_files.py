"""Databases of other programs on the page and the command line: recognised, faults said, refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.interfaces.cli.main import main
from tests.methods.test_lifecycle_formats import HERE, POWER, data_set, ecospold1, row
from tests.methods.test_lifecycle_simapro import CO2_500_G, simapro, sp_process

STEEL = data_set(
    "steel",
    "kg",
    row("steel", "kg", 2, "o0", HERE),
    row("electricity", "MJ", 7.2, "i5", HERE),
    row("ore", "kg", 3, "i5", HERE),
)


def test_the_command_says_format_and_faults_and_computes_an_inventory(tmp_path, capsys):
    source, target = tmp_path / "steel.xml", tmp_path / "out.json"
    source.write_text(ecospold1(STEEL, POWER), "utf-8")
    words = ["inventory", str(source), "--process", "steel", "--amount", "4", "-o", str(target)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Format recognised: EcoSpold 1." in said
    assert "because no process in the file produces them: 1. For example: ore (steel)" in said
    found = json.loads(target.read_text("utf-8"))
    (flow,) = found["inventory"]["flows"]
    assert (flow["amount"], flow["unit"]) == (pytest.approx(2.0), "kg")  # 4 kWh, 0.5 kg each
    assert [link["rule"] for link in found["links"]] == ["only producer"]


def test_the_command_computes_the_impacts_of_a_method(tmp_path, capsys):
    source, target = tmp_path / "steel.xml", tmp_path / "out.json"
    source.write_text(ecospold1(STEEL, POWER), "utf-8")
    words = ["inventory", str(source), "--process", "steel", "--amount", "4", "-o", str(target)]
    assert main(words) == 0
    (flow,) = json.loads(target.read_text("utf-8"))["inventory"]["flows"]
    method = tmp_path / "method.csv"
    head = "category;category_unit;flow;factor;flow unit"
    rows = f"Climate;kg CO2 eq;{flow['id']};1,5;kg\nWater;m3;other;2;m3\n"
    method.write_text(f"{head}\n{rows}", "utf-8")
    capsys.readouterr()
    assert main([*words, "--method", str(method)]) == 0
    said = capsys.readouterr().out
    assert "Flows with a factor of method.csv: 1; of all: 1." in said
    assert "3 kg CO2 eq  Climate" in said and "0 m3  Water" in said
    found = json.loads(target.read_text("utf-8"))["impacts"]
    assert [one["impact"] for one in found["categories"]] == [pytest.approx(3.0), 0.0]
    assert [one["rule"] for one in found["trace"]] == ["identifier"]


@pytest.mark.parametrize("content", [b"nothing", b"category,category_unit,flow,factor\n"])
def test_a_file_that_holds_no_method_is_refused_in_a_sentence(tmp_path, capsys, content):
    source, method = tmp_path / "steel.xml", tmp_path / "method.csv"
    source.write_text(ecospold1(STEEL, POWER), "utf-8")
    method.write_bytes(content)
    words = ["inventory", str(source), "--method", str(method)]
    assert main([*words, "--process", "steel"]) == 2
    assert "Export the method from openLCA as JSON-LD" in capsys.readouterr().err
    assert main(words) == 2
    assert "name one with --process" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nothing that is known", "The format of the file is not recognised."),
        (ecospold1().encode(), "The file contains no process."),
        (ecospold1(POWER).encode()[:-9], "The file is damaged or incomplete."),
        (simapro(version="12"), "The file uses the schema SimaPro CSV 12"),
    ],
)
def test_the_command_refuses_in_a_sentence(tmp_path, capsys, content, sentence):
    source = tmp_path / "file"
    source.write_bytes(content)
    assert main(["inventory", str(source)]) == 2
    assert sentence in capsys.readouterr().err


def test_an_unknown_process_is_refused_with_those_that_are_alike(tmp_path, capsys):
    source = tmp_path / "steel.xml"
    source.write_text(ecospold1(STEEL, POWER), "utf-8")
    assert main(["inventory", str(source), "--process", "Stee"]) == 2
    assert " steel." in capsys.readouterr().err
    assert main(["inventory", str(source), "--process", "steel", "--amount", "x"]) == 2


@pytest.mark.django_db
def test_the_page_names_the_formats_and_says_what_is_wrong(sample_centre, signed_in):
    client, address = signed_in("expert"), reverse("life_cycle_database")
    page = client.get(address).content.decode()
    assert "EcoSpold 1" in page and "SimaPro CSV" in page
    content = simapro(sp_process(products=["Power;kWh;1;100;;;"], air=[CO2_500_G]))
    answer = client.post(address, {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 200
    assert "Format recognised: SimaPro CSV 9.0.0." in answer.content.decode()
    assert "No problems found." in answer.content.decode()
    content = ecospold1(STEEL, POWER).encode()
    answer = client.post(address, {"file": SimpleUploadedFile("a.xml", content)})
    assert "ore (steel)" in answer.content.decode()
    answer = client.post(address, {"file": SimpleUploadedFile("a.xml", content[:-9])})
    assert answer.status_code == 422
    assert "The file is damaged or incomplete." in answer.content.decode()


@pytest.mark.django_db
def test_the_page_hands_out_the_template_and_says_what_is_wrong_row_by_row(signed_in):
    client, address = signed_in("expert"), reverse("life_cycle_database")
    template = client.get(reverse("database_template")).content
    answer = client.post(address, {"file": SimpleUploadedFile("a.csv", template)})
    assert "Format recognised: CSV template 1." in answer.content.decode()
    wrong = template.replace(b"input", b"inputs").replace(b";1000;", b";many;")
    answer = client.post(address, {"file": SimpleUploadedFile("a.csv", wrong)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“inputs” is not a row type." in page and "“many” is not a number." in page
    assert "Row 2, column amount" in page
