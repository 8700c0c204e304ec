"""Global tables: read by pymrio, converted, gone on with, seen from a country."""

import csv
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from scp_centre.compute import wide_map
from scp_centre.roles.policy import analysis
from scp_centre.roles.policy.actions.global_tables import keep_world, remove_world
from scp_centre.roles.policy.actions.tables import keep_table
from scp_centre.roles.policy.commands import world as command
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.global_tables import completion, conversion, country_view
from scp_centre.roles.policy.global_tables.conversion import Counted, Task, convert, read_list
from scp_centre.roles.policy.models import World

pymrio = pytest.importorskip("pymrio")
distributed = pytest.importorskip("distributed")
COUNTED = (
    Counted("Emissions", "emission_type1 / air", "ghg", "Greenhouse gases", "t CO2e", 0.001),
    Counted("Emissions", "emission_type?*", "all", "All emissions", "kg", 1.0),
    Counted("Factor Inputs", "Value Added", "value", "Value added", "Mill USD", 1.0),
)


@pytest.fixture(scope="module")
def download(tmp_path_factory):
    """The small world that pymrio brings, saved as EXIOBASE 3 is published."""
    folder = tmp_path_factory.mktemp("download")
    pymrio.load_test().save_all(folder)
    return folder


@pytest.fixture(scope="module")
def solved():
    world = pymrio.load_test()
    world.calc_all()
    return world


def task(download, folder, **changes):
    fields = {"source": "exiobase3", "path": str(download), "year": 2019, "counted": COUNTED}
    return Task(**(fields | changes), folder=str(folder))


