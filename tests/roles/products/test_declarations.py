"""Environmental product declarations in ILCD+EPD: read, kept, taken by module, never with D."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.actions import run_job
from scp_centre.centre.jobs.models import Job
from scp_centre.roles.products import actions
from scp_centre.roles.products.actions.declarations import (
    DeclarationStatement,
    keep_declarations,
)
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.declaration_files import read_declarations
from scp_centre.roles.products.declared_modules import (
    DeclaredModule,
    chosen_modules,
    kind_of,
    row_of_declaration,
)
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.life_cycle_files import HOUR
from scp_centre.roles.products.models import FootprintModel, ProductDeclaration
from scp_centre.roles.products.workbook import read_workbook, write_workbook

pytestmark = pytest.mark.django_db
SPACES = (
    'xmlns="http://lca.jrc.it/ILCD/{kind}" xmlns:common="http://lca.jrc.it/ILCD/Common" '
    'xmlns:epd="http://www.iai.kit.edu/EPD/2013" xmlns:epd2="http://www.indata.network/EPD/2019"'
)
FLOW, MASS, UNITS = "flow-1", "property-1", "group-1"
FOSSIL, BIOGENIC, LULUC = (
    "Climate change, fossil (GWP-fossil)",
    "Climate change, biogenic (GWP-biogenic)",
    "Climate change, land use and land use change (GWP-luluc)",
)
TOTAL = "Global Warming Potential total (GWP-total)"
# of 1,000 kg: A1-A3, A4 by lorry, A4 by train, C3, D
BRICK = {
    TOTAL: (213.0, 12.0, 4.0, 6.0, -8.0),
    FOSSIL: (240.0, 12.0, 4.0, 5.0, -9.0),
    BIOGENIC: (-30.0, 0.0, 0.0, 1.0, 1.0),
    LULUC: (3.0, 0.0, 0.0, 0.0, 0.0),
    "Acidification potential (AP)": (0.4, 0.05, 0.02, 0.01, -0.01),
}
COLUMNS = (("A1-A3", ""), ("A4", "lorry"), ("A4", "train"), ("C3", ""), ("D", ""))


def amounts(values, prefix="epd:"):
    rows = []
    for (module, scenario), value in zip(COLUMNS, values, strict=True):
        named = f' {prefix}scenario="{scenario}"' if scenario else ""
        text = "" if value is None else value
        rows.append(f'<epd:amount {prefix}module="{module}"{named}>{text}</epd:amount>')
    unit = '<epd:referenceToUnitGroupDataSet refObjectId="g"><common:shortDescription>kg CO2 eq.'
    unit += "</common:shortDescription></epd:referenceToUnitGroupDataSet>"
    return f"<common:other>{''.join(rows)}{unit}</common:other>"


def declaration(results, name="Brick", key="epd-1", prefix="epd:", version="1.1", more=""):
    """Return a data set after the published format: results at methods, one at an indicator flow."""
    rows = "".join(
        f'<LCIAResult><referenceToLCIAMethodDataSet refObjectId="{place}">'
        f"<common:shortDescription>{title}</common:shortDescription>"
        f"</referenceToLCIAMethodDataSet><meanAmount>999</meanAmount>{amounts(values, prefix)}"
        "</LCIAResult>"
        for place, (title, values) in enumerate(results.items())
    )
    return f"""<processDataSet {SPACES.format(kind="Process")} version="{version}">
  <processInformation>
    <dataSetInformation><common:UUID>{key}</common:UUID>
      <name><baseName>{name}</baseName></name></dataSetInformation>
    <quantitativeReference><referenceToReferenceFlow>0</referenceToReferenceFlow>
    </quantitativeReference>
    <time><common:referenceYear>2023</common:referenceYear>
      <common:dataSetValidUntil>2028</common:dataSetValidUntil></time>
    <geography><locationOfOperationSupplyOrProduction location="DE"/></geography>
  </processInformation>
  <modellingAndValidation>
    <LCIMethodAndAllocation><typeOfDataSet>EPD</typeOfDataSet></LCIMethodAndAllocation>
    <complianceDeclarations><compliance><common:referenceToComplianceSystem>
      <common:shortDescription>EN 15804+A2</common:shortDescription>
    </common:referenceToComplianceSystem></compliance></complianceDeclarations>
  </modellingAndValidation>
  <administrativeInformation><publicationAndOwnership>
    <common:dataSetVersion>00.01.000</common:dataSetVersion>
    <common:registrationNumber>EPD-1</common:registrationNumber>
    <common:referenceToOwnershipOfDataSet><common:shortDescription>Brick makers
    </common:shortDescription></common:referenceToOwnershipOfDataSet>
  </publicationAndOwnership></administrativeInformation>
  <exchanges>
    <exchange dataSetInternalID="0"><referenceToFlowDataSet refObjectId="{FLOW}"/>
      <meanAmount>1000</meanAmount><resultingAmount>1000</resultingAmount></exchange>{more}
  </exchanges>
  <LCIAResults>{rows}</LCIAResults>
