"""The public site of the sample centre: a fictional centre that says so."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.centre.public_site.logo_upload import read_mark
from scp_centre.centre.public_site.look_actions import change_look
from scp_centre.centre.public_site.models import AssessmentRequest
from scp_centre.centre.public_site.page_actions import write_site_page
from scp_centre.centre.public_site.request_actions import request_assessment
from scp_centre.centre.registry.models import Person, Sector

FOLDER = Path(__file__).parent / "sample_texts"
LOOK = {
    "colour": "",
    "dark_colour": "",
    "email": "office@verdania.example",
    "telephone": "+000 20 555 0100",
    "postal_address": "1 Mill Lane, Hillside, Verdania (fictional)",
}
REQUEST = {
    "company": "Hillside Brewery",
    "sector": Sector.FOOD,
    "place": "Hillside",
    "person": "M. Dubois",
    "email": "works@hillside.example",
    "telephone": "+000 20 555 0142",
    "about": "Our water bill has doubled in three years. We would like to know where it goes. "
    "(Fictional company.)",
}


def load_site(people: dict[str, Person]) -> None:
    """Give the sample centre its mark, contact and pages, and one request that waits."""
    drawing = SimpleUploadedFile("mark.svg", (FOLDER / "mark.svg").read_bytes())
    change_look(LOOK, read_mark(drawing), acting_user=people["admin"])
    for path in sorted(FOLDER.glob("*.md")):
        key, language = path.stem.split(".")
        text = path.read_text("utf-8")
        write_site_page(key, language, text, acting_user=people["director"])
    made = request_assessment(REQUEST, "en")
    AssessmentRequest.objects.filter(pk=made.pk).update(is_sample=True)
