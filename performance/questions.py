"""What people would ask the sample centre, in four languages, and whether the search answers it.

    .venv/bin/python performance/questions.py [--words] [--held-out | --judged]

questions.csv : 25 needs as 100 questions in English, French, Spanish and Arabic, each with the
sample items that answer it (2) or help (1). Written and judged by us from the items themselves
before any of them was searched. They are for development: words and rules were chosen after a look
at some of them (see README.md). Two of every three items have an English text only, so the other
languages also ask whether a reader finds what is written in another language.

held_out_questions.csv : 25 other needs in the same languages, judged from the titles of the items
before any was searched. They report quality: nothing may be chosen after a look at them, so the
script does not say which of them were missed.

judged_questions.csv : 25 more needs, written and judged by somebody who knew neither the code nor
its words, and committed before any was asked. They report quality too: what was missed in them is
known by now (README.md), so that a next measure needs a next judge.

--words : without the sentence model    --held-out, --judged : ask those
"""

import csv
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

SHOWN = 10
HERE = Path(__file__).parent


def prepare():
    os.environ["SCP_DATA"] = tempfile.mkdtemp(prefix="scp-questions-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.sample"
    os.environ["SCP_MEANING"] = "off" if "--words" in sys.argv else "on"
    import django

    django.setup()
    from django.core.management import call_command

    from scp_centre.interfaces.cli.sample_centre import load_sample_centre

    call_command("migrate", verbosity=0, interactive=False)
    load_sample_centre("seven slow herons")


def items_by_key():
    """Return pk -> key of the sample table, by the titles that both have."""
    from scp_centre.roles.clearinghouse.models import Text
    from scp_centre.roles.clearinghouse.sample import FOLDER

    with (FOLDER / "items.csv").open(encoding="utf-8", newline="") as file:
        titles = {" ".join(row["title"].split()): row["key"] for row in csv.DictReader(file)}
    rows = Text.objects.filter(language="en").values_list("item_id", "title")
    return {pk: titles[title] for pk, title in rows if title in titles}


def ndcg(found, grades):
    """Return nDCG@10 with gain 2^grade - 1 and discount log2(rank + 1)."""
    discounts = 1 / np.log2(np.arange(2, SHOWN + 2))
    gains = [2 ** grades.get(key, 0) - 1 for key in found[:SHOWN]]
    best = sorted((2**g - 1 for g in grades.values()), reverse=True)[:SHOWN]
    return float(np.dot(gains, discounts[: len(gains)]) / np.dot(best, discounts[: len(best)]))


def main():
    prepare()
    from scp_centre.roles.clearinghouse.search.item_search import search

    keys = items_by_key()
    scores, first, missed = defaultdict(list), defaultdict(list), []
    kept = [name for name in ("held_out", "judged") if f"--{name.replace('_', '-')}" in sys.argv]
    name = f"{kept[0]}_questions.csv" if kept else "questions.csv"
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answers = (pair.split(":") for pair in row["answers"].split())
            grades = {key: int(grade) for key, grade in answers}
            assert set(grades) <= set(keys.values()), row
            answer = search(row["text"], language=row["language"], patient=True, nearest=True)
            found = [keys[pk] for pk in answer.items]
            scores[row["language"]].append(ndcg(found, grades))
            top = [grades.get(key) == 2 for key in found[:3]]
            first[row["language"]].append(any(top))
            if not any(top):
                missed.append((row["language"], row["text"], found[:3]))
    for language, values in scores.items():
        share = np.mean(first[language])
        print(
            f"{language}  nDCG@10 {np.mean(values):.3f}  an answer among the first three {share:.0%}"
        )
    for language, text, found in () if kept else missed:
        print(f"missed  {language}  {text}  -> {', '.join(found) or 'nothing'}")


if __name__ == "__main__":
    main()
