"""A survey in its sender's own layout is found, read and converted, or asked about."""

from dataclasses import replace

import pytest

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_layout import propose_mapping
from scp_centre.roles.benchmarks.surveys.survey_queries import is_template
from scp_centre.roles.benchmarks.surveys.survey_rows import read_first_rows
from scp_centre.roles.benchmarks.surveys.survey_units import factor_between, list_units
from tests.roles.benchmarks.survey_files import text_table, workbook

HEAD = ["Plant name", "Firm", "Energy (MWh)", "Milk (t)"]
ROWS = [["North", "Alpha", 100, 50], ["South", "Beta", 200, 80]]


@pytest.fixture
def milk(sample_centre):
    """A benchmark of energy, GJ, for each tonne of milk in 2031."""
    return actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031},
        acting_user=sample_centre["statistician"],
    )


def proposed(file, benchmark):
    return propose_mapping(read_first_rows(file, file.name), benchmark)


def read(file, benchmark, **changes):
    """Return what a file says by the mapping that is proposed for it."""
    mapping = replace(proposed(file, benchmark).mapping, **changes)
    return read_survey(file, file.name, benchmark, mapping=mapping)


def figures(reading):
    return {p["name"]: (pytest.approx(p["use"]), pytest.approx(p["made"])) for p in reading.plants}


@pytest.mark.parametrize(
    ("unit", "wanted", "factor"),
    [
        ("MWh", "GJ", 3.6),
        ("Gcal", "GJ", 4.184),
        ("toe", "GJ", 41.868),
        ("tep", "GJ", 41.868),
        ("ktoe", "TJ", 41.868),
        ("kt", "t", 1_000),
        ("t/month", "t", 12),
        ("MWh par mois", "GJ", 43.2),
        ("GJ/quarter", "GJ", 4),
        ("GJ/año", "GJ", 1),
        ("m³", "m3", 1),
        ("mwh", "GJ", 3.6),
        ("bottles/month", "bottles", 12),
        ("kW", "GJ", None),
        ("ton", "t", None),  # short, long or metric
        ("t/h", "t", None),
        ("mt", "t", None),  # metric ton or megatonne
    ],
)
def test_units_are_read_as_headings_write_them(unit, wanted, factor):
    assert factor_between(unit, wanted) == (None if factor is None else pytest.approx(factor))


def test_headings_in_any_row_of_any_sheet(milk):
    file = workbook(
        Notes=[["Read me first"]], Umfrage=[["Survey of the association"], [], [], HEAD, *ROWS]
    )
    proposal = proposed(file, milk)
    assert (proposal.mapping.sheet, proposal.mapping.heading_row) == ("Umfrage", 4)
    assert proposal.doubts == ()
    assert figures(read(file, milk)) == {"North": (360, 50), "South": (720, 80)}


@pytest.mark.parametrize(
    "head",
    [
        ["Usine", "Entreprise", "Énergie [MWh]", "Lait, t"],
        ["Planta", "Empresa", "Energía en MWh", "Producción (t)"],
        ["Werk", "Unternehmen", "Verbrauch MWh", "Produktion t"],
        ["المصنع", "الشركة", "MWh (MWh)", "t (t)"],
    ],
)
def test_headings_of_other_languages(milk, head):
    file = workbook(Data=[head, *ROWS])
    assert proposed(file, milk).mapping.columns == {"name": 0, "company": 1, "use": 2, "made": 3}
    assert figures(read(file, milk)) == {"North": (360, 50), "South": (720, 80)}


def test_units_in_a_row_below_the_headings(milk):
    file = workbook(Data=[["Plant", "Company", "Energy", "Milk"], [None, None, "MWh", "kt"], *ROWS])
    mapping = proposed(file, milk).mapping
    assert mapping.first_row == 3 and dict(mapping.units) == {"use": "MWh", "made": "kt"}
    assert figures(read(file, milk)) == {"North": (360, 50_000), "South": (720, 80_000)}


def test_a_unit_that_is_not_given_is_asked_for(milk):
    file = workbook(Data=[["Plant", "Company", "Energy", "Milk (t)"], *ROWS])
    proposal = proposed(file, milk)
    assert "use" not in proposal.mapping.units
    assert "do not show their unit: Energy" in proposal.doubts[0]


