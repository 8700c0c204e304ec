"""Imported impact methods: kept, applied to databases and models, reported, removed."""

import hashlib
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job
from scp_centre.interfaces.cli.main import main
from scp_centre.methods.footprints import Alternative, Change
from scp_centre.roles.products import actions
from scp_centre.roles.products.actions.impact_methods import (
    MethodStatement,
    keep_impact_method,
)
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.content_changes import with_alternative, with_methods
from scp_centre.roles.products.databases.impacts import impacts_of_processes, match_method
from scp_centre.roles.products.databases.method_file import read_method, write_method
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.impact_method_files import read_impact_method
from scp_centre.roles.products.life_cycle_files import HOUR
from scp_centre.roles.products.models import FootprintModel, KeptImpactMethod
from scp_centre.roles.products.report import compose_report
from scp_centre.roles.products.workbook import read_workbook, write_workbook
from scp_centre.roles.products.workbook.report_book import write_report_book
from tests.methods.test_impact_methods import factor, package
from tests.methods.test_lifecycle_simapro import simapro, sp_process
from tests.roles.products.test_life_cycle_databases import kept, process_of, take, with_line

pytestmark = pytest.mark.django_db
SO2 = "Sulfur dioxide;;g;4;Undefined;0;0;0;"
CO2 = "Carbon dioxide, fossil;;kg;0.4;Undefined;0;0;0;"
WATER = "Water, river;in water;m3;0.02;Undefined;0;0;0;"


@pytest.fixture
def database(sample_centre):
    """Steel takes 0.5 kWh a kg; a kWh emits 4 g SO2 and 0.4 kg CO2, and takes 0.02 m3 of water."""
    power = sp_process(
        process_name=["Power plant"],
        products=["Electricity;kWh;1;100;;;"],
        air=[SO2, CO2],
        resources=[WATER],
    )
    steel = sp_process(
        process_name=["Steel works"],
        products=["Steel;kg;2;100;;;"],
        inputs=["Electricity;kWh;1;Undefined;0;0;0;"],
    )
    return kept(simapro(power, steel), sample_centre["expert"])


def acidification(database, *more):
    """Return a table of a method with a factor of 1.31 for the SO2 of a database, and more rows."""
    flow = next(one for one in _flows(database) if one.name == "Sulfur dioxide")
    head = "category,category_unit,flow,flow unit,location,factor"
    row = f"Acidification,mol H+ eq,{flow.id},kg,,1.31"
    return "\n".join([head, row, "Ozone,kg CFC11 eq,other,kg,,2", *more]).encode()


def _flows(database):
    from scp_centre.roles.products.databases.system_file import read_system

    with database.system.open("rb") as file:
        return read_system(file.read()).flows.values()


def keep(content, expert, name="Acid rain", version="2.1"):
    digest = hashlib.sha256(content).hexdigest()
    said = MethodStatement(name, version, "A publisher", "CC BY-SA", "m.csv", digest)
    method = read_impact_method(io.BytesIO(content), HOUR)
    return keep_impact_method(method, said, acting_user=expert)


def test_an_import_is_a_job_that_keeps_licence_and_hash(signed_in, sample_centre, database):
    client, address = signed_in("expert"), reverse("impact_methods")
    content = acidification(database, "Acidification,mol H+ eq,far,kg,FR,9")
    words = {"name": "Acid rain", "version": "2.1", "source": "A publisher", "licence": "CC BY-SA"}
    sent = words | {"act": "import", "file": SimpleUploadedFile("m.csv", content)}
    answer = client.post(address, sent)
    job = Job.objects.get(kind="impact_method")
    assert answer.status_code == 302 and str(job.pk) in answer.url
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert "Acid rain has been imported. It has 2 categories." in str(job.message)
    method = KeptImpactMethod.objects.get()
    assert method.content_hash == hashlib.sha256(content).hexdigest()
    assert (method.licence, method.version) == ("CC BY-SA", "2.1")
    assert method.left_out == {"regional": 1, "unreadable": 0, "contradictory": 0}
    assert Entry.objects.get(act="keep_impact_method").after["licence"] == "CC BY-SA"
    page = client.get(reverse("kept_method", args=[method.pk])).content.decode()
    assert "mol H+ eq" in page and method.content_hash in page
    assert "Factors for one location only (not used)" in page
    sent = words | {"act": "import", "file": SimpleUploadedFile("m.csv", content)}
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "already been imported as Acid rain, 2.1" in again.content.decode()
    sent = words | {"act": "import", "file": SimpleUploadedFile("m.csv", content + b"\n")}
    assert "Version 2.1 of Acid rain" in client.post(address, sent).content.decode()