def test_a_country_sees_what_pymrio_computes(download, solved, tmp_path, sample_centre, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    about = convert(task(download, tmp_path / "one"))
    world = keep_world(about, tmp_path / "one", "Test world", acting_user=sample_centre["analyst"])
    seen = country_view.see(world)
    regions = world.regions
    emissions = solved.emissions
    for n, name in enumerate(regions):
        totals = seen.totals(n)[0]
        label = ("emission_type1", "air")
        assert_allclose(
            1000 * totals["production"], emissions.D_pba_reg.loc[label, name], rtol=1e-6
        )
        assert_allclose(
            1000 * totals["consumption"], emissions.D_cba_reg.loc[label, name], rtol=1e-6
        )
        assert_allclose(1000 * totals["imports"], emissions.D_imp_reg.loc[label, name], rtol=1e-6)
        assert_allclose(1000 * totals["exports"], emissions.D_exp_reg.loc[label, name], rtol=1e-6)
    origins = seen.origins(0, 0)
    assert_allclose(sum(p.share for p in origins), 1)
    products = {p.title: p.value for p in seen.products(0, 1)}
    top = emissions.D_cba.loc[label, regions[1]].nlargest(1)
    assert_allclose(1000 * products[top.index[0]], top.iloc[0], rtol=1e-6)
    assert_allclose(
        seen.arrays["F"][1].sum(), emissions.F.to_numpy().sum(), rtol=1e-12
    )  # patterns count both
    again = keep_world(
        convert(task(download, tmp_path / "two")),
        tmp_path / "two",
        "Test world",
        acting_user=sample_centre["analyst"],
    )
    assert World.objects.get() == again
    remove_world(again, acting_user=sample_centre["analyst"])
    with pytest.raises(PolicyError, match="The files of this table are missing from the server."):
        country_view.see(World(key="00000000-0000-0000-0000-000000000000"))


def test_an_interrupted_year_is_read_once(download, tmp_path, monkeypatch):
    def stop(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(conversion, "calculate_accounts", stop)
        with pytest.raises(KeyboardInterrupt):
            convert(task(download, tmp_path / "year"))
    assert not (tmp_path / "year").exists()
    told = []
    with monkeypatch.context() as unread:
        unread.setattr(conversion, "parse", stop)
        about = convert(task(download, tmp_path / "year"), told.append)
    assert len(about["regions"]) == 6 and not any("reading" in t for t in told)
    assert convert(task(download, tmp_path / "year"), told.append) == about
    assert told[-1] == "2019: already converted"
    other = convert(task(download, tmp_path / "year", counted=COUNTED[:1]), told.append)
    assert len(other["indicators"]) == 1


def small_world():
    world = pymrio.load_test()
    world.calc_all()
    return world


@pytest.mark.parametrize("missing", ["Z", "Z and x", "Z and F"])
def test_what_an_archive_leaves_out_is_computed(missing, solved):
    world = small_world()
    flows, caused = world.Z.to_numpy(), world.emissions.F.to_numpy()
    world.Z = None
    if "x" in missing:
        world.x = None
    if "F" in missing:
        world.emissions.F = None
    whole = completion.complete(world)
    assert_allclose(whole.Z.to_numpy(), flows, rtol=1e-9, atol=1e-6)
    assert_allclose(whole.emissions.F.to_numpy(), caused, rtol=1e-9)


def test_what_says_nothing_is_refused_by_name():
    world = small_world()
    world.Z = world.A = None
    with pytest.raises(PolicyError, match="neither flows nor coefficients"):
        completion.complete(world)
    world = small_world()
    world.emissions.F = world.emissions.S = None
    with pytest.raises(PolicyError, match="Emissions has no data"):
        completion.complete(world)
    world = small_world()
    world.Z.iloc[3, 5] = np.nan
    with pytest.raises(
        PolicyError, match="Z does not contain a number at reg1 / electricity . reg1 / trade"
    ):
        completion.complete(world)


def test_what_flows_do_not_have_is_told(tmp_path):
    world = small_world()
    world.Y[("ALL", "Final consumption expenditure by households")] = 1.0
    order = world.Z.index
    told = []
    regions = list(dict.fromkeys(order.get_level_values(0)))
    completion.tell_dropped(world, regions, order, 2019, told.append)
    assert [str(t) for t in told] == [
        "2019: Y has labels that are not in the flows. These labels were left out: ALL"
    ]


def test_one_indicator_counts_one_thing(download, tmp_path):
    wrong = (
        Counted("Emissions", "emission_type1 / air", "e1", "E1", "kg", 1.0),
        Counted("Factor Inputs", "Value Added", "e1", "E1", "kg", 1.0),
    )
    with pytest.raises(
        PolicyError, match="would add up quantities in incompatible units: kg, Mill USD"
    ):
        convert(task(download, tmp_path / "mixed", counted=wrong))
    counted = tmp_path / "counted.csv"
    counted.write_text(
        "extension,stressor,indicator,title,unit,factor\n*,CO2 / air,e1,E1,kg,1\n"
        "*,Value Added,e1,E1,M EUR,1\n"
    )
    with pytest.raises(PolicyError, match="two units: kg, M EUR"):
        read_list(counted)


def test_years_side_by_side_are_the_years_one_by_one(download, tmp_path):
    one = [convert(task(download, tmp_path / f"a{y}", year=y)) for y in (2018, 2019)]
    tasks = [task(download, tmp_path / f"b{y}", year=y) for y in (2018, 2019)]
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    )
    with cluster, wide_map(cluster.scheduler_address) as run:
        both = list(run(convert, tasks))
    assert both == one
    for y in (2018, 2019):
        a, b = (np.load(tmp_path / f"{x}{y}" / "consumption.npy") for x in "ab")
        assert_allclose(a, b)


def test_the_list_is_written_filled_in_and_read(download, tmp_path, monkeypatch):
    unit = pymrio.load_test().emissions.unit
    assert set(unit.unit) == {"kg"}
    path = tmp_path / "counted.csv"
    assert command.run(_words("stressors", "exiobase3", str(download), "-o", str(path))) == 0
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"Emissions", "Factor Inputs"} == {r["extension"] for r in rows}
    assert all(not r["indicator"] for r in rows)  # none of them begins with a gas
    with pytest.raises(PolicyError, match="has no indicator"):
        read_list(path)
    rows[0] |= {"indicator": "x", "title": "X", "unit": "kg", "factor": "much"}
    _write(path, rows)
    with pytest.raises(PolicyError, match="Line 2"):
        read_list(path)
    rows[0]["factor"] = "2"
    _write(path, rows)
    assert [(c.indicator, c.factor) for c in read_list(path)] == [("x", 2.0)]


def test_gases_are_proposed_by_their_formula(tmp_path):
    world = pymrio.load_test()
    names = {"emission_type1": "CO2 - combustion", "emission_type2": "CH4 - agriculture"}
    for name in ("F", "F_Y", "unit"):
        table = getattr(world.emissions, name)
        setattr(world.emissions, name, table.rename(index=names, level=0))
    world.save_all(tmp_path / "gases")
    rows = conversion.list_stressors("exiobase3", str(tmp_path / "gases"), 2019, "AR6")
    found = {r.stressor: (r.indicator, r.factor) for r in rows}
    assert found["CO2 - combustion / air"] == ("ghg", pytest.approx(1e-3))
    assert found["CH4 - agriculture / water"][1] > 0.025