def test_figures_of_a_month_become_those_of_the_year(milk):
    head = ["Plant", "Company", "Monthly energy (MWh)", "Milk (t per month)"]
    file = workbook(Data=[head, *ROWS])
    assert figures(read(file, milk)) == {"North": (4320, 600), "South": (8640, 960)}


def test_a_text_table_of_a_french_office(milk):
    text = (
        "Usine;Société;Énergie (MWh);Lait (t)\nMontréal;Crémerie;1 234,5;2.500,25\nLyon;Été;7,5;3\n"
    )
    file = text_table(text, encoding="cp1252")
    reading = read(file, milk)
    assert figures(reading) == {"Montréal": (4444.2, 2500.25), "Lyon": (27, 3)}
    assert reading.plants[0]["company_name"] == "Crémerie"


def test_numbers_kept_as_text_in_a_workbook_follow_their_column(milk):
    rows = [["North", "Alpha", "1.250,5", "50"], ["South", "Beta", "1.250", "80"]]
    file = workbook(Data=[HEAD, *rows])
    assert figures(read(file, milk)) == {"North": (4501.8, 50), "South": (4500, 80)}


def test_a_number_that_can_mean_two_things_is_asked_back_until_its_form_is_chosen(milk):
    file = workbook(Data=[HEAD, ["North", "Alpha", "1.250", 50]])
    with pytest.raises(WorkbookError) as caught:
        read(file, milk)
    assert "250' could mean 1" in caught.value.findings[0].message
    assert figures(read(file, milk, notation="comma")) == {"North": (4500, 50)}
    assert figures(read(file, milk, notation="point")) == {"North": (4.5, 50)}


TOTALS = [
    HEAD,
    ["North", "Alpha", 100, 50],
    ["South", "Beta", 200, 80],
    ["Total Coast", None, 300, 130],
    ["West", "Gamma", 70, 20],
    ["East", "Delta", 30, 10],
    [None, None, 100, 30],  # a sub-total without a name
    ["Zwischensumme", None, 100, 30],
    ["Total Energies refinery", "Epsilon", 900, 60],  # a plant
    ["TOTAL:", None, 1300, 220],
]


def test_totals_and_sub_totals_are_left_out_and_listed(milk):
    reading = read(workbook(Data=TOTALS), milk)
    assert [p["name"] for p in reading.plants] == [
        "North", "South", "West", "East", "Total Energies refinery",
    ]  # fmt: skip
    assert [f.row for f in reading.left_out] == [4, 7, 8, 10]
    assert "“Total Coast” was excluded because it is a total" in reading.left_out[0].message


def test_totals_are_errors_where_they_shall_not_be_left_out(milk):
    with pytest.raises(WorkbookError) as caught:
        read(workbook(Data=TOTALS), milk, drops_totals=False)
    said = {f.row: f.message for f in caught.value.findings}
    assert {4, 7, 8, 10} <= set(said)
    assert any("looks like a total" in f.message for f in caught.value.findings)


def test_a_row_that_happens_to_be_a_sum_stays_where_it_has_a_name_and_a_company(milk):
    rows = [*ROWS, ["Large", "Gamma", 300, 130]]
    reading = read(workbook(Data=[HEAD, *rows]), milk)
    assert len(reading.plants) == 3 and reading.left_out == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["NORTH.", "Other", 5, 5], "“NORTH.” may be the same plant as “North” in row 2"),
        (["Nórth", "Other", 5, 5], "may be the same plant as “North” in row 2"),
        (["North 2", "Alpha", 100, 50], "the same company, use and output as “North” in row 2"),
        (["Northmil works", "Gamma", 5, 5], "may be the same plant as “Northmill works” in row 4"),
    ],
)
def test_a_plant_that_seems_to_stand_twice_is_a_question(milk, row, said):
    rows = [*ROWS, ["Northmill works", "Gamma", 6, 6], row]
    (question,) = read(workbook(Data=[HEAD, *rows]), milk).questions
    assert said in question.message and question.row == 5


@pytest.mark.parametrize(
    "names", [("Works A", "Works B"), ("Site 1", "Site 2"), ("Dairy II", "Dairy III")]
)
def test_plants_that_are_numbered_are_no_question(milk, names):
    rows = [[name, "Alpha", 10 + i, 5 + i] for i, name in enumerate(names)]
    assert read(workbook(Data=[HEAD, *rows]), milk).questions == []


