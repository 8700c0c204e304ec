"""Fictional tenders, and a product of a sample company to which a carbon rule applies."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.utils import timezone

from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.markets.actions import describe_product, keep_tenders
from scp_centre.roles.markets.tender_files import read_tender_file

PEOPLE = (SamplePerson("markets", "A. Lindqvist", "market adviser"),)
BOLT = {
    "name": "Zinc-plated anchor bolt M16",
    "functional_unit": "One anchor bolt that holds a beam for fifty years",
    "reference_unit": "pieces",
    "hs": "731815",
    "cpv": "44531400",
}
WORDS = "anchor bolt\nboulon d’ancrage\nperno de anclaje"
# title, buyer, CPV code, days to the deadline, amount
TENDERS = (
    ("Anchor bolts for three road bridges", "Road agency of Verdania", "44531400-5", 40, 82_000),
    ("Pernos y tornillos para viviendas", "Housing office of Verdania", "44531510", 25, 15_500),
    ("Fixings and hardware, framework", "Works ministry of Verdania", "44530000", 90, 400_000),
    ("Fourniture de fromages, écoles", "Schools of Port Verda", "15540000-5", 20, 61_000),
    ("Bolts for the old harbour", "Harbour of Port Verda", "44531400", -30, 9_000),
)


def load(people: dict[str, Person]) -> None:
    """Import the sample tenders, and describe a product to which a carbon rule applies."""
    content = tender_lines(timezone.now())
    read = read_tender_file(lambda: BytesIO(content))
    keep_tenders(
        read,
        "verdania-tenders.jsonl",
        "Procurement portal of Verdania (fictional)",
        sha256(content).hexdigest(),
        acting_user=people["markets"],
    )
    maker = Organisation.objects.filter(products__name__startswith="Zinc-plated shelf").get()
    product = keep_product(maker, BOLT, acting_user=people["expert"])
    describe_product(product, WORDS, acting_user=people["expert"])


def tender_lines(now: datetime) -> bytes:
    """Return the sample tenders as JSON lines."""
    return "\n".join(
        json.dumps(_release(n, now), ensure_ascii=False) for n in range(len(TENDERS))
    ).encode()


def _release(number: int, now: datetime) -> dict[str, Any]:
    title, buyer, code, days, amount = TENDERS[number]
    end = (now + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)
    return {
        "ocid": f"ocds-verdania-{number + 1}",
        "id": "1",
        "date": (now - timedelta(days=60)).replace(microsecond=0).isoformat(),
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"name": f"{buyer} (fictional)"},
        "tender": {
            "id": str(number + 1),
            "title": title,
            "status": "active",
            "value": {"amount": amount, "currency": "EUR"},
            "tenderPeriod": {"endDate": end.isoformat()},
            "items": [{"id": "1", "classification": {"scheme": "CPV", "id": code}}],
        },
    }
