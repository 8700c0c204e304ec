"""Public facility-level data becomes a survey: a small file of the same layout, invented."""

import io

import pytest

from scp_centre.interfaces.cli.main import main
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.sample import DEFINITION

HEAD = "ID,CENTER,FY,SIC,NAICS,STATE,PRODUNITS,PRODLEVEL,PRODHOURS,EC_plant_usage,E2_plant_usage\n"
ROWS = (
    "XX0001,XX,2022,2022,311513.0,WI,2,1000000,6000,500000,1000\n"
    'XX0002,XX,2022,2022,311513,VT,2,"2,000,000",4000,1000000,\n'
    "XX0002,XX,2022,2022,311513,VT,2,2000000,4000,1000000,\n"
    "XX0003,XX,2022,2022,311513,WI,7,30,6000,500000,1000\n"
    "XX0004,XX,2021,2022,311513,WI,2,1000000,6000,500000,1000\n"
    "XX0005,XX,2022,2086,312111,WI,2,1000000,6000,500000,1000\n"
    "XX0006,XX,2022,2022,311513,WI,2,,6000,500000,1000\n"
)
WORDS = ("--naics", "3115", "--year", "2022", "--production-units", "2")


@pytest.fixture
def command(tmp_path, capsys):
    def call(text, *words):
        path = tmp_path / "ASSESS.csv"
        path.write_text(text, "utf-8")
        status = main(["survey", str(path), *words])
        return status, *capsys.readouterr()

    return call


def test_electricity_and_fuels_become_one_use_and_nothing_is_left_out_in_silence(command):
    status, out, err = command(HEAD + ROWS, *WORDS, "--factor", "0.00045359237")
    assert status == 0
    lines = out.splitlines()
    assert len(lines) == 3 and lines[1].startswith("IAC XX0001,IAC XX0001,,WI,2855.06,GJ,453.592,")
    assert lines[2].startswith("IAC XX0002,IAC XX0002,,VT,3600,GJ,907.185,")
    for why in ("2 plants", "twice: 1", "sector: 1", "year: 1", "production: 1", "output: 1"):
        assert why in err


def test_the_survey_is_imported_with_its_further_column(command, sample_centre):
    _, out, _ = command(HEAD + ROWS, *WORDS, "--also", "PRODHOURS=Hours, h")
    person = sample_centre["statistician"]
    benchmark = actions.define_benchmark(
        DEFINITION | {"title": "US cheese", "output_unit": "lb"}, acting_user=person
    )
    actions.add_variable(
        benchmark, {"title": "Hours", "unit": "h", "part": "regressor"}, acting_user=person
    )
    count = actions.import_plants(benchmark, io.BytesIO(out.encode()), "s.csv", acting_user=person)
    assert count == 2 and benchmark.plants.get(name="IAC XX0001").values == {"hours": 6000.0}


def test_what_does_not_fit_is_said(command):
    status, _, err = command(HEAD.replace("PRODLEVEL", "LEVEL") + ROWS, *WORDS)
    assert status == 2 and "PRODLEVEL" in err
    status, _, err = command(HEAD + ROWS, "--naics", "9", *WORDS[2:])
    assert status == 2 and "another sector: 7" in err
    status, _, err = command(HEAD + ROWS, *WORDS, "--also", "PRODHOURS")
    assert status == 2 and "There is no column named “" in err
    status, _, err = command(HEAD + ROWS, *WORDS, "--factor", "0")
    assert status == 2
