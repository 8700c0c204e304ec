"""Match one product with many tenders, streamed from JSON lines: seconds and peak memory.

    python performance/tenders.py [count]

The tenders are made by chance from the real labels of the CPV, so that words are as varied as in
published files. Nothing is compared; the figures are of the machine on which it runs.
"""

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from scp_centre.interfaces.contracts import run
from scp_centre.interfaces.contracts.tender_match import read_files
from scp_centre.reference.procurement_codes import cpv_table


def write_tenders(path: Path, count: int) -> None:
    """Write tenders, each of one to four items."""
    chance = random.Random(1)
    codes = list(cpv_table().codes.values())
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            items = [
                {
                    "id": str(place),
                    "description": code.label(chance.choice(("en", "fr", "es"))),
                    "classification": {"scheme": "CPV", "id": str(code)},
                }
                for place, code in enumerate(chance.choices(codes, k=chance.randint(1, 4)))
            ]
            tender = {
                "id": str(number),
                "title": items[0]["description"],
                "items": items,
                "tenderPeriod": {"endDate": "2027-01-31T12:00:00Z"},
            }
            release = {
                "ocid": f"ocds-made-{number}",
                "id": "1",
                "date": "2026-11-01T00:00:00Z",
                "tag": ["tender"],
                "tender": tender,
            }
            file.write(json.dumps(release, ensure_ascii=False) + "\n")


def main(count: int) -> None:
    """Print what one search through the file takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tenders.jsonl"
        write_tenders(path, count)
        size = path.stat().st_size / 1e6
        product = {"cpv": "15540000-5", "words": {"en": ["fresh cheese"], "fr": ["fromage frais"]}}
        start = time.perf_counter()
        sent = read_files({"product": product, "tenders": str(path), "top": 20})
        answer = run("tender-match", sent)
        took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{answer['tenders']:,} tenders, {size:,.0f} MB: {took:.1f} s, peak {peak:.0f} MB, "
        f"{len(answer['matches'])} matches\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
