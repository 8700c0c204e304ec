"""`search-evaluate`: files on the command line, lists elsewhere, figures by hand."""

import json
import math

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import MethodError
from scp_centre.reference import sentence_model
from tests.interfaces.test_contracts import EXAMPLES, command

GIVEN = EXAMPLES["search-evaluate"]


def test_figures_by_hand():
    answer = run("search-evaluate", GIVEN)
    # Question 1 finds c before a, as judged; question 2 finds b. All is ideal.
    assert (answer["ndcg@10"], answer["map"], answer["recall@100"]) == (1, 1, 1)
    judged = "1 0 c 1\n1 0 a 2\n2 0 b 1\n"
    turned = run("search-evaluate", GIVEN | {"qrels": judged})
    dcg, ideal = 1 + 3 / math.log2(3), 3 + 1 / math.log2(3)
    assert turned["ndcg@10"] == pytest.approx((dcg / ideal + 1) / 2)
    missing = run("search-evaluate", GIVEN | {"qrels": judged + "2 0 nowhere 1\n3 0 a 1\n"})
    assert missing["recall@100"] == pytest.approx(0.75) and missing["queries"] == 2
    assert missing["map"] == pytest.approx(0.75)


def test_files_are_read_on_the_command_line(tmp_path):
    for name in ("documents", "queries"):
        lines = "\n".join(json.dumps(one | {"more": 1}) for one in GIVEN[name])
        (tmp_path / f"{name}.jsonl").write_text(lines + "\n")
    (tmp_path / "qrels.txt").write_text(GIVEN["qrels"])
    given = {n: str(tmp_path / f"{n}.jsonl") for n in ("documents", "queries")}
    given |= {"qrels": str(tmp_path / "qrels.txt"), "engine": "lexical"}
    done = command("compute", "search-evaluate", "-", text=json.dumps(given))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ndcg@10"] == 1
    (tmp_path / "queries.jsonl").write_text('{"id": "1"\n')
    done = command("compute", "search-evaluate", "-", text=json.dumps(given))
    assert done.returncode == 2 and "line 1" in json.loads(done.stderr)["error"]["message"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"documents": "/etc/passwd"}, "documents"),
        ({"qrels": "1 0 a\n"}, "qrels.1"),
        ({"qrels": "1 0 a high\n"}, "qrels.1"),
        ({"qrels": "9 0 a 1\n"}, "qrels"),
        ({"documents": GIVEN["documents"] * 2}, "documents"),
        ({"engine": "magic"}, "engine"),
    ],
)
def test_wrong_input_says_where(change, where):
    with pytest.raises(MethodError) as caught:
        run("search-evaluate", GIVEN | change)
    assert caught.value.as_dict()["where"] == where


@pytest.mark.skipif(not sentence_model.available(), reason="the sentence model is not installed")
def test_the_hybrid_knows_what_no_word_says():
    given = {
        "documents": [
            {"id": "car", "title": "Automobile repair", "text": "Oil from vehicles."},
            {"id": "oven", "title": "Bakery", "text": "Bread is baked."},
        ],
        "queries": [{"id": "1", "text": "mending cars"}],
        "qrels": "1 0 car 1\n",
    }
    assert run("search-evaluate", given | {"engine": "lexical"})["ndcg@10"] == 0
    assert run("search-evaluate", given | {"engine": "hybrid"})["ndcg@10"] == 1