def test_a_method_says_which_flows_of_a_database_it_does_not_count(
    signed_in, sample_centre, database
):
    method = keep(acidification(database), sample_centre["expert"])
    matched = match_method(method, database)
    assert list(matched.counted.values()) == ["identifier"]
    address = reverse("kept_method", args=[method.pk])
    page = signed_in("company").get(address, {"database": database.pk}).content.decode()
    assert "The database has 3 elementary flows. Flows with a factor: 1." in page
    assert "Water, river" in page and "The method has no factor for the flow" in page


def test_a_process_shows_impacts_by_hand(signed_in, sample_centre, database):
    """0.5 kWh × 4 g SO2 × 1.31 mol H+ eq/kg = 0.00262 mol H+ eq per kg of steel."""
    method = keep(acidification(database), sample_centre["expert"])
    steel = process_of(database, "Steel")
    ((found,),) = impacts_of_processes(database, [steel.place], [method])
    assert found.rows == [
        ("Acidification", "mol H+ eq", pytest.approx(0.00262)),
        ("Ozone", "kg CFC11 eq", 0.0),
    ]
    assert (found.flows, found.counted) == (3, 1)
    assert [one.name for one in found.left_out] == ["Carbon dioxide, fossil", "Water, river"]
    address = reverse("database_process", args=[database.pk, steel.pk])
    page = signed_in("expert").get(address).content.decode()
    assert "Acid rain, 2.1, per kg" in page and "0.00262" in page


def test_a_method_that_misses_the_greenhouse_gases_is_said_so(signed_in, sample_centre, database):
    """Of 0.2 kg CO2 per kg of steel the method counts none."""
    content = acidification(database, "Climate change,kg CO2 eq,other,kg,,1")
    keep(content, sample_centre["expert"])
    steel = process_of(database, "Steel")
    address = reverse("database_process", args=[database.pk, steel.pk])
    page = signed_in("expert").get(address).content.decode()
    assert "This method gives 0 kg CO₂e, but the carbon footprint" in page
    assert "is 0.200 kg CO₂e" in page
    gas = next(one for one in _flows(database) if one.name == "Carbon dioxide, fossil")
    keep(
        acidification(database, f"Global warming,kg CO2 eq,{gas.id},kg,,1"),
        sample_centre["expert"],
        version="2.2",
    )
    page = signed_in("expert").get(address).content.decode()
    assert page.count("use different flow lists") == 1


@pytest.fixture
def model(signed_in, sample_centre, database):
    """A model with 3 kg of steel, and an alternative with 2 kg."""
    model = next(one for one in FootprintModel.objects.all() if one.is_open)
    client = signed_in("expert")
    assert take(client, model, process_of(database, "Steel")).status_code == 302
    model.refresh_from_db()
    row = read_content(model.content).model.factors[-1]
    assert with_line(client, model, row.key).status_code == 302
    model.refresh_from_db()
    content = read_content(model.content)
    line = next(one.key for one in content.model.lines if one.part == "Steel")
    lighter = Alternative("less_steel", "Less steel", changes=(Change(line, amount=2.0),))
    made = with_alternative(content, lighter)
    expert = sample_centre["expert"]
    return actions.write_footprint(model, made, acting_user=expert, seen=model.version)


def choose(client, model, *methods, **more):
    words = {"seen": model.version, **{f"method-{one.pk}": "on" for one in methods}, **more}
    answer = client.post(reverse("footprint_indicators", args=[model.pk]), words)
    model.refresh_from_db()
    return answer


