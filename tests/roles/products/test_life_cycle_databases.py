"""Imported life-cycle databases: kept, corrected, used by a footprint, and removed."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.permissions import visible_organisations
from scp_centre.interfaces.cli.main import main
from scp_centre.methods.footprints import IMPORTED
from scp_centre.roles.products import actions
from scp_centre.roles.products.actions.databases import Statement, keep_database
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.databases.inventory import inventory_of
from scp_centre.roles.products.databases.scores import row_of, score_of
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.life_cycle_files import HOUR, read_life_cycle_file
from scp_centre.roles.products.models import (
    DatabaseProcess,
    FlowDecision,
    FootprintModel,
    LifeCycleDatabase,
)
from scp_centre.roles.products.report import compose_report
from tests.methods.test_lifecycle_formats import HERE, data_set, ecospold1, row
from tests.methods.test_lifecycle_simapro import simapro, sp_process

pytestmark = pytest.mark.django_db
CO2 = "Carbon dioxide, fossil ;;kg;0.4;Undefined;0;0;0;"
METHANE = "Methane, fossil;;g;10;Undefined;0;0;0;"
FREON = "Methane, trichlorofluoro-, CFC-11;;g;1;Undefined;0;0;0;"
DUST = "Particulates;;g;30;Undefined;0;0;0;"


def powered(*air, electricity="1"):
    """Return a database: steel that takes electricity, which emits what is given."""
    power = sp_process(
        process_name=["Power plant"], products=["Electricity;kWh;1;100;;;"], air=list(air)
    )
    steel = sp_process(
        process_name=["Steel works"],
        products=["Steel;kg;2;100;;;"],
        inputs=[f"Electricity;kWh;{electricity};Undefined;0;0;0;"],
    )
    return power, steel


@pytest.fixture
def content():
    return simapro(*powered(CO2, METHANE, FREON, DUST))


def kept(content, expert, name="Test data 1"):
    read = read_life_cycle_file(io.BytesIO(content), HOUR)
    digest = hashlib.sha256(content).hexdigest()
    said = Statement(name, "A publisher", "For tests only", "data.csv", digest)
    return keep_database(read, said, acting_user=expert)


def process_of(database, product):
    return database.process_rows.get(product=product)


def test_scores_are_cradle_to_gate_by_a_named_set(sample_centre, content):
    database = kept(content, sample_centre["expert"])
    steel = process_of(database, "Steel")
    # 0.5 kWh a kg: 0.2 kg CO2 and 5 g fossil methane, of 29.8 (AR6) and 25 (AR4)
    assert score_of(steel, "AR6") == pytest.approx(0.2 + 0.005 * 29.8)
    assert score_of(steel, "AR4") == pytest.approx(0.2 + 0.005 * 25)
    found = inventory_of(steel)
    assert [str(one.rule) for one in found.trace] == ["by name and medium"] * 2
    assert [one.name for one in found.suspects] == ["Methane, trichlorofluoro-, CFC-11"]
    assert [one.name for one in found.unfactored][0] == "Particulates"


def test_an_import_is_a_job_with_progress_whose_result_is_kept(signed_in, sample_centre, content):
    client, address = signed_in("expert"), reverse("life_cycle_database")
    words = {"name": "Data 2", "source": "A publisher", "licence": "CC BY", "act": "import"}
    answer = client.post(address, words | {"file": SimpleUploadedFile("a.csv", content)})
    job = Job.objects.get(kind="life_cycle_database")
    assert answer.status_code == 302 and str(job.pk) in answer.url
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert str(job.state) == "done" and "It has 2 processes." in str(job.message)
    database = LifeCycleDatabase.objects.get()
    assert database.content_hash == hashlib.sha256(content).hexdigest()
    assert (database.licence, database.imported_by) == ("CC BY", sample_centre["expert"])
    entry = Entry.objects.get(act="keep_life_cycle_database")
    assert entry.after["content_hash"] == database.content_hash
    page = client.get(reverse("kept_database", args=[database.pk])).content.decode()
    assert "Steel" in page and database.content_hash in page
    again = client.post(address, words | {"file": SimpleUploadedFile("a.csv", content)})
    assert again.status_code == 422
    assert "already been imported as Data 2" in again.content.decode()


def test_reading_a_package_tells_how_far_it_is(sample_centre):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(4):
            name = f"power {number}"
            row_ = row(name, "MJ", 1, "o0", HERE)
            package.writestr(f"{number}.xml", ecospold1(data_set(name, "MJ", row_)))
    told = []
    out.seek(0)
    read = read_life_cycle_file(out, HOUR, told.append)
    assert len(read.names) == 4
    assert told == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.01)


def test_an_import_needs_name_source_and_licence(signed_in, content):
    client = signed_in("expert")
    file = SimpleUploadedFile("a.csv", content)
    answer = client.post(reverse("life_cycle_database"), {"file": file, "act": "import"})
    assert answer.status_code == 422
    assert not Job.objects.filter(kind="life_cycle_database").exists()


def test_a_company_checks_a_file_but_imports_none(signed_in, sample_centre, content):
    client = signed_in("company")
    assert 'value="import"' not in client.get(reverse("life_cycle_database")).content.decode()
    with pytest.raises(NotPermittedError):
        kept(content, sample_centre["company"])
    assert not LifeCycleDatabase.objects.exists()


def test_a_decision_corrects_all_databases_and_the_next_import(sample_centre, content):
    expert = sample_centre["expert"]
    database = kept(content, expert)
    flow = ("methane, trichlorofluoro-, cfc-11", "air")
    before = score_of(process_of(database, "Steel"), "AR4")
    job = actions.decide_flows({flow: "hfc_134a"}, acting_user=expert)
    assert actions.decide_flows({flow: "hfc_134a"}, acting_user=expert) is None
    assert Entry.objects.filter(act="decide_flows").count() == 1
    run_job.func(str(job.pk))
    corrected = score_of(process_of(database, "Steel"), "AR4")
    assert corrected == pytest.approx(before + 0.0005 * 1430)
    other = kept(content + b"\n", expert, "Test data 2")
    assert score_of(process_of(other, "Steel"), "AR4") == pytest.approx(corrected)
    rules = {one.name: str(one.rule) for one in inventory_of(process_of(other, "Steel")).trace}
    assert rules["Methane, trichlorofluoro-, CFC-11"] == "decided by a person"
    actions.decide_flows({flow: ""}, acting_user=expert)
    assert not FlowDecision.objects.exists()
    with pytest.raises(ProductError):
        actions.decide_flows({flow: "no such gas"}, acting_user=expert)
    with pytest.raises(NotPermittedError):
        actions.decide_flows({flow: "n2o"}, acting_user=sample_centre["company"])


def test_the_page_of_decisions_shows_what_is_not_counted_first(signed_in, sample_centre, content):
    kept(content, sample_centre["expert"])
    client, address = signed_in("expert"), reverse("database_flows")
    page = client.get(address).content.decode()
    assert page.index("CFC-11") < page.index("Carbon dioxide, fossil, air")
    names = ["Methane, trichlorofluoro-, CFC-11", "Carbon dioxide, fossil", "Methane, fossil"]
    answer = client.post(address, {"name": names, "flow-0": "none"})
    assert answer.status_code == 302
    assert FlowDecision.objects.get().target == "none"
    answer = client.post(address, {"name": ["another list"], "flow-0": ""})
    assert answer.status_code == 422


def take(client, model, process, **words):
    address = reverse("take_database_process", args=[model.pk, process.pk])
    return client.post(address, {"seen": model.version, **words})


@pytest.fixture
def open_model(sample_centre):
    return next(model for model in FootprintModel.objects.all() if model.is_open)


def with_line(client, model, key):
    model.refresh_from_db()
    words = {"stage": "materials", "part": "Steel", "factor": key, "amount": "3", "unit": "kg"}
    words |= {"source": "Bill of materials", "seen": model.version}
    return client.post(reverse("new_footprint_line", args=[model.pk]), words)


def test_a_process_becomes_a_row_whose_score_is_frozen(
    signed_in, sample_centre, content, open_model
):
    expert = sample_centre["expert"]
    database = kept(content, expert)
    steel = process_of(database, "Steel")
    client = signed_in("expert")
    page = client.get(reverse("footprint_processes", args=[open_model.pk]), {"q": "steel"})
    assert "For tests only" in page.content.decode()
    assert "Electricity" not in page.content.decode()
    assert take(client, open_model, steel, spread="10").status_code == 302
    open_model.refresh_from_db()
    row = read_content(open_model.content).model.factors[-1]
    assert (row.category, row.unit, row.origin.content_hash) == (
        IMPORTED,
        "kg",
        database.content_hash,
    )
    assert with_line(client, open_model, row.key).status_code == 302
    open_model.refresh_from_db()
    made = read_content(open_model.content)
    (line,) = [one for one in compute(made).base.rows if one.line.line.part == "Steel"]
    per_kg = score_of(steel, made.model.gwp_set)
    assert line.value == pytest.approx(line.amount * per_kg)
    # a later correction of the database changes no model
    flow = ("carbon dioxide, fossil", "air")
    job = actions.decide_flows({flow: "none"}, acting_user=expert)
    run_job.func(str(job.pk))
    steel.refresh_from_db()
    assert score_of(steel, made.model.gwp_set) < per_kg
    assert read_content(open_model.content) == made
    report = str(compose_report(open_model, compute(made), "en", "N. N."))
    assert database.content_hash in report


def test_the_row_holds_the_score_and_none_of_the_flows(sample_centre, content):
    steel = process_of(kept(content, sample_centre["expert"]), "Steel")
    row = row_of(steel, "steel", "AR6", 0.0)
    assert set(row.emissions) == {"published_fossil"}


def test_a_database_in_use_cannot_be_removed(signed_in, sample_centre, content, open_model):
    expert = sample_centre["expert"]
    database = kept(content, expert)
    path = Path(database.system.path)
    take(signed_in("expert"), open_model, process_of(database, "Steel"))
    with pytest.raises(ProductError, match="1 footprint model uses Test data 1"):
        actions.remove_database(database, acting_user=expert)
    other = kept(content + b"\n", expert, "Test data 2")
    with pytest.raises(NotPermittedError):
        actions.remove_database(other, acting_user=sample_centre["company"])
    actions.remove_database(other, acting_user=expert)
    assert not DatabaseProcess.objects.filter(database__name="Test data 2").exists()
    assert Entry.objects.filter(act="remove_life_cycle_database").count() == 1
    assert path.exists()


def test_no_company_reads_whose_products_use_a_database(signed_in, sample_centre, content):
    own = visible_organisations(sample_centre["company"])
    model = FootprintModel.objects.filter(product__organisation__in=own).first()
    database = kept(content, sample_centre["expert"])
    assert take(signed_in("expert"), model, process_of(database, "Steel")).status_code == 302
    address, product = reverse("kept_database", args=[database.pk]), model.product.name
    assert product in signed_in("expert").get(address).content.decode()
    assert product in signed_in("company").get(address).content.decode()
    stranger = signed_in("dyehouse").get(address).content.decode()
    assert product not in stranger and "None of your footprints" in stranger


def test_a_row_of_a_removed_database_is_refused(signed_in, sample_centre, content, open_model):
    expert = sample_centre["expert"]
    database = kept(content, expert)
    row = row_of(process_of(database, "Steel"), "steel", "AR6", 0.0)
    actions.remove_database(database, acting_user=expert)
    from scp_centre.roles.products.content_changes import with_factor

    made = with_factor(read_content(open_model.content), row)
    with pytest.raises(ProductError, match="was removed"):
        actions.write_footprint(open_model, made, acting_user=expert, seen=open_model.version)


def test_a_loop_that_eats_itself_has_no_score_and_the_rest_has(signed_in, sample_centre):
    power = sp_process(
        process_name=["Power plant"],
        products=["Electricity;kWh;1;100;;;"],
        inputs=["Steel;kg;3;Undefined;0;0;0;"],
    )
    heat = sp_process(process_name=["Boiler"], products=["Heat;MJ;1;100;;;"], air=[CO2])
    content = simapro(power, powered()[1], heat)
    database = kept(content, sample_centre["expert"])
    scores = {one.product: score_of(one, "AR6") for one in database.process_rows.all()}
    assert scores == {"Electricity": None, "Steel": None, "Heat": pytest.approx(0.4)}
    page = signed_in("expert").get(reverse("kept_database", args=[database.pk])).content.decode()
    assert page.count("No score: a loop consumes more than it produces.") == 2


def test_a_process_whose_unit_no_line_counts_is_refused(signed_in, sample_centre, open_model):
    content = simapro(
        sp_process(process_name=["Work"], products=["Wages;EUR2010;1;100;;;"], air=[CO2])
    )
    process = kept(content, sample_centre["expert"]).process_rows.get()
    answer = take(signed_in("expert"), open_model, process)
    assert answer.status_code == 409
    assert "No line can use this unit." in answer.content.decode()


def test_decisions_leave_as_a_file_and_come_back(signed_in, sample_centre, content):
    expert = sample_centre["expert"]
    kept(content, expert)
    flow = ("methane, trichlorofluoro-, cfc-11", "air")
    actions.decide_flows({flow: "hfc_134a"}, acting_user=expert)
    client, address = signed_in("expert"), reverse("import_flow_decisions")
    written = client.get(reverse("flow_decisions_file")).content
    assert b'"methane, trichlorofluoro-, cfc-11",air,hfc_134a' in written
    actions.decide_flows({flow: ""}, acting_user=expert)
    answer = client.post(address, {"file": SimpleUploadedFile("d.csv", written)})
    assert answer.status_code == 302 and FlowDecision.objects.get().target == "hfc_134a"
    again = client.post(address, {"file": SimpleUploadedFile("d.csv", written)})
    assert again.url == reverse("database_flows")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("x,air,co2\n", "is not a greenhouse gas in the list"),
        ("x,sky,n2o\n", "” is not a known medium."),
        (",air,n2o\n", "The name of the flow is missing"),
        ("x,air,n2o\nX ,air,none\n", "Another row gives a different decision"),
    ],
)
def test_wrong_decisions_are_named_and_none_is_kept(signed_in, sample_centre, rows, sentence):
    client = signed_in("expert")
    file = SimpleUploadedFile("d.csv", f"flow,medium,counts_as\ny,air,n2o\n{rows}".encode())
    answer = client.post(reverse("import_flow_decisions"), {"file": file})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not FlowDecision.objects.exists()
    file = SimpleUploadedFile("d.csv", b"name\nx\n")
    answer = client.post(reverse("import_flow_decisions"), {"file": file})
    assert "does not contain decisions on flows" in answer.content.decode()


def test_the_command_counts_flows_as_decided(tmp_path, capsys, content):
    """0.5 kWh a kg of steel with 1 g of CFC-11 each, counted as HFC-134a of 1,430 (AR4)."""
    source, decisions = tmp_path / "a.csv", tmp_path / "d.csv"
    source.write_bytes(content)
    words = ["inventory", str(source), "--process", "Steel works", "--gwp", "AR4"]
    assert main(words) == 0
    assert f"{0.2 + 0.005 * 25:.6g} kg CO2e by AR4" in capsys.readouterr().out
    head = "flow,medium,counts_as\n"
    row = '"Methane, trichlorofluoro-, CFC-11",air,hfc_134a\n'
    decisions.write_text(head + row, "utf-8")
    assert main([*words, "--decisions", str(decisions)]) == 0
    said = capsys.readouterr().out
    assert f"{0.2 + 0.005 * 25 + 0.0005 * 1430:.6g} kg CO2e by AR4" in said
    assert "Flows that count as decided: 1." in said
    decisions.write_text(head + "x,sky,n2o\n", "utf-8")
    assert main([*words, "--decisions", str(decisions)]) == 2
    assert "” is not a known medium." in capsys.readouterr().err
