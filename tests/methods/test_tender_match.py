"""Which tenders a product fits: codes, words, reasons, files that are cut off or packed."""

import gzip
import io
import json

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.interfaces.contracts.tender_match import read_files
from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnknownLabelError
from scp_centre.methods.tenders import level_of, read_lines
from scp_centre.reference.procurement_codes import cpv_table

CHEESE = "15540000"  # cheese products, 15540000-5


def tender(ocid, *codes, title="", end="2026-12-31T12:00:00Z", scheme="CPV", **more):
    items = [
        {"id": str(n), "classification": {"scheme": scheme, "id": code}}
        for n, code in enumerate(codes)
    ]
    inner = {"title": title, "items": items, "tenderPeriod": {"endDate": end}}
    return {"ocid": ocid, "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": inner} | more


def found(product, tenders, **more):
    return run("tender-match", {"product": product, "tenders": tenders, **more})


def scores(answer):
    return {one["ocid"]: one["score"] for one in answer["matches"]}


def test_the_list_is_whole_and_its_check_digits_are_looked_up():
    table = cpv_table()
    assert len(table.codes) == 9454
    assert str(table["03300000"]) == "03300000-2"  # the published rule gives another digit
    assert table["15540000"].label("fr") == "Fromages"
    assert table["15540000"].label("es") == "Queso"


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("39254000", "39200000"),  # 39250000 does not exist
        ("15543000", "15540000"),
        ("60112000", "60100000"),
        ("30192121", "30192100"),
        ("03000000", None),
    ],
)
def test_the_parent_is_the_next_ancestor_that_exists(code, parent):
    assert cpv_table().parent(code) == parent


def test_every_code_leads_to_a_division_by_ever_higher_levels():
    table = cpv_table()
    assert "39250000" not in table and "42924000" not in table
    for code in table.codes:
        chain = list(table.chain(code))
        levels = [level_of(one) for one in chain]
        assert chain[0] == code and levels[-1] == 1 and levels == sorted({*levels}, reverse=True)


@pytest.mark.parametrize("text", ["15540000", "15540000-5", " 1554 0000 - 5"])
def test_with_and_without_check_digit_a_code_is_one(text):
    assert cpv_table().read(text) == CHEESE
    answer = found({"cpv": text}, [tender("a", "15540000-5"), tender("b", "15540000")])
    assert scores(answer) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("15540000-4", InvalidValueError, "15540000-5"),
        ("1554000", InvalidValueError, "8 digits"),
        ("15549999", UnknownLabelError, "15540000-5"),
        ("39250000", UnknownLabelError, "39200000-4"),
        ("99999999", UnknownLabelError, "zero at the start"),
        ("१५५४००००", InvalidValueError, "8 digits"),
    ],
)
def test_a_code_that_cannot_be_is_refused_with_its_cure(text, error, says):
    with pytest.raises(error) as refused:
        found({"cpv": text}, [])
    assert says in str(refused.value.in_full)


def test_nearer_codes_score_higher_and_a_shared_division_alone_does_not_count():
    answer = found(
        {"cpv": "15543000"},  # fresh cheese lies below cheese products, level 4
        [
            tender("same", "15543000"),
            tender("wider", "15540000"),
            tender("sibling", "15542000"),
            tender("group", "15511000"),
            tender("division", "15000000"),
            tender("meat", "15110000"),
            tender("pumps", "42122000"),
        ],
    )
    assert scores(answer) == pytest.approx(
        {"same": 1, "wider": 3 / 4, "sibling": 3 / 4, "group": 2 / 4, "division": 1 / 4}
    )
    assert [one["ocid"] for one in answer["matches"]][0] == "same"
    said = {one["ocid"]: one["reasons"][0]["message"] for one in answer["matches"]}
    assert said["same"].startswith("Same CPV code: 15543000-6")
    assert "wider" in said["wider"] and "15500000-3" in said["group"]


def test_words_of_four_languages_are_found_in_their_forms():
    product = {"words": {"en": ["solar pump"], "fr": ["pompe solaire"], "es": ["bomba solar"]}}
    answer = found(
        product,
        [
            tender("en", title="Supply of solar pumps"),
            tender("fr", title="Fourniture de pompes solaires"),
            tender("es", title="Suministro de bombas solares"),
            tender("half", title="Pumps for oil"),
            tender("none", title="School desks"),
        ],
    )
    assert scores(answer) == {"en": 1.0, "fr": 1.0, "es": 1.0, "half": 0.5}
    arabic = found({"words": ["مضخة شمسية"]}, [tender("ar", title="توريد مضخة شمسية للمزارع")])
    assert scores(arabic) == {"ar": 1.0}


def test_a_tender_without_code_is_found_by_the_label_of_the_code_in_its_language():
    answer = found({"cpv": CHEESE}, [tender("fr", title="Achat de fromages")])
    assert answer["matches"][0]["score"] == 0.5
    assert "Fromages" in answer["matches"][0]["reasons"][0]["message"]


def test_hs_counts_only_where_the_tender_names_it():
    answer = found(
        {"hs": "0406.90"},
        [
            tender("six", "040690", scheme="HS"),
            tender("four", "0406", scheme="HS"),
            tender("other", "0407", scheme="HS"),
            tender("cpv", CHEESE),
        ],
    )
    assert scores(answer) == pytest.approx({"six": 1, "four": 4 / 6})
    assert "no official table from HS to CPV" in answer["notes"][0]


@pytest.mark.parametrize("value", [3300000, 3300000.0, "3300000.0", "3300000", "033000002"])
def test_what_a_spreadsheet_made_of_a_code_is_still_that_code(value):
    assert cpv_table().read_published(value) == "03300000"


