"""Things of the products role, one for each kind of address."""

import hashlib
import io

from scp_centre.roles.products.actions import write_footprint
from scp_centre.roles.products.actions.databases import Statement, keep_database
from scp_centre.roles.products.actions.declarations import (
    DeclarationStatement,
    keep_declarations,
)
from scp_centre.roles.products.actions.impact_methods import (
    MethodStatement,
    keep_impact_method,
)
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.content_changes import with_parameter
from scp_centre.roles.products.declaration_files import read_declarations
from scp_centre.roles.products.impact_method_files import read_impact_method
from scp_centre.roles.products.life_cycle_files import HOUR, read_life_cycle_file
from scp_centre.roles.products.models import FootprintModel, ProductDeclaration
from tests.methods.test_lifecycle_simapro import simapro, sp_process
from tests.roles.products.test_declarations import BRICK, declaration, package


def imported_database(expert):
    """Return a small database that an expert has imported, of one process."""
    air = ["Carbon dioxide, fossil ;;kg;0.4;Undefined;0;0;0;"]
    power = sp_process(process_name=["Power plant"], products=["Electricity;kWh;1;100;;;"], air=air)
    content = simapro(power)
    said = Statement(
        "Data of a test",
        "A publisher",
        "For tests only",
        "a.csv",
        hashlib.sha256(content).hexdigest(),
    )
    return keep_database(read_life_cycle_file(io.BytesIO(content), HOUR), said, acting_user=expert)


def imported_method(expert):
    """Return a small impact method that an expert has imported, of one category."""
    content = b"category,category_unit,flow,factor\nAcidification,mol H+ eq,so2,1.31\n"
    said = MethodStatement(
        "Method of a test",
        "1",
        "A publisher",
        "For tests only",
        "a.csv",
        hashlib.sha256(content).hexdigest(),
    )
    method = read_impact_method(io.BytesIO(content), HOUR)
    return keep_impact_method(method, said, acting_user=expert)


def imported_declaration(expert):
    """Return a small declaration that an expert has imported."""
    said = DeclarationStatement("A publisher", "For tests only", "a.zip", "0" * 64)
    read = read_declarations(io.BytesIO(package(declaration(BRICK))), HOUR)
    keep_declarations(read, said, acting_user=expert)
    return ProductDeclaration.objects.get()


def footprint_things(people, company, figure):
    """One thing of the company's footprint for each kind of address."""
    model = FootprintModel.objects.get(product__organisation=company)
    content = with_parameter(read_content(model.content), "rivermouth", 1.0)
    model = write_footprint(model, content, acting_user=people["expert"], seen=model.version)
    own = content.model.factors[0].key
    of_model = {"pk": model.pk}
    database = imported_database(people["expert"])
    process = database.process_rows.first().pk
    method = imported_method(people["expert"])
    declared = imported_declaration(people["expert"])
    plain = (
        *("footprint", "remove_footprint", "import_footprint", "footprint_workbook"),
        *("footprint_pact", "footprint_build", "footprint_about", "new_footprint_line"),
        *("new_footprint_parameter", "footprint_own_row", "footprint_flows", "footprint_design"),
        *("submit_footprint", "approve_footprint", "return_footprint", "reopen_footprint"),
        *("footprint_cost_basis", "new_footprint_cost", "new_part_cycle"),
        *("footprint_processes", "footprint_new_year", "footprint_indicators"),
        "footprint_declarations",
    )
    return {
        **dict.fromkeys(plain, of_model),
        **dict.fromkeys(("kept_database", "remove_database"), {"pk": database.pk}),
        **dict.fromkeys(("kept_method", "remove_method"), {"pk": method.pk}),
        **dict.fromkeys(("product_declaration", "remove_declaration"), {"pk": declared.pk}),
        "take_declaration": of_model | {"declaration": declared.pk},
        "database_process": {"pk": database.pk, "process": process},
        "take_database_process": of_model | {"process": process},
        "footprint_picture": of_model | {"name": "stages", "form": "wide"},
        "footprint_report": of_model | {"ending": "xlsx"},
        **dict.fromkeys(("footprint_line", "remove_footprint_line"), of_model | {"key": "glass"}),
        **dict.fromkeys(
            ("footprint_parameter", "remove_footprint_parameter"),
            of_model | {"name": "rivermouth"},
        ),
        "remove_footprint_row": of_model | {"key": own},
        "footprint_flow": of_model | {"figure": figure.pk, "place": 0},
        **dict.fromkeys(
            ("footprint_cost", "remove_footprint_cost", "part_cycle", "remove_part_cycle"),
            of_model | {"key": "glass"},
        ),
        "alternative_costs": of_model | {"key": "lighter"},
        "keep_proposal": of_model | {"number": 1},
        "remove_alternative": of_model | {"key": "lighter"},
    }
