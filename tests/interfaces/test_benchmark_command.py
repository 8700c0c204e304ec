"""`scp-centre benchmark`: from a file of plants to scores, and what it says of a faulty file."""

import json

import numpy as np
import pytest

from scp_centre.compute import wide_map
from scp_centre.interfaces.cli.main import main

STORES = "plant,input_staff,output_sales\n" + "".join(
    f"{name},{staff},{sales}\n"
    for name, staff, sales in zip(
        "ABCDEFGH", (2, 3, 3, 4, 5, 5, 6, 8), (1, 3, 2, 3, 4, 2, 5, 5), strict=True
    )
)


@pytest.fixture
def command(tmp_path, capsys):
    def call(text, *words):
        path = tmp_path / "observations.csv"
        path.write_text(text, "utf-8")
        status = main(["benchmark", str(path), *words])
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def plants():
    rng = np.random.default_rng(3)
    size, heat = rng.uniform(1, 50, 60), rng.uniform(0, 1, 60)
    use = size**0.8 * np.exp(
        0.4 * heat + 0.1 * rng.normal(size=60) + 0.3 * rng.exponential(size=60)
    )
    rows = [f"Plant {i},{u:.5f},{s:.5f},{h:.5f}" for i, (u, s, h) in enumerate(zip(use, size, heat, strict=True))]  # fmt: skip
    return "\n".join(["plant,input_energy,output_cheese,regressor_heat", *rows])


def answer(command, text, *words):
    status, out, said = command(text, "--json", *words)
    assert status == 0, said
    return json.loads(out)


def test_dea_of_the_textbook(command):
    found = answer(command, STORES, "--method", "dea", "--rts", "crs")
    scores = {p["plant"]: round(p["efficiency"], 4) for p in found["plants"]}
    assert scores["B"] == 1 and scores["A"] == 0.5 and scores["G"] == 0.8333
    assert found["plants"][0]["peers"] == {"B": pytest.approx(1 / 3)}
    assert found["plants"][0]["target input_staff"] == pytest.approx(1)
    assert "8 plants" in found["summary"][0]


def test_dea_as_a_table_with_intervals(command):
    status, out, said = command(STORES, "--method", "dea", "--bootstrap", "100")
    lines = out.splitlines()
    assert status == 0 and lines[0].startswith("plant,efficiency,corrected,low,high,status")
    assert len(lines) == 9 and "Largest violation" in said


def test_distribution_says_quartiles_only_of_enough_plants(command, plants):
    few = answer(command, STORES)
    assert any("no quartiles" in line for line in few["summary"])
    assert few["plants"][0]["percentile"] is None
    many = answer(command, plants)
    assert sum("of plants use at most" in line for line in many["summary"]) == 3


def test_regression_gives_the_two_numbers_managers_use(command, plants):
    found = answer(command, plants, "--method", "regression")
    first = found["plants"][0]
    assert 1 <= first["score"] <= 100 and first["use_at_75"] < first["use_at_50"]
    assert any("HC3" in line for line in found["summary"])


def test_sfa_of_a_cost_frontier(command, plants):
    found = answer(command, plants, "--method", "sfa")
    assert all(0 < p["efficiency"] <= 1 for p in found["plants"])
    assert any("ln(output_cheese)" in line for line in found["summary"])


def test_columns_by_name_and_the_semicolon_of_a_spreadsheet(command):
    text = STORES.replace(",", ";").replace("input_staff", "staff").replace("2;1\n", "2,0;1,0\n")
    found = answer(command, text, "--method", "dea", "--inputs", "staff", "--rts", "crs")
    assert found["plants"][0]["efficiency"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("plant,input,output\nA,1,2\nA,1,2\n", (), "Row 3: the plant 'A' stands twice"),
        ("plant,input,output\nA,x,2\n,1,2\n", (), "Row 2, input: 'x' is not a plain number"),
        ("plant,input,output\nA,1,\nB,1,2\n", (), "an empty cell is not a 0"),
        (
            "plant,input,output\nA,-1,2\nB,1,2\n",
            (),
            "Row 2, input: -1 is negative",
        ),
        ("plant,input,output\n", (), "There are no plants in the file"),
        ("", (), "is empty"),
        ("plant,use\nA,1\nB,2\n", ("--method", "dea"), "has no inputs"),
        ("plant,input,output\nA,1,1\n", ("--method", "dea"), "compares plants"),
        ("plant,input,output\nA,1,0\nB,1,1\n", ("--method", "dea"), "A has no output"),
        ("plant,input,output\nA,1,0\nB,1,1\n", (), "A has no output"),
        (STORES, ("--inputs", "water"), "The column 'water' does not exist"),
    ],
)
def test_a_faulty_file_is_answered_in_words(command, text, words, said):
    status, out, error = command(text, *words)
    assert (status, out) == (2, "")
    assert said in error


def test_a_file_that_is_not_there(capsys):
    assert main(["benchmark", "/nowhere.csv"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_work_can_go_to_a_dask_cluster():
    distributed = pytest.importorskip("distributed")
    from scp_centre.methods.frontier import measure_efficiency

    rng = np.random.default_rng(1)
    X, Y = rng.lognormal(size=(900, 3)), rng.lognormal(size=(900, 2))
    names = [str(i) for i in range(900)]
    alone = measure_efficiency(names, X, Y).efficiency
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    )
    with cluster, wide_map(cluster.scheduler_address) as run:
        together = measure_efficiency(names, X, Y, run=run).efficiency
    assert np.abs(alone - together).max() < 1e-12
