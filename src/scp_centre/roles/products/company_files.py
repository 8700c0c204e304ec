"""What the products role adds to the file with all data of a company."""

import json
from collections.abc import Iterator

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.sheets.row_tables import table_csv
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.models import Footprint, FootprintModel
from scp_centre.roles.products.pact_file import pact_footprint
from scp_centre.roles.products.workbook import write_workbook

ABOUT = """
footprint_models.csv         footprint models with alternatives, status and the reviewer's remark
approved_footprints.csv      approved footprints: content, reviewer and time
footprints/N-model.xlsx      model N as a workbook; the same file can be imported again
footprints/N-approved-M.xlsx the model as it was approved the Mth time
footprints/N-approved-M.json the same in the data model of PACT, where all it needs was stated
"""


def files_of(organisation: Organisation) -> Iterator[tuple[str, bytes]]:
    """Yield the footprint models, alternatives, reviews and approved footprints of a company."""
    models = FootprintModel.objects.filter(product__organisation=organisation)
    approved = Footprint.objects.filter(model__in=models)
    yield "footprint_models.csv", table_csv(models)
    yield "approved_footprints.csv", table_csv(approved)
    for model in models:
        content = read_content(model.content)
        yield f"footprints/{model.pk}-model.xlsx", write_workbook(content)
    for one in approved.select_related("model__product__organisation"):
        stem = f"footprints/{one.model_id}-approved-{one.number}"
        yield f"{stem}.xlsx", write_workbook(read_content(one.content))
        try:
            declared = pact_footprint(one)
        except ProductError:
            continue  # what PACT asks for was not stated; nothing is filled in
        yield f"{stem}.json", json.dumps(declared, ensure_ascii=False, indent=2).encode()
