"""Published tenders: the official example compiles to its record, and doubtful data are named."""

import json

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.interfaces.contracts.ocds_check import read_files
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.tenders import check_package, compile_releases, read_package
from tests.shared_data import DATA, needs_shared

OCDS = DATA / "ocds"
FIRST = {
    "ocid": "ocds-1",
    "id": "1",
    "date": "2026-01-01T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {
        "id": "t",
        "title": "Pumps",
        "value": {"amount": 1000, "currency": "EUR"},
        "items": [{"id": "1", "description": "Pump", "quantity": 2}],
    },
}
SECOND = {
    "ocid": "ocds-1",
    "id": "2",
    "date": "2026-02-01T00:00:00Z",
    "tag": ["award"],
    "initiationType": "tender",
    "tender": {"id": "t", "title": None, "items": [{"id": 1, "quantity": 3}, {"id": "2"}]},
    "awards": [{"id": "a", "suppliers": [{"id": "s", "name": "S"}]}],
}


def said(package):
    return [(one.path, str(one.message)) for one in check_package(read_package(package))]


def changed(path, value):
    """Return the first release with one value changed, alone in a package."""
    release = json.loads(json.dumps(FIRST))
    place = release
    *way, last = path.split("/")
    for part in way:
        place = place[int(part) if part.isdigit() else part]
    place[last] = value
    return {"version": "1.1", "releases": [release]}


@needs_shared
def test_the_official_example_compiles_to_its_published_record():
    package = json.loads((OCDS / "1.1_ocds-213czf-000-00001.json").read_text("utf-8"))
    record = json.loads((OCDS / "1.1_record_ocds-213czf-000-00001.json").read_text("utf-8"))
    published = record["records"][0]["compiledRelease"]
    assert len(published) == 12
    answer = run("ocds-check", {"package": package})
    assert answer["compiled"] == published
    assert (answer["releases"], answer["processes"], answer["version"]) == (6, 1, "1.1")
    assert answer["compiled"]["tender"]["value"] == {"amount": 1_100_000, "currency": "GBP"}
    paths = {one["path"]: one["message"] for one in answer["findings"]}
    assert "spreadsheet" in paths["/releases/0/tender/items/0/classification/id"]
    assert all("spreadsheet" in message for message in paths.values())


@needs_shared
def test_an_old_package_and_a_record_are_read():
    old = json.loads((OCDS / "1.0_ocds-213czf-000-00001-02-tender.json").read_text("utf-8"))
    answer = run("ocds-check", {"package": old})
    assert answer["version"] == "1.0" and answer["releases"] == 1
    assert "does not state its version" in answer["findings"][0]["message"]
    record = read_files({"package": str(OCDS / "1.1_record_ocds-213czf-000-00001.json")})
    answer = run("ocds-check", record)
    assert answer["releases"] == 0  # it only links to them
    assert answer["compiled"]["id"] == "ocds-213czf-000-00001-2011-01-10T09:30:00Z"


def test_releases_are_merged_in_the_order_of_their_dates():
    found = compile_releases([SECOND, FIRST])
    assert found["id"] == "ocds-1-2026-02-01T00:00:00Z" and found["tag"] == ["compiled"]
    assert "title" not in found["tender"]  # null took it away
    assert found["tender"]["items"] == [
        {"id": "1", "description": "Pump", "quantity": 3},  # 1 and "1" are one
        {"id": "2"},
    ]
    assert found["awards"][0]["suppliers"] == [{"id": "s", "name": "S"}]
    assert FIRST["tender"]["items"][0]["quantity"] == 2, "what was given is not changed"


def test_lists_of_words_and_classifications_are_replaced_as_a_whole():
    old = FIRST | {"parties": [{"id": "p", "roles": ["buyer", "payer"]}], "q": ["a", "b"]}
    new = SECOND | {"parties": [{"id": "p", "roles": []}], "q": ["c"]}
    found = compile_releases([old, new])
    assert found["parties"] == [{"id": "p", "roles": []}] and found["q"] == ["c"]


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("date", "2026-01-01", "/date", "time zone"),
        ("date", None, "/date", "is missing"),
        ("tag", ["tenderX"], "/tag", "The tag tenderX does not exist"),
        ("tender/value/amount", "1.000,00", "/tender/value/amount", "is not a number"),
        ("tender/value/amount", -5, "/tender/value/amount", "is negative"),
        ("tender/value/currency", "", "/tender/value/currency", "no currency"),
        ("tender/value/currency", "euro", "/tender/value/currency", "not a currency code"),
        ("tender/items", [{"description": "x"}], "/tender/items", "1 entry has no identifier"),
        ("tender/items/0/id", "1.0", "/tender/items/0/id", "spreadsheet"),
        (
            "tender/items/0/classification",
            {"scheme": "CPV", "id": "3300000-2"},
            "/tender/items/0/classification/id",
            "is missing a digit, probably a leading zero.",
        ),
        (
            "tender/items/0/classification",
            {"scheme": "CPV", "id": "pumps"},
            "/tender/items/0/classification/id",
            "is not a CPV code",
        ),
        (
            "tender/tenderPeriod",
            {"startDate": "2026-02-01T00:00:00Z", "endDate": "2026-01-01T00:00:00Z"},
            "/tender/tenderPeriod",
            "ends before it starts",
        ),
        ("parties", [{"id": "p"}], None, None),
        (
            "awards",
            [{"id": "a", "value": {"amount": 1_000_000, "currency": "EUR"}}],
            "/awards/0/value",
            "Check the units",
        ),
    ],
)
def test_what_is_doubtful_is_named_with_its_place(path, value, place, words):
    found = said(changed(path, value))
    if place is None:
        assert found == []
        return
    assert any(p == f"/releases/0{place}" and words in m for p, m in found), found