def test_a_model_shows_the_indicators_of_its_chosen_methods(
    signed_in, sample_centre, database, model
):
    client = signed_in("expert")
    method = keep(acidification(database), sample_centre["expert"])
    assert "Other indicators" not in client.get(
        reverse("footprint", args=[model.pk])
    ).content.decode().replace("Choose other indicators", "")
    assert choose(client, model, method).status_code == 302
    content = read_content(model.content)
    (found,) = compute(content).indicators
    uses = content.model.uses
    acid = found.categories[0]
    assert acid.value == pytest.approx(3 * 0.00262 / uses)
    assert [one.name for one in acid.compared][-1] == "Less steel"
    assert acid.compared[-1].value == pytest.approx(2 * 0.00262 / uses)
    assert len(found.without) == len(content.model.lines) - 1
    base = compute(content).base
    (steel,) = [row for row in base.rows if row.line.line.part == "Steel"]
    assert found.covered == pytest.approx(steel.value / base.total)
    page = client.get(reverse("footprint", args=[model.pk])).content.decode()
    assert "Acid rain, 2.1" in page and "have no data for these indicators" in page
    assert "2 of 3 flows have no factor" in page
    assert choose(client, model).status_code == 302
    assert not read_content(model.content).model.methods
    assert not any(row.impacts for row in read_content(model.content).model.factors)


def test_a_process_taken_later_has_the_indicators_too(signed_in, sample_centre, database, model):
    client = signed_in("expert")
    choose(client, model, keep(acidification(database), sample_centre["expert"]))
    assert take(client, model, process_of(database, "Electricity")).status_code == 302
    model.refresh_from_db()
    row = read_content(model.content).model.factors[-1]
    (impacts,) = row.impacts
    assert impacts.values["Acidification"] == pytest.approx(0.004 * 1.31)


def test_reports_and_workbook_carry_the_method_with_licence_and_what_it_leaves_out(
    signed_in, sample_centre, database, model, tmp_path, capsys
):
    method = keep(acidification(database), sample_centre["expert"])
    choose(signed_in("expert"), model, method)
    content = read_content(model.content)
    computed = compute(content)
    report = str(compose_report(model, computed, "en", "N. N."))
    for words in ("Acid rain, 2.1", "CC BY-SA", method.content_hash, "have no factor"):
        assert words in report
    assert "climate change only" not in report
    book = openpyxl.load_workbook(io.BytesIO(write_report_book(model, computed, "en")))
    values = [[cell.value for cell in row] for row in book["Other indicators"]]
    assert values[1][:2] == ["Acid rain, 2.1", "Acidification"]
    assert values[1][2] == pytest.approx(computed.indicators[0].categories[0].value)
    assert method.content_hash in [cell.value for cell in book["Impact methods"][2]]
    path, target = tmp_path / "model.xlsx", tmp_path / "out.json"
    path.write_bytes(write_workbook(content))
    again = read_workbook(path)
    assert again.model.methods == content.model.methods
    (read,), (written,) = again.model.factors[-1].impacts, content.model.factors[-1].impacts
    assert read.values == pytest.approx(written.values)
    assert (read.flows, read.counted, read.left_out) == (3, 1, written.left_out)
    assert written.left_out == ("Carbon dioxide, fossil, 0.2 kg", "Water, river, 0.01 m3")
    assert main(["footprint", str(path), "-o", str(target)]) == 0
    assert "mol H+ eq  Acidification" in capsys.readouterr().out
    (plain,) = json.loads(target.read_text("utf-8"))["other_indicators"]
    assert plain["method"]["sha256"] == method.content_hash
    assert plain["categories"][0]["impact"] == pytest.approx(values[1][2])