def _words(*words):
    import argparse

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def _write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": "worldbook"}, "no source called worldbook"),
        ({"options": (("version", "57"),)}, "does not accept these options"),
        ({"path": "/nowhere"}, "no file or folder at"),
        ({"counted": (Counted("Emissions", "gold", "g", "G", "t", 1.0),)}, "No stressor matches"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(download, tmp_path, changes, words):
    with pytest.raises(PolicyError, match=words):
        convert(task(download, tmp_path / "x", **changes))


def test_a_folder_that_is_no_table_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(PolicyError, match="cannot be read as wiod"):
        convert(task(tmp_path / "empty", tmp_path / "x", source="wiod"))


def test_the_command_keeps_a_year_and_its_pages_answer(
    download, tmp_path, sample_centre, settings, signed_in, capsys
):
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "counted.csv"
    _write(path, [vars_of(c) for c in COUNTED])
    words = ["convert", "exiobase3", str(download), "--year", "2019", "--counted", str(path)]
    words += ["--title", "Test world", "--work", str(tmp_path / "work")]
    odd = command.run(_words(*words, "--option", "version", "--as", "analyst@verdania.example"))
    assert odd == 2 and "has no value" in capsys.readouterr().err
    nobody = command.run(_words(*words, "--as", "nobody@verdania.example"))
    assert nobody == 2 and "No account has the address" in capsys.readouterr().err
    assert command.run(_words(*words, "--as", "analyst@verdania.example")) == 0
    world = World.objects.get()
    client = signed_in("expert")
    assert "reg1" in client.get(f"/policy/worlds/{world.pk}/").content.decode()
    page = client.get(f"/policy/worlds/{world.pk}/0/?indicator=1").content.decode()
    assert "purchases cause pressure" in page and "reg3" in page
    rows = client.get(f"/policy/worlds/{world.pk}/0/1.csv").content.decode().splitlines()
    assert len(rows) == 7
    assert client.get(f"/policy/worlds/{world.pk}/99/").status_code == 404
    assert client.get(f"/policy/worlds/{world.pk}/0/9.csv").status_code == 404
    assert "Test world" in client.get("/policy/").content.decode()
    about = json.loads((country_view.folder_of(str(world.key)) / "world.json").read_text())
    assert about["source"] == "exiobase3"


def test_a_country_becomes_a_national_table_with_the_same_accounts(
    download, tmp_path, sample_centre, settings, signed_in
):
    settings.MEDIA_ROOT = tmp_path / "files"
    about = convert(task(download, tmp_path / "one"))
    analyst = sample_centre["analyst"]
    world = keep_world(about, tmp_path / "one", "Test world", acting_user=analyst)
    seen = country_view.see(world)
    client = signed_in("analyst")
    content = client.get(f"/policy/worlds/{world.pk}/2/table.xlsx").content
    table = keep_table(content, "nation.xlsx", acting_user=analyst)
    assert "Test world" in table.country and [c["code"] for c in table.checks] == ["all_good"]
    one = analysis.study(table)
    totals = {t["indicator"].code: t for t in seen.totals(2)}
    for code in ("ghg", "all"):
        found = one.balance(one.place(code))
        assert_allclose(found.production, totals[code]["production"], rtol=1e-5)
    Z = np.load(country_view.folder_of(str(world.key)) / "Z.npy")
    Y, goods = seen.arrays["Y"], len(about["sectors"])
    own = slice(2 * goods, 3 * goods)
    assert_allclose(one.economy.x, Z[own].sum(axis=1) + Y[own].sum(axis=1), rtol=1e-5)
    exported = one.economy.Y[:, 1]
    abroad = [j for j in range(Z.shape[1]) if not own.start <= j < own.stop]
    others = [r for r in range(len(about["regions"])) if r != 2]
    sold = Z[own][:, abroad].sum(axis=1) + Y[own][:, others].sum(axis=1)
    assert_allclose(exported, sold, rtol=1e-5)


def vars_of(line):
    from dataclasses import asdict

    return asdict(line)