def test_a_right_release_has_no_findings():
    assert said({"version": "1.1", "releases": [FIRST]}) == []


def test_organisations_awards_tenderers_and_payments_are_compared():
    release = FIRST | {
        "parties": [{"id": "p"}],
        "buyer": {"id": "other"},
        "awards": [{"id": "a"}],
        "tender": {"id": "t", "numberOfTenderers": 3, "tenderers": [{"id": "p"}]},
        "contracts": [
            {
                "id": "c",
                "awardID": "b",
                "value": {"amount": 10, "currency": "EUR"},
                "implementation": {
                    "transactions": [
                        {"id": "1", "value": {"amount": 8, "currency": "EUR"}},
                        {"id": "2", "value": {"amount": 7, "currency": "EUR"}},
                    ]
                },
            }
        ],
    }
    found = dict(said({"version": "1.1", "releases": [release]}))
    assert "not among the parties" in found["/releases/0/buyer/id"]
    assert "Award b does not exist" in found["/releases/0/contracts/0/awardID"]
    assert "stated as 3, but 1" in found["/releases/0/tender/numberOfTenderers"]
    assert "15" in found["/releases/0/contracts/0/implementation/transactions"]


def test_a_version_of_the_future_and_two_releases_with_one_identifier_are_told():
    found = said({"version": "2.0", "releases": [FIRST, FIRST]})
    assert ("/version" in dict(found)) and "2.0 is unknown" in dict(found)["/version"]
    assert "same identifier" in dict(found)["/releases/1/id"]


def test_several_processes_give_a_list_and_one_that_cannot_be_compiled_is_told():
    other = FIRST | {"ocid": "ocds-2"}
    undated = SECOND | {"ocid": "ocds-2", "date": None}
    answer = run("ocds-check", {"package": [FIRST, SECOND, other, undated]})
    assert answer["processes"] == 2 and answer["compiled"]["ocid"] == "ocds-1"
    assert "has no date" in answer["findings"][-1]["message"]
    answer = run("ocds-check", {"package": [FIRST, other]})
    assert [one["ocid"] for one in answer["compiled"]] == ["ocds-1", "ocds-2"]


def test_files_of_lines_compressed_and_cut_off(tmp_path):
    import gzip

    lines = "\n".join(json.dumps(one) for one in (FIRST, SECOND))
    with gzip.open(tmp_path / "all.jsonl.gz", "wt", encoding="utf-8") as opened:
        opened.write(lines)
    answer = run("ocds-check", read_files({"package": str(tmp_path / "all.jsonl.gz")}))
    assert answer["releases"] == 2
    (tmp_path / "cut.jsonl").write_text(lines[:-5], "utf-8")
    with pytest.raises(InvalidValueError, match="Row 2 of cut.jsonl is not JSON"):
        read_files({"package": str(tmp_path / "cut.jsonl")})
    (tmp_path / "cut.json.gz").write_bytes((tmp_path / "all.jsonl.gz").read_bytes()[:-20])
    with pytest.raises(InvalidValueError, match="cannot be read"):
        read_files({"package": str(tmp_path / "cut.json.gz")})
    with pytest.raises(InvalidValueError, match="cannot be read"):
        read_files({"package": str(tmp_path / "none.json")})


@pytest.mark.parametrize("package", [{}, [], "text", 5, None, {"releases": []}, [[]]])
def test_what_is_no_open_contracting_data_is_refused(package):
    with pytest.raises(
        InvalidValueError,
        match="The file contains no Open Contracting Data Standard releases or records.",
    ):
        run("ocds-check", {"package": package})


def test_deep_nesting_ends():
    deep = {"id": "x"}
    for _unused in range(500):
        deep = {"a": deep}
    with pytest.raises(InvalidValueError, match="nested too deeply"):
        compile_releases([FIRST | {"q": deep}])
    assert said({"version": "1.1", "releases": [FIRST | {"q": deep}]}) == []
