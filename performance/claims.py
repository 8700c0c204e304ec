"""How often the claims checker agrees with a judge who did not see its rules.

Runs alone and asserts nothing: `.venv/bin/python performance/claims.py`. The set is
tests/cases/claims/judged.csv: 157 claims in three languages, 51 of them fair.
"""

import csv
from collections import Counter
from pathlib import Path

from scp_centre.methods.claims import check_claim

JUDGED = Path(__file__).parents[1] / "tests/cases/claims/judged.csv"


def main() -> None:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    right, missed, wrong = Counter(), Counter(), Counter()
    counts = Counter()
    for row in rows:
        judged = set(filter(None, row["expected"].split("|")))
        found = {str(one.kind) for one in check_claim(row["text"], row["language"]).findings}
        right.update(judged & found)
        missed.update(judged - found)
        wrong.update(found - judged)
        counts["same"] += judged == found
        counts["fair"] += not judged
        counts["fair passed"] += not judged and not found
        counts["unfair stopped"] += bool(judged and found)
        if judged != found:
            said = "|".join(sorted(found)) or "fair"
            print(
                f"{row['language']}  judged {row['expected'] or 'fair'}, found {said}: {row['text']}"
            )
    print(f"{counts['same']} of {len(rows)} with exactly the kinds of the judge")
    print(f"{counts['fair passed']} of {counts['fair']} fair claims passed")
    print(f"{counts['unfair stopped']} of {len(rows) - counts['fair']} others stopped")
    for kind in sorted({*right, *missed, *wrong}):
        precision = right[kind] / max(1, right[kind] + wrong[kind])
        recall = right[kind] / max(1, right[kind] + missed[kind])
        print(f"{kind:12} precision {precision:.2f}, recall {recall:.2f}")


if __name__ == "__main__":
    main()