</processDataSet>"""


def others():
    """Return the data sets of the reference flow, its property and its unit."""
    flow = f"""<flowDataSet {SPACES.format(kind="Flow")} version="1.1"><flowInformation>
      <dataSetInformation><common:UUID>{FLOW}</common:UUID><name><baseName>Brick</baseName></name>
      </dataSetInformation><quantitativeReference>
      <referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>
      </flowInformation><flowProperties><flowProperty dataSetInternalID="0">
      <referenceToFlowPropertyDataSet refObjectId="{MASS}"/></flowProperty></flowProperties>
      </flowDataSet>"""
    mass = f"""<flowPropertyDataSet {SPACES.format(kind="FlowProperty")} version="1.1">
      <flowPropertiesInformation><dataSetInformation><common:UUID>{MASS}</common:UUID>
      </dataSetInformation><quantitativeReference><referenceToReferenceUnitGroup
      refObjectId="{UNITS}"/></quantitativeReference></flowPropertiesInformation>
      </flowPropertyDataSet>"""
    units = f"""<unitGroupDataSet {SPACES.format(kind="UnitGroup")} version="1.1">
      <unitGroupInformation><dataSetInformation><common:UUID>{UNITS}</common:UUID>
      </dataSetInformation><quantitativeReference><referenceToReferenceUnit>0
      </referenceToReferenceUnit></quantitativeReference></unitGroupInformation>
      <units><unit dataSetInternalID="0"><name>kg</name></unit></units></unitGroupDataSet>"""
    return {"flows/f.xml": flow, "flowproperties/p.xml": mass, "unitgroups/u.xml": units}


def package(*declared, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place, content in enumerate(declared):
            archive.writestr(f"ILCD/processes/{place}.xml", content)
        for name, content in (others() | more).items():
            archive.writestr(f"ILCD/{name}", content)
    return out.getvalue()


def keep(content, expert):
    said = DeclarationStatement("A programme", "CC BY", "a.zip", "0" * 64)
    return keep_declarations(read_declarations(io.BytesIO(content), HOUR), said, acting_user=expert)


@pytest.fixture
def brick(sample_centre):
    assert keep(package(declaration(BRICK)), sample_centre["expert"]) == (1, 0)
    return ProductDeclaration.objects.get()


def test_a_declaration_is_read_with_its_modules_and_scenarios(brick):
    assert (brick.name, brick.owner, brick.registration) == ("Brick", "Brick makers", "EPD-1")
    assert (brick.amount, brick.unit, brick.location) == (1000.0, "kg", "DE")
    assert (brick.year, brick.valid_until, brick.standard) == (2023, 2028, "EN 15804+A2")
    fossil = brick.indicators[1]
    assert fossil["unit"] == "kg CO2 eq."
    assert fossil["amounts"][1] == {"module": "A4", "scenario": "lorry", "value": 12.0}


def test_a_row_holds_the_chosen_modules_per_unit_and_never_module_d(brick):
    """(240 + 12 + 5) / 1,000 kg fossil, 3 / 1,000 land use; -29 kg biogenic carbon in no total."""
    keys = ["A1-A3|", "A4|lorry", "C3|"]
    row = row_of_declaration(brick, chosen_modules(brick, keys), "brick", 0.1)
    assert row.emissions == {
        "published_fossil": pytest.approx(0.257),
        "published_land_use": pytest.approx(0.003),
        "co2_biogenic": pytest.approx(-0.029),
    }
    assert "modules A1-A3, A4, lorry, C3" in row.source and "0" * 64 in row.source
    with pytest.raises(ProductError, match="never included in a sum"):
        chosen_modules(brick, [*keys, "D|"])
    with pytest.raises(ProductError, match="chosen twice"):
        chosen_modules(brick, [*keys, "A4|train"])
    with pytest.raises(ProductError, match="No module has been chosen."):
        chosen_modules(brick, ["B1|"])


def test_only_a_total_counts_as_fossil_and_what_was_not_declared_is_not_zero(sample_centre):
    old = {"Global warming potential (GWP)": (200.0, None, 4.0, 6.0, -8.0)}
    keep(package(declaration(old, prefix="")), sample_centre["expert"])
    found = ProductDeclaration.objects.get()
    assert DeclaredModule("A4", "lorry").key not in [
        f"{a['module']}|{a['scenario']}" for a in found.indicators[0]["amounts"]
    ]
    row = row_of_declaration(found, chosen_modules(found, ["A1-A3|"]), "brick", 0.0)
    assert row.emissions == {"published_fossil": pytest.approx(0.2)}


def test_results_at_indicator_flows_are_kept_too(sample_centre):
    flow = '<referenceToFlowDataSet refObjectId="pere"><common:shortDescription>PERE'
    flow += "</common:shortDescription></referenceToFlowDataSet>"
    row = f'<exchange dataSetInternalID="1">{flow}{amounts((9.0, 1.0, 1.0, 0.0, -2.0))}</exchange>'
    keep(package(declaration(BRICK, more=row)), sample_centre["expert"])
    (found,) = [one for one in ProductDeclaration.objects.get().indicators if one["name"] == "PERE"]
    assert found["amounts"][0]["value"] == 9.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (TOTAL, "total"),
        (FOSSIL, "fossil"),
        (BIOGENIC, "biogenic"),
        (LULUC, "land_use"),
        ("Global Warming Potential - greenhouse gases (GWP-GHG)", "other"),
        ("Depletion potential of abiotic resources, fossil fuels (ADPF)", ""),
    ],
)
def test_indicators_are_told_apart_by_name(name, kind):
    assert kind_of(name) == kind


def test_an_import_is_a_job_and_known_declarations_are_skipped(signed_in, sample_centre, brick):
    client, address = signed_in("expert"), reverse("product_declarations")
    content = package(declaration(BRICK), declaration(BRICK, "Tile", "epd-2"))
    words = {"source": "A programme", "licence": "CC BY"}
    answer = client.post(address, words | {"file": SimpleUploadedFile("b.zip", content)})
    job = Job.objects.get(kind="product_declarations")
    assert answer.status_code == 302 and str(job.pk) in answer.url
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert "Declarations imported: 1. Already imported: 1. Left out: 0." in str(job.message)
    assert Entry.objects.filter(act="keep_product_declarations").count() == 2
    page = client.get(address, {"q": "tile"}).content.decode()
    assert "Tile" in page and "Brick</a>" not in page
    page = client.get(reverse("product_declaration", args=[brick.pk])).content.decode()
    assert "A4, lorry" in page and "Acidification potential (AP)" in page
    assert page.index(">C3<") < page.index(">D<")


def test_a_model_takes_modules_of_a_declaration(signed_in, sample_centre, brick):
    model = next(one for one in FootprintModel.objects.all() if one.is_open)
    client = signed_in("expert")
    page = client.get(reverse("footprint_declarations", args=[model.pk])).content.decode()
    assert "Brick makers" in page
    address = reverse("take_declaration", args=[model.pk, brick.pk])
    assert 'value="D|"' not in client.get(address).content.decode()
    sent = {"seen": model.version, "modules": ["A1-A3|", "A4|lorry", "A4|train"]}
    refused = client.post(address, sent)
    assert refused.status_code == 422 and "has been chosen twice." in refused.content.decode()
    answer = client.post(address, sent | {"modules": ["A1-A3|", "C3|"], "spread": "10"})
    assert answer.status_code == 302
    model.refresh_from_db()
    row = read_content(model.content).model.factors[-1]
    assert row.name == "Brick: A1-A3, C3"
    words = {"stage": "materials", "part": "Bricks", "factor": row.key, "amount": "2", "unit": "t"}
    words |= {"source": "Bill of materials", "seen": model.version}
    client.post(reverse("new_footprint_line", args=[model.pk]), words)
    model.refresh_from_db()
    content = read_content(model.content)
    (found,) = [r for r in compute(content).base.rows if r.line.line.part == "Bricks"]
    assert found.value == pytest.approx(2000 * (0.245 + 0.003) / content.model.uses)
    # the workbook gives the same figure: biogenic carbon is in no total
    again = read_workbook(io.BytesIO(write_workbook(content)), content)
    assert compute(again).base.total == pytest.approx(compute(content).base.total)
    actions.remove_declaration(brick, acting_user=sample_centre["expert"])
    assert not ProductDeclaration.objects.exists()
    assert client.get(reverse("footprint", args=[model.pk])).status_code == 200


def test_a_declaration_without_its_unit_cannot_be_counted(signed_in, sample_centre):
    keep(declaration(BRICK).encode(), sample_centre["expert"])
    found = ProductDeclaration.objects.get()
    with pytest.raises(ProductError, match="No line can use the unit"):
        row_of_declaration(found, chosen_modules(found, ["A1-A3|"]), "brick", 0.0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nothing", "contains no environmental product declaration"),
        (b"<a/>", "contains no environmental product declaration"),
        (b"PK\x03\x04 broken", "contains no environmental product declaration"),
        (declaration(BRICK)[:-30].encode(), "contains no environmental product declaration"),
        (declaration(BRICK, version="2.0").encode(), "uses the schema ILCD 2.0"),
        (declaration({}).encode(), "has a declared amount and results"),
    ],
)
def test_what_is_no_declaration_is_refused_and_nothing_kept(sample_centre, content, sentence):
    with pytest.raises(ProductError, match=sentence):
        keep(content, sample_centre["expert"])
    assert not ProductDeclaration.objects.exists()


def test_a_company_sees_declarations_but_imports_none(signed_in, sample_centre, brick):
    client, address = signed_in("company"), reverse("product_declarations")
    page = client.get(address).content.decode()
    assert "Brick makers" in page and "Import declarations" not in page
    file = SimpleUploadedFile("b.zip", package(declaration(BRICK)))
    assert client.post(address, {"file": file}).status_code == 403
    with pytest.raises(NotPermittedError):
        actions.remove_declaration(brick, acting_user=sample_centre["company"])
    answer = signed_in("expert").post(reverse("remove_declaration", args=[brick.pk]))
    assert answer.status_code == 302 and not ProductDeclaration.objects.exists()
