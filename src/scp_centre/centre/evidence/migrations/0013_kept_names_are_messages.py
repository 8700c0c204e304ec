"""Names and formulas that the code gave in English become messages; what people wrote stays."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations

from scp_centre.centre.translation.stored_messages import as_message, in_english
from scp_centre.methods.messages import Message

NAMES = {  # of the figures that the code makes, by indicator; the hole is what people named
    "output": "Product output, {product}",
    "energy": "Energy use",
    "materials": "Materials use",
    "water": "Water use",
    "carbon": "Greenhouse gas emissions, scopes 1 and 2",
    "wastewater": "Waste water",
    "waste": "Solid waste",
    "energy_productivity": "Energy productivity",
    "materials_productivity": "Materials productivity",
    "water_productivity": "Water productivity",
    "carbon_intensity": "Greenhouse gas emissions per unit of output",
    "wastewater_intensity": "Waste water per unit of output",
    "waste_intensity": "Solid waste per unit of output",
    "loss_cost": "True cost of losses",
    "loss_share": "Losses as a share of all costs",
    "plan_investment": "Investment of the plan",
    "plan_saving": "Saving of the plan after running costs",
    "plan_npv": "Net present value of the plan",
    "plan_co2e": "Emissions avoided by the plan",
    "verified_saving": "Verified saving, {option}",
    "verified_money": "Verified saving of money, {option}",
    "verified_co2e": "Verified emissions avoided, {option}",
}
FORMULAS = {
    "as entered",
    "sum of all energy that enters the site",
    "sum of all materials that enter the site",
    "sum of all water that enters the site",
    "sum of activity x factor",
    "sum of all effluent that leaves the site",
    "sum of all waste that leaves the site",
    "product output / resource used",
    "pressure / product output",
    "sum over all losses of material, energy, system and waste management cost",
    "true cost of losses / all costs put in",
    "sum over the options to do now, each after those ranked before it",
    "baseline at the reporting period's drivers - measured use, per year",
}


def keep_messages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    figures = apps.get_model("evidence", "Observation").objects
    for row in figures.only("pk", "indicator", "name", "formula").iterator(500):
        formula = Message(row.formula) if row.formula in FORMULAS else row.formula
        name = as_message(row.name, [NAMES[row.indicator]] if row.indicator in NAMES else [])
        if (type(name), type(formula)) != (type(row.name), type(row.formula)):
            figures.filter(pk=row.pk).update(name=name, formula=formula)


def keep_english(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lengths = {"name": 200, "formula": 100_000, "inputs": None}
    in_english(apps.get_model("evidence", "Observation"), lengths)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0012_columns_of_messages")]
    operations = [migrations.RunPython(keep_messages, keep_english)]