def test_another_spelling_of_a_known_plant_is_a_question(milk, sample_centre):
    person = sample_centre["statistician"]
    known = text_table("Plant,Company,Use,Unit of use,Output\nNorth,Alpha,10,GJ,5\n")
    actions.import_plants(milk, known, "s.csv", acting_user=person)
    (question,) = read(workbook(Data=[HEAD, ["NORTH", "Alpha", 9, 4]]), milk).questions
    assert "may be the same plant as “North” in this benchmark" in question.message


def test_a_column_given_twice_is_read_once_where_both_say_the_same(milk):
    file = workbook(
        Data=[[*HEAD, "Energy (MWh)"], *[[*row, row[2]] for row in ROWS]],
    )
    proposal = proposed(file, milk)
    assert proposal.mapping.columns["use"] == 2
    assert "Columns C, E all contain “Use”" in proposal.doubts[0]


def test_two_columns_that_differ_are_a_choice_of_the_user(milk):
    file = workbook(Data=[[*HEAD, "Energy (GJ)"], *[[*row, row[2] * 3.6] for row in ROWS]])
    proposal = proposed(file, milk)
    assert "use" not in proposal.mapping.columns
    said = " ".join(proposal.doubts)
    assert "could contain “Use”: C, E" in said and "No column was found for: Use" in said


def test_several_sheets_with_a_survey_are_named(milk):
    file = workbook(North=[HEAD, *ROWS], South=[HEAD, ["West", "Gamma", 1, 2]])
    proposal = proposed(file, milk)
    assert proposal.mapping.sheet == "North"
    assert "Other sheets look like surveys too: South" in proposal.doubts[0]


def test_a_year_in_a_heading_that_is_not_the_benchmarks_is_asked_about(milk):
    head = ["Plant", "Company", "Energy 2030 (MWh)", "Milk 2031 (t)"]
    assert (
        "The headings mention 2030, but the benchmark is for 2031"
        in proposed(workbook(Data=[head, *ROWS]), milk).doubts[0]
    )


def test_findings_name_the_columns_as_the_file_does(milk):
    rows = [["North", "Alpha", -100, 50], ["South", None, 200, "many"]]
    with pytest.raises(WorkbookError) as caught:
        read(workbook(Data=[HEAD, *rows]), milk)
    said = [(f.row, f.column) for f in caught.value.findings]
    assert said == [(2, "Energy (MWh)"), (3, "Firm"), (3, "Milk (t)")]
    assert caught.value.findings[0].place == "Sheet Data, row 2, column Energy (MWh)"


def test_further_columns_are_recognised_and_converted(milk, sample_centre):
    water = {"title": "Water", "unit": "m3", "part": "input", "logarithm": False}
    actions.add_variable(milk, water, acting_user=sample_centre["statistician"])
    file = workbook(Data=[[*HEAD, "Water (hl)"], *[[*row, 500] for row in ROWS]])
    reading = read(file, milk)
    assert reading.plants[0]["values"] == {"water": pytest.approx(50)}


def test_a_unit_column_says_the_unit_of_each_row(milk):
    head = ["Plant", "Company", "Energy", "Unit", "Milk (t)"]
    rows = [["North", "Alpha", 100, "MWh", 50], ["South", "Beta", 2, "Gcal", 80]]
    file = workbook(Data=[head, *rows])
    assert proposed(file, milk).doubts == ()
    assert figures(read(file, milk)) == {"North": (360, 50), "South": (8.368, 80)}


def test_what_is_no_survey_names_what_is_missing(milk):
    proposal = proposed(workbook(Data=[["Day", "Weather"], ["Monday", "Rain"]]), milk)
    assert "No column was found for: Plant, Company, Use, Output" in proposal.doubts[0]
    for empty in (workbook(Empty=[]), text_table("\ufeff"), workbook(Empty=[[None, ""], []])):
        with pytest.raises(WorkbookError):
            proposed(empty, milk)


def test_the_template_is_known_by_its_titles(milk):
    template = text_table("Usine,Entreprise\n")
    assert not is_template(read_first_rows(template, template.name), milk)
    own = text_table("Plant,Company,Use,Unit of use,Output\nNorth,Alpha,1,GJ,1\n")
    assert is_template(read_first_rows(own, own.name), milk)


