"""Published criteria of ecolabels, of which a draft can begin with the limits that are known here.

Each criterion names the text and how its limit was learned: `read in a copy`, or `recalled`. None
was read at its source, so none decides before a label officer has read it there and says so.
"""

import json
from pathlib import Path
from typing import Any

from scp_centre.methods.messages import _

FOLDER = Path(__file__).parent / "published"
# file -> title and the text of the law
PUBLISHED = {
    "textiles": _("Textile products: Decision 2014/350/EU (extract)"),
    "tourist_accommodation": _("Tourist accommodation: Decision (EU) 2017/175 (extract)"),
    "laundry_detergents": _("Laundry detergents: Decision (EU) 2017/1218 (extract)"),
}


def published_content(name: str) -> dict[str, Any]:
    """Return the criteria that are known of a published scheme.   name : of PUBLISHED"""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content