@pytest.mark.parametrize("value", [None, True, {}, [], "", "x", "12", -1, 1e300, "9" * 500])
def test_what_is_no_code_is_none(value):
    assert cpv_table().read_published(value) == ""
    assert found({"cpv": CHEESE}, [tender("a", value)])["matches"] == []


def test_the_wrong_types_of_the_published_case_are_read():
    release = {"ocid": 213, "id": 1, "tag": ["tender"], "tender": {"id": 7, "title": None}}
    release["tender"]["items"] = [{"classification": {"scheme": "CPV", "id": 9134200}}]
    answer = found({"cpv": "09134200"}, {"version": "9.9", "releases": [release, 5, None]})
    assert scores(answer) == {"213": 1.0}


def test_closed_tenders_are_left_out_and_counted():
    rows = [
        tender("open", CHEESE),
        tender("late", CHEESE, end="2026-11-30T12:00:00Z"),
        tender("undated", CHEESE, end="soon"),
    ]
    answer = found({"cpv": CHEESE}, rows, open_on="2026-12-01")
    assert set(scores(answer)) == {"open", "undated"}
    assert answer["notes"] == [
        "1 tender that fits is closed and left out.",
        "1 tender that fits gives no deadline.",
    ]


def test_one_process_is_one_match_by_its_latest_release():
    old = tender("a", CHEESE)
    new = tender("a", "15500000", date="2026-02-01T00:00:00Z")
    assert scores(found({"cpv": CHEESE}, [new, old])) == {"a": pytest.approx(2 / 3)}
    assert scores(found({"cpv": CHEESE}, [old, new])) == {"a": pytest.approx(2 / 3)}


def test_the_best_are_the_same_in_any_order_of_the_tenders():
    rows = [tender(f"t{n:03}", CHEESE if n % 3 else "15500000") for n in range(500)]
    answer = found({"cpv": CHEESE}, rows, top=5)
    assert [one["ocid"] for one in answer["matches"]] == ["t001", "t002", "t004", "t005", "t007"]
    assert found({"cpv": CHEESE}, rows[::-1], top=5)["matches"] == answer["matches"]


def write(path, rows, pack=False):
    text = "\n".join(rows)
    path.write_bytes(gzip.compress(text.encode()) if pack else text.encode())
    return str(path)


def of_file(path, cpv=CHEESE):
    return run("tender-match", read_files({"product": {"cpv": cpv}, "tenders": path, "top": 5}))


@pytest.mark.parametrize("pack", [False, True])
def test_lines_that_cannot_be_read_are_told_and_the_rest_is_used(tmp_path, pack):
    good = json.dumps(tender("a", CHEESE))
    rows = ["\ufeff" + good, "", "{broken", '"text"', "[" * 100_000, good.replace('"a"', '"b"')]
    rows.append(good[:40])
    answer = of_file(write(tmp_path / ("t.gz" if pack else "t.jsonl"), rows, pack))
    assert set(scores(answer)) == {"a", "b"} and answer["tenders"] == 2
    assert [one["row"] for one in answer["unreadable"]] == [3, 5, 7]
    assert "cut off" in answer["unreadable"][-1]["message"]
    assert answer["notes"] == [
        "3 rows cannot be read.",
        "1 row holds no tender of the standard.",
    ]


def test_a_package_in_one_document_is_read_too(tmp_path):
    package = {"version": "1.1", "releases": [tender("a", CHEESE)]}
    path = tmp_path / "package.json"
    path.write_text(json.dumps(package, indent=2))
    assert scores(of_file(str(path))) == {"a": 1.0}
    records = {"records": [{"ocid": "r", "compiledRelease": tender("r", CHEESE)}]}
    path.write_text(json.dumps(records))
    assert scores(of_file(str(path))) == {"r": 1.0}


def test_a_first_line_that_is_broken_does_not_take_the_others_with_it(tmp_path):
    rows = ["{broken", json.dumps(tender("a", CHEESE))]
    answer = of_file(write(tmp_path / "t.jsonl", rows))
    assert set(scores(answer)) == {"a"} and [r["row"] for r in answer["unreadable"]] == [1]
    half = json.dumps({"releases": [tender("a", CHEESE)]}, indent=2)[:200]
    answer = of_file(write(tmp_path / "t.json", [half]))
    assert answer["matches"] == [] and "cut off" in answer["unreadable"][0]["message"]


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08\x00cut", b"nothing of the kind"])
def test_a_file_that_is_none_is_refused_or_told(tmp_path, content):
    path = tmp_path / "t.gz"
    path.write_bytes(content)
    with pytest.raises(InvalidValueError):
        of_file(str(path))
    with pytest.raises(InvalidValueError):
        of_file(str(tmp_path / "absent.jsonl"))


def test_memory_does_not_grow_with_a_line_without_end():
    class Endless(io.RawIOBase):
        left = 50_000_000

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    lines = list(read_lines(io.BufferedReader(Endless())))
    assert [(one.number, one.value) for one in lines] == [(1, None)]
    assert "too long" in str(lines[0].fault)


@pytest.mark.parametrize(
    ("product", "error"),
    [
        ({}, MissingValueError),
        ({"words": {"en": ["the"]}}, MissingValueError),
        ({"hs": "4"}, Exception),
    ],
)
def test_a_product_without_anything_to_look_for_is_refused(product, error):
    with pytest.raises(error):
        found(product, [tender("a", CHEESE)])


def test_other_refusals_say_what_to_do():
    for more in ({"open_on": "soon"}, {"product": {"words": {"de": ["Pumpe"]}}}, {"tenders": "x"}):
        with pytest.raises(InvalidValueError) as refused:
            run("tender-match", {"product": {"cpv": CHEESE}, "tenders": [tender("a")], **more})
        assert refused.value.cure