def test_normalised_and_weighted_only_where_somebody_asks(
    signed_in, sample_centre, database, model
):
    flow = next(one for one in _flows(database) if one.name == "Sulfur dioxide")
    content = with_sets(package(True, factor(1.31, flow=flow.id)))
    method = keep(content, sample_centre["expert"])
    assert method.normalisations == ["World, 2010"]
    client = signed_in("expert")
    choose(client, model, method)
    (found,) = compute(read_content(model.content)).indicators
    assert found.categories[0].normalised is None and found.weighted is None
    choose(client, model, method, **{f"normalisation-{method.pk}": "World, 2010"})
    (found,) = compute(read_content(model.content)).indicators
    acid = found.categories[0]
    assert acid.normalised == pytest.approx(acid.value / 55.5)
    assert acid.weighted == pytest.approx(acid.value / 55.5 * 0.062)
    assert found.weighted == acid.weighted
    page = client.get(reverse("footprint", args=[model.pk])).content.decode()
    assert "Normalised and weighted by World, 2010" in page


def with_sets(content):
    """Return a package with a method whose set has a reference of 55.5 and a weight of 0.062."""
    import zipfile

    target = io.BytesIO(content)
    one = {"impactCategory": {"@id": "acid"}, "normalisationFactor": 55.5, "weightingFactor": 0.062}
    sets = [{"@id": "s", "name": "World, 2010", "weightedScoreUnit": "Pt", "factors": [one]}]
    method = {"@id": "m", "name": "A method", "version": "01.00.000", "nwSets": sets}
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("lcia_methods/m.json", json.dumps(method))
    return target.getvalue()


def test_a_set_in_a_file_of_its_own_is_read_too():
    import zipfile

    target = io.BytesIO(package(False, factor(1.31)))
    one = {"impactCategory": {"@id": "acid"}, "normalisationFactor": 2.0, "weightingFactor": 0.5}
    with zipfile.ZipFile(target, "a") as archive:
        written = {"@id": "s", "name": "A set", "factors": [one, "nothing"]}
        archive.writestr("nw_sets/s.json", json.dumps(written))
    method = read_impact_method(io.BytesIO(target.getvalue()), HOUR)
    (found,) = method.normalisations
    assert (found.references, found.weights) == ({"acid": 2.0}, {"acid": 0.5})
    assert read_method(write_method(method)) == method


def test_a_method_in_use_cannot_be_removed(signed_in, sample_centre, database, model):
    expert = sample_centre["expert"]
    method = keep(acidification(database), expert)
    client = signed_in("expert")
    choose(client, model, method)
    with pytest.raises(ProductError, match="1 footprint model uses this method"):
        actions.remove_impact_method(method, acting_user=expert)
    with pytest.raises(NotPermittedError):
        actions.remove_impact_method(method, acting_user=sample_centre["company"])
    choose(client, model)
    answer = client.post(reverse("remove_method", args=[method.pk]))
    assert answer.status_code == 302 and not KeptImpactMethod.objects.exists()
    assert Entry.objects.filter(act="remove_impact_method").count() == 1


def test_a_company_checks_a_method_but_imports_none(signed_in, sample_centre, database):
    content = acidification(database)
    client, address = signed_in("company"), reverse("impact_methods")
    page = client.post(address, {"file": SimpleUploadedFile("m.csv", content)}).content.decode()
    assert "mol H+ eq" in page and 'value="import"' not in page
    with pytest.raises(NotPermittedError):
        keep(content, sample_centre["company"])
    refused = client.post(address, {"file": SimpleUploadedFile("m.csv", b"nothing")})
    assert refused.status_code == 422
    assert "The file does not contain an impact method." in refused.content.decode()


def test_too_many_categories_are_refused(sample_centre):
    rows = [f"Category {n},kg,one,kg,,1" for n in range(61)]
    content = "\n".join(["category,category_unit,flow,flow unit,location,factor", *rows]).encode()
    with pytest.raises(ProductError, match="has 61 categories"):
        keep(content, sample_centre["expert"])
    assert not KeptImpactMethod.objects.exists()


def test_impacts_of_a_method_that_the_model_does_not_name_are_refused(
    sample_centre, signed_in, database, model
):
    expert = sample_centre["expert"]
    choose(signed_in("expert"), model, keep(acidification(database), expert))
    content = read_content(model.content)
    computed = {row.key: row.impacts for row in content.model.factors}
    made = with_methods(content, (), computed)
    with pytest.raises(ProductError, match="cannot be used"):
        actions.write_footprint(model, made, acting_user=expert, seen=model.version)