def test_a_ratio_may_be_given_in_other_ratios(milk, sample_centre):
    whey = {"title": "Whey", "unit": "t/t", "part": "regressor", "logarithm": False}
    actions.add_variable(milk, whey, acting_user=sample_centre["statistician"])
    head = [["Plant", "Company", "Energy", "Milk", "Whey"], [None, None, "MWh", "t", "kg/t"]]
    file = workbook(Data=[*head, *[[*row, 200] for row in ROWS]])
    assert proposed(file, milk).mapping.units["v_whey"] == "kg/t"
    assert read(file, milk).plants[0]["values"] == {"whey": pytest.approx(0.2)}
    offered = [unit for unit, _label in list_units("t/t")]
    assert offered[0] == "t/t" and {"kg/t", "g/kg", "%"} <= set(offered)
    assert not [unit for unit in offered if "month" in unit]


def test_a_column_far_from_the_plants_known_is_asked_about(milk, sample_centre):
    """The energy of plants known lies about 300 GJ; here kWh were read as MWh."""
    known = text_table("Plant,Company,Use,Unit of use,Output\nWest,Alpha,300,GJ,50\n")
    actions.import_plants(milk, known, "s.csv", acting_user=sample_centre["statistician"])
    rows = [["North", "Alpha", 100_000, 50], ["South", "Beta", 200_000, 80]]
    (question,) = read(workbook(Data=[HEAD, *rows]), milk).questions
    assert "the median in the file is 540,000 GJ" in question.message
    assert read(workbook(Data=[HEAD, *ROWS]), milk).questions == []


PRES = "Laiterie des Prés"


def test_plants_of_one_name_in_two_companies_are_two_plants(milk):
    rows = [[PRES, "Alpha", 100, 50], [PRES, "Beta", 200, 80]]
    reading = read(workbook(Data=[HEAD, *rows]), milk)
    assert list(figures(reading)) == [f"{PRES} (Alpha)", f"{PRES} (Beta)"]
    (question,) = reading.questions
    assert "the name of another company's plant, in row 2" in question.message
    assert f"saved as “{PRES} (Beta)”" in question.cure and "Import all rows" in question.cure


def test_a_plant_of_another_company_is_not_overwritten(milk, sample_centre):
    person = sample_centre["statistician"]
    known = text_table("Plant,Company,Use,Unit of use,Output\nNorth,Alpha,10,GJ,5\n")
    actions.import_plants(milk, known, "s.csv", acting_user=person)
    other = read(workbook(Data=[HEAD, ["North", "Beta", 9, 4]]), milk)
    assert "Alpha also has a plant called “North”" in other.questions[0].message
    actions.keep_plants(milk, other.plants, acting_user=person)
    assert set(milk.plants.values_list("name", flat=True)) == {"North", "North (Beta)"}
    again = read(workbook(Data=[HEAD, ["North", "alpha", 8, 5], ["North", "Beta", 9, 4]]), milk)
    assert list(figures(again)) == ["North", "North (Beta)"] and again.questions == []


def test_one_plant_of_one_company_stands_once(milk):
    with pytest.raises(WorkbookError, match="1 error"):
        read(workbook(Data=[HEAD, ROWS[0], ROWS[0]]), milk)


def test_plants_without_use_or_output_are_left_out_where_that_is_asked(milk):
    rows = [*ROWS, ["Idle", "Gamma", 5, None], ["Closed", "Delta", 0, "n/a"]]
    file = workbook(Data=[HEAD, *rows])
    with pytest.raises(WorkbookError):
        read(file, milk)
    reading = read(file, milk, drops_idle=True)
    assert list(figures(reading)) == ["North", "South"]
    assert [f.row for f in reading.left_out] == [4, 5]
    assert "“Idle” was excluded because it has no use or no output" in reading.left_out[0].message


def test_of_a_near_twin_the_button_that_works_is_named(milk):
    (question,) = read(workbook(Data=[HEAD, *ROWS, ["NORTH.", "Other", 5, 5]]), milk).questions
    assert "“Import all rows”" in question.cure and "as it is" not in question.cure
