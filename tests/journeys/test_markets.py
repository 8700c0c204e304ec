"""An adviser imports tenders; a company describes its product and reads the match in French."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from scp_centre.centre.registry.models import Organisation

pytestmark = pytest.mark.django_db


def test_from_a_file_of_tenders_to_the_company(signed_in, django_capture_on_commit_callbacks):
    adviser = signed_in("markets")
    assert 'href="/markets/"' in adviser.get("/markets/tenders/").content.decode()
    end = (timezone.now() + timedelta(days=30)).isoformat()
    tender = {"title": "Bouteilles consignées pour écoles", "tenderPeriod": {"endDate": end}}
    row = {"ocid": "ocds-journey", "date": end, "tag": ["tender"], "tender": tender}
    file = SimpleUploadedFile("t.jsonl", json.dumps(row).encode())
    with django_capture_on_commit_callbacks(execute=True):
        sent = adviser.post("/markets/tenders/import/", {"file": file, "source": "A portal"})
    assert sent.status_code == 302
    bottle = Organisation.objects.get(name="Rivermouth Dairy").products.get(
        name__startswith="Returnable"
    )
    company, address = signed_in("company"), f"/markets/products/{bottle.pk}/"
    assert company.post(address, {"words": "bouteille consignée"}).status_code == 302
    page = company.get(address, headers={"accept-language": "fr"}).content.decode()
    assert "Bouteilles consignées pour écoles" in page and "Ce qui pourrait être faux" in page
